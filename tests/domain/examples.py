"""How many examples properties and the oracle draw: few by default, all of them with OLYMPIAD_FULL_TESTS=1 (make properties)."""

import os

FULL = os.environ.get("OLYMPIAD_FULL_TESTS") == "1"


def examples(full: int) -> int:
    """Return the full number, or a tenth of it at most ten for the quick run."""
    return full if FULL else min(10, full // 10)
