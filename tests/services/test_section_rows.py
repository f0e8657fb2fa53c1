"""Which rows move with a section: all of its own, none of another, and written so that they are read anywhere."""

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import Column, Date, Integer, String, select
from sqlalchemy.orm import Session

from olympiad.domain.roles import Role
from olympiad.models.base import Base, ExactThousandths, UtcDateTime
from olympiad.services.record import section_rows
from olympiad.services.record.section_rows import MEMBERSHIP, SECTION, STAYS, USER
from tests.factories import Cast, give_role, make_cast, make_mark, make_team

TABLES = Base.metadata.tables


def encoded(session: Session, cast: Cast, name: str) -> list[dict[str, Any]]:
    section_id = cast.section.id
    ordinals = section_rows.ordinals_of(session, section_id)
    institutions = section_rows.institutions_of(session, section_id)
    return list(section_rows.encoded_rows(session, TABLES[name], section_id, ordinals, institutions))


def test_each_table_comes_after_those_that_its_rows_need() -> None:
    moved = section_rows.moved_tables()

    assert moved[0] is SECTION
    early = {
        (table.name, other.name)
        for at, table in enumerate(moved)
        for column, other in section_rows.references(table)
        if other in moved[at + 1 :] and not column.nullable
    }
    assert early == set()


def test_every_table_of_a_section_moves_or_is_named_as_staying() -> None:
    moved = {table.name for table in section_rows.moved_tables()}
    of_sections = {
        name for name, table in TABLES.items() if "section_id" in table.c and not table.c.section_id.nullable
    }

    assert of_sections - moved <= STAYS
    assert moved.isdisjoint(STAYS)
    assert TABLES.keys() >= STAYS


@pytest.mark.parametrize(
    ("name", "own_id"), [("team", True), ("score_sheet", True), ("operation", False), ("mark", False)]
)
def test_numbers_are_those_of_an_installation_and_random_texts_are_not(name: str, own_id: bool) -> None:
    assert section_rows.own_id(TABLES[name]) is own_id


def test_rows_of_another_section_of_the_same_tables_stay(session: Session, cast: Cast) -> None:
    other = make_cast(session)
    for one, mark in ((cast, 1000), (other, 2000)):
        make_mark(session, one.sheets["T01", "P", "cem"], one.pipetting.criteria[0], mark)

    found = {name: encoded(session, other, name) for name in ("section", "team", "score_sheet", "mark", "criterion")}

    assert {name: len(rows) for name, rows in found.items()} == {
        "section": 1,
        "team": 2,
        "score_sheet": 8,
        "mark": 1,
        "criterion": 2,
    }
    assert [row["mark"] for row in found["mark"]] == [2000]


def test_staff_stay_and_judges_leaders_and_participants_move(session: Session, cast: Cast) -> None:
    give_role(session, cast.ana, Role.ORGANIZER, section=cast.section)
    query = select(MEMBERSHIP.c.role).where(section_rows.belongs(MEMBERSHIP, cast.section.id))

    roles = sorted(session.scalars(query))

    assert roles == ["judge", "judge", "leader", "leader", "participant"]


def test_numbers_become_positions_and_institutions_keys(session: Session, cast: Cast) -> None:
    make_team(session, cast.section, key="T03")
    keys = section_rows.institutions_of(session, cast.section.id)
    teams, members, sheets = (encoded(session, cast, name) for name in ("team", "participant", "score_sheet"))

    assert [team["institution_id"] for team in teams] == [
        keys[cast.t01.institution_id or 0],
        keys[cast.t02.institution_id or 0],
        None,
    ]
    assert [teams[member["team_id"]]["key"] for member in members] == ["T01", "T02", "T01"]
    assert {(sheet["team_id"], sheet["judge_id"]) for sheet in sheets} == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert {"id", "section_id", "edition_id"}.isdisjoint(teams[0])


def test_the_counter_of_changes_says_nothing_and_stays(session: Session, cast: Cast) -> None:
    [row] = encoded(session, cast, "section")

    assert "revision" not in row
    assert row["title"] == cast.section.title


def test_only_people_and_institutions_to_whom_a_row_leads_are_named(session: Session, cast: Cast) -> None:
    other = make_cast(session)

    people = section_rows.people_of(session, cast.section.id)

    judging = {cast.cem.id, cast.dana.id, cast.eva.id, cast.finn.id, cast.gul.id, cast.ben.id}
    assert people == judging
    assert set(section_rows.institutions_of(session, cast.section.id)) == {
        cast.t01.institution_id,
        cast.t02.institution_id,
    }
    assert people.isdisjoint(section_rows.people_of(session, other.section.id))


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        (UtcDateTime(), datetime(2026, 12, 5, 9, 30, 1, 42, UTC), "2026-12-05T09:30:01.000042+00:00"),
        (Date(), date(2026, 12, 5), "2026-12-05"),
        (ExactThousandths(), Fraction(25000, 3), "25000/3"),
        (ExactThousandths(), 17500, 17500),
        (Integer(), 0, 0),
        (String(), "", ""),
        (UtcDateTime(), None, None),
        (ExactThousandths(), None, None),
    ],
)
def test_what_is_written_is_read_as_it_was(kind: Any, value: object, written: object) -> None:
    plain = section_rows.plain(value)

    assert plain == written
    assert section_rows.read(Column("it", kind), plain) == value


def test_a_single_row_is_written_without_its_numbers(session: Session, cast: Cast) -> None:
    row = section_rows.column_values(section_rows.EDITION, cast.edition)

    assert (row["slug"], row["created_at"]) == (cast.edition.slug, "2026-12-05T12:00:00.000000+00:00")
    assert set(row) == {column.name for column in section_rows.EDITION.columns} - {"id"}


def test_accounts_are_no_rows_of_a_section() -> None:
    assert USER not in section_rows.moved_tables()
