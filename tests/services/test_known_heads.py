"""Heads of the record that devices remember: a server that was put back to an older copy does not know them."""

import pytest
from sqlalchemy.orm import Session

from olympiad.services.record import audit, known_heads
from tests.factories import Cast, make_section


def write(session: Session, cast: Cast) -> str:
    audit.record(session, "test.act", "thing:1", by=cast.ana, section=cast.section)
    return known_heads.head_of(session, cast.section)


def test_a_head_stays_known_as_the_record_grows(session: Session, cast: Cast) -> None:
    first = write(session, cast)
    second = write(session, cast)

    assert first != second
    assert not known_heads.is_forgotten(session, cast.section, first)
    assert not known_heads.is_forgotten(session, cast.section, second)


def test_a_head_that_is_ahead_of_the_record_or_another_one_is_forgotten(session: Session, cast: Cast) -> None:
    number, _, beginning = write(session, cast).partition(".")

    assert known_heads.is_forgotten(session, cast.section, f"{int(number) + 1}.{beginning}")
    assert known_heads.is_forgotten(session, cast.section, f"{number}.{beginning[::-1]}")


def test_a_section_without_a_line_has_no_head(session: Session, cast: Cast) -> None:
    assert known_heads.head_of(session, make_section(session, edition=cast.edition)) == ""


@pytest.mark.parametrize("head", ["", "x", "1", "1.abc", "-1.0123456789abcdef", "9" * 17 + ".0123456789abcdef"])
def test_what_is_no_head_tells_nothing(session: Session, cast: Cast, head: str) -> None:
    write(session, cast)

    assert not known_heads.is_forgotten(session, cast.section, head)
