"""What an import leaves in the record: columns that stand there openly, personal values sealed, what undoing needs."""

import hashlib
import json
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.exchange.overlay import Action, Plan, PlannedRow
from olympiad.models.audit import AuditDetail, AuditEntry
from olympiad.services.entry import import_record
from tests.factories import Cast

SOURCE = b"team,name\n"
TEAM = {"team": "T01", "code": "K47", "name": "Zarafshon", "mentor": "Aziza Karimova", "country": "UZ"}
CHANGED = PlannedRow(2, Action.CHANGE, TEAM, before={"name": "Wrong", "mentor": "", "country": "KZ"})


def record(session: Session, cast: Cast, name: str, *rows: PlannedRow, reason: str = "") -> AuditEntry:
    plan = Plan(rows={name: list(rows)})
    import_record.record(session, cast.section, plan, name, source=SOURCE, reason=reason, by=cast.ana)
    return session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).one()


def told(line: AuditEntry) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(line.content)
    return content


def sealed(session: Session, line: AuditEntry) -> dict[str, str]:
    query = select(AuditDetail.field, AuditDetail.value).where(AuditDetail.entry_id == line.id)
    return {field: value or "" for field, value in session.execute(query)}


def test_a_line_says_who_what_and_from_which_file(session: Session, cast: Cast) -> None:
    line = record(session, cast, "teams", PlannedRow(2, Action.CREATE, TEAM), PlannedRow(3, Action.LEAVE, TEAM))

    assert (line.action, line.subject, line.user_id) == (
        "section_import.teams", f"section:{cast.section.id}", cast.ana.id,
    )  # fmt: skip
    assert told(line)["after"] == {
        "sha256": hashlib.sha256(SOURCE).hexdigest(), "rows": 1, "created": ["T01"], "changed": {},
    }  # fmt: skip


def test_open_columns_stand_in_the_line_and_personal_ones_are_sealed(session: Session, cast: Cast) -> None:
    line = record(session, cast, "teams", CHANGED, reason="typed wrongly")

    assert told(line)["before"] == {"T01": {"country": "KZ"}}
    assert told(line)["after"]["changed"] == {"T01": {"country": "UZ"}}
    assert "Zarafshon" not in line.content
    assert "Aziza" not in line.content
    details = sealed(session, line)
    assert details["reason"] == "typed wrongly"
    assert json.loads(details["changes"]) == {
        "T01": {"name": ["Wrong", "Zarafshon"], "mentor": ["", "Aziza Karimova"], "country": ["KZ", "UZ"]}
    }


def test_undoing_finds_the_key_and_both_sides_of_what_changed(session: Session, cast: Cast) -> None:
    line = record(session, cast, "teams", PlannedRow(2, Action.CREATE, TEAM | {"team": "T09"}), CHANGED)

    assert json.loads(sealed(session, line)["undo"]) == [
        {"key": {"team": "T09"}},
        {
            "key": {"team": "T01"},
            "before": {"name": "Wrong", "mentor": "", "country": "KZ"},
            "after": {"name": "Zarafshon", "mentor": "Aziza Karimova", "country": "UZ"},
        },
    ]


def test_what_is_not_personal_is_not_sealed_twice(session: Session, cast: Cast) -> None:
    weight = PlannedRow(2, Action.CHANGE, {"task": "P", "weight": "2"}, before={"weight": "1"})

    line = record(session, cast, "tasks", weight)

    assert told(line)["after"]["changed"] == {"P": {"weight": "2"}}
    assert set(sealed(session, line)) == {"undo"}


def test_marks_are_counted_and_never_listed(session: Session, cast: Cast) -> None:
    cells = {"team": "T01", "task": "P", "judge": "cem", "criterion": "yield", "mark": "7"}

    line = record(session, cast, "marks", PlannedRow(2, Action.CREATE, cells), PlannedRow(3, Action.CHANGE, cells))

    assert (told(line)["before"], told(line)["after"]["rows"]) == ({}, 2)
    assert (told(line)["after"]["created"], told(line)["after"]["changed"]) == ([], {})
    assert sealed(session, line) == {}


def test_a_change_of_awards_is_sealed_but_cannot_be_undone_from_the_line(session: Session, cast: Cast) -> None:
    award = {"team": "T01", "award": "Best technique", "reason": "Clean bench"}

    line = record(session, cast, "awards", PlannedRow(2, Action.CHANGE, award, before={"reason": "Fast"}))

    assert "Clean" not in line.content
    assert json.loads(sealed(session, line)["changes"]) == {"T01/Best technique": {"reason": ["Fast", "Clean bench"]}}
    assert "undo" not in sealed(session, line)


@pytest.mark.parametrize(
    ("name", "cells", "subject"),
    [
        ("participants", {"team": "T01", "participant": "p-7", "name": "Aziza Karimova"}, "T01/p-7"),
        ("penalties", {"team": "T01", "task": "P", "points": "1.5", "reason": "Aziza was late"}, "T01/P: 1.5"),
        ("criteria", {"task": "P", "criterion": "yield", "label": "x"}, "P/yield"),
        ("judges", {"judge": "cem", "name": "Cem Aydin"}, "cem"),
    ],
)
def test_an_object_is_named_by_its_keys_never_by_a_person(name: str, cells: dict[str, str], subject: str) -> None:
    assert import_record.subject_of(name, cells) == subject
