"""Sheets side by side, marks that are known, rubrics that change."""

from dataclasses import fields, replace
from fractions import Fraction

import pytest

from olympiad.domain.calibration import tolerance_of
from olympiad.domain.choices import Consequence, CriterionKind, JoinBy, Method
from olympiad.domain.errors import DomainError
from olympiad.domain.evidence import gather
from olympiad.domain.kinds import KINDS
from olympiad.domain.known_marks import AFTER_TASK_MARKS, OF_TASK_MARKS, KnownMarks
from olympiad.domain.moderation import Station, compare, judge_history, leaving_out, severity, station_of
from olympiad.domain.notation.keys import parse_key
from olympiad.domain.ranking import rank_evidence
from olympiad.domain.rubric import Criterion, Critical, Task, Threshold
from olympiad.domain.rubric_changes import with_task
from olympiad.domain.rules import Rules
from olympiad.domain.section import AgreedMark, Penalty, ScoreSheet, Section, Team
from olympiad.domain.task_marks import TaskMark, as_given, given_totals, marked_sheets, task_detail, task_mark

POINTS = Criterion("x", CriterionKind.POINTS, 10_000)
A = Task("A", (POINTS, Criterion("p", CriterionKind.PENALTY, 3000)), judges=2)


def sheets(*rows, task="A", team="T01", submitted=True):
    return tuple(
        ScoreSheet(team, task, f"j{at}", row or (None, None), absent=row is None, submitted=submitted)
        for at, row in enumerate(rows)
    )


def section(*rows, task=A, **given) -> Section:
    return Section((Team("T01"),), (task,), sheets(*rows), **given)


def station(*rows, task=A, **given) -> Station:
    return Station(task, sheets(*rows), [None] * len(task.criteria), **given)


def test_one_absent_sheet_is_the_worst_disagreement():
    found = compare(station(None, (5000, 0)), Rules())

    assert (found.disagrees, found.absence_disputed, found.totals) == (True, True, (0, 5000))
    assert severity(A, found) == 2
    assert severity(Task("E", ()), compare(station((5000, 0), (0, 0)), Rules())) == 0


@pytest.mark.parametrize(
    ("given", "open_", "acceptable"),
    [({}, True, False), ({"is_settled": True}, False, True), ({"is_accepted": True}, False, False)],
)
def test_disagreement_is_open_until_settled_or_accepted(given, open_, acceptable):
    found = compare(station((1000, 0), (9000, 0), **given), Rules())

    assert (found.is_to_settle, found.may_be_accepted) == (open_, acceptable)


def test_station_of_a_section_knows_agreed_marks_and_absences():
    agreed = (AgreedMark("T01", "A", 4000, "x"),)

    found = station_of(gather(section((1000, 0), (9000, 0), agreed_marks=agreed)), "T01", A, is_accepted=True)

    assert (found.agreed, found.is_settled, found.is_accepted) == ({0: 4000}, False, True)
    assert compare(found, Rules()).totals == (4000, 4000)
    absent = station_of(gather(section(absences=frozenset({("T01", "A")}))), "T01", A)
    assert (absent.is_settled, compare(absent, Rules()).is_complete) == (True, False)


def test_leaving_out_treats_sheets_and_agreed_marks_as_exclusions_do():
    given = station((1000, 0), None, agreed={0: 5000, 1: 0})

    found = leaving_out(given, {0})

    assert [sheet.marks[0] for sheet in found.sheets] == [Consequence.EXCLUDE, None]
    assert found.agreed == {1: 0}
    assert leaving_out(given, ()) is given


def test_others_without_any_other_sheet_is_no_total_yet():
    found = compare(station((Consequence.OTHERS, 0), (Consequence.OTHERS, 0)), Rules())

    assert (found.totals, found.difference, found.disagrees) == ((None, None), None, False)


def test_steps_are_counted_by_kind():
    levels = parse_key(CriterionKind.LEVELS, "0=no|1=in part|1.5=nearly|2=yes", 2000)
    task = Task(
        "A", (Criterion("l", CriterionKind.LEVELS, 2000, key=levels), Criterion("c", CriterionKind.CHECK, 2000),
              Criterion("r", CriterionKind.READING, 4000), Criterion("p", CriterionKind.PENALTY, 9000)),
        judges=2, disagreement=None,
    )  # fmt: skip

    def apart(*rows):
        return [line.disagrees for line in compare(Station(task, sheets(*rows), [None] * 4), Rules()).lines]

    assert apart((0, 0, 0, 0), (1000, 2000, 4000, 1000)) == [False] * 4
    assert apart((0, 0, 0, 0), (1500, 2000, 4000, 2000)) == [True, False, False, True]


