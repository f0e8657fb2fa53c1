"""How long a ranking takes from values in memory, and a section folder from its files: python -m benchmarks.bench_rank."""

import gc
import random
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from olympiad.domain.choices import CriterionKind
from olympiad.domain.notation.keys import parse_key
from olympiad.domain.notation.rules import read_rules
from olympiad.domain.ranking import rank
from olympiad.domain.rubric import Cell, Criterion, Task
from olympiad.domain.section import ScoreSheet, Section, Team
from olympiad.exchange.ranking_file import ranking_csv
from olympiad.exchange.section_folder import read_section
from olympiad.exchange.sources import read_path

SIZES = (200, 1_000, 5_000, 20_000)
RULES = [
    ("ties", "best_task;tasks_won"),
    ("award.gold", "share=10%"),
    ("award.silver", "share=30%"),
    ("award.bronze", "share=60%"),
]
READING = "value=5 full=2% zero=20%"


def tasks(*, mixed: bool) -> tuple[Task, ...]:
    """Eight tasks of six criteria; mixed: one is a reading, one a counted penalty."""
    kinds = [CriterionKind.POINTS] * 6
    if mixed:
        kinds[4:] = [CriterionKind.READING, CriterionKind.PENALTY]
    key = {kind: parse_key(kind, READING if kind is CriterionKind.READING else "", 10_000) for kind in set(kinds)}
    criteria = tuple(Criterion(f"c{n}", kind, 10_000, key=key[kind]) for n, kind in enumerate(kinds))
    return tuple(Task(f"T{n}", criteria, judges=2) for n in range(8))


def section(teams: int, *, mixed: bool = False, scale: str = "raw") -> Section:
    """A section in which every sheet is full; the same for every run."""
    rng = random.Random(teams)
    rubric = tasks(mixed=mixed)
    keys = [f"T{n:05}" for n in range(teams)]
    sheets = tuple(
        ScoreSheet(key, task.code, judge, tuple(_cell(rng, one.kind) for one in task.criteria))
        for key in keys
        for task in rubric
        for judge in ("cem", "dana")
    )
    return Section(tuple(Team(key) for key in keys), rubric, sheets, read_rules([*RULES, ("scale", scale)]))


def _cell(rng: random.Random, kind: CriterionKind) -> Cell:
    if kind is CriterionKind.READING:
        return (Fraction(rng.randrange(400, 600), 100),)
    return rng.randrange(0, 4) * 1000 if kind is CriterionKind.PENALTY else rng.randrange(0, 21) * 500


def median_seconds(deed: Callable[[], object], times: int = 5) -> float:
    """The median of several runs, the garbage of the run before collected."""
    found = []
    for _ in range(times):
        gc.collect()
        start = time.perf_counter()
        deed()
        found.append(time.perf_counter() - start)
    return statistics.median(found)


def write_folder(values: Section, folder: Path) -> None:
    """The section as CSV files."""
    (folder / "teams.csv").write_text("team\n" + "".join(f"{team.key}\n" for team in values.teams))
    (folder / "tasks.csv").write_text("task,judges\n" + "".join(f"{task.code},2\n" for task in values.tasks))
    rubric = [f"{task.code},{one.code},points,10\n" for task in values.tasks for one in task.criteria]
    (folder / "criteria.csv").write_text("task,criterion,kind,maximum\n" + "".join(rubric))
    with (folder / "marks.csv").open("w") as file:
        file.write("team,task,judge,criterion,mark\n")
        for sheet in values.sheets:
            for number, mark in enumerate(sheet.marks):
                file.write(f"{sheet.team},{sheet.task},{sheet.judge},c{number},{int(mark) / 1000:g}\n")  # type: ignore[arg-type]


def main() -> None:
    """Print one line per size and kind."""
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else SIZES[-1]
    print("teams × 8 tasks × 6 criteria × 2 judges, median of 5")
    for teams in (size for size in SIZES if size <= largest):
        for label, mixed, scale in (
            ("points, raw", False, "raw"),
            ("mixed, percent", True, "percent"),
            ("points, t", False, "t"),
        ):
            values = section(teams, mixed=mixed, scale=scale)
            print(f"{teams:>6} rank {label:<15} {median_seconds(lambda values=values: rank(values)) * 1000:9.1f} ms")
    values = section(5_000)
    tracemalloc.start()
    ranking = rank(values)
    print(f"  5000 rank: {tracemalloc.get_traced_memory()[1] / 2**20:.0f} MiB at most above the values")
    tracemalloc.stop()
    print(f"  5000 ranking file {median_seconds(lambda: ranking_csv(values, ranking)) * 1000:.1f} ms")
    with tempfile.TemporaryDirectory() as folder:
        write_folder(values, Path(folder))
        print(
            f"  5000 read the folder (480,000 marks) {median_seconds(lambda: read_section(*read_path(Path(folder))), 1):.2f} s"
        )


if __name__ == "__main__":
    main()
