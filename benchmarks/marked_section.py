"""A fully marked section in a database, without the import's checks: for measuring what comes after."""

import json
import random
import secrets
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.orm import Session

from olympiad.db import writing_on
from olympiad.domain.choices import MarkState
from olympiad.domain.operations import Kind, Operation, Value
from olympiad.migrations.upgrade import upgrade
from olympiad.models.edition import Edition
from olympiad.models.judge import Judge
from olympiad.models.rules import Rules
from olympiad.models.score_sheet import Device, Mark, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.marking import devices, operations

TASKS, CRITERIA, JUDGES = 8, 6, 2
NOW = datetime(2026, 12, 5, tzinfo=UTC)
RULES = [["award.I degree", "share=10%"], ["award.II degree", "share=30%"]]


def fill(engine: Engine, teams: int, seed: int = 1) -> None:
    """Migrate the database and put one section into it: teams × 8 tasks × 6 criteria × 2 judges, sheets accepted."""
    upgrade(engine)
    with writing_on(engine) as connection:
        edition = one(connection, Edition, slug="measured", name="Measured", time_zone="UTC", created_at=NOW)
        section = one(
            connection, Section, edition_id=edition, slug="measured", title="Measured", code="M", created_at=NOW
        )
        one(connection, Rules, section_id=section, number=1, rules=json.dumps(RULES), created_at=NOW)
        place = {"edition_id": edition, "section_id": section}
        of_team = [{**place, "key": f"T{at:05}", "code": f"C{at:05}", "name": f"Team {at}"} for at in range(teams)]
        team_ids = many(connection, Team, of_team)
        for task in range(TASKS):
            _fill_task(connection, section, task, team_ids, random.Random(seed + task))


def _fill_task(connection: Connection, section: int, at: int, teams: Sequence[int], rng: random.Random) -> None:
    task = one(
        connection,
        Task,
        section_id=section,
        code=f"K{at}",
        title=f"Task {at}",
        position=at,
        judges=JUDGES,
        disagreement="-",
    )
    rubric = [
        {"task_id": task, "code": f"c{c}", "position": c, "kind": "points", "maximum": 10_000, "step": 500}
        for c in range(CRITERIA)
    ]
    criteria = many(connection, Criterion, rubric)
    judges = [one(connection, Judge, section_id=section, key=f"K{at}-{number}", name="J") for number in range(JUDGES)]
    place = {"section_id": section, "task_id": task, "state": "accepted"}
    sheets = many(connection, ScoreSheet, [{**place, "team_id": t, "judge_id": j} for t in teams for j in judges])
    marks = _marks(sheets, criteria, rng)
    while some := list(islice(marks, 60_000)):
        connection.execute(insert(Mark), some)


def _marks(sheets: Sequence[int], criteria: Sequence[int], rng: random.Random) -> Iterator[dict[str, object]]:
    for sheet in sheets:
        for criterion in criteria:
            yield {"sheet_id": sheet, "criterion_id": criterion, "state": "marked", "mark": 500 * rng.randrange(21)}


def one(connection: Connection, model: Any, **values: object) -> int:
    """Insert a row and give its id."""
    return int(connection.execute(insert(model).values(**values).returning(model.id)).scalar_one())


def many(connection: Connection, model: Any, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert rows and give their ids in the same order."""
    query = insert(model).returning(model.id, sort_by_parameter_order=True)
    return list(connection.scalars(query, rows))


class Marker:
    """A judge who changes one mark after the other in a section made by `fill`, as the console does."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._at = 0
        with Session(engine) as session:
            judge = session.scalars(select(Judge).order_by(Judge.id).limit(1)).one()
            person = User(name="J", username="j", fs_uniquifier="j", active=True, created_at=NOW)
            session.add(person)
            session.flush()
            device = Device(
                id=secrets.token_hex(16), section_id=judge.section_id, user_id=person.id, judge_id=judge.id, level="http",
                created_at=NOW, last_seen_at=NOW,
            )  # fmt: skip
            session.add(device)
            sheets = select(ScoreSheet.id, ScoreSheet.task_id).where(ScoreSheet.judge_id == judge.id)
            self._sheet, task = session.execute(sheets.order_by(ScoreSheet.id).limit(1)).one()
            session.execute(update(ScoreSheet).where(ScoreSheet.id == self._sheet).values(state="open"))
            self._criterion = session.scalar(select(Criterion.id).where(Criterion.task_id == task).limit(1))
            self._sender = devices.Sender(device.id, judge.section_id, person.id, judge.id, 0)
            session.commit()

    def mark(self) -> None:
        """Save the next mark."""
        self._at += 1
        value = Value(MarkState.MARKED, 500 * (self._at % 20))
        made = Operation(secrets.token_hex(16), self._at, self._sheet, Kind.MARK, 1, self._criterion, None, value)
        with Session(self._engine) as session:
            sender = self._sender._replace(last_seq=self._at - 1)
            (answer,) = operations.apply(session, sender, [made], by=sender.user_id)
            if answer.outcome not in ("applied", "conflict"):
                raise SystemExit(f"a mark was not taken: {answer}")
            session.commit()
