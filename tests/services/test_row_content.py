"""What a seal says of rows: equal rows say the same, every change shows, and nobody can guess what is hashed."""

import json
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.services.record import row_content
from olympiad.services.record.row_content import DELETED, table_of
from tests.factories import Cast, make_mark

OPERATION: dict[str, Any] = {
    **{column.name: None for column in table_of("operation").columns},
    "id": "a" * 32,
    "number": 1,
    "value": '{"mark":7500,"state":"marked"}',
}


def row_of(session: Session, name: str, row_id: int) -> dict[str, Any]:
    table = table_of(name)
    return dict(session.execute(select(table).where(table.c.id == row_id)).mappings().one())


def test_open_columns_stand_as_they_are_and_others_as_salted_hashes(session: Session, cast: Cast) -> None:
    row = row_of(session, "team", cast.t01.id)

    first, second = (json.loads(row_content.content_of(table_of("team"), row, salt)) for salt in ("one", "two"))

    assert (first["code"], first["status"], first["id"]) == (cast.t01.code, "competing", cast.t01.id)
    assert len(first["name"]) == 32
    assert first["name"] != second["name"]
    assert first["status_reason"] == ""  # an empty text names nobody
    assert cast.t01.name not in json.dumps(first)


def test_two_columns_of_the_same_words_do_not_hash_alike(session: Session, cast: Cast) -> None:
    """Else a seal would tell that a judge's name is that of the mentor."""
    row = row_of(session, "task", cast.pipetting.id) | {"title": "Pipetting", "title_uz": "Pipetting"}

    said = json.loads(row_content.content_of(table_of("task"), row, "salt"))

    assert said["title"] != said["title_uz"]


def test_marks_of_a_sheet_stand_by_criterion_and_none_are_as_if_deleted(session: Session, cast: Cast) -> None:
    sheet, criterion = cast.sheets["T01", "P", "cem"], cast.pipetting.criteria[0]
    make_mark(session, sheet, criterion, 7500)
    table = table_of("mark")
    rows = [dict(row) for row in session.execute(select(table)).mappings()]

    said = json.loads(row_content.content_of_marks(table, rows, "salt"))

    assert said[str(criterion.id)]["mark"] == 7500
    assert row_content.content_of_marks(table, [], "salt") == DELETED


@pytest.mark.parametrize(
    ("changed", "is_the_same"),
    [
        ({"value": '{"mark":8000,"state":"marked"}'}, False),
        ({"number": 2}, False),
        ({"outcome": "refused"}, False),
        ({"value": '{"mark":7500,"note":"a word","state":"marked"}'}, True),
    ],
)
def test_of_an_operation_only_its_note_may_go(changed: dict[str, Any], is_the_same: bool) -> None:
    """A purge takes notes away, which the operation's own hash holds."""
    said = row_content.hash_of_operation(OPERATION)

    assert (row_content.hash_of_operation(OPERATION | changed) == said) is is_the_same


def test_operations_are_sealed_in_the_order_of_their_numbers() -> None:
    second = OPERATION | {"number": 2, "id": "b" * 32}

    said = row_content.content_of_operations([second, OPERATION])

    assert said == row_content.content_of_operations([OPERATION, second])
    assert {name: one for name, one in json.loads(said).items() if name != "digest"} == {"count": 2, "through": 2}
    assert row_content.content_of_operations([]) == DELETED


def test_the_digest_of_a_line_knows_its_rows_in_any_order_and_every_part_of_them() -> None:
    rows = [("team", "1", "x"), ("team", "2", "y")]
    digest = row_content.digest_of_rows(rows)

    assert row_content.digest_of_rows(reversed(rows)) == digest
    others = [[rows[0]], [*rows, ("team", "3", "")], [("task", "1", "x"), rows[1]], [("team", "1", "y"), rows[1]]]
    assert digest not in {row_content.digest_of_rows(other) for other in others}


@pytest.mark.parametrize("text", ["", "[]", "7", "null", "{", "[" * 100_000, '"text"'])
def test_what_a_forger_puts_in_place_of_an_object_has_no_members(text: str) -> None:
    assert row_content.members(text) == {}


def test_the_members_of_an_object_are_read() -> None:
    assert row_content.members('{"rows":"abc"}') == {"rows": "abc"}


def test_a_composite_key_is_one_text(session: Session, cast: Cast) -> None:
    make_mark(session, cast.sheets["T01", "P", "cem"], cast.pipetting.criteria[0], 7500)
    table = table_of("mark")
    row = session.execute(select(table)).mappings().one()

    assert row_content.row_key(table, row) == f"{row['sheet_id']},{row['criterion_id']}"


@pytest.mark.parametrize(
    ("name", "has_section"),
    [("section", True), ("team", True), ("mark", True), ("criterion", True), ("user", False), ("edition", False)],
)
def test_a_row_belongs_to_its_section_or_to_the_installation(
    session: Session, cast: Cast, name: str, has_section: bool
) -> None:
    make_mark(session, cast.sheets["T01", "P", "cem"], cast.pipetting.criteria[0], 7500)
    table = table_of(name)

    found = set(session.scalars(select(row_content.section_of(table)).select_from(table)))

    assert found == {cast.section.id if has_section else None}
    assert row_content.has_section(table) is has_section
