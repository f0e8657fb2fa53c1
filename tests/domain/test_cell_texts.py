"""What is written in a cell of the clerk's grid is read back as the same value, in every kind and language."""

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
    ],
)
def test_read_refuses_what_the_criterion_does_not_know(criterion: Criterion, text: str, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        read(criterion, text)

    assert refused.value.code == code
