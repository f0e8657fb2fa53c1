"""Criteria of the kind choice: what is written, what is chosen, and what it is worth."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from olympiad.domain.choice_keys import ChoiceKey
from olympiad.domain.choices import CriterionKind, MarkState
from olympiad.domain.errors import DomainError
from olympiad.domain.kinds import KINDS
from olympiad.domain.kinds.choice import choices_of
from olympiad.domain.notation.cells import read, written
from olympiad.domain.notation.choice_keys import (
    parse_choices,
    put_choice_key_together,
    put_choices_together,
    take_choices_apart,
    write_choices,
)
from olympiad.domain.notation.keys import parse_answer_key, parse_key, write_answer_key, write_key
from olympiad.domain.operations import Value, check_value
from olympiad.domain.rubric import Criterion, mark_points
from olympiad.domain.rubric_changes import stays_valid

CODES = "ABCDEF"
LIST = "choices=Na:sodium salt|K:potassium salt|Ba|N1"


def criterion(key: str = f"{LIST} right=Na|Ba each=1.5 wrong=0.5", maximum: int = 3000) -> Criterion:
    return Criterion("unknown", CriterionKind.CHOICE, maximum, key=parse_key(CriterionKind.CHOICE, key, maximum))


@pytest.mark.parametrize(
    ("chosen", "points"),
    [(("Na", "Ba"), 3000), (("Na",), 1500), (("Na", "K"), 1000), (("K", "N1"), 0), (("Na", "K", "Ba", "N1"), 2000)],
)
def test_points_are_right_less_wrong_and_never_below_0(chosen, points):
    assert mark_points(criterion(), chosen) == points


def test_right_answers_share_the_maximum_without_each():
    shared = criterion(f"{LIST} right=Na|K|Ba", 1000)

    assert mark_points(shared, ("K", "N1")) == Fraction(1000, 3)
    assert mark_points(shared, ("Na", "K", "Ba")) == 1000


@given(
    st.sets(st.sampled_from(CODES), min_size=1),
    st.sets(st.sampled_from(CODES)),
    st.integers(0, 4000),
    st.integers(0, 4000),
    st.integers(0, 9000),
)
def test_points_lie_within_the_maximum_and_a_right_answer_more_never_costs(right, chosen, each, wrong, maximum):
    key = ChoiceKey(tuple(sorted(right)), each, wrong)

    points = key.points(tuple(chosen), maximum, 500)

    assert 0 <= points <= maximum
    for more in right - chosen:
        assert key.points((*chosen, more), maximum, 500) >= points
    for more in set(CODES) - right - chosen:
        assert key.points((*chosen, more), maximum, 500) <= points


def test_no_key_yet_gives_no_points_and_the_key_of_a_sample_does():
    open_list = criterion(LIST)

    assert mark_points(open_list, ("K",)) is None
    assert mark_points(open_list, ("K",), parse_answer_key(open_list, "right=K")) == 3000
    assert mark_points(open_list, 0) == 0


@given(st.lists(st.text("abcXYZ", min_size=1, max_size=6), min_size=1, max_size=6, unique_by=str.casefold), st.data())
def test_key_comes_back_from_every_way_of_writing_it(codes, data):
    labels = data.draw(st.lists(st.text("ab c=,", max_size=8), min_size=len(codes), max_size=len(codes)))
    right = data.draw(st.lists(st.sampled_from(codes), min_size=1, unique=True))
    text = put_choices_together(take_choices_apart(
        "choices=" + "|".join(f"{code}:{label}" for code, label in zip(codes, labels, strict=True))
        + f" right={'|'.join(right)} each=0.5 wrong=0.25"
    ))  # fmt: skip

    found = parse_choices(text, 4000)

    assert found.codes == tuple(codes)
    assert set(found.key.right) == set(right)
    assert parse_choices(write_choices(found), 4000) == found
    assert write_key(criterion(text)) == write_choices(found)
    assert parse_answer_key(criterion(text), write_answer_key(found.key)) == found.key


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("", "key_part_unknown"), ("right=A", "choices_missing"), ("choices=A|a", "option_twice"),
        ("choices=A|", "option_malformed"), ("choices=1|2", "option_malformed"), ("choices=A|-", "option_malformed"),
        ("choices=A x|B", "option_malformed"), ("choices=A|B right=C", "option_unknown"), ("A|B", "key_part_unknown"),
        ("choices=A|B right=A|a", "option_twice"), ("choices=A|B each=1", "right_missing"),
        ("choices=A|B choices=C", "key_part_twice"), ("choices=A|B right=A each=-1", "number_negative"),
        ("choices=A|B most=0", "number_too_small"), ("choices=A|B right=", "key_part_unknown"),
        ("loud choices=A|B", "key_part_unknown"),
    ],
)  # fmt: skip
def test_key_that_says_nothing_clear_is_refused(key, code):
    with pytest.raises(DomainError) as refused:
        parse_choices(key, 3000)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (Value(MarkState.MARKED, readings="X"), "option_unknown"),
        (Value(MarkState.MARKED, readings="na"), "option_unknown"),
        (Value(MarkState.MARKED, readings="Na|K"), "too_many_choices"),
        (Value(MarkState.MARKED, 1000), "mark_instead_of_choice"),
        (Value(MarkState.MARKED), "choice_missing"),
        (Value(MarkState.MARKED, 0, "Na"), "mark_beside_choice"),
    ],
)
def test_value_that_the_list_does_not_know_is_refused(value, code):
    with pytest.raises(DomainError) as refused:
        check_value(criterion(f"{LIST} most=1"), value)

    assert refused.value.code == code


def test_answers_and_nothing_chosen_are_values():
    check_value(criterion(), Value(MarkState.MARKED, readings="K|Na"))
    check_value(criterion(), Value(MarkState.MARKED, 0))


@pytest.mark.parametrize(
    ("typed", "readings", "mark"),
    [("na", "Na", None), ("ba, NA", "Na|Ba", None), ("n1 k", "K|N1", None), ("K|Ba", "K|Ba", None), ("-", "", 0),
     ("0", "", 0), ("none", "", 0)],
)  # fmt: skip
def test_clerk_types_codes_in_any_order_and_sodium_is_not_not_assessed(typed, readings, mark):
    value = read(criterion(), typed)

    assert (value.readings, value.mark) == (readings, mark)
    assert read(criterion(), written(CriterionKind.CHOICE, value)) == value


def test_clerk_still_types_not_assessed_and_absent():
    assert read(criterion(), "n/a: torn").state is MarkState.NOT_ASSESSED
    assert read(criterion(), "absent").state is MarkState.ABSENT


def test_answers_stay_valid_as_long_as_the_list_holds_them():
    shorter = criterion("choices=Na|K most=1 right=K")

    assert stays_valid(criterion(), shorter, ("K",))
    assert not stays_valid(criterion(), shorter, ("Ba",))
    assert not stays_valid(criterion(), shorter, ("Na", "K"))
    assert stays_valid(criterion(), shorter, 0)


def test_form_of_a_key_set_apart_is_empty_without_a_right_answer():
    assert put_choice_key_together([], "1", "") == "each=1"
    assert take_choices_apart("").options == ()


def test_another_kind_takes_neither_answers_nor_a_key_set_apart():
    plain = Criterion("x", CriterionKind.POINTS, 2000)

    for refused in (lambda: parse_answer_key(plain, "right=A"), lambda: KINDS[plain.kind].parse_answers(plain, "A")):
        with pytest.raises(DomainError):
            refused()
    assert choices_of(plain).options == ()
    assert not KINDS[plain.kind].accepts_nothing("note")
