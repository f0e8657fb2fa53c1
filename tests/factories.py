"""Makes rows with dull defaults, and the fixed cast: ana, ben, cem, dana, eva, finn, gul; everything is flushed."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from olympiad.domain.roles import Role
from olympiad.models.base import Base
from olympiad.models.certificate import Certificate
from olympiad.models.edition import Edition
from olympiad.models.institution import Institution
from olympiad.models.judge import Judge, JudgeTask, JudgeTeam
from olympiad.models.participant import Participant
from olympiad.models.results_version import ResultsVersion
from olympiad.models.rules import Rules
from olympiad.models.score_sheet import Device, Mark, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.models.user import RoleMembership, User

NOON = datetime(2026, 12, 5, 12, tzinfo=UTC)
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ"
LAST = 1_000_000
"""A position behind all that are given by counting."""
TOGETHER = "tests_together"
_counts: list[Iterator[int]] = [count(1)]  # the last one is counted on
Row = TypeVar("Row", bound=Base)


def _number() -> int:
    return next(_counts[-1])


def _add(session: Session, row: Row) -> Row:
    session.add(row)
    if TOGETHER not in session.info:
        session.flush()
    return row


@contextmanager
def numbered_anew(numbers: Iterator[int] | None = None) -> Iterator[None]:
    """Count from one in a fresh database, or on from where another one is: names do not depend on the tests before."""
    _counts.append(numbers or count(1))
    try:
        yield
    finally:
        _counts.pop()


@contextmanager
def together(session: Session) -> Iterator[None]:
    """Write rows of which none names another one in a single flush, which takes hardly longer than that of one row."""
    session.info[TOGETHER] = True
    try:
        with session.no_autoflush:
            yield
    finally:
        del session.info[TOGETHER]
    session.flush()


def make_edition(session: Session, **given: Any) -> Edition:
    number = _number()
    defaults = {"slug": f"samarkand-{number}", "name": f"Samarkand {number}", "created_at": NOON}
    return _add(session, Edition(**defaults | given))


def make_section(session: Session, **given: Any) -> Section:
    edition = given.pop("edition", None) or make_edition(session)
    number = _number()
    defaults = {"slug": f"biochemistry-{number}", "code": "BIO", "title": "Biochemistry", "created_at": NOON}
    return _add(session, Section(edition_id=edition.id, **defaults | given))


def make_institution(session: Session, edition: Edition, **given: Any) -> Institution:
    number = _number()
    defaults = {"key": f"uni{number}", "name_en": f"University {number}", "country": "UZ"}
    return _add(session, Institution(edition_id=edition.id, **defaults | given))


def make_team(session: Session, section: Section, **given: Any) -> Team:
    number = _number()
    code = f"{ALPHABET[number // 1000 % 24]}{number % 1000:03d}"  # in the order in which teams are made
    defaults = {"key": f"T{number:05d}", "code": code, "name": f"Team {number}"}
    return _add(session, Team(edition_id=section.edition_id, section_id=section.id, **defaults | given))


def make_participant(session: Session, team: Team, **given: Any) -> Participant:
    defaults = {"name": f"Participant {_number()}", "consents_name": True, "consents_score": True}
    return _add(session, Participant(section_id=team.section_id, team_id=team.id, **defaults | given))


def make_task(session: Session, section: Section, **given: Any) -> Task:
    number = _number()
    defaults = {"code": f"K{number}", "position": number, "title": f"Task {number}", "judges": 1}
    return _add(session, Task(section_id=section.id, **defaults | given))


def make_criterion(session: Session, task: Task, **given: Any) -> Criterion:
    """A criterion of ten points in half steps; numbers are thousandths."""
    number = _number()
    defaults = {"code": f"c{number}", "position": number, "kind": "points", "maximum": 10_000, "step": 500}
    return _add(session, Criterion(task_id=task.id, **defaults | given))


def make_judge(session: Session, section: Section, **given: Any) -> Judge:
    """A judge of all tasks and teams, or of `tasks` and `teams`."""
    number = _number()
    tasks, teams = given.pop("tasks", None), given.pop("teams", None)
    defaults = {"key": f"J{number}", "name": f"Judge {number}", "all_tasks": tasks is None, "all_teams": teams is None}
    judge = Judge(section_id=section.id, **defaults | given)
    judge.tasks = [JudgeTask(task_id=task.id) for task in tasks or ()]
    judge.teams = [JudgeTeam(team_id=team.id) for team in teams or ()]
    return _add(session, judge)


def make_score_sheet(session: Session, team: Team, task: Task, judge: Judge, **given: Any) -> ScoreSheet:
    row = ScoreSheet(section_id=team.section_id, team_id=team.id, task_id=task.id, judge_id=judge.id, **given)
    return _add(session, row)


def make_mark(session: Session, sheet: ScoreSheet, criterion: Criterion, mark: int | None, **given: Any) -> Mark:
    """The current value of a cell, in thousandths, without the operation that gave it."""
    defaults = {"state": "marked"}
    return _add(session, Mark(sheet_id=sheet.id, criterion_id=criterion.id, mark=mark, **defaults | given))


def make_device(session: Session, section: Section, user: User, **given: Any) -> Device:
    defaults = {"id": f"{_number():032x}", "created_at": NOON}
    return _add(session, Device(section_id=section.id, user_id=user.id, **defaults | given))


def make_rules(session: Session, section: Section, **given: Any) -> Rules:
    defaults = {"number": 1, "rules": "[]", "created_at": NOON}
    return _add(session, Rules(section_id=section.id, **defaults | given))


def make_version(session: Session, section: Section, **given: Any) -> ResultsVersion:
    """A results version without a ranking."""
    defaults = {"number": 1, "bundle": '{"ranking": [], "maximum": "20"}', "sha256": "0" * 64, "finalised_at": NOON}
    return _add(session, ResultsVersion(section_id=section.id, **defaults | given))


def make_certificate(session: Session, version: ResultsVersion, **given: Any) -> Certificate:
    """A certificate of participation in English; `printed` are some of its fields."""
    number = _number()
    words = ("organisation", "edition", "section", "member", "institution", "standing", "mentor")
    text = {"lang": "en", "document": "Certificate", "dated": "5 December 2026", **dict.fromkeys(words, "")}
    printed = {"name": "", "name_local": "", "team": "", "award": "", "place": None, "total": None, "texts": [text]}
    printed |= {"mentor": "", "signatories": []}
    fields = json.dumps(printed | given.pop("printed", {}))
    defaults = {"participant_id": None, "number": f"SAM-2026-BIO-{number:04d}", "token": f"{number:022d}"}
    defaults |= {"kind": "participation", "fields": fields, "issued_at": NOON, "issued_by_id": None}
    return _add(session, Certificate(section_id=version.section_id, results_version_id=version.id, **defaults | given))


def make_user(session: Session, name: str = "", **given: Any) -> User:
    """A person without a password; who shall use the page of signing in gets one by the service."""
    number = _number()
    name = name or f"person{number}"
    defaults = {"name": name.title(), "username": f"{name}{number}", "fs_uniquifier": f"{name}-{number}"}
    return _add(session, User(created_at=NOON, active=True, **defaults | given))


def give_role(session: Session, user: User, role: Role, **where: Any) -> RoleMembership:
    """Return a role in the `edition` or `section` (of a `team`), else in the whole installation."""
    section, edition, team = where.get("section"), where.get("edition"), where.get("team")
    row = RoleMembership(
        user_id=user.id,
        role=role,
        edition_id=section.edition_id if section else edition and edition.id,
        section_id=section and section.id,
        team_id=team and team.id,
    )
    return _add(session, row)


PEOPLE = ("admin", "ana", "ben", "cem", "dana", "eva", "finn", "gul")
JUDGES = ("cem", "dana")


@dataclass
class Cast:
    """The people of every test, in one section with two teams, two tasks of one criterion and a sheet for each."""

    edition: Edition
    section: Section
    t01: Team
    t02: Team
    pipetting: Task
    glucose: Task
    admin: User
    ana: User
    ben: User
    cem: User
    dana: User
    eva: User
    finn: User
    gul: User
    cem_judge: Judge
    dana_judge: Judge
    sheets: dict[tuple[str, str, str], ScoreSheet]
    """By team key, task code and judge key: `cast.sheets["T01", "P", "cem"]`."""


def make_cast(session: Session, **section_given: Any) -> Cast:
    """ana organises, ben is chief judge, cem and dana judge, eva leads T01, finn leads T02, gul takes part in T01."""
    section = make_section(session, **section_given)
    edition = session.get_one(Edition, section.edition_id)
    with together(session):
        people = {name: make_user(session, name) for name in PEOPLE}
        institutions = [make_institution(session, edition) for _ in range(2)]
        pipetting, glucose = (make_task(session, section, code=code, judges=2) for code in ("P", "G"))
    with together(session):
        t01, t02 = (
            make_team(session, section, key=key, institution_id=institution.id)
            for key, institution in zip(("T01", "T02"), institutions, strict=True)
        )
        for task in (pipetting, glucose):
            make_criterion(session, task, code="yield")
        judges = [make_judge(session, section, key=name, name=name, user_id=people[name].id) for name in JUDGES]
        make_rules(session, section, signed_at=NOON, signed_by_id=people["ben"].id)
    with together(session):
        for name, role, team in (("eva", "leader", t01), ("finn", "leader", t02), ("gul", "member", t01)):
            make_participant(session, team, key=name, name=name.title(), role=role, user_id=people[name].id)
        _give_roles(session, people, edition, section, t01, t02)
        sheets = {
            (team.key, task.code, judge.key): make_score_sheet(session, team, task, judge)
            for team in (t01, t02)
            for task in (pipetting, glucose)
            for judge in judges
        }
    return Cast(
        edition,
        section,
        t01,
        t02,
        pipetting,
        glucose,
        **people,
        cem_judge=judges[0],
        dana_judge=judges[1],
        sheets=sheets,
    )


def _give_roles(
    session: Session, people: dict[str, User], edition: Edition, section: Section, t01: Team, t02: Team
) -> None:
    give_role(session, people["admin"], Role.ADMINISTRATOR)
    give_role(session, people["ana"], Role.ORGANIZER, edition=edition)
    give_role(session, people["ben"], Role.CHIEF_JUDGE, section=section)
    for judge in ("cem", "dana"):
        give_role(session, people[judge], Role.JUDGE, section=section)
    for name, role, team in (("eva", Role.LEADER, t01), ("finn", Role.LEADER, t02), ("gul", Role.PARTICIPANT, t01)):
        give_role(session, people[name], role, section=section, team=team)
