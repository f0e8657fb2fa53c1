"""What has no marks yet is taken away with all that leads to it; what was decided about stays, and nothing is lost unsaid."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.models.audit import AuditEntry
from olympiad.models.base import Base
from olympiad.models.conflict_declaration import ConflictDeclaration
from olympiad.models.institution import Institution
from olympiad.models.judge import Judge
from olympiad.models.participant import Participant
from olympiad.models.score_sheet import Device, ScoreSheet
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.services.record import audit_verification
from olympiad.services.sections import conflicts, removals
from tests.factories import NOON, Cast, make_device, make_institution, make_team
from tests.results_world import set_mark

Deed = Callable[[Session, Cast], None]


def _remove_institution(session: Session, cast: Cast) -> None:
    removals.remove_institution(session, cast.section, make_institution(session, cast.edition), by=cast.ana)


def _remove_participant(session: Session, cast: Cast) -> None:
    finn = session.scalars(select(Participant).where(Participant.team_id == cast.t02.id)).one()
    removals.remove_participant(session, cast.section, finn, by=cast.ana)


REMOVED: dict[str, tuple[type[Base], Deed]] = {
    "team": (Team, lambda session, cast: removals.remove_team(session, cast.section, cast.t02, by=cast.ana)),
    "participant": (Participant, _remove_participant),
    "task": (Task, lambda session, cast: removals.remove_task(session, cast.section, cast.pipetting, by=cast.ana)),
    "criterion": (
        Criterion,
        lambda session, cast: removals.remove_criterion(session, cast.section, cast.pipetting.criteria[0], by=cast.ana),
    ),
    "judge": (Judge, lambda session, cast: removals.remove_judge(session, cast.section, cast.cem_judge, by=cast.ana)),
    "institution": (Institution, _remove_institution),
}


def count(session: Session, model: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def last_line(session: Session) -> tuple[str, dict[str, Any]]:
    """The last one that a person wrote; rows that changed behind it are sealed by a line of nobody."""
    query = select(AuditEntry).where(AuditEntry.user_id.is_not(None)).order_by(AuditEntry.id.desc()).limit(1)
    line = session.scalars(query).one()
    return line.action, json.loads(line.content)


@pytest.mark.parametrize("thing", REMOVED)
def test_every_table_that_leads_to_it_is_asked_or_emptied(session: Session, cast: Cast, thing: str) -> None:
    """A new table that leads to a team, a task … makes removing one fail in its database unless `removals` knows it."""
    leading = {
        table.name
        for table in Base.metadata.tables.values()
        for column in table.columns
        if any(key.column.table.name == thing for key in column.foreign_keys)
    }
    said: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *given: said.append(given[2]))

    REMOVED[thing][1](session, cast)

    assert {name for name in leading if not re.search(rf"\b{name}\b", " ".join(said))} == set()


def test_each_goes_with_a_line_of_its_own_and_the_record_verifies(session: Session, cast: Cast) -> None:
    things = ("institution", "participant", "criterion", "judge", "team", "task")
    before = {thing: count(session, REMOVED[thing][0]) for thing in things}

    for thing in things:
        REMOVED[thing][1](session, cast)
    session.commit()

    left = before | {"participant": 2, "criterion": 1, "judge": 1, "team": 1, "task": 1}
    assert {thing: count(session, REMOVED[thing][0]) for thing in things} == left
    lines = session.scalars(select(AuditEntry.action).where(AuditEntry.user_id.is_not(None)).order_by(AuditEntry.id))
    assert list(lines) == [f"{'criteria' if thing == 'criterion' else thing + 's'}.remove" for thing in things]
    assert [report.findings for report in audit_verification.verify(session, []) if report.findings] == []


@pytest.mark.parametrize("thing", ["team", "task"])
def test_a_sheet_that_was_open_on_a_device_goes_and_the_device_stays(session: Session, cast: Cast, thing: str) -> None:
    sheet = cast.sheets["T02", "P", "cem"]
    phone = make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id, sheet_id=sheet.id)

    REMOVED[thing][1](session, cast)

    session.expire_all()
    assert (count(session, ScoreSheet), session.get_one(Device, phone.id).sheet_id) == (4, None)


def test_a_person_declared_by_a_judge_stays_in_the_register_without_the_team(session: Session, cast: Cast) -> None:
    row = conflicts.declare(session, cast.cem_judge, person="Finn", relation="nephew", by=cast.cem)
    conflicts.name_team(session, row, cast.t02, by=cast.ana)

    removals.remove_team(session, cast.section, cast.t02, by=cast.ana)

    session.expire_all()
    assert [(one.person, one.team_id) for one in session.scalars(select(ConflictDeclaration))] == [("Finn", None)]


def test_declarations_of_a_judge_go_along_and_are_counted_in_the_line(session: Session, cast: Cast) -> None:
    conflicts.declare(session, cast.cem_judge, person="Finn", relation="nephew", by=cast.cem)
    kept = conflicts.declare(session, cast.dana_judge, person="Eva", by=cast.dana)

    removals.remove_judge(session, cast.section, cast.cem_judge, by=cast.ana)

    assert list(session.scalars(select(ConflictDeclaration.id))) == [kept.id]
    assert last_line(session)[1]["before"] == {"judge": "cem", "declarations": 1}


@pytest.mark.parametrize("thing", ["team", "task", "judge"])
def test_what_has_marks_stays(session: Session, cast: Cast, thing: str) -> None:
    set_mark(session, cast.sheets["T02", "P", "cem"], 5000)
    before = (count(session, REMOVED[thing][0]), count(session, AuditEntry))

    with pytest.raises(DomainError, match="has_marks"):
        REMOVED[thing][1](session, cast)

    assert (count(session, REMOVED[thing][0]), count(session, AuditEntry)) == before


@pytest.mark.parametrize("thing", ["task", "criterion"])
def test_a_frozen_rubric_stays(session: Session, cast: Cast, thing: str) -> None:
    cast.section.marking_started_at = NOON
    before = count(session, REMOVED[thing][0])

    with pytest.raises(DomainError, match="frozen"):
        REMOVED[thing][1](session, cast)

    assert count(session, REMOVED[thing][0]) == before


@pytest.mark.parametrize("thing", ["team", "participant", "judge"])
def test_after_the_first_mark_people_go_only_with_a_reason(session: Session, cast: Cast, thing: str) -> None:
    cast.section.marking_started_at = NOON
    before = count(session, REMOVED[thing][0])

    with pytest.raises(DomainError, match="reason_missing"):
        REMOVED[thing][1](session, cast)

    assert count(session, REMOVED[thing][0]) == before


@pytest.mark.parametrize("belongs", ["team", "judge"])
def test_an_institution_to_which_somebody_belongs_stays(session: Session, cast: Cast, belongs: str) -> None:
    institution = make_institution(session, cast.edition)
    if belongs == "team":
        make_team(session, cast.section, institution_id=institution.id)
    else:
        cast.cem_judge.institution_id = institution.id

    with pytest.raises(DomainError, match="institution_in_use"):
        removals.remove_institution(session, cast.section, institution, by=cast.ana)

    assert session.get(Institution, institution.id) is institution


def test_an_institution_that_a_judge_declared_stays(session: Session, cast: Cast) -> None:
    institution = make_institution(session, cast.edition)
    conflicts.declare(session, cast.cem_judge, institution=institution, by=cast.cem)

    with pytest.raises(DomainError, match="institution_declared"):
        removals.remove_institution(session, cast.section, institution, by=cast.ana)

    assert session.get(Institution, institution.id) is institution
