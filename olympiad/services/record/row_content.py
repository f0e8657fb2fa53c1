"""What a seal says of a row: its columns openly or as salted hashes, and the digest over all rows of a line."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Table, null, select

from olympiad.models.base import Base
from olympiad.services.record.sealed_columns import OPERATIONS, is_hashed, sealed_columns
from olympiad.services.record.section_rows import SECTION, plain, references

Values = Mapping[Any, Any]

KEY = ","
"""Between the parts of a primary key."""
DELETED = ""
"""Content of the seal of a row that is gone."""


class Sealed(NamedTuple):
    """A row as the record knows it, and since which line."""

    row: str
    salt: str
    content: str
    seq: int = 0


def table_of(name: str) -> Table:
    """Return a table by its name."""
    return Base.metadata.tables[name]


def row_key(table: Table, row: Values) -> str:
    """Write a row's primary key as one text."""
    return KEY.join(str(row[column.name]) for column in table.primary_key.columns)


@cache
def section_of(table: Table) -> ColumnElement[int | None]:
    """Write the expression that leads from a row to its section; NULL: the row belongs to the installation."""
    if table is SECTION:
        return cast(ColumnElement[int | None], table.c.id)
    if "section_id" in table.c:
        return cast(ColumnElement[int | None], table.c.section_id)
    for key in (key for column in table.columns if not column.nullable for key in column.foreign_keys):
        other = key.column.table
        if other is not table and has_section(other):
            above = select(section_of(other)).select_from(other).where(key.column == key.parent)
            return cast(ColumnElement[int | None], above.correlate(table).scalar_subquery())
    return cast(ColumnElement[int | None], null())


@cache
def has_section(table: Table) -> bool:
    """Whether the rows of a table belong to sections."""
    if table is SECTION or "section_id" in table.c:
        return True
    return any(not column.nullable and other is not table and has_section(other) for column, other in references(table))


def content_of(table: Table, row: Values, salt: str) -> str:
    """Write what is sealed of a row."""
    return _json({column.name: _kept(column, row[column.name], salt) for column in sealed_columns(table)})


def _kept(column: Any, value: object, salt: str) -> object:
    if not is_hashed(column) or value is None or value == "":
        return plain(value)
    said = value.hex() if isinstance(value, bytes) else json.dumps(plain(value), ensure_ascii=False)
    return hashlib.sha256(f"{salt}\0{column.name}\0{said}".encode(errors="surrogatepass")).hexdigest()[:32]


def content_of_marks(table: Table, rows: Sequence[Values], salt: str) -> str:
    """Write what is sealed of the marks of a sheet: criterion → its columns."""
    cells = {str(row["criterion_id"]): json.loads(content_of(table, row, salt)) for row in rows}
    return _json(cells) if cells else DELETED


def content_of_operations(rows: Sequence[Values]) -> str:
    """Write what is sealed of the operations of a sheet: up to which number, how many, and a digest over them."""
    if not rows:
        return DELETED
    ordered = sorted(rows, key=lambda row: int(row["number"]))
    digest = digest_of_operations(hash_of_operation(row) for row in ordered)
    return _json({"through": ordered[-1]["number"], "count": len(ordered), "digest": digest})


def hash_of_operation(row: Values) -> str:
    """Hash every column of an operation; its note, which a purge takes away, only by the operation's own hash."""
    said = {name: row[name] for name in _operation_columns()}
    said["value"] = _without_note(row["value"])
    return hashlib.sha256(_json(said).encode(errors="surrogatepass")).hexdigest()


@cache
def _operation_columns() -> tuple[str, ...]:
    return tuple(sorted(column.name for column in table_of(OPERATIONS).columns))


def digest_of_operations(hashes: Iterable[str]) -> str:
    """Return one checksum over operations in their order."""
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def _without_note(value: str) -> str:
    if '"note":' not in value:
        return value
    return _json({name: one for name, one in json.loads(value).items() if name != "note"})


def digest_of_rows(rows: Iterable[tuple[str, str, str]]) -> str:
    """Hash what a line sealed: table, key and content of each row."""
    found = hashlib.sha256()
    for row in sorted(rows):
        found.update(_json([*row]).encode(errors="surrogatepass"))
    return found.hexdigest()


def members(text: str) -> dict[str, Any]:
    """Read a JSON object; whatever else a forger has put in its place has no members."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def within(text: str, name: str) -> dict[str, Any]:
    """Return an object inside a JSON object, read as carefully."""
    found = members(text).get(name)
    return found if isinstance(found, dict) else {}


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=plain)


def _json(value: object) -> str:
    return _CANONICAL.encode(value)
