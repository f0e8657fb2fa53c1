"""One operation: what it may say, where it stands in the order of its device, and when two meet."""

import json

import pytest

from olympiad.domain.choices import Consequence, CriterionKind, MarkState
from olympiad.domain.errors import DomainError
from olympiad.domain.operations import (
    CONSEQUENCES,
    LONGEST_NOTE,
    Current,
    Kind,
    Operation,
    Outcome,
    Standing,
    Value,
    cell_of,
    check_value,
    conflicts,
    digest,
    in_order,
    is_id,
    standing,
    trail_of,
    value_from,
    value_json,
)  # fmt: skip
from olympiad.domain.reasons import given_reason
from olympiad.domain.rubric import Criterion
from olympiad.domain.sheet_states import SheetState, restored

ID, OTHER = "0" * 32, "a" * 32
POINTS = Criterion("x", CriterionKind.POINTS, 2000)
READING = Criterion("ph", CriterionKind.READING, 4000)


def operation(**given) -> Operation:
    return Operation(
        **{"id": ID, "seq": 1, "sheet_id": 7, "kind": Kind.MARK, "rubric_version": 1, "criterion_id": 3} | given
    )


def refusal(call) -> tuple[str, dict]:
    with pytest.raises(DomainError) as refused:
        call()
    return refused.value.code, dict(refused.value.fields)


@pytest.mark.parametrize("text", ["0" * 31, "0" * 33, "A" * 32, "g" * 32, "", "٠" * 32, "0" * 32 + "\n"])
def test_id_is_128_bits_in_lower_case_hexadecimal(text):
    assert not is_id(text)
    assert refusal(lambda: operation(id=text)) == ("operation_id_malformed", {"found": text[:40]})
    assert refusal(lambda: operation(base=text))[0] == "operation_id_malformed"


@pytest.mark.parametrize(
    ("given", "code", "fields"),
    [
        ({"id": "x" * 50}, "operation_id_malformed", {"found": "x" * 40}),
        ({"seq": 0}, "sequence_malformed", {"found": 0}),
        ({"criterion_id": None}, "operation_without_cell", {"found": "mark"}),
        ({"kind": Kind.NOTE}, "operation_without_cell", {"found": "note"}),
        ({"kind": Kind.SUBMIT}, "operation_without_cell", {"found": "submit"}),
    ],
)
def test_operation_that_cannot_be_is_refused(given, code, fields):
    assert refusal(lambda: operation(**given)) == (code, fields)


def test_operations_that_can_be_are_made():
    assert operation(base=OTHER).base == OTHER
    assert operation(kind=Kind.NOTE, criterion_id=None).kind is Kind.NOTE
    assert (operation().value, operation().device_time, operation().base) == (Value(), "", None)
    assert [str(one) for one in Outcome] == ["applied", "conflict", "refused", "quarantined"]


def test_content_hash_covers_everything_but_the_number():
    one = operation(value=Value(MarkState.MARKED, 500))

    assert one.content_hash("phone") == operation(value=Value(MarkState.MARKED, 500), seq=9).content_hash("phone")
    assert one.content_hash("phone") == "ab650e2b39aeb8b8ae24daec8d3d524bd5649a97e2ef27038a8be2eaf3931535"
    others = [
        operation(value=Value(MarkState.MARKED, 501)), operation(id=OTHER), operation(base=OTHER), operation(sheet_id=8),
        operation(rubric_version=2), operation(criterion_id=4), operation(device_time="now"),
        operation(value=Value(MarkState.MARKED, 500, unsure=True)),
    ]  # fmt: skip
    hashes = {one.content_hash("phone") for one in [one, *others]} | {one.content_hash("tablet")}
    assert len(hashes) == len(others) + 2


@pytest.mark.parametrize(
    ("seq", "last", "content", "known", "found"),
    [
        (1, 0, "a", None, Standing.NEXT), (2, 0, "a", None, Standing.GAP), (3, 3, "a", None, Standing.TAKEN),
        (3, 3, "a", "a", Standing.REPEATED), (4, 3, "a", "a", Standing.REPEATED), (4, 3, "a", "b", Standing.REUSED_ID),
        (9, 3, "a", "", Standing.REUSED_ID),
    ],
)  # fmt: skip
def test_standing_by_number_and_content(seq, last, content, known, found):
    assert standing(seq, last, content, known) is found
    assert [str(one) for one in Standing] == [
        "next", "repeated", "operation_id_reused", "sequence_taken", "sequence_gap",
    ]  # fmt: skip