@pytest.mark.parametrize(("kind", "tolerance"), [("points", 500), ("reading", 1000), ("check", 0), ("choice", 0)])
def test_tolerance_of_practice_is_by_kind(kind, tolerance):
    criterion = Criterion("x", CriterionKind(kind), 10_000)
    task = Task("A", (criterion,))

    assert tolerance_of(task, criterion) == tolerance
    if kind == "points":
        assert tolerance_of(replace(task, disagreement_step=None), criterion) == 10_000


def test_history_of_a_judge_alone_has_no_lean():
    assert judge_history({}, "cem").mean is None
    assert judge_history({"T01": {"cem": 1000}}, "cem").lean is None


def test_known_marks_are_taken_over_only_where_their_grounds_are_equal():
    first, known = section((4000, 0), (6000, 0)), KnownMarks()
    rank_evidence(gather(first), known)
    fork = known.fork()
    changed = replace(first, penalties=(Penalty("T01", 1000, "A"),))

    marks = [rank_evidence(gather(one), fork).rows[0].total for one in (first, changed, first)]

    assert [str(mark) for mark in marks] == ["5.00", "4.00", "5.00"]
    assert known.rows(gather(first)) == [(TaskMark(5000),)]
    assert known.rows(gather(replace(first, rules=Rules(task_decimals=0)))) == [(TaskMark(5000),)]


def test_a_rule_counts_for_known_marks_unless_it_is_named_as_coming_later():
    """Whoever adds a rule and forgets the known marks gets marks computed anew, never those of before."""
    names = {one.name for one in fields(Rules)}

    assert names >= AFTER_TASK_MARKS
    assert set(OF_TASK_MARKS) == names - AFTER_TASK_MARKS == {"penalty_floor", "task_decimals"}


def test_known_sheets_are_taken_over_only_where_their_grounds_are_equal():
    first, known = section((4000, 0), (6000, 0)), KnownMarks()
    without_floor = replace(first, rules=Rules(penalty_floor=False))
    agreed = replace(first, agreed_marks=(AgreedMark("T01", "A", 1000, A.criteria[0].code),))
    remarked = section((5000, 0), (6000, 0))

    for one in (first, agreed, without_floor, remarked, first):
        evidence = gather(one)
        assert known.sheets_of(evidence)("T01", A) == marked_sheets(evidence, "T01", A)

    kept = known.sheets_of(gather(first))("T01", A)
    assert known.fork().sheets_of(gather(first))("T01", A) is kept


def test_given_totals_leave_out_what_has_none():
    full = replace(section((4000, 0), (Consequence.UNDECIDED, 0), None), agreed_marks=(AgreedMark("T01", "A", 1, "x"),))
    alone = section((Consequence.OTHERS, 0))

    assert given_totals(as_given(full), A) == {"T01": {"j0": 4000}}
    assert given_totals(gather(alone), A) == {}


@pytest.mark.parametrize(
    ("task", "rows", "missing"),
    [
        (A, ((1000, 0),), ("A/?",)),
        (A, ((1000, 0), (None, 0)), ("A/j1",)),
        (A, ((1000, 0), None), ("A/j1",)),
        (replace(A, judges=0), (), ("A/?",)),
        (replace(A, judges=3), ((None, 0),), ("A/j0", "A/?", "A/?")),
        (replace(A, method=Method.TRIMMED), ((1000, 0), (2000, 0)), ("A/?",)),
        (replace(A, method=Method.TRIMMED, by=JoinBy.CRITERION), ((1000, 0), (2000, 0)), ("A/?",)),
        (replace(A, by=JoinBy.CRITERION), ((Consequence.EXCLUDE, 0),) * 2, ("A/j0", "A/j1")),
        (replace(A, criteria=A.criteria[1:]), ((0,), (0,)), ("A/j0", "A/j1")),
        (replace(A, criteria=A.criteria[1:], judges=1), (), ("A/?",)),
        (replace(A, by=JoinBy.CRITERION), ((Consequence.UNDECIDED, 0), (1000, 0)), ("A/j0",)),
    ],
)
def test_missing_mark_says_which_sheet_or_gap(task, rows, missing):
    evidence = gather(section(*rows, task=task))

    assert task_detail(evidence, "T01", task).mark == TaskMark(None, missing=missing)
    assert task_mark(evidence, "T01", task) == TaskMark(None, missing=missing)


