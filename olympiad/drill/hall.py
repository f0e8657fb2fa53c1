"""The drill's own instance: an edition with invented teams, tasks of every kind of criterion, judges and their cards."""

import json
from dataclasses import dataclass

from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.roles import Role
from olympiad.models.edition import Edition
from olympiad.models.judge import Judge, JudgeTask
from olympiad.models.rules import Rules
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.services.people import access_cards
from olympiad.services.people.access_cards import MadeCard
from olympiad.services.sections import team_codes
from olympiad.services.sections.sheet_assignment import ensure_sheets

PLACE = "drill/hall"
"""Slugs of edition and section, as the API names them."""

CRITERIA = (
    ("points", 5_000, ""),
    ("check", 1_000, ""),
    ("levels", 2_000, "0=no | 1=partly | 2=yes"),
    ("reading", 4_000, "value=5.55 unit=mmol/L full=2% zero=20%"),
    ("choice", 2_000, "choices=A|B|C|D right=A|C wrong=0.5"),
    ("penalty", 3_000, "each=1 free=1"),
)


@dataclass(frozen=True)
class Size:
    """How large the rehearsal is."""

    teams: int
    tasks: int
    judges: int
    """Judges of each task."""


def furnish(session: Session, size: Size, secret: str) -> list[MadeCard]:
    """Make everything up to the first mark; gives the judges' cards."""
    now = utc_now()
    edition = Edition(slug="drill", name="Drill", created_at=now)
    session.add(edition)
    session.flush()
    section = Section(edition_id=edition.id, slug="hall", code="DRI", title="Drill", created_at=now)
    session.add(section)
    session.flush()
    session.add(Rules(section_id=section.id, number=1, rules=json.dumps([]), reason="", created_at=now))
    _teams(session, section, size.teams)
    for number in range(1, size.tasks + 1):
        _task(session, section, number, size.judges)
    session.flush()
    ensure_sheets(session, section)
    judges = [one for one in access_cards.holders(session, section) if one.role == Role.JUDGE]
    return access_cards.make_cards(session, section, judges, secret=secret, address="http://localhost", by=None)


def _teams(session: Session, section: Section, count: int) -> None:
    codes = team_codes.draw(count, ())
    session.add_all(
        Team(
            edition_id=section.edition_id, section_id=section.id, key=f"T{number:03}", code=code, name=f"Team {number}"
        )
        for number, code in enumerate(codes, 1)
    )


def _task(session: Session, section: Section, number: int, judges: int) -> None:
    task = Task(
        section_id=section.id,
        code=f"K{number}",
        position=number,
        title=f"Task {number}",
        judges=judges,
        disagreement="-",
    )
    session.add(task)
    session.flush()
    session.add_all(
        Criterion(task_id=task.id, code=kind, position=position, kind=kind, maximum=maximum, key=key)
        for position, (kind, maximum, key) in enumerate(CRITERIA, 1)
    )
    for place in range(judges):
        key = f"J{number}{'abcdefghij'[place]}"
        judge = Judge(section_id=section.id, key=key, name=f"Robot {key}", all_tasks=False, all_teams=True)
        session.add(judge)
        session.flush()
        session.add(JudgeTask(judge_id=judge.id, task_id=task.id))
