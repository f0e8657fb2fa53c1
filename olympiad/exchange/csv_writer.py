"""The one writer of CSV: whatever a spreadsheet would take for a formula is guarded, in every file."""

import csv
import io
from collections.abc import Iterable

from olympiad.exchange.formulas import guarded


def csv_text(lines: Iterable[Iterable[str]], ending: str = "\n") -> str:
    """Write lines of cells.

    >>> csv_text([["team", "reason"], ["T1", "=1+1"]])
    "team,reason\\nT1,'=1+1\\n"
    """
    out = io.StringIO()
    csv.writer(out, lineterminator=ending).writerows([guarded(cell) for cell in line] for line in lines)
    return out.getvalue()
