"""Saves and pages of this version and of another, in turns in one run: python -m benchmarks.bench_before --commit NAME.

`--rounds 3` is how often each of the two is started and measured; the figures are medians.
"""

import argparse
import io
import subprocess
import tarfile
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median

from sqlalchemy import Engine, text

from benchmarks import results
from benchmarks.hall import BOARD, ORGANIZER, Hall, cookie
from benchmarks.load import Answers, Ask, run
from benchmarks.serving import ROOT, SECRET, Server, serving
from olympiad import create_app
from olympiad.db import make_engine, writing_on

HEAD = ("what", "version", "p50 ms", "p99 ms", "requests/s", "server CPU ms/request", "others than 200")
Figures = dict[tuple[str, str], list[tuple[float, float, float, float, int]]]


def unpacked(commit: str, folder: Path) -> Path:
    """Put the files of a commit into a folder."""
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def measure(figures: Figures, name: str, server: Server, hall: Hall, organizer: str) -> None:
    """Everything once."""
    run(server.url, 32, 4, lambda at, _: hall.ask(at, 1))  # both workers have compiled their statements
    pages = {"a page, signed out": "/card", "a static file": "/static/css/theme.css", "the board": BOARD}
    works = {
        "50 judges, back to back": lambda: run(server.url, 50, 60, lambda at, _: hall.ask(at, 1)),
        "50 judges, one save every 2 s": lambda: run(server.url, 50, 6, lambda at, _: hall.ask(at, 1), 2.0),
        "8 devices, batches of 100": lambda: run(server.url, 8, 6, lambda at, _: hall.ask(at, 100)),
        **{what: lambda path=path: looked_at(server, path, organizer) for what, path in pages.items()},
    }
    for what, work in works.items():
        before = server.processor()
        answers = work()
        worked = (server.processor() - before) / len(answers.seconds) * 1000
        others = len(answers.seconds) - answers.statuses[200]
        figures[what, name].append((answers.percentile(50), answers.percentile(99), answers.rate, worked, others))
        print(what, name, *(f"{one:.2f}" for one in figures[what, name][-1]), flush=True)


def looked_at(server: Server, path: str, organizer: str) -> Answers:
    """Ask for a page over 32 connections."""
    headers = {"Accept-Encoding": "gzip", "Accept-Language": "en"}
    headers |= {"Cookie": organizer} if path == BOARD else {}
    return run(server.url, 32, 4 if path == BOARD else 25, lambda _client, _number: Ask(path, headers=headers))


def _newest_migration(root: Path) -> str:
    """Return the number of a version's newest migration."""
    return max(path.name.partition("_")[0] for path in (root / "olympiad/migrations/versions").glob("0*.py"))


def _call(engine: Engine, migration: str) -> None:
    """Say of a database which migration it is at: an older version takes no newer one, and what came since only adds to it."""
    with writing_on(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :number"), {"number": migration})


def main() -> None:
    """Measure in turns, print, write."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--commit", required=True)
    asked.add_argument("--rounds", type=int, default=3)
    chosen = asked.parse_args()
    figures: Figures = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="bench-before-") as name:
        folder, old = Path(name), Path(name, "before")
        old.mkdir()
        versions = {"before": unpacked(chosen.commit, old), "now": ROOT}
        url = f"sqlite:///{folder}/olympiad.sqlite"
        engine = make_engine(url)
        hall = Hall(engine)
        organizer = cookie(create_app({"INSTANCE_PATH": name, "DATABASE_URL": url, "SECRET_KEY": SECRET}), ORGANIZER)
        for _ in range(chosen.rounds):
            for version, root in versions.items():
                _call(engine, _newest_migration(root))
                with serving(folder, url, root) as server:
                    measure(figures, version, server, hall, organizer)
        lost, wrong = hall.lost_or_doubled()
        engine.dispose()
    rows = []
    for (what, version), found in figures.items():
        p50, p99, rate, worked, others = (median(column) for column in zip(*found, strict=True))
        rows.append([what, version, f"{p50:.1f}", f"{p99:.1f}", f"{rate:,.0f}", f"{worked:.2f}", f"{others:.0f}"])
    rows.sort(key=lambda row: list(figures).index((row[0], row[1])))
    intro = [
        f"*Before* is {chosen.commit}, started and measured in turns with *now* on the same database; "
        f"medians of {chosen.rounds} rounds.",
        "",
    ]
    told = ["", f"- Marks lost or doubled {lost}, cells that do not hold the last mark sent {wrong}."]
    results.write("bench_before", "With the guards and before", [*intro, *results.table(HEAD, rows), *told])


if __name__ == "__main__":
    main()
