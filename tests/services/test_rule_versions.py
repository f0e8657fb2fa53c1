"""Saving and signing versions of the rules: who may, with which reason, what is kept on record."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.models.audit import AuditDetail, AuditEntry
from olympiad.models.rules import Rules
from olympiad.services.sections import rule_versions
from tests.factories import Cast, make_cast, make_mark

GOLD = [("award.Gold", "count=1")]


@pytest.fixture
def cast(session: Session) -> Cast:
    made = make_cast(session)
    for (team, task, _judge), sheet in made.sheets.items():
        sheet.state = "submitted"
        row = made.pipetting if task == "P" else made.glucose
        make_mark(session, sheet, row.criteria[0], 6000 if team == "T01" else 5000)
    return made


def start(cast: Cast) -> None:
    cast.section.marking_started_at = datetime(2026, 12, 5, 9, tzinfo=UTC)


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Rules)) or 0


def test_save_before_marking_is_an_unsigned_version(session: Session, cast: Cast) -> None:
    row = rule_versions.save(session, cast.section, GOLD, reason="", base=1, by=cast.ana)

    assert (row.number, row.user_id, row.signed_at) == (2, cast.ana.id, None)
    assert json.loads(row.rules) == [["award.Gold", "count=1"]]


def test_save_after_the_first_mark_is_signed_with_its_reason_and_what_moves(session: Session, cast: Cast) -> None:
    start(cast)

    row = rule_versions.save(session, cast.section, GOLD, reason=" Jury decision ", base=1, by=cast.ben)

    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "rules.save")).one()
    content = json.loads(entry.content)
    assert (row.signed_by_id, row.signed_at is not None, row.reason) == (cast.ben.id, True, "Jury decision")
    assert content["after"]["moved"] == [["T01", "1", "", "1", "Gold"]]
    assert content["after"]["rules"] == {"award.Gold": "count=1"}
    assert session.scalars(select(AuditDetail.value).where(AuditDetail.entry_id == entry.id)).all() == ["Jury decision"]


@pytest.mark.parametrize(
    ("person", "reason", "base", "pairs", "code"),
    [
        ("ana", "Jury decision", 1, GOLD, "rules_need_chief_judge"),
        ("ben", " ", 1, GOLD, "reason_missing"),
        ("ben", "Jury decision", 0, GOLD, "rules_changed_meanwhile"),
        ("ben", "Jury decision", 1, [("decimals", "2")], "rules_unchanged"),
        ("ben", "Jury decision", 1, [("ties", "task:X")], "tie_break_unknown_task"),
    ],
)
def test_save_after_the_first_mark_refuses(
    session: Session, cast: Cast, person: str, reason: str, base: int, pairs: list[tuple[str, str]], code: str
) -> None:
    start(cast)

    with pytest.raises(DomainError) as refused:
        rule_versions.save(session, cast.section, pairs, reason=reason, base=base, by=getattr(cast, person))

    assert (refused.value.code, count(session)) == (code, 1)


def test_history_tells_what_each_version_changed(session: Session, cast: Cast) -> None:
    rule_versions.save(session, cast.section, GOLD, reason="", base=1, by=cast.ana)

    latest, first = rule_versions.history(session, cast.section)

    assert [(one.key, one.before, one.after) for one in latest.changes] == [("award.Gold", None, "count=1")]
    assert (latest.made_by, list(first.changes)) == (cast.ana.name, [])
