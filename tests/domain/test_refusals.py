"""What is written wrongly is refused with its code, on every way into the rulebook."""

from fractions import Fraction

import pytest

from olympiad.domain.award_conditions import Condition
from olympiad.domain.bundle_reading import Fields, _cell
from olympiad.domain.canonical_json import canonical
from olympiad.domain.choices import CriterionKind
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import number
from olympiad.domain.kinds import KINDS
from olympiad.domain.kinds.base import Given
from olympiad.domain.notation.awards import parse_award, take_apart
from olympiad.domain.notation.cells import is_the_same, read
from olympiad.domain.notation.keys import parse_key
from olympiad.domain.notation.reading_keys import parse_reading, put_reading_together, take_reading_apart
from olympiad.domain.notation.rubric import parse_critical, parse_mark, parse_steps, parse_threshold
from olympiad.domain.notation.rules import add_rule
from olympiad.domain.notation.words import choose, not_negative, positive, whole, yes_or_no
from olympiad.domain.operations import Value
from olympiad.domain.rubric import Criterion, mark_points
from olympiad.domain.rules import Rules

POINTS = Criterion("x", CriterionKind.POINTS, 2000)


def code_of(call) -> str:
    with pytest.raises(DomainError) as refused:
        call()
    return refused.value.code


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("value=5 full=2% zero=1%", "key_zero_below_full"),
        ("value=5 full=1 zero=2 round=up", "key_round_unknown"),
        ("value=5 full=1/2 zero=3", "tolerance_unclear"),
        ("value=5 full=-1/-2 zero=3", "tolerance_unclear"),
        ("value=5 full=x zero=3", "tolerance_unclear"),
        ("value=0 full=2% zero=3", "tolerance_of_zero"),
        ("value=5 steps=2%", "step_unclear"),
        ("value=5 steps=2%:9", "step_above_maximum"),
        ("experts=5|6 full=2..1 zero=1..2 each=1", "key_zero_below_full"),
        ("experts=5|6 full=1..2 zero=1..3 each=1", "experts_too_few"),
        ("experts=5 full=1 zero=1..1 each=1", "ranks_unclear"),
        ("experts=5 value=5", "key_contradictory"),
        ("value=5 steps=1:1 full=1", "key_contradictory"),
        ("value=5", "key_incomplete"),
        ("value=5 full=1 zero=2 replicates=worst", "replicates_unknown"),
        ("value=5 full=1 zero=2 replicates=mean:1", "replicates_unknown"),
        ("value=5 full=1 zero=2 replicates=concordant:-1", "number_negative"),
        ("value=5 value=6", "key_part_twice"),
        ("loud=5", "key_part_unknown"),
        ("value=", "key_part_unknown"),
        ("value=five full=1 zero=2", "not_a_number"),
    ],
)
def test_reading_key_is_refused(key, code):
    assert code_of(lambda: parse_reading(key, 4000)) == code