THERE = Current(OTHER, "phone", Value(MarkState.MARKED, 1000), frozenset({OTHER, ID, None}))


@pytest.mark.parametrize(
    ("base", "value", "device", "current", "meets"),
    [
        (None, Value(MarkState.MARKED, 500), "tablet", None, False),
        (OTHER, Value(MarkState.MARKED, 500), "tablet", THERE, False),
        (ID, Value(MarkState.MARKED, 500), "phone", THERE, False),
        (ID, Value(MarkState.MARKED, 500), "tablet", THERE, True),
        ("b" * 32, Value(MarkState.MARKED, 500), "phone", THERE, True),
        (None, Value(MarkState.MARKED, 1000), "tablet", THERE, False),
        (None, Value(MarkState.MARKED, 1000, chosen_over=ID), "tablet", THERE, False),
        (None, Value(MarkState.MARKED, 1000, note="x"), "tablet", THERE, True),
        (None, Value(MarkState.MARKED, 500), "tablet", Current(OTHER, "phone", Value()), True),
        (ID, Value(MarkState.MARKED, 500), "phone", Current(OTHER, "phone", Value()), True),
    ],
)
def test_conflict_is_another_value_that_the_judge_did_not_see(base, value, device, current, meets):
    assert conflicts(base, value, device, current) is meets


@pytest.mark.parametrize("field", ["state", "mark", "readings", "consequence", "note", "unsure"])
def test_values_say_the_same_only_if_every_field_does(field):
    one = Value(MarkState.MARKED, 1000, "5", "full", "x", True)
    changed = {"state": MarkState.ABSENT, "mark": 1, "readings": "6", "consequence": "", "note": "", "unsure": False}

    assert one.says_the_same(Value(MarkState.MARKED, 1000, "5", "full", "x", True, chosen_over=ID))
    assert not one.says_the_same(Value(**{**vars(one), field: changed[field]}))


@pytest.mark.parametrize(
    ("criterion", "value", "code"),
    [
        (POINTS, Value(note="x" * (LONGEST_NOTE + 1)), "note_too_long"),
        (POINTS, Value(MarkState.ABSENT, 0), "mark_beside_state"),
        (POINTS, Value(MarkState.UNMARKED, readings="5"), "mark_beside_state"),
        (POINTS, Value(MarkState.NOT_ASSESSED, note=" "), "reason_missing"),
        (POINTS, Value(MarkState.NOT_ASSESSED, note="x", consequence="loud"), "consequence_unknown"),
        (POINTS, Value(MarkState.NOT_ASSESSED, note="x", consequence="undecided"), "consequence_unknown"),
        (POINTS, Value(MarkState.ABSENT, consequence="full"), "consequence_unknown"),
        (POINTS, Value(MarkState.MARKED, 500, consequence="full"), "consequence_unknown"),
        (POINTS, Value(MarkState.MARKED, 500, "5"), "reading_not_asked"),
        (POINTS, Value(MarkState.MARKED), "mark_missing"),
        (POINTS, Value(MarkState.MARKED, 2500), "mark_above_maximum"),
        (READING, Value(MarkState.MARKED), "reading_missing"),
        (READING, Value(MarkState.MARKED, 1000, note="x"), "mark_instead_of_reading"),
        (READING, Value(MarkState.MARKED, 0, note=" "), "reason_missing"),
        (READING, Value(MarkState.MARKED, 0, "5"), "mark_beside_reading"),
        (READING, Value(MarkState.MARKED, readings="|".join("5" * 13)), "too_many_readings"),
        (READING, Value(MarkState.MARKED, readings="five"), "not_a_number"),
    ],
)
def test_value_that_cannot_stand_is_refused(criterion, value, code):
    found, fields = refusal(lambda: check_value(criterion, value))

    assert found == code
    assert fields.get("criterion", criterion.code) == criterion.code