@pytest.mark.parametrize(
    ("task", "rows", "given", "value"),
    [
        (A, ((4000, 1000), (6000, 0)), {}, Fraction(9000, 2)),
        (A, ((0, 2000), (0, 0)), {}, 0),
        (A, ((0, 2000), (0, 0)), {"rules": Rules(penalty_floor=False)}, 0),
        (A, ((4000, 0), (4000, 0)), {"penalties": (Penalty("T01", 1500, "A"),)}, 2500),
        (A, ((1000, 0), (1000, 0)), {"penalties": (Penalty("T01", 1500, "A"),)}, 0),
        (A, ((4500, 0), (4000, 0)), {"rules": Rules(task_decimals=1)}, 4300),
        (A, ((4000, 0),), {"agreed_marks": (AgreedMark("T01", "A", 7333),)}, 7333),
        (A, ((4000, 0), (Consequence.OTHERS, 0)), {}, 4000),
        (A, ((4000, 0), (Consequence.EXCLUDE, 0)), {"agreed_marks": (AgreedMark("T01", "A", 2000, "x"),)}, 2000),
        (replace(A, by=JoinBy.CRITERION), ((4000, 1000), (6000, 3000)), {}, 3000),
        (replace(A, by=JoinBy.CRITERION, method=Method.LOWEST), ((4000, 1000), (6000, 3000)), {}, 1000),
        (replace(A, criteria=(replace(POINTS, critical=Critical()), *A.criteria[1:])), ((0, 0), (6000, 0)), {}, 3000),
    ],
)
def test_task_mark_is_the_same_quickly_and_in_detail(task, rows, given, value):
    evidence = gather(section(*rows, task=task, **given))

    assert task_mark(evidence, "T01", task).value == value
    assert task_detail(evidence, "T01", task).mark.value == value


def test_below_0_is_kept_where_the_rules_say_so_until_the_task_mark():
    rules = Rules(penalty_floor=False)
    evidence = gather(section((0, 2000), (1000, 0), rules=rules))

    detail = task_detail(evidence, "T01", A)

    assert [sheet.total for sheet in detail.sheets] == [-2000, 1000]
    assert (detail.joined, detail.mark.value) == (-500, 0)


@pytest.mark.parametrize(
    ("given", "mark"),
    [
        ({}, TaskMark(0, is_absent=True)),
        ({"agreed_marks": (AgreedMark("T01", "A", 5000),)}, TaskMark(5000)),
    ],
)
def test_absent_counts_0_and_an_agreed_mark_outranks_it(given, mark):
    assert task_detail(gather(section(None, None, **given)), "T01", A).mark == mark


def test_absence_with_a_gap_is_missing():
    assert task_detail(gather(section(None)), "T01", A).mark.missing == ("A/?",)
    assert task_detail(gather(section(absences=frozenset({("T01", "A")}))), "T01", A).mark.is_absent


def test_changed_rubric_keeps_agreed_marks_that_stay_valid():
    agreed = (
        AgreedMark("T01", "A", 8000, "x"), AgreedMark("T01", "A", 1000, "p"), AgreedMark("T02", "A", 5000, ""),
        AgreedMark("T01", "B", 1, "y"),
    )  # fmt: skip
    value = replace(section((8000, 0), (Consequence.FULL, 1000), task=A), agreed_marks=agreed)

    found = with_task(value, Task("A", (replace(POINTS, maximum=6000),), judges=2))
    other = with_task(value, Task("A", (replace(POINTS, kind=CriterionKind.CHECK),), judges=2))

    assert [sheet.marks for sheet in found.sheets] == [(None,), (Consequence.FULL,)]
    assert [sheet.marks for sheet in other.sheets] == [(None,), (None,)]
    assert found.agreed_marks == agreed[2:]


def test_threshold_is_an_amount_or_a_share():
    assert Threshold(amount=1500).of(10_000) == 1500
    assert Threshold(share=Fraction(1, 4)).of(10_000) == 2500


@pytest.mark.parametrize(
    ("kind", "mark", "code"),
    [("check", 1000, "mark_not_a_check"), ("levels", -1, "mark_negative"), ("penalty", -1000, "mark_negative"),
     ("penalty", 1500, "mark_not_whole"), ("points", -500, "mark_negative"), ("points", 300, "mark_not_a_step"),
     ("levels", 700, "mark_not_a_level"), ("points", 10_500, "mark_above_maximum"),
     ("reading", 10_001, "mark_above_maximum")],
)  # fmt: skip
def test_mark_that_a_kind_does_not_know_is_refused(kind, mark, code):
    key = parse_key(CriterionKind.LEVELS, "0=no|1=yes", 2000) if kind == "levels" else None
    criterion = Criterion("x", CriterionKind(kind), 10_000, key=key)

    with pytest.raises(DomainError) as refused:
        KINDS[criterion.kind].check_mark(criterion, mark)

    assert refused.value.code == code
    assert KINDS[criterion.kind].keeps(criterion, mark) is False
