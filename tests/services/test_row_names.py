"""Rows are named by the codes that people know, also those that are gone, and without what is sealed."""

from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from olympiad.services.record import row_content, row_names
from olympiad.services.record.row_differences import differing
from tests.factories import Cast


def row_of(session: Session, name: str, **where: object) -> tuple[Table, dict[Any, Any]]:
    table = row_content.table_of(name)
    query = select(table).where(*(table.c[column] == value for column, value in where.items()))
    return table, dict(session.execute(query).mappings().one())


def test_a_sheet_is_named_by_team_task_and_judge(session: Session, cast: Cast) -> None:
    table, row = row_of(session, "score_sheet", id=cast.sheets["T01", "P", "cem"].id)

    assert row_names.of_row(session, table, row) == f"{cast.t01.code} · P · cem"


def test_a_criterion_is_named_behind_its_task(session: Session, cast: Cast) -> None:
    table, row = row_of(session, "criterion", id=cast.pipetting.criteria[0].id)

    assert row_names.of_row(session, table, row) == "P · yield"


def test_a_row_that_is_gone_is_named_by_what_stood_openly(session: Session, cast: Cast) -> None:
    table, row = row_of(session, "team", id=cast.t01.id)
    content = row_content.content_of(table, row, "salt")

    named = row_names.of_content(session, table, content)

    assert cast.t01.code in named
    assert cast.t01.name not in named


def test_the_first_column_that_differs_is_told_and_a_sealed_one_without_its_value() -> None:
    assert differing({"code": "K47", "status": "guest"}, {"code": "K47", "status": "competing"}, "team") == (
        "status", "guest", "competing",
    )  # fmt: skip
    assert differing({"name": "hash of one"}, {"name": "hash of another"}, "team") == ("name", None, None)
    assert differing({"maximum": 10_000}, {"maximum": 9_500}, "criterion") == ("maximum", "10", "19/2")
    assert differing({}, {"code": ""}, "team") == ("code", "–", "–")
