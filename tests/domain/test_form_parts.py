"""What a form takes apart and puts together again is the same key, the same award."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from olympiad.domain.kinds.levels import parse_levels, put_levels_together, take_levels_apart
from olympiad.domain.kinds.penalty import parse_counted, put_counted_together, take_counted_apart
from olympiad.domain.notation.awards import parse_award, put_together, take_apart
from olympiad.domain.notation.reading_keys import parse_reading, put_reading_together, take_reading_apart
from tests.domain.examples import examples
from tests.domain.oracle.random_keys import random_key
from tests.domain.oracle.random_rules import random_conditions

MANY = settings(max_examples=examples(300), deadline=None)
MAXIMUM = 10**9


@MANY
@given(st.integers(0, 10**9))
def test_key_of_a_reading_comes_back_as_it_was(seed):
    written = random_key(random.Random(seed))

    again = put_reading_together(take_reading_apart(written))

    assert parse_reading(again, MAXIMUM) == parse_reading(written, MAXIMUM)


@MANY
@given(st.integers(0, 10**9), st.sampled_from(["raw", "percent", "z"]))
def test_award_comes_back_as_it_was(seed, scale):
    written = random_conditions(random.Random(seed), scale)

    again = put_together(take_apart(written))

    meant, found = parse_award("I", written), parse_award("I", again)
    assert found.border == meant.border
    assert _told(found) == _told(meant), (written, again)


def _told(level):
    return {condition for condition in level.conditions if condition.name != "border"}


@MANY
@given(
    st.lists(
        st.tuples(
            st.integers(0, 50),
            st.text("ab ,=", max_size=5)
            | st.sampled_from(["a / ru: b", "/ uz: a", "a/b / en: c", "a / ru: b / ru: c"]),
        ),
        min_size=1,
        unique_by=lambda row: row[0],
    )
)
def test_levels_come_back_as_they_were(levels):
    written = " | ".join(f"{points}={label}" for points, label in levels)

    again = put_levels_together(take_levels_apart(written))

    assert parse_levels(again, MAXIMUM) == parse_levels(written, MAXIMUM)


@MANY
@given(st.sampled_from(["", "each=0.5", "free=2", "each=1 free=1", "free=1 each=2"]))
def test_penalty_comes_back_as_it_was(written):
    assert parse_counted(put_counted_together(*take_counted_apart(written))) == parse_counted(written)
