"""What two persons have compared stays compared, whatever is added, cleared or changed afterwards."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from olympiad.domain.second_keyings import Keyed, compared

START = datetime(2026, 12, 5, 9, tzinfo=UTC)


def events(*rows: tuple[int, bool, bool]) -> list[Keyed]:
    return [Keyed(START + timedelta(minutes=minute), *row) for minute, row in enumerate(rows)]


FIRST, SECOND = False, True


def test_nothing_is_compared_before_the_second_person_has_keyed_all() -> None:
    assert compared(events((1, FIRST, True), (2, FIRST, True), (1, SECOND, True))) == set()


def test_a_cell_that_was_cleared_meanwhile_and_given_again_opens_nothing() -> None:
    history = events((1, FIRST, True), (2, FIRST, True), (1, SECOND, True), (2, FIRST, False), (2, FIRST, True))

    assert compared(history) == {1}


def test_what_comes_at_one_moment_is_taken_together() -> None:
    history = [one._replace(at=START) for one in events((1, FIRST, True), (2, FIRST, True), (1, SECOND, True))]

    assert compared(history) == set()


@given(st.lists(st.tuples(st.integers(1, 3), st.booleans(), st.booleans()), max_size=12), st.integers(0, 12))
def test_what_was_compared_stays_compared(rows: list[tuple[int, bool, bool]], length: int) -> None:
    history = events(*rows)

    assert compared(history[:length]) <= compared(history)
