"""A section in full swing for measuring saves: 1,000 teams × 8 tasks × 6 criteria × 2 of 200 judges, a device for each."""

import json
import random
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import Connection, Engine, insert, select

from benchmarks.load import Ask
from olympiad.db import writing_on
from olympiad.domain.roles import Role
from olympiad.migrations.upgrade import upgrade
from olympiad.models.edition import Edition
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import Device, Mark, Operation, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.models.user import RoleMembership, User
from olympiad.services.marking.devices import token_hash

TEAMS, TASKS, CRITERIA, JUDGES = 1_000, 8, 6, 200
NOW = datetime(2026, 12, 10, 9, tzinfo=UTC)
BOARD = "/editions/hall/s/board/progress"
ORGANIZER = "organizer-of-the-hall"


class Hall:
    """The section's rows, and a log of what each device has sent and of what then stands in each cell."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.section = 0
        self.tokens: list[str] = []
        self.seq = [0] * JUDGES
        self.cells: list[list[tuple[int, int]]] = [[] for _ in range(JUDGES)]
        self.stands: dict[tuple[int, int], int] = {}
        self._numbers = iter(random.Random(1).sample(range(1, 2**31), TEAMS * TASKS * 2))
        upgrade(engine)
        with writing_on(engine) as connection:
            self._fill(connection)

    def _fill(self, connection: Connection) -> None:
        edition = _one(connection, Edition, slug="hall", name="Hall", is_demo=False, time_zone="UTC", created_at=NOW)
        self.section = section = _one(
            connection, Section, edition_id=edition, slug="s", title="S", code="S", created_at=NOW
        )
        organizer = _one(connection, User, name="O", username="o", fs_uniquifier=ORGANIZER, active=True, created_at=NOW)
        _one(connection, RoleMembership, user_id=organizer, role=str(Role.ORGANIZER), edition_id=edition)
        place = {"edition_id": edition, "section_id": section}
        teams = _many(
            connection,
            Team,
            [{**place, "key": f"T{at}", "code": f"C{at}", "name": f"Team {at}"} for at in range(TEAMS)],
        )
        judges = self._judges(connection, section)
        for task in range(TASKS):
            panel = judges[task::TASKS]
            self._task(connection, section, task, teams, panel)

    def _judges(self, connection: Connection, section: int) -> list[int]:
        who = [f"j{at}" for at in range(JUDGES)]
        users = _many(
            connection,
            User,
            [{"name": j, "username": j, "fs_uniquifier": j, "active": True, "created_at": NOW} for j in who],
        )
        judges = _many(
            connection,
            Judge,
            [{"section_id": section, "key": j, "name": j, "user_id": user} for j, user in zip(who, users, strict=True)],
        )
        for user, judge in zip(users, judges, strict=True):
            secret, device = secrets.token_urlsafe(24), secrets.token_hex(16)
            row = {"id": device, "section_id": section, "user_id": user, "judge_id": judge, "created_at": NOW}
            connection.execute(
                insert(Device).values(**row, token_hash=token_hash(secret), level="http", last_seen_at=NOW)
            )
            self.tokens.append(f"{device}.{secret}")
        return judges

    def _task(self, connection: Connection, section: int, at: int, teams: Sequence[int], panel: Sequence[int]) -> None:
        task = _one(
            connection, Task, section_id=section, code=f"K{at}", title=f"K{at}", position=at, judges=2, disagreement="-"
        )
        rubric = [
            {"task_id": task, "code": f"c{c}", "position": c, "kind": "points", "maximum": 10_000}
            for c in range(CRITERIA)
        ]
        criteria = _many(connection, Criterion, rubric)
        wanted = [
            (team, panel[(2 * number + which) % len(panel)]) for number, team in enumerate(teams) for which in range(2)
        ]
        place = {"section_id": section, "task_id": task}
        sheets = _many(
            connection,
            ScoreSheet,
            [
                {**place, "id": number, "team_id": team, "judge_id": judge}
                for (team, judge), number in zip(wanted, self._numbers, strict=False)
            ],
        )
        of_judge = {judge: TASKS * number + at for number, judge in enumerate(panel)}
        for sheet, (_, judge) in zip(sheets, wanted, strict=True):
            self.cells[of_judge[judge]] += [(sheet, criterion) for criterion in criteria]

    def ask(self, judge: int, count: int) -> Ask:
        """The next `count` marks of a judge, as the console sends them."""
        made = []
        for _ in range(count):
            cell = self.cells[judge][self.seq[judge] % len(self.cells[judge])]
            self.seq[judge] += 1
            self.stands[cell] = mark = 500 * (self.seq[judge] % 20)
            made.append(
                {
                    "id": secrets.token_hex(16),
                    "seq": self.seq[judge],
                    "sheet": cell[0],
                    "rubric_version": 1,
                    "criterion": cell[1],
                    "value": {"state": "marked", "mark": mark},
                }
            )
        body = {"operations": made, "waiting": 0}
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.tokens[judge]}"}
        return Ask("/api/operations", "POST", json.dumps(body).encode(), headers)

    def lost_or_doubled(self) -> tuple[int, int]:
        """Compare the database with the log: operations that are not there, cells that do not hold the last mark."""
        with self.engine.connect() as connection:
            applied = select(Operation.device_id, Operation.seq).where(Operation.outcome == "applied")
            there = sorted((str(device), seq) for device, seq in connection.execute(applied))
            here = (
                select(Mark.sheet_id, Mark.criterion_id, Mark.mark)
                .join(ScoreSheet)
                .where(ScoreSheet.section_id == self.section)
            )
            stands = {(sheet, criterion): mark for sheet, criterion, mark in connection.execute(here)}
        devices = [token.partition(".")[0] for token in self.tokens]
        sent = sorted(
            (device, seq) for device, last in zip(devices, self.seq, strict=True) for seq in range(1, last + 1)
        )
        wrong = sum(stands.get(cell) != mark for cell, mark in self.stands.items()) + len(
            stands.keys() - self.stands.keys()
        )
        return abs(len(sent) - len(there)) + (sent != there), wrong


def cookie(app: Flask, uniquifier: str) -> str:
    """The session cookie of a person who is signed in."""
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    return f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps({'_user_id': uniquifier, '_fresh': True})}"


def _one(connection: Connection, model: Any, **values: object) -> int:
    return int(connection.execute(insert(model).values(**values).returning(model.id)).scalar_one())


def _many(connection: Connection, model: Any, rows: Sequence[dict[str, Any]]) -> list[int]:
    query = insert(model).returning(model.id, sort_by_parameter_order=True)
    return list(connection.scalars(query, rows))
