"""What every test may ask for; the fixtures themselves stand in databases, applications and browsers."""

import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings

MEMORY = Path("/dev/shm")
ROOM = 4 * 2**30


def _work_in_memory() -> None:
    """Put databases and browsers' profiles into memory where there is room: each test makes a database, a disk takes longer."""
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"] = str(MEMORY)  # for the processes that tests start, too
        tempfile.tempdir = None


_work_in_memory()
REPEATS = "OLYMPIAD_WHOLE" not in os.environ
"""The same examples each time, so that a change is what made a test fail; `make whole` looks for new ones."""
settings.register_profile("untimed", deadline=None, derandomize=REPEATS, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")  # speed is measured in benchmarks, never asserted in a test

pytest_plugins = [
    "tests.databases",
    "tests.applications",
    "tests.browsers",
    "tests.once_more",
    "tests.longest_first",
    "pytester",
]
