"""What an operation may not say because no table keeps it, and a sight of a sheet that cannot be read."""

import pytest

from olympiad import limits
from olympiad.domain.choices import CriterionKind, MarkState
from olympiad.domain.errors import DomainError
from olympiad.domain.operations import MOST_ID, Kind, Operation, Value, check_value, seen_otherwise, value_from
from olympiad.domain.rubric import Criterion

STANDING = {7: Value(MarkState.MARKED, 2000)}
POINTS = Criterion("x", CriterionKind.POINTS, 2000)


def operation(**given) -> Operation:
    usual = {"id": "0" * 32, "seq": 1, "sheet_id": 7, "kind": Kind.MARK, "rubric_version": 1, "criterion_id": 3}
    return Operation(**usual | given)


def field_refused(call) -> object:
    with pytest.raises(DomainError) as refused:
        call()
    assert refused.value.code == "value_malformed"
    return dict(refused.value.fields)["field"]


@pytest.mark.parametrize("name", ["seq", "sheet_id", "rubric_version", "criterion_id"])
def test_a_number_that_no_column_holds_is_refused(name):
    assert operation(**{name: MOST_ID})
    assert field_refused(lambda: operation(**{name: MOST_ID + 1})) == "sheet"


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_a_text_that_no_database_keeps_is_refused_by_the_name_of_its_field(text):
    assert field_refused(lambda: operation(device_time=text)) == "device_time"
    assert field_refused(lambda: operation(value=Value(readings=text))) == "readings"


def test_a_mark_beyond_every_rubric_is_malformed_and_no_question_of_the_maximum():
    value = Value(MarkState.MARKED, limits.LARGEST)

    assert field_refused(lambda: check_value(POINTS, value)) == "mark"


def test_a_text_longer_than_any_field_is_refused_whatever_its_name():
    assert field_refused(lambda: value_from({"n" * 60: "x" * (limits.VALUE_TEXT + 1)})) == "n" * 40


@pytest.mark.parametrize("seen", ["no JSON", "[]", "{}", '{"marks": 1}', '{"marks": {"seven": "2000"}}', "[" * 100_000])
def test_a_sight_that_cannot_be_read_is_refused(seen):
    assert field_refused(lambda: seen_otherwise(seen, STANDING)) == "seen"


def test_a_sight_names_what_stands_otherwise_and_what_is_there_no_more():
    assert seen_otherwise("", STANDING) == {}
    assert seen_otherwise('{"marks": {"7": "2000"}}', STANDING) == {}
    assert seen_otherwise('{"marks": {"7": "unmarked"}}', STANDING) == {7: ("unmarked", "2000")}
