"""Sheets that are simply full are joined without looking into each cell; others go the thorough way, to the same mark."""

from fractions import Fraction

import pytest

from olympiad.domain import task_marks
from olympiad.domain.choices import Consequence, CriterionKind, JoinBy, Method
from olympiad.domain.evidence import Evidence, gather
from olympiad.domain.notation.keys import parse_key
from olympiad.domain.notation.rules import read_rules
from olympiad.domain.rubric import Criterion, Critical, Task
from olympiad.domain.section import AgreedMark, Penalty, ScoreSheet, Section, Team
from olympiad.domain.task_marks import task_detail, task_mark

YIELD = Criterion("yield", CriterionKind.POINTS, 6000)
CLEAN = Criterion("clean", CriterionKind.POINTS, 4000)
SPILT = Criterion("spilt", CriterionKind.PENALTY, 3000)
PH = Criterion("ph", CriterionKind.READING, 3000, key=parse_key(CriterionKind.READING, "value=5 full=1 zero=4", 3000))


def task(*criteria: Criterion, judges: int = 2, **more) -> Task:
    return Task("A", criteria, judges=judges, **more)


def evidence_of(task: Task, *sheets: tuple, rules: tuple = (), **more) -> Evidence:
    """Sheets of T01 by cem, dana, …"""
    given = tuple(
        ScoreSheet("T01", "A", judge, cells) for judge, cells in zip(("cem", "dana", "gul"), sheets, strict=False)
    )
    return gather(Section((Team("T01"),), (task,), more.pop("sheets", given), read_rules(rules), **more))


@pytest.fixture
def no_details(monkeypatch):
    """The thorough way is closed."""
    monkeypatch.setattr(task_marks, "task_detail", None)


@pytest.mark.parametrize(
    ("rubric", "sheets", "rules", "mark"),
    [
        (task(YIELD, CLEAN), [(4000, 1000), (3000, 2000)], (), 5000),
        (task(YIELD), [(4000,), (3001,)], (), Fraction(7001, 2)),
        (task(YIELD), [(4000,), (3000,), (2000,)], (), 3000),  # more judges than the task needs
        (task(YIELD, judges=3, method=Method.TRIMMED), [(6000,), (3000,), (2000,)], (), 3000),
        (task(YIELD, SPILT), [(4000, 3000), (0, 3000)], (), 500),  # a sheet is never below nothing …
        (task(YIELD, SPILT), [(6000, 3000), (0, 3000)], (("penalty_floor", "no"),), 0),  # … unless the rules say so
        (task(YIELD, PH), [(4000, (Fraction(7),)), (3000, (Fraction(5),))], (), 6000),
    ],
)
def test_full_sheets_are_joined_at_once(no_details, rubric, sheets, rules, mark):
    assert task_mark(evidence_of(rubric, *sheets, rules=rules), "T01", rubric).value == mark


def test_cells_that_do_not_fit_the_criteria_are_not_summed(no_details):
    rubric = task(YIELD, SPILT, judges=1)

    with pytest.raises(ValueError, match="zip"):
        task_mark(evidence_of(rubric, (4000, 1000, 6000)), "T01", rubric)


FULL = [(4000, 1000), (3000, 2000)]
ABSENT = ScoreSheet("T01", "A", "dana", (None, None), absent=True)
OPEN = ScoreSheet("T01", "A", "dana", (3000, 2000), submitted=False)


@pytest.mark.parametrize(
    ("rubric", "given"),
    [
        (task(YIELD, CLEAN), FULL[:1]),  # a sheet is awaited
        (task(YIELD, CLEAN), []),
        (task(YIELD, CLEAN, judges=0), FULL),
        (task(YIELD, CLEAN), [(4000, 1000), (3000, None)]),
        (task(YIELD, SPILT), [(4000, 1000), (3000, None)]),
        (task(YIELD, CLEAN), [(4000, 1000), (3000, Consequence.EXCLUDE)]),
        (task(YIELD, SPILT), [(4000, 1000), (Consequence.FULL, 1000)]),
        (task(YIELD, Criterion("ph", CriterionKind.READING, 3000)), [(4000, (Fraction(7),)), (3000, (Fraction(5),))]),
        (task(YIELD, CLEAN, by=JoinBy.CRITERION, method=Method.LOWEST), FULL),
        (task(CLEAN, Criterion("safe", CriterionKind.POINTS, 4000, critical=Critical())), [(4000, 0), (3000, 2000)]),
        (task(YIELD, CLEAN, judges=2, method=Method.TRIMMED), FULL),
        (task(SPILT), [(1000,), (2000,)]),  # nothing can be got in this task
    ],
)
def test_whatever_is_not_simply_full_has_the_mark_that_is_explained(rubric, given):
    evidence = evidence_of(rubric, *given)

    assert task_mark(evidence, "T01", rubric) == task_detail(evidence, "T01", rubric).mark


@pytest.mark.parametrize("second", [ABSENT, OPEN])
def test_an_absent_or_open_sheet_is_missing(second):
    rubric = task(YIELD, CLEAN)
    evidence = evidence_of(rubric, sheets=(ScoreSheet("T01", "A", "cem", (4000, 1000)), second))

    assert task_mark(evidence, "T01", rubric).missing == ("A/dana",)


def test_what_was_settled_comes_before_full_sheets():
    rubric = task(YIELD, CLEAN)
    agreed = evidence_of(rubric, *FULL, agreed_marks=(AgreedMark("T01", "A", 7000),))
    absent = evidence_of(rubric, *FULL, absences=frozenset({("T01", "A")}))

    assert task_mark(agreed, "T01", rubric).value == 7000
    assert task_mark(absent, "T01", rubric).is_absent


@pytest.mark.parametrize(
    ("points", "decimals", "mark"),
    [(0, "3", 5000), (0, "0", 5000), (260, "1", 4700), (260, "0", 5000), (5000, "0", 0), (5001, "0", 0)],
)
def test_penalties_are_taken_off_before_rounding_and_leave_nothing_below_nothing(no_details, points, decimals, mark):
    rubric = task(YIELD, CLEAN)
    evidence = evidence_of(
        rubric, *FULL, penalties=(Penalty("T01", points, "A"),), rules=(("task_decimals", decimals),)
    )

    assert task_mark(evidence, "T01", rubric).value == mark
