"""What a comparison of rows with the record may find."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from olympiad.models.base import ExactThousandths, Thousandths
from olympiad.services.record.row_content import table_of
from olympiad.services.record.sealed_columns import is_hashed


class Kind(StrEnum):
    """How database and record may differ."""

    CHANGED = "row_changed"
    """A column holds another value than the one that a line sealed."""
    MISSING = "row_missing"
    """A row that a line sealed is not there."""
    UNKNOWN = "row_unknown"
    """A row is there that no line sealed, or that a line has sealed as deleted."""
    UNREADABLE = "row_unreadable"
    """A table holds a value that no row of it can have."""
    SEALS = "row_seals"
    """The seals of a line are not those that the line has hashed."""
    OPERATIONS = "operations_changed"
    """The operations of a line are not those that it has hashed."""
    OPERATION_UNKNOWN = "operation_unknown"
    """An operation is there of which no line knows."""


@dataclass(frozen=True)
class Difference:
    """One difference; `seq` is the line that knows the row, 0 where none does."""

    kind: Kind
    seq: int
    table: str = ""
    row: str = ""
    named: str = ""
    """The row by the codes that people know."""
    column: str = ""
    said: str | None = None
    """What the record says; None: it keeps a hash of it only."""
    stands: str | None = None


def differing(said: Mapping[str, Any], stands: Mapping[str, Any], table: str) -> tuple[str, str | None, str | None]:
    """Return the first column that differs, what the record says of it and what stands."""
    columns = table_of(table).c
    column = next(name for name in stands if name not in said or said[name] != stands[name])
    if column in columns and is_hashed(columns[column]):
        return column, None, None
    thousandths = column in columns and isinstance(columns[column].type, Thousandths | ExactThousandths)
    return column, _text(said.get(column), thousandths=thousandths), _text(stands[column], thousandths=thousandths)


def _text(value: object, *, thousandths: bool) -> str:
    if value is None or value == "":
        return "–"
    return str(Fraction(str(value)) / 1000) if thousandths else str(value)
