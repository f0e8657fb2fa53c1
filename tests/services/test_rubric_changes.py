"""A frozen rubric changed: which marks stay, which sheets go back, what is kept on record, who may."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.models.adjustment import AgreedMark
from olympiad.models.audit import AuditEntry
from olympiad.models.score_sheet import Mark
from olympiad.models.task import Criterion, ReadingKey
from olympiad.services.computing import rules
from olympiad.services.entry import rubric_changes
from olympiad.services.entry.row_entry import EntryRefusedError
from olympiad.services.entry.rubric_changes import Change
from olympiad.services.sections import rule_signatures
from tests.factories import NOON, Cast, make_cast, make_mark

REASON = "The jury found the maximum too high"


@pytest.fixture
def cast(session: Session) -> Cast:
    """Everything of P is handed over: T01 has 6, T02 has 9 of 10."""
    made = make_cast(session)
    made.section.marking_started_at = datetime(2026, 12, 5, 9, tzinfo=UTC)
    for (team, task, _judge), sheet in made.sheets.items():
        row = made.pipetting if task == "P" else made.glucose
        make_mark(session, sheet, row.criteria[0], 6000 if team == "T01" else 9000)
        sheet.state = "accepted"
    session.flush()
    return made


def line(session: Session, cast: Cast, **changed: str) -> Change:
    criterion = cast.pipetting.criteria[0]
    row = {"task": "P", "criterion": "yield", "kind": "points", "maximum": "8", "step": "0.5"} | changed
    return rubric_changes.read_line(session, cast.section, cast.pipetting, criterion, row)


def apply(session: Session, cast: Cast, change: Change, **given: Any) -> rubric_changes.Effect:
    return rubric_changes.apply(session, cast.section, change, **{"reason": REASON, "by": cast.ben} | given)


def states(cast: Cast) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for (team, task, _), sheet in cast.sheets.items():
        found.setdefault((team, task), set()).add(sheet.state)
    return found


def test_valid_marks_stay_and_sheets_of_others_go_back_with_the_reason(session: Session, cast: Cast) -> None:
    effect = apply(session, cast, line(session, cast))

    assert (effect.kept, effect.lost, len(effect.returned)) == (2, 2, 2)
    assert states(cast) == {
        ("T01", "P"): {"accepted"}, ("T02", "P"): {"returned"}, ("T01", "G"): {"accepted"}, ("T02", "G"): {"accepted"},
    }  # fmt: skip
    returned = cast.sheets["T02", "P", "cem"]
    assert (returned.reason, returned.rubric_version) == (REASON, 2)
    new = cast.pipetting.criteria[0]
    assert (new.maximum, new.introduced_in) == (8000, 2)
    assert {mark.mark for mark in session.scalars(select(Mark).where(Mark.criterion_id == new.id))} == {6000}


def test_old_marks_and_the_old_line_are_kept(session: Session, cast: Cast) -> None:
    old = cast.pipetting.criteria[0]

    apply(session, cast, line(session, cast))

    assert (old.maximum, old.retired_in) == (10000, 2)
    assert len(session.scalars(select(Mark).where(Mark.criterion_id == old.id)).all()) == 4


def test_record_holds_the_reason_and_who_moved(session: Session, cast: Cast) -> None:
    change = line(session, cast, kind="check", maximum="9")

    apply(session, cast, change)

    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "rubric_changes.apply")).one()
    after = json.loads(entry.content)["after"]
    assert (after["kind"], after["rubric_version"], after["lost"]) == ("check", 2, 4)
    assert after["moved"] == [["T01", "2", "", "", ""], ["T02", "1", "", "", ""]]


def test_new_line_sends_every_handed_over_sheet_back_but_the_absent(session: Session, cast: Cast) -> None:
    old = cast.pipetting.criteria[0]
    for judge in ("cem", "dana"):
        mark = session.get_one(Mark, (cast.sheets["T01", "P", judge].id, old.id))
        mark.state, mark.mark = "absent", None
    row = {"task": "P", "criterion": "safety", "kind": "check", "maximum": "1"}

    effect = apply(session, cast, rubric_changes.read_line(session, cast.section, cast.pipetting, None, row))

    assert set(effect.returned) == {cast.sheets["T02", "P", judge].id for judge in ("cem", "dana")}
    added = cast.pipetting.criteria[1]
    assert {mark.state for mark in session.scalars(select(Mark).where(Mark.criterion_id == added.id))} == {"absent"}


def test_line_taken_out_returns_no_sheet(session: Session, cast: Cast) -> None:
    extra = Criterion(task_id=cast.pipetting.id, code="extra", position=9, kind="check", maximum=1000)
    session.add(extra)
    session.flush()
    for (_team, task, _judge), sheet in cast.sheets.items():
        if task == "P":
            make_mark(session, sheet, extra, 1000)

    effect = apply(session, cast, Change(cast.pipetting, extra, None))

    assert (effect.lost, list(effect.returned)) == (4, [])
    assert [one.code for one in cast.pipetting.criteria] == ["yield"]


def test_agreed_marks_and_keys_move_where_they_fit(session: Session, cast: Cast) -> None:
    old = cast.pipetting.criteria[0]
    for team, mark in ((cast.t01, 6), (cast.t02, 9)):
        session.add(
            AgreedMark(
                section_id=cast.section.id, team_id=team.id, task_id=cast.pipetting.id, criterion_id=old.id,
                mark=1000 * mark, reason="seen together", user_id=cast.ben.id, at=NOON,
            )
        )  # fmt: skip
    session.flush()

    apply(session, cast, line(session, cast))

    standing = session.scalars(select(AgreedMark).where(AgreedMark.withdrawn_at.is_(None))).all()
    assert [(one.team_id, one.criterion_id) for one in standing] == [(cast.t01.id, cast.pipetting.criteria[0].id)]


def test_keys_set_apart_move_with_a_reading(session: Session, cast: Cast) -> None:
    old = cast.pipetting.criteria[0]
    old.kind = "reading"
    session.add(ReadingKey(criterion_id=old.id, sample="B", key="value=5 full=1 zero=2"))
    for mark in session.scalars(select(Mark).where(Mark.criterion_id == old.id)):
        mark.mark, mark.readings = None, "5.1"
    session.flush()

    effect = apply(session, cast, line(session, cast, kind="reading", step=""))

    assert (effect.lost, list(effect.returned)) == (0, [])
    new = cast.pipetting.criteria[0]
    assert [key.sample for key in session.scalars(select(ReadingKey).where(ReadingKey.criterion_id == new.id))] == ["B"]


def test_rules_are_signed_again_by_the_chief_judge(session: Session, cast: Cast) -> None:

    apply(session, cast, line(session, cast))

    version = rules.present(session, cast.section)
    assert version is not None
    assert rule_signatures.signing(session, cast.section).is_signed


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"reason": " "}, "reason_missing"),
        ({"by": "ana"}, "rules_need_chief_judge"),
        ({"started": None}, "rubric_not_frozen"),
    ],
)
def test_apply_refuses(session: Session, cast: Cast, given: dict[str, Any], code: str) -> None:
    change = line(session, cast)
    if "started" in given:
        cast.section.marking_started_at = None
        session.flush()
    by = getattr(cast, given.get("by", "ben"))

    with pytest.raises(DomainError, match=code):
        rubric_changes.apply(session, cast.section, change, reason=given.get("reason", REASON), by=by)

    assert cast.pipetting.criteria[0].maximum == 10000


def test_line_that_a_tie_break_names_stays(session: Session, cast: Cast) -> None:
    version = rules.present(session, cast.section)
    assert version is not None
    version.rules = json.dumps([["ties", "criterion:P/yield"]])
    session.flush()

    with pytest.raises(DomainError, match="tie_break_unknown_criterion"):
        apply(session, cast, Change(cast.pipetting, cast.pipetting.criteria[0], None))


def test_read_line_names_what_is_wrong(session: Session, cast: Cast) -> None:
    with pytest.raises(EntryRefusedError) as refused:
        line(session, cast, kind="levels", key="")

    assert [problem.column for problem in refused.value.problems] == ["key"]
