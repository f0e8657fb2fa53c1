"""The declarative base, constraint names by convention, and the column types of exact values and times."""

import secrets
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, Dialect, ForeignKey, Integer, MetaData, String, Text, event
from sqlalchemy.orm import DeclarativeBase, QueryableAttribute, mapped_column
from sqlalchemy.types import TypeDecorator

from olympiad.domain.exact import Amount, simplest

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """All tables; a class name in CamelCase is the table name in snake_case."""

    metadata = MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class ExactThousandths(TypeDecorator[Amount]):
    """An exact amount as text, thousandths like all marks: `17500`, or `25000/3` for 25/3 points."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Amount | None, dialect: Dialect) -> str | None:
        return None if value is None else str(Fraction(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Amount | None:
        return None if value is None else simplest(Fraction(value))


class Word(TypeDecorator[StrEnum]):
    """A word of an enum, kept as text; a word that the enum does not know is refused before it is written or asked for."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[StrEnum], length: int) -> None:
        super().__init__(length)
        self.words = words

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.words(value)


@event.listens_for(Base, "attribute_instrument", propagate=True)
def _take_words(_class: type[Base], _key: str, attribute: QueryableAttribute[Any]) -> None:
    """Turn what is assigned to a column of words into its enum at once, not only when the row is read again."""
    column = getattr(attribute.property, "columns", (None,))[0]
    if column is None or not isinstance(column.type, Word):
        return
    words = column.type.words

    def take(_row: Base, value: str | None, _old: object, _initiator: object) -> StrEnum | None:
        return None if value is None else words(value)

    event.listen(attribute, "set", take, retval=True)


class Thousandths(TypeDecorator[int]):
    """A mark, weight, penalty or step as an integer in thousandths: 2.5 points are 2500."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise TypeError(f"thousandths are integers, not {type(value).__name__}")
        return value


def to_thousandths(value: Decimal | Fraction | int) -> int:
    """Turn an exact number with at most three decimals into thousandths.

    >>> to_thousandths(Decimal("2.5"))
    2500
    """
    scaled = Fraction(value) * 1000
    if scaled.denominator != 1:
        raise ValueError("more than three decimals")
    return scaled.numerator


class Words(TypeDecorator[list[str]]):
    """A list of words without commas, kept as one text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> str | None:
        return None if value is None else ",".join(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> list[str]:
        return value.split(",") if value else []


def one_of(column: str, *values: str) -> str:
    """Write the CHECK that a column holds one of these words."""
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


MOST_IDS = 2**31


def random_id() -> int:
    """Draw a row's number that says nothing about when, or after which other row, it was made."""
    return 1 + secrets.randbelow(MOST_IDS - 1)


Id = Annotated[int, mapped_column(Integer, primary_key=True)]
RandomId = Annotated[int, mapped_column(Integer, primary_key=True, default=random_id)]
"""For rows whose numbers are seen by people who must not learn the order in which teams were entered."""
Key = Annotated[str, mapped_column(String(200))]
Moment = Annotated[datetime, mapped_column(UtcDateTime)]
Milli = Annotated[int, mapped_column(Thousandths)]
SectionId = Annotated[int, mapped_column(ForeignKey("section.id"), index=True)]
TeamId = Annotated[int, mapped_column(ForeignKey("team.id"), index=True)]
TaskId = Annotated[int, mapped_column(ForeignKey("task.id"), index=True)]
UserId = Annotated[int, mapped_column(ForeignKey("user.id"))]