@pytest.mark.parametrize(
    "key", ["", "value=5 full=+1 zero=2", "value=5 full=-1 zero=2", "experts=5 6 full=1..1 zero=1..1 each=1"]
)
def test_reading_key_goes_through_the_form(key):
    parts = take_reading_apart(key)

    assert take_reading_apart(put_reading_together(parts)) == parts


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: choose(CriterionKind, "loud"), "choice_unknown"),
        (lambda: yes_or_no("maybe"), "choice_unknown"),
        (lambda: whole("1.5"), "number_not_whole"),
        (lambda: whole("0", least=1), "number_too_small"),
        (lambda: positive("0"), "number_not_positive"),
        (lambda: not_negative("-1"), "number_negative"),
        (lambda: number("1" * 121), "number_too_long"),
        (lambda: parse_critical("loud"), "critical_unknown"),
        (lambda: parse_critical("cap=101%"), "share_outside"),
        (lambda: parse_threshold("-1"), "number_below"),
        (lambda: parse_steps("-1"), "number_below"),
        (lambda: parse_mark(POINTS, "0.0001"), "too_many_decimals"),
        (lambda: add_rule(Rules(), "decimals", "31"), "number_too_large"),
        (lambda: add_rule(Rules(), "loud", "1"), "rule_unknown"),
        (lambda: add_rule(Rules(), "ties", "loud"), "tie_break_unknown"),
        (lambda: add_rule(Rules(), "ties", "task:"), "tie_break_unknown"),
        (lambda: parse_award("I", "share=101%"), "share_outside"),
        (lambda: parse_award("I", "share=10"), "condition_unknown"),
        (lambda: parse_award("I", "place=2"), "condition_unknown"),
        (lambda: parse_award("I", "loud"), "condition_unknown"),
        (lambda: parse_award("I", "total>=8%loud"), "condition_unknown"),
        (lambda: parse_award("I", "cap=1 cap=2"), "condition_twice"),
        (lambda: read(POINTS, "n/a loud: x"), "consequence_unknown"),
        (lambda: read(POINTS, "0.0001"), "too_many_decimals"),
        (lambda: parse_key(CriterionKind.POINTS, "each=1", 2000), "key_without_use"),
        (lambda: parse_key(CriterionKind.LEVELS, "", 2000), "levels_missing"),
        (lambda: parse_key(CriterionKind.LEVELS, "0=a|0=b", 2000), "levels_not_distinct"),
        (lambda: parse_key(CriterionKind.LEVELS, "3=a", 2000), "level_outside"),
        (lambda: KINDS[CriterionKind.POINTS].parse_answers(POINTS, "5"), "reading_not_asked"),
        (lambda: KINDS[CriterionKind.POINTS].check_given(POINTS, Given(), ""), "mark_missing"),
        (lambda: Fields([], "results"), "bundle_malformed"),
        (lambda: Fields({}, "results").text("a"), "bundle_malformed"),
        (lambda: Fields({"a": True}, "results").whole("a"), "bundle_malformed"),
        (lambda: Fields({"a": 1}, "results").truth("a"), "bundle_malformed"),
        (lambda: Fields({"a": "x"}, "results").exact("a"), "bundle_malformed"),
        (lambda: Fields({"a": "x"}, "results").choice(CriterionKind, "a"), "bundle_malformed"),
        (lambda: Fields({}, "results").values("a"), "bundle_malformed"),
        (lambda: _cell({"readings": [1]}), "bundle_malformed"),
        (lambda: _cell({"readings": ["A", "5"]}), "bundle_malformed"),
        (lambda: _cell({"readings": []}) or number("x"), "not_a_number"),
    ],
)
def test_written_wrongly_is_refused(call, code):
    assert code_of(call) == code


def test_what_no_form_field_holds_stays_beside_them():
    assert take_apart("share=10 place=2 total>=8%loud")["more"] == "share=10 place=2 total>=8%loud"


def test_two_readings_are_the_same_as_numbers_and_none_is_another():
    one, nothing = Value(readings="5|6"), Value()

    assert is_the_same(one, Value(readings="5.0|6"))
    assert not is_the_same(one, nothing)
    assert not is_the_same(nothing, one)


def test_condition_that_says_nothing_asks_nothing():
    with pytest.raises(NotImplementedError):
        Condition.read("1")
    assert Condition().exists(0)


def test_kinds_give_no_points_for_what_they_do_not_ask():
    penalty = Criterion("p", CriterionKind.PENALTY, 3000)

    assert mark_points(POINTS, (Fraction(5),)) is None
    assert mark_points(penalty, (Fraction(5),)) is None
    assert KINDS[CriterionKind.POINTS].keeps(POINTS, (Fraction(5),))
    assert KINDS[CriterionKind.READING].accepts_nothing("broken")
    assert KINDS[CriterionKind.POINTS].answer_key_text("each=1") == "each=1"


def test_json_that_is_not_canonical_is_refused():
    with pytest.raises((DomainError, TypeError, ValueError)):
        canonical({"a": 1.5})
