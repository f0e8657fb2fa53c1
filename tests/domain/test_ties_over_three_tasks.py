"""Ties that only three tasks part: tasks won, penalties, times, best tasks; and what an absent team keeps."""

from dataclasses import replace
from fractions import Fraction

import pytest

from olympiad.domain.choices import CriterionKind
from olympiad.domain.errors import DomainError
from olympiad.domain.evidence import gather
from olympiad.domain.notation.rules import check_rules, read_rules
from olympiad.domain.ranking import rank
from olympiad.domain.rubric import Criterion, Task
from olympiad.domain.scales import Marks
from olympiad.domain.section import Penalty, ScoreSheet, Section, Team
from olympiad.domain.task_marks import given_totals, task_detail
from olympiad.domain.tie_breaks import Field, best_task, tasks_won

TASKS = tuple(Task(code, (Criterion("x", CriterionKind.POINTS, 4000),)) for code in "ABC")


def section(ties: str, *rows: tuple[int, int, int], **given) -> Section:
    """Teams T01, T02 … with these marks at A, B and C."""
    teams = tuple(Team(f"T{number:02d}") for number, _ in enumerate(rows, 1))
    sheets = tuple(
        ScoreSheet(team.key, task.code, "cem", (mark,))
        for team, row in zip(teams, rows, strict=True)
        for task, mark in zip(TASKS, row, strict=True)
    )
    return Section(teams, TASKS, sheets, read_rules([("ties", ties)]), **given)


def places(ties: str, *rows: tuple[int, int, int], **given) -> list[str]:
    return [f"{row.place} {row.team.key} {row.decided_by}".strip() for row in rank(section(ties, *rows, **given)).rows]


@pytest.mark.parametrize(
    ("ties", "rows", "given", "found"),
    [
        ("tasks_won", [(2, 2, 2), (3, 3, 0)], {}, ["1 T02 tasks_won", "2 T01 tasks_won"]),
        ("tasks_won", [(0, 3, 0), (3, 0, 0)], {}, ["1 T01", "1 T02"]),  # a task at which all have 0 is won by nobody
        ("best_task", [(2, 2, 2), (1, 4, 1), (1, 1, 4)], {}, ["1 T02 best_task", "1 T03 best_task", "3 T01 best_task"]),
        ("best_task", [(0, 3, 3), (1, 1, 4)], {}, ["1 T02 best_task", "2 T01 best_task"]),
        ("criterion:A/x", [(3, 1, 1), (0, 1, 1)], {"absences": frozenset({("T01", "A")})}, ["1 T01", "1 T02"]),
        ("least_time", [(1, 1, 1)] * 3, {"times": {("T02", "A"): Fraction(90), ("T03", "B"): Fraction(80)}},
         ["1 T03 least_time", "2 T02 least_time", "3 T01 least_time"]),
        ("least_time", [(1, 1, 1)] * 2, {"times": {("T02", "A"): Fraction(0)}}, ["1 T02 least_time", "2 T01 least_time"]),
        ("least_time", [(1, 1, 1)] * 2, {"times": {("T01", "A"): Fraction(1, 2), ("T02", "A"): Fraction(0)}},
         ["1 T02 least_time", "2 T01 least_time"]),
        ("fewest_penalties", [(2, 1, 0), (1, 1, 0)], {"penalties": (Penalty("T01", 1000),)},
         ["1 T02 fewest_penalties", "2 T01 fewest_penalties"]),
        ("extra_round;task:A", [(2, 0, 1), (1, 2, 0)], {}, ["1 T01 task:A", "2 T02 task:A"]),
    ],
)  # fmt: skip
def test_a_tie_is_parted_by_what_the_rule_looks_at(ties, rows, given, found):
    assert places(ties, *([mark * 1000 for mark in row] for row in rows), **given) == found


def test_a_criterion_of_a_task_whose_code_holds_a_slash_is_found():
    given = section("criterion:A/B/x", (1000, 3000, 0), (3000, 1000, 0))
    codes = {"A": "A", "B": "A/B", "C": "C"}
    tasks = tuple(replace(task, code=codes[task.code]) for task in TASKS)
    sheets = tuple(sheet._replace(task=codes[sheet.task]) for sheet in given.sheets)

    rows = rank(replace(given, tasks=tasks, sheets=sheets)).rows

    assert [(row.team.key, row.decided_by) for row in rows] == [("T01", "criterion:A/B/x"), ("T02", "criterion:A/B/x")]


@pytest.mark.parametrize("operand", ["A-x", "Ax", "A/", "/x", "A/y", "D/x", "x"])
def test_a_criterion_is_named_by_its_task_a_slash_and_its_code(operand):
    rules = read_rules([("ties", f"criterion:{operand}")])

    assert [refused.code for _, refused in check_rules(rules, TASKS)] == ["tie_break_unknown_criterion"]
    assert check_rules(read_rules([("ties", "criterion:A/x")]), TASKS) == []


@pytest.mark.parametrize("value", [best_task, tasks_won])
def test_marks_that_do_not_fit_the_tasks_part_nobody(value):
    evidence = gather(section("", (3000, 1000, 0)))
    three_marks = [tuple(task_detail(evidence, "T01", task).mark for task in TASKS)]
    field = Field(evidence, Marks(evidence.section.teams, TASKS[:2], three_marks, evidence.section.rules))

    with pytest.raises(ValueError, match="zip"):
        value(field, 0, "")


def test_an_absent_team_keeps_its_sheets_and_penalties():
    penalty = Penalty("T01", 500, "A", "left the bench")
    evidence = gather(
        section("task:A", (3000, 1000, 0), (1000, 1000, 0), absences=frozenset({("T01", "A")}), penalties=(penalty,))
    )

    detail = task_detail(evidence, "T01", TASKS[0])

    assert (detail.task, detail.mark.is_absent, detail.mark.counted) == (TASKS[0], True, 0)
    assert [sheet.judge for sheet in detail.sheets] == ["cem"]
    assert detail.penalties == (penalty,)
    assert task_detail(evidence, "T02", TASKS[0]).penalties == ()


def test_totals_that_were_given_name_every_team():
    evidence = gather(section("", (3000, 1000, 0), (1000, 2000, 0)))

    assert given_totals(evidence, TASKS[0]) == {"T01": {"cem": 3000}, "T02": {"cem": 1000}}


@pytest.mark.parametrize("scale", ["z", "t"])
def test_a_penalty_of_the_section_has_no_points_to_take_off_where_totals_are_deviations(scale):
    penalties = (Penalty("T02", 500, "A"), Penalty("T01", 1000))
    given = section("", (3000, 1000, 0), (1000, 2000, 0), penalties=penalties)

    with pytest.raises(DomainError) as refused:
        rank(replace(given, rules=read_rules([("scale", scale)])))

    assert (refused.value.code, refused.value.fields) == (
        "section_penalty_with_z", {"team": "T01", "scale": scale, "rule": "scale"},
    )  # fmt: skip
