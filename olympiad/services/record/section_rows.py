"""Which rows belong to a section, and how they are written without the ids of one installation."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from typing import cast

from sqlalchemy import Column, ColumnElement, Date, Select, Table, and_, select
from sqlalchemy.orm import Session

from olympiad.db import in_parts
from olympiad.domain.canonical_json import Plain
from olympiad.domain.exact import simplest
from olympiad.domain.roles import Role
from olympiad.exchange.transfer_files import Row
from olympiad.models.base import Base, ExactThousandths, UtcDateTime
from olympiad.models.edition import Edition
from olympiad.models.institution import Institution
from olympiad.models.section import Section
from olympiad.models.user import RoleMembership, User

EDITION, INSTITUTION = cast(Table, Edition.__table__), cast(Table, Institution.__table__)
SECTION, USER = cast(Table, Section.__table__), cast(Table, User.__table__)
MEMBERSHIP = cast(Table, RoleMembership.__table__)

STAYS = frozenset(
    {"access_card", "gallery_person", "import_preview", "mail", "audit_chain", "audit_entry", "audit_detail"}
)
"""Cards are keyed by the installation's secret, previews are of the moment, photographs are their edition's, mails are sent
by whoever queued them;
the record moves in its own way."""
MOVED_ROLES = (Role.JUDGE, Role.LEADER, Role.PARTICIPANT)
"""Staff are invited anew: a file gives nobody power over an installation."""
SET_ANEW = frozenset({"section_id", "edition_id"})
COUNTERS = {"section": frozenset({"revision"})}
"""Columns that say nothing about the competition."""

Ordinals = dict[str, dict[int, int]]
"""Table → id here → position in the file."""


def own_id(table: Table) -> bool:
    """Whether the rows are numbered by this installation."""
    return table.c.get("id") is not None and table.c.id.type.python_type is int


def references(table: Table) -> list[tuple[Column[object], Table]]:
    """List the columns that lead to other rows."""
    return [(column, key.column.table) for column in table.columns for key in column.foreign_keys]


@cache
def moved_tables() -> tuple[Table, ...]:
    """List the tables whose rows belong to a section, each after those it leads to; new ones are found by themselves."""
    found: list[Table] = [SECTION]
    for table in Base.metadata.sorted_tables:
        if table.name in STAYS or table in found:
            continue
        leads = [(column, other) for column, other in references(table) if other in found and not column.nullable]
        if leads or table is MEMBERSHIP:
            found.append(table)
    return tuple(found)


def belongs(table: Table, section_id: int) -> ColumnElement[bool]:
    """Write the condition by which rows belong to a section."""
    if table is SECTION:
        return table.c.id == section_id
    if "section_id" in table.c:
        own = table.c.section_id == section_id
        return and_(own, table.c.role.in_([str(role) for role in MOVED_ROLES])) if table is MEMBERSHIP else own
    column, owner = next(
        (column, owner) for column, owner in references(table) if owner in moved_tables() and not column.nullable
    )
    return column.in_(select(owner.c.id).where(belongs(owner, section_id)))


def query_of(table: Table, section_id: int) -> Select[tuple[object, ...]]:
    """Select the rows of a section in the order of their keys."""
    return select(table).where(belongs(table, section_id)).order_by(*table.primary_key.columns)


def ordinals_of(session: Session, section_id: int) -> Ordinals:
    """Number the rows of a section from 0, table by table."""
    return {
        table.name: {
            row_id: at
            for at, row_id in enumerate(
                session.scalars(select(table.c.id).where(belongs(table, section_id)).order_by(table.c.id))
            )
        }
        for table in moved_tables()
        if own_id(table)
    }


def people_of(session: Session, section_id: int) -> set[int]:
    """Return the ids of everybody to whom a row of the section leads."""
    found: set[int] = set()
    for table in moved_tables():
        for column, other in references(table):
            if other is USER:
                used = select(USER.c.id).where(USER.c.id.in_(select(column).where(belongs(table, section_id))))
                found |= set(session.scalars(used))
    return found


def institutions_of(session: Session, section_id: int) -> dict[int, str]:
    """Return the keys of the institutions to which a row of the section leads, by their ids."""
    found: dict[int, str] = {}
    for table in moved_tables():
        for column, other in references(table):
            if other is INSTITUTION:
                used = select(column).where(belongs(table, section_id))
                rows = session.execute(select(INSTITUTION.c.id, INSTITUTION.c.key).where(INSTITUTION.c.id.in_(used)))
                found |= {row.id: row.key for row in rows}
    return found


def encoded_rows(
    session: Session, table: Table, section_id: int, ordinals: Ordinals, institutions: dict[int, str]
) -> Iterator[Row]:
    """Write the rows of a table: references become positions in the file, institutions their keys."""
    writers = _writers(table, ordinals, institutions)
    for row in in_parts(session, query_of(table, section_id)):
        yield {name: write(row[name]) for name, write in writers.items()}


def _writers(table: Table, ordinals: Ordinals, institutions: dict[int, str]) -> dict[str, Callable[[object], Plain]]:
    others = {column.name: other for column, other in references(table)}
    return {
        column.name: _writer(others.get(column.name), ordinals, institutions)
        for column in table.columns
        if column.name not in SET_ANEW | COUNTERS.get(table.name, frozenset()) and not _is_number(table, column)
    }


def _is_number(table: Table, column: Column[object]) -> bool:
    return column.name == "id" and own_id(table)


def _writer(other: Table | None, ordinals: Ordinals, institutions: dict[int, str]) -> Callable[[object], Plain]:
    if other is None:
        return plain
    if other is INSTITUTION:
        return lambda value: institutions[cast(int, value)] if value is not None else None
    if other.name in ordinals:
        numbers = ordinals[other.name]
        return lambda value: numbers[cast(int, value)] if value is not None else None
    if other in moved_tables():
        return plain  # ids that are random text, the same everywhere
    return lambda _value: None


def plain(value: object) -> Plain:
    """Write a value of a column; moments with microseconds, so that nothing is lost."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return str(value)
    return cast(Plain, value)


def read(column: Column[object], value: Plain) -> object:
    """Read what `plain` has written."""
    if value is None:
        return None
    if isinstance(column.type, ExactThousandths):
        return simplest(Fraction(str(value)))
    if isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(cast(str, value))
    if isinstance(column.type, Date):
        return date.fromisoformat(cast(str, value))
    return value


def column_values(table: Table, row: object) -> Row:
    """Write a single row of the edition or an institution, without its number."""
    return {
        column.name: plain(getattr(row, column.name))
        for column in table.columns
        if column.name not in ("id", "edition_id")
    }
