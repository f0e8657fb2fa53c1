"""Writes into every column of every table beside the application, and asks whether audit-verify finds each change."""

import os
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import zip_longest
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Column, Connection, Table, insert, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from olympiad.domain.choices import MarkState
from olympiad.domain.operations import Value
from olympiad.models.audit import AuditChain
from olympiad.models.base import Base, ExactThousandths, Word, Words
from olympiad.services.marking import sheet_saving
from olympiad.services.record import audit, audit_verification, row_verification
from olympiad.services.record.sealed_columns import NOT_COVERED, NOT_SEALED
from tests.databases import BOTH, is_sqlite
from tests.factories import Cast
from tests.results_world import finalise, mark_everything
from tests.services.test_retention_texts import CHOICES, dull, is_needed

IS_LONG = os.environ.get("OLYMPIAD_ATTACK") == "long"
"""`make attack`: on both databases, in two rows of each table."""
TABLES = Base.metadata.sorted_tables
VERIFIED = ("audit_chain", "audit_entry", "audit_detail", "sealed_row")
"""Tables without seals that are verified in another way."""
ALONE = (*VERIFIED, "mark", "operation")
"""Tables whose rows are verified across lines: each of their columns is changed alone."""
MORE: dict[str, dict[str, object]] = {
    "shared_station": {"teams": 2},
    "data_request": {"state": "open"},
    "analysis_release": {"kind": "severity"},
    "name_confirmation": {"state": "confirmed"},
    "certificate_design": {"kind": "degree", "state": "current"},
    "award": {"kind": "level"},
    "bench_answer": {"choice": "agree", "mark": 1000},
    "rule_signature": {"signed_on": date(2026, 12, 5)},
    "unsent_part": {"said": b"said"},
    "gallery_photo": {"id": 4711},
    "gallery_person": {"photo_id": 4711},
    "incident_team": {"found_by": "hand"},
    "reset_link": {"token_hash": "0" * 64},
}
"""Values that a CHECK asks for."""
TIED = ["bench_answer.choice"]
"""Columns that the database itself keeps from any other value: a CHECK ties this one to the mark beside it."""
ELSEWHERE = 1_000_003
"""A number that no row has."""


@pytest.fixture(params=BOTH if IS_LONG else BOTH[:1])
def database_kind(request: pytest.FixtureRequest) -> str:
    """The record notices on both databases."""
    kind: str = request.param
    return kind


@pytest.fixture
def world(session: Session, cast: Cast, database_url: str) -> Connection:
    """A finalised section with a row in every table, its triggers and foreign keys out of the way."""
    mark_everything(session, cast, {"T01": 5000, "T02": 4000})
    session.commit()
    sheet = cast.sheets["T01", "P", "cem"]
    sheet.state = "open"
    given = sheet_saving.Given(cast.pipetting.criteria[0].id, "", Value(MarkState.MARKED, 6000, note="shaken"))
    sheet_saving.save(session, sheet, [given], note="warm", by=cast.cem)
    sheet.state = "accepted"
    finalise(session, cast)
    for table in TABLES:
        if session.execute(select(table).limit(1)).first() is None and table.name not in NOT_SEALED:
            given = CHOICES.get(table.name, {}) | MORE.get(table.name, {})
            given |= {"edition_id": cast.edition.id} if "edition_id" in table.c else {}
            needed = [one for one in table.columns if is_needed(one) and one.name not in given]
            values = {one.name: dull(session, table, one, cast) for one in needed}
            session.execute(insert(table).values(values | given))
    why = {"reason": "why"}
    audit.record(session, "test.act", "thing:1", by=cast.ana, section=cast.section, personal=why)
    session.commit()
    lift(session, sqlite=is_sqlite(database_url))
    return session.connection()


def lift(session: Session, *, sqlite: bool) -> None:
    """Do what whoever owns the database file can do."""
    if not sqlite:
        session.execute(text("SET session_replication_role = replica"))
        return
    triggers = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
    for name in triggers:
        session.execute(text(f"DROP TRIGGER {name}"))
    session.commit()
    driver = session.connection().connection.driver_connection
    driver.execute("ROLLBACK")  # type: ignore[union-attr]  # why: this pragma does nothing within a transaction
    driver.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr]
    driver.execute("BEGIN IMMEDIATE")  # type: ignore[union-attr]


def is_found(session: Session) -> bool:
    """Whether the record is not what it was."""
    session.expire_all()
    return any(report.findings for report in audit_verification.verify(session))


def others(column: Column[Any], value: Any) -> Iterator[Any]:
    """Values that a column might hold instead; a CHECK may ask for some of them."""
    if isinstance(column.type, Word):
        yield from (word for word in column.type.words if word != value)
    elif isinstance(column.type, ExactThousandths):
        yield Fraction(7, 3)
    elif isinstance(column.type, Words):
        yield ["x"]
    elif kind_of(column) is str:
        yield from (word for word in words_of(column) if word != value)
        yield from ("{}" if value == "[]" else "[]", "yy")
    else:
        yield from other_values(kind_of(column), value)


def kind_of(column: Column[Any]) -> type:
    """The kind of Python's value; our own types say it by what they stand on."""
    kind: type = getattr(column.type, "impl_instance", column.type).python_type
    return kind


def other_values(kind: type, value: Any) -> Iterator[Any]:
    if kind is bool:
        yield not value
    elif kind is int:
        yield from ((value or 0) + 1, ELSEWHERE)
    elif kind is datetime:
        moment = value or datetime.fromisoformat("2026-12-05T12:00:00+00:00")
        yield from (moment + timedelta(hours=1), moment - timedelta(hours=1))
    elif kind is date:
        yield (value or date(2026, 12, 5)) + timedelta(days=1)
    elif kind is bytes:
        yield b"other"