def test_refusals_say_what_was_found():
    beside = refusal(lambda: check_value(POINTS, Value(MarkState.ABSENT, 0)))
    unknown = [
        refusal(lambda value=value: check_value(POINTS, value))
        for value in (Value(MarkState.NOT_ASSESSED, note="x", consequence="loud"), Value(consequence="loud"),
                      Value(MarkState.MARKED, 500, consequence="loud"))
    ]  # fmt: skip

    assert beside == ("mark_beside_state", {"state": "absent", "criterion": "x"})
    assert unknown == [("consequence_unknown", {"found": "loud", "criterion": "x"})] * 3
    assert refusal(lambda: check_value(POINTS, Value(note="x" * 2001))) == (
        "note_too_long", {"limit": 2000, "criterion": "x"},
    )  # fmt: skip
    assert refusal(lambda: check_value(POINTS, Value(MarkState.NOT_ASSESSED))) == ("reason_missing", {"criterion": "x"})


@pytest.mark.parametrize(
    ("criterion", "value"),
    [
        (POINTS, Value(note="x" * LONGEST_NOTE)), (POINTS, Value(MarkState.ABSENT)), (POINTS, Value(MarkState.MARKED, 0)),
        (READING, Value(MarkState.MARKED, 0, note="broken")), (READING, Value(MarkState.MARKED, readings="5|5,1")),
        *((POINTS, Value(MarkState.NOT_ASSESSED, note="x", consequence=one)) for one in ("", *CONSEQUENCES)),
    ],
)  # fmt: skip
def test_value_that_can_stand_is_taken(criterion, value):
    check_value(criterion, value)


@pytest.mark.parametrize(
    ("columns", "cell"),
    [
        (("marked", 0, "", ""), 0), (("marked", None, "", ""), None), (("absent", None, "", ""), None),
        (("unmarked", 5, "", ""), None), (("not_assessed", None, "", "full"), Consequence.FULL),
        (("not_assessed", None, "", ""), Consequence.UNDECIDED), (("marked", None, "A|C", ""), ("A", "C")),
    ],
)  # fmt: skip
def test_cell_is_what_the_rulebook_computes_with(columns, cell):
    assert cell_of(*columns) == cell


def test_operations_of_a_device_come_in_their_order():
    assert [one.seq for one in in_order([operation(seq=3), operation(seq=1), operation(seq=2)])] == [1, 2, 3]


@pytest.mark.parametrize(
    ("made", "start", "device", "trail"),
    [
        ({}, None, "", {None}), ({}, "x", "", {"x"}), ({"c": ("phone", None)}, "c", "phone", {"c", None}),
        ({"c": ("phone", "b"), "b": ("tablet", "a")}, "c", "phone", {"c", "b"}),
        ({"c": ("phone", "b"), "b": ("phone", "c")}, "c", "phone", {"c", "b"}),
        ({"c": ("phone", "b")}, "c", "phone", {"c", "b"}),
    ],
)  # fmt: skip
def test_trail_goes_back_as_long_as_it_is_one_device(made, start, device, trail):
    assert trail_of(start, made.get) == (device, frozenset(trail))


def test_value_is_written_without_what_is_empty_and_read_back():
    value = Value(MarkState.NOT_ASSESSED, None, "", "full", "ёлка", True, ID)

    written = value_json(value)

    assert written == (
        '{"chosen_over":"' + ID + '","consequence":"full","note":"ёлка","state":"not_assessed","unsure":true}'
    )
    assert value_from(json.loads(written)) == value
    assert value_from({}) == Value()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"mark": True}, "mark"), ({"mark": "5"}, "mark"), ({"unsure": 1}, "unsure"), ({"state": "loud"}, "state"),
        ({"state": 1}, "state"), ({"colour": "red"}, "colour"), ({"c" * 50: 1}, "c" * 40), ({"readings": 5}, "readings"),
        ({"note": None}, "note"), ({"consequence": 1}, "consequence"), ({"chosen_over": 1}, "chosen_over"),
    ],
)  # fmt: skip
def test_value_of_another_shape_is_refused(given, field):
    assert refusal(lambda: value_from(given)) == ("value_malformed", {"field": field})


def test_digest_is_over_the_contents_in_their_order():
    assert digest(["a", "b"]) == "7e18f737311b2dc3b2f269dd78396b0351f14fb66efa879f768cb23181883c78"


def test_a_reason_is_given_and_only_a_void_sheet_is_restored():
    assert refusal(lambda: given_reason(" "))[0] == "reason_missing"
    assert refusal(lambda: restored("open", SheetState.OPEN))[0] == "sheet_not_void"
