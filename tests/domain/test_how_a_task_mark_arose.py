"""What is told of how a task mark arose, and what is missing for it: sheets, what was joined, what was agreed."""

import pytest

from olympiad.domain.choices import Consequence, CriterionKind, JoinBy, Method
from olympiad.domain.evidence import Evidence, gather
from olympiad.domain.kinds.penalty import parse_counted
from olympiad.domain.notation.rules import read_rules
from olympiad.domain.rubric import Criterion, Task
from olympiad.domain.scales import Marks
from olympiad.domain.section import AgreedMark, Penalty, ScoreSheet, Section, Team
from olympiad.domain.sheets import Basis, Worth
from olympiad.domain.task_marks import (
    MarkedSheet,
    TaskDetail,
    TaskMark,
    given_totals,
    joined_worth,
    marked_sheets,
    task_detail,
)
from olympiad.domain.tie_breaks import Field, criterion, tasks_won

POINTS = Criterion("yield", CriterionKind.POINTS, 10_000)
SPILT = Criterion("spilt", CriterionKind.PENALTY, 5000, key=parse_counted("each=1"))
JUDGES = ("cem", "dana", "gul")


def evidence_of(task: Task, *panels: tuple, rules: tuple = (), **more) -> Evidence:
    """One task; each panel is a team T01, T02, … with a sheet for cem, dana, …; None: the team was absent there."""
    sheets = [
        ScoreSheet(
            f"T{team:02d}", task.code, judge, (None,) * len(task.criteria) if cells is None else cells, cells is None
        )
        for team, panel in enumerate(panels, 1)
        for judge, cells in zip(JUDGES, panel, strict=False)
    ]
    teams = tuple(Team(f"T{team:02d}") for team in range(1, len(panels) + 1))
    return gather(Section(teams, (task,), tuple(sheets), read_rules(rules), **more))


def test_joined_by_criterion_each_criterion_is_told():
    task = Task("A", (POINTS, SPILT), judges=2, by=JoinBy.CRITERION)
    evidence = evidence_of(task, ((8000, 1000), (6000, 3000)))

    detail = task_detail(evidence, "T01", task)

    assert detail.joined_criteria == [Worth(Basis.MARKED, 7000), Worth(Basis.MARKED, -2000, 2000)]
    assert (detail.joined, detail.mark.value, detail.agreed_criteria) == (5000, 5000, ())


def test_joined_by_sheet_no_criterion_is_joined():
    task = Task("A", (POINTS,), judges=2)

    assert task_detail(evidence_of(task, ((8000,), (6000,))), "T01", task).joined_criteria is None


def test_a_mark_that_is_missing_has_nothing_joined():
    task = Task("A", (POINTS,), judges=2, by=JoinBy.CRITERION)

    assert task_detail(evidence_of(task, ((8000,), (None,))), "T01", task) == TaskDetail(
        task, TaskMark(None, missing=("A/dana",)), marked_sheets(evidence_of(task, ((8000,), (None,))), "T01", task)
    )


def test_what_was_agreed_and_what_it_was_before_rounding_are_told():
    task = Task("A", (POINTS,), judges=2)
    agreed = AgreedMark("T01", "A", 7250)
    evidence = evidence_of(
        task,
        ((8000,), (6000,)),
        agreed_marks=(agreed,),
        penalties=(Penalty("T01", 1000, "A"),),
        rules=(("task_decimals", "1"),),
    )

    detail = task_detail(evidence, "T01", task)

    assert (detail.agreed, detail.joined, detail.unrounded, detail.mark.value) == (agreed, 7250, 6250, 6300)
    assert ([penalty.points for penalty in detail.penalties], detail.penalty_points) == ([1000], 1000)


def test_an_agreed_criterion_is_told_of_its_own_team_alone():
    task = Task("A", (POINTS,), judges=2)
    agreed = AgreedMark("T01", "A", 9000, "yield")
    evidence = evidence_of(task, ((8000,), (6000,)), ((8000,), (6000,)), agreed_marks=(agreed,))

    assert task_detail(evidence, "T01", task).agreed_criteria == (agreed,)
    assert task_detail(evidence, "T02", task).agreed_criteria == ()