def words_of(column: Column[Any]) -> list[str]:
    """The words that a CHECK of a column lists."""
    checks = [str(one.sqltext) for one in column.table.constraints if isinstance(one, CheckConstraint)]
    listed = [one for one in checks if one.startswith(f"{column.name} IN (")]
    return [word for one in listed for word in re.findall(r"'([^']*)'", one)]


def rows_to_change(connection: Connection, table: Table) -> Sequence[Any]:
    """The first row and the last; of seals the last of a team, which counts."""
    query = select(table).order_by(*table.primary_key.columns)
    if table.name == "sealed_row":
        query = query.where(table.c.table_name == "team")
    if table.name == "role_membership":
        query = query.where(table.c.section_id.is_not(None))
    found = connection.execute(query).all()
    if table.name == "sealed_row":
        return found[-1:]
    return [found[0], found[-1]] if len(found) > 1 and (IS_LONG or table.name == "mark") else found[:1]


def write_other(connection: Connection, table: Table, column: Column[Any], row: Any) -> bool:
    """Write another value into one column of one row; False where the database takes no other value."""
    key = [one == getattr(row, one.name) for one in table.primary_key.columns]
    for value in others(column, row._mapping[column.name]):
        nested = connection.begin_nested()
        try:
            connection.execute(table.update().where(*key).values({column.name: value}))
        except DatabaseError:
            nested.rollback()
            continue
        nested.commit()
        return True
    return False


def change(session: Session, table: Table, column: Column[Any], row: Any) -> bool | None:
    """Write another value into one column of one row and ask; None where the database takes no other value."""
    with session.connection().begin_nested() as nested:
        found = is_found(session) if write_other(session.connection(), table, column, row) else None
        nested.rollback()
    return found


def named_together(session: Session, columns: Sequence[Column[Any]], which: int) -> list[Column[Any]]:
    """Change a column in a row of each of several tables at once; return those whose table the comparison names for its row."""
    connection, named = session.connection(), set()
    chains = session.scalars(select(AuditChain)).all()
    with connection.begin_nested() as nested:
        changed = [
            one
            for one in columns
            if write_other(connection, one.table, one, rows_to_change(connection, one.table)[which])
        ]
        for chain in chains:
            named |= {one.table for one in row_verification.differences(session, chain)}
        nested.rollback()
    return [one for one in changed if one.table.name in named]


def found_together(session: Session) -> set[Column[Any]]:
    """Ask for many columns at a time, the first of every table, then the second …; whatever is not found so is tried alone.

    At length that is done in the first row of each table and in the last: a column counts where both are found.
    """
    tables = [one for one in TABLES if one.name not in NOT_SEALED and one.name not in ALONE]
    covered = [[one for one in table.columns if one.name not in NOT_COVERED.get(table.name, {})] for table in tables]
    rounds = [[one for one in layer if one is not None] for layer in zip_longest(*covered)]
    found = [
        {one for columns in rounds for one in named_together(session, columns, which)}
        for which in ((0, -1) if IS_LONG else (0,))
    ]
    return set.intersection(*found)


def test_every_change_of_a_column_is_found(session: Session, world: Connection) -> None:
    assert not is_found(session)
    unnoticed, untouched = [], []
    found = found_together(session)
    session.expire_all()

    for table in (one for one in TABLES if one.name not in NOT_SEALED or one.name in VERIFIED):
        covered = [one for one in table.columns if one.name not in NOT_COVERED.get(table.name, {})]
        for column in (one for one in covered if one not in found):
            answers = [change(session, table, column, row) for row in rows_to_change(world, table)]
            name = f"{table.name}.{column.name}"
            unnoticed += [name] if False in answers else []
            untouched += [name] if not answers or None in answers else []

    assert (unnoticed, untouched) == ([], TIED)


def remove(connection: Connection, table: Table) -> None:
    """Delete a row."""
    row = rows_to_change(connection, table)[0]
    connection.execute(table.delete().where(*(one == getattr(row, one.name) for one in table.primary_key.columns)))


def named_where_all_lose_a_row(session: Session) -> set[str]:
    """Delete a row of every table at once; return the tables that the comparison names."""
    connection, chains = session.connection(), session.scalars(select(AuditChain)).all()
    with connection.begin_nested() as nested:
        for table in (one for one in TABLES if one.name not in NOT_SEALED and one.name not in ALONE):
            remove(connection, table)
        named = {one.table for chain in chains for one in row_verification.differences(session, chain)}
        nested.rollback()
    return named - set(ALONE)


def test_every_row_that_goes_or_comes_is_found(session: Session, world: Connection) -> None:
    unnoticed = []
    found = named_where_all_lose_a_row(session)
    session.expire_all()

    for table in (one for one in TABLES if one.name not in NOT_SEALED and one.name not in found):
        with world.begin_nested() as nested:
            remove(world, table)
            unnoticed += [] if is_found(session) else [table.name]
            nested.rollback()

    assert unnoticed == []


def test_what_is_left_out_is_there_and_has_a_reason() -> None:
    columns = {(name, one) for name, listed in NOT_COVERED.items() for one in listed}

    assert set(NOT_SEALED) <= set(Base.metadata.tables)
    assert {(name, one) for name, one in columns if one not in Base.metadata.tables[name].c} == set()
    assert all(reason for listed in NOT_COVERED.values() for reason in listed.values())
