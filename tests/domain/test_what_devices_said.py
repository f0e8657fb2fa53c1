"""What a judge saw when submitting, what an operation stood on, and how long a note and a text may be."""

import pytest

from olympiad import limits
from olympiad.domain.choices import MarkState
from olympiad.domain.errors import DomainError
from olympiad.domain.operations import (
    LONGEST_NOTE,
    Value,
    check_note,
    seen_otherwise,
    sight_of,
    trail_of,
    value_from,
)

MARKED = MarkState.MARKED


@pytest.mark.parametrize(
    ("value", "sight"),
    [
        (Value(MARKED, 2500), "2500"),
        (Value(MARKED, 0), "0"),
        (Value(MARKED, readings="5,6|5.4"), "=5,6|5.4"),
        (Value(MarkState.NOT_ASSESSED, note="no cuvette"), "not_assessed"),
        (Value(), "unmarked"),
    ],
)
def test_a_cell_in_a_word(value, sight):
    assert sight_of(value) == sight


def test_only_cells_that_stand_otherwise_are_named():
    now = {1: Value(MARKED, 2000), 2: Value(MARKED, 500), 3: Value(), 4: Value(MARKED, 0)}

    found = seen_otherwise('{"marks": {"1": "2500", "2": "500"}}', now)

    assert found == {1: ("2500", "2000"), 4: ("unmarked", "0")}  # an empty cell is seen as empty without being named


@pytest.mark.parametrize("seen", ["[]", "{}", '{"marks": {"x": "1"}}', "no JSON", '{"marks": 1}'])
def test_a_sight_that_cannot_be_read_is_refused(seen):
    with pytest.raises(DomainError, match="value_malformed: field=seen"):
        seen_otherwise(seen, {1: Value()})


def test_a_device_without_a_sight_saw_what_stands():
    assert seen_otherwise("", {1: Value(MARKED, 2000)}) == {}


def test_a_trail_goes_back_to_the_first_operation_of_the_same_device():
    made = {"c": ("phone", "b"), "b": ("phone", "a"), "a": ("phone", None)}

    assert trail_of("c", made.__getitem__) == ("phone", frozenset({"c", "b", "a", None}))  # never asks who made nothing


def test_a_trail_ends_where_another_device_begins():
    made = {"c": ("phone", "b"), "b": ("phone", "a"), "a": ("tablet", "z"), "z": ("tablet", None)}

    assert trail_of("c", made.__getitem__) == ("phone", frozenset({"c", "b", "a"}))


def test_a_cell_that_nobody_marked_has_no_trail():
    assert trail_of(None, {}.__getitem__) == ("", frozenset({None}))


def test_a_trail_without_an_end_is_cut_at_the_limit():
    _, trail = trail_of("0", lambda one: ("phone", str(int(one) + 1)))

    assert len(trail) == limits.TRAIL + 1


def test_the_longest_note_is_taken_and_one_letter_more_is_not():
    check_note("x" * LONGEST_NOTE)

    with pytest.raises(DomainError) as of_the_sheet:
        check_note("x" * (LONGEST_NOTE + 1))
    with pytest.raises(DomainError) as of_a_criterion:
        check_note("x" * (LONGEST_NOTE + 1), "yield")
    assert of_the_sheet.value.fields == {"limit": LONGEST_NOTE}
    assert of_a_criterion.value.fields == {"limit": LONGEST_NOTE, "criterion": "yield"}


def test_the_longest_text_of_a_value_is_taken_and_one_letter_more_is_not():
    assert value_from({"note": "x" * limits.VALUE_TEXT}).note == "x" * limits.VALUE_TEXT

    with pytest.raises(DomainError, match="value_malformed: field=note"):
        value_from({"note": "x" * (limits.VALUE_TEXT + 1)})