def test_sheets_that_are_known_already_are_not_summed_again():
    task = Task("A", (POINTS,))
    evidence = evidence_of(task, ((8000,),))

    assert task_detail(evidence, "T01", task, ()).mark.missing == ("A/?",)


def test_a_sheet_says_whether_the_team_was_absent_and_whether_it_is_handed_over():
    task = Task("A", (POINTS,), judges=2)

    present, absent = marked_sheets(evidence_of(task, ((8000,), None)), "T01", task)

    assert (present.is_absent, present.submitted, present.total) == (False, True, 8000)
    assert tuple(absent) == ("dana", True, True, [], None)


def test_a_team_whose_sheet_cannot_be_summed_hides_no_other_team():
    task = Task("A", (POINTS,))
    evidence = evidence_of(task, ((Consequence.OTHERS,),), ((6000,),))  # nobody else marked T01

    assert given_totals(evidence, task) == {"T02": {"cem": 6000}}


def test_a_sheet_on_which_all_is_left_out_is_missing_only_where_totals_are_joined():
    panel = ((Consequence.EXCLUDE,), (6000,))
    by_sheet, by_criterion = (Task("A", (POINTS,), judges=2, by=by) for by in (JoinBy.SHEET, JoinBy.CRITERION))

    assert task_detail(evidence_of(by_sheet, panel), "T01", by_sheet).mark.missing == ("A/cem",)
    assert task_detail(evidence_of(by_criterion, panel), "T01", by_criterion).mark.value == 6000


def test_a_task_settled_without_sheets_waits_for_its_agreed_mark():
    task = Task("A", (POINTS,), judges=0)

    assert task_detail(evidence_of(task, ()), "T01", task).mark.missing == ("A/?",)


@pytest.mark.parametrize(
    ("method", "occurrences"), [(Method.LOWEST, 3000), (Method.HIGHEST, 1000), (Method.MEAN, 2000)]
)
def test_the_harshest_sheet_has_the_most_occurrences(method, occurrences):
    task = Task("A", (POINTS, SPILT), judges=2, method=method)
    sheets = marked_sheets(evidence_of(task, ((8000, 1000), (8000, 3000))), "T01", task)

    assert joined_worth(task, 1, sheets) == Worth(Basis.MARKED, -occurrences, occurrences)


def field_of(evidence: Evidence) -> Field:
    section = evidence.section
    rows = [tuple(task_detail(evidence, team.key, task).mark for task in section.tasks) for team in section.teams]
    return Field(evidence, Marks(section.teams, section.tasks, rows, section.rules))


def test_a_criterion_that_cannot_be_joined_parts_nobody():
    task = Task("A", (POINTS,), judges=2, method=Method.TRIMMED)  # two sheets leave nothing between the extremes

    assert criterion(field_of(evidence_of(task, ((8000,), (6000,)))), 0, "A/yield") == 0


@pytest.mark.parametrize(("marks", "won"), [((0, 0), 0), ((1, 0), -1), ((1, 1), -1)])
def test_the_smallest_mark_above_nothing_wins_a_task(marks, won):
    task = Task("A", (Criterion("yield", CriterionKind.POINTS, 10_000, step=1),))
    first, second = marks

    assert tasks_won(field_of(evidence_of(task, ((first,),), ((second,),))), 0, "") == won


@pytest.mark.parametrize(
    ("basis", "is_as_marked"),
    [
        (Basis.MARKED, True),
        (Basis.UNMARKED, True),
        (Basis.AGREED, False),
        (Basis.EXCLUDED, False),
        (Basis.OTHERS, False),
    ],
)
def test_a_sheet_whose_cell_was_decided_on_shows_another_sum_than_its_paper(basis, is_as_marked):
    worths = [Worth(Basis.MARKED, 7000), Worth(basis, 1000)]

    assert MarkedSheet("cem", is_absent=False, submitted=True, worths=worths, total=8000).is_as_marked == is_as_marked
