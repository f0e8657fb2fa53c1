"""What is written in a cell of the clerk's grid is read back as the same value, in every kind and language."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from olympiad.domain.choices import CriterionKind, MarkState
from olympiad.domain.errors import DomainError
from olympiad.domain.notation.cells import EXAMPLES, read, written
from olympiad.domain.operations import Value
from olympiad.domain.rubric import Criterion

POINTS = Criterion("yield", CriterionKind.POINTS, 10_000)
CHECK = Criterion("tidy", CriterionKind.CHECK, 2_000)
PENALTY = Criterion("spilt", CriterionKind.PENALTY, 3_000)
READING = Criterion("ph", CriterionKind.READING, 4_000)

notes = st.text(st.characters(blacklist_categories=("Cc", "Cs", "Z")), max_size=20)
notes = notes.filter(lambda note: not re.search(r"\|\s*[+-]?[0-9]", note))
reasons = notes.filter(bool)
values = st.one_of(
    st.builds(lambda half, note, unsure: (POINTS, Value(MarkState.MARKED, half * 500, note=note, unsure=unsure)),
              st.integers(0, 20), notes, st.booleans()),
    st.builds(lambda done: (CHECK, Value(MarkState.MARKED, 2000 * done)), st.booleans()),
    st.builds(lambda times: (PENALTY, Value(MarkState.MARKED, 1000 * times)), st.integers(0, 99)),
    st.builds(lambda first, note: (READING, Value(MarkState.MARKED, readings=f"{first}|5.4", note=note)),
              st.integers(-5, 500), notes),
    st.builds(lambda note: (READING, Value(MarkState.MARKED, 0, note=note)), reasons),
    st.builds(lambda how, note: (POINTS, Value(MarkState.NOT_ASSESSED, consequence=how, note=note)),
              st.sampled_from(["", "exclude", "full", "others"]), reasons),
    st.builds(lambda note, unsure: (CHECK, Value(note=note, unsure=unsure)), notes, st.booleans()),
    st.just((PENALTY, Value(MarkState.ABSENT))),
)  # fmt: skip


@given(values)
def test_read_gives_back_what_was_written(case: tuple[Criterion, Value]) -> None:
    criterion, value = case

    assert read(criterion, written(criterion.kind, value)) == value


@pytest.mark.parametrize("language", sorted(EXAMPLES))
def test_read_knows_the_words_that_the_page_shows(language: str) -> None:
    words = EXAMPLES[language]

    checks = [read(CHECK, words.yes).mark, read(CHECK, words.no).mark, read(CHECK, words.yes.upper()).mark]
    states = [read(POINTS, f"{words.not_assessed} {word}: x").consequence for word in words[1:4]]

    assert checks == [2000, 0, 2000]
    assert states == ["exclude", "full", "others"]
    assert read(POINTS, words.absent.replace("ʻ", "'")).state is MarkState.ABSENT


@pytest.mark.parametrize(
    ("criterion", "text", "code"),
    [
        (POINTS, "7.25", "mark_not_a_step"),
        (POINTS, "11", "mark_above_maximum"),
        (POINTS, "7.2501", "too_many_decimals"),
        (POINTS, "n/a", "reason_missing"),
        (POINTS, "n/a perhaps: x", "consequence_unknown"),
        (CHECK, "1", "mark_not_a_check"),
        (PENALTY, "1.5", "mark_not_whole"),
        (READING, "5|x", "not_a_number"),
        (READING, "-", "reason_missing"),
        (READING, "1:35", "cell_is_a_time"),
        (POINTS, "00:45", "cell_is_a_time"),
        (READING, "1:35|1:40", "cell_is_a_time"),
        (READING, "5.1|1:40:02", "cell_is_a_time"),
        (READING, "1 : 35", "cell_is_a_time"),
        (READING, "5.1: blot | 5.2", "replicate_behind_note"),
        (READING, "5.6.2026", "cell_is_a_date"),
        (READING, "5.1|2026-12-05", "cell_is_a_date"),
        (POINTS, "05.дек", "cell_is_a_date"),
        (POINTS, "12-May", "cell_is_a_date"),
        (POINTS, "2/5/2026 0:00", "cell_is_a_time"),
        (POINTS, "yo'q", "cell_is_ambiguous"),
        (PENALTY, "нет", "cell_is_ambiguous"),
        (POINTS, "-", "cell_is_ambiguous"),
        (READING, "нет", "cell_is_ambiguous"),
    ],
)
def test_read_refuses_what_the_criterion_does_not_know(criterion: Criterion, text: str, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        read(criterion, text)

    assert refused.value.code == code


@pytest.mark.parametrize(
    "text", ["н/я", "Н/Я.", "abs", "ABS.", "absent", "yoʻq edi", "yo‘q edi", "kelmadi", "не явились"]
)
@pytest.mark.parametrize("criterion", [POINTS, CHECK, PENALTY, READING])
def test_read_knows_how_people_write_that_a_team_was_not_there(criterion: Criterion, text: str) -> None:
    assert read(criterion, text) == Value(MarkState.ABSENT)


@pytest.mark.parametrize(
    ("criterion", "text", "note"), [(POINTS, "7: 35 s late", "35 s late"), (POINTS, "7?: at 1:40", "at 1:40")]
)
def test_read_takes_what_stands_behind_a_colon_and_a_space_for_the_note(
    criterion: Criterion, text: str, note: str
) -> None:
    value = read(criterion, text)

    assert (value.mark, value.note) == (7000, note)
