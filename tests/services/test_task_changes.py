"""A task changed after the first mark: what moves, what stays, who may."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.models.audit import AuditEntry
from olympiad.services.entry import task_changes
from olympiad.services.entry.row_entry import EntryRefusedError
from olympiad.services.entry.task_changes import Change
from tests.factories import Cast, make_cast, make_mark

MARKS = {("T01", "P"): 9000, ("T01", "G"): 2000, ("T02", "P"): 4000, ("T02", "G"): 6000}


@pytest.fixture
def cast(session: Session) -> Cast:
    """T01 has 9 and 2, T02 4 and 6: with equal weights T01 is first."""
    made = make_cast(session)
    made.section.marking_started_at = datetime(2026, 12, 5, 9, tzinfo=UTC)
    for (team, task, _judge), sheet in made.sheets.items():
        row = made.pipetting if task == "P" else made.glucose
        make_mark(session, sheet, row.criteria[0], MARKS[team, task])
        sheet.state = "accepted"
    session.flush()
    return made


def change(session: Session, cast: Cast, **row: str) -> Change:
    return task_changes.read_task(session, cast.section, cast.glucose, {"task": "G"} | row)


def test_weight_moves_places_and_no_sheet(session: Session, cast: Cast) -> None:
    trial = task_changes.apply(
        session, cast.section, change(session, cast, weight="3"), reason="As printed", by=cast.ben
    )

    assert trial.comparison is not None
    assert [mover.team.key for mover in trial.comparison.movers] == ["T02", "T01"]
    assert (cast.glucose.weight, {sheet.state for sheet in cast.sheets.values()}) == (3000, {"accepted"})
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "task_changes.apply")).one()
    content = json.loads(entry.content)
    assert (content["before"], content["after"]["weight"]) == ({"weight": "1"}, "3")


def test_more_judges_leave_a_gap(session: Session, cast: Cast) -> None:
    task_changes.apply(session, cast.section, change(session, cast, judges="3"), reason="A third judge", by=cast.ben)

    assert cast.glucose.judges == 3


@pytest.mark.parametrize(
    ("person", "reason", "weight", "code"),
    [
        ("ana", "As printed", "3", "rules_need_chief_judge"),
        ("ben", " ", "3", "reason_missing"),
        ("ben", "As printed", "1", "rules_unchanged"),
    ],
)
def test_apply_refuses(session: Session, cast: Cast, person: str, reason: str, weight: str, code: str) -> None:
    typed = change(session, cast, weight=weight)

    with pytest.raises(DomainError, match=code):
        task_changes.apply(session, cast.section, typed, reason=reason, by=getattr(cast, person))
    assert cast.glucose.weight == 1000


def test_read_names_what_is_wrong(session: Session, cast: Cast) -> None:
    with pytest.raises(EntryRefusedError) as refused:
        change(session, cast, weight="-1")

    assert [problem.column for problem in refused.value.problems] == ["weight"]
