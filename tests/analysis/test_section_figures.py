"""Figures of the analysis: course of the day, matrix of sheets, eye beside instrument, drawn criteria, other rules."""

from dataclasses import replace

import numpy as np
import pytest

from olympiad.analysis.criteria_draws import criteria_moves
from olympiad.analysis.day_course import day_courses
from olympiad.analysis.eye_and_instrument import eye_and_instrument
from olympiad.analysis.joining_draws import joined
from olympiad.analysis.judge_fairness import drifts
from olympiad.analysis.section_analysis import analyse
from olympiad.analysis.section_marks import SectionMarks, SheetMarks, TaskShape
from olympiad.analysis.sheet_matrix import sheet_matrix
from olympiad.domain.choices import CriterionKind, Method, Scale
from olympiad.domain.joining import METHODS
from olympiad.domain.notation.rules import read_rules
from olympiad.domain.ranking import rank
from olympiad.domain.rubric import Criterion, Task
from olympiad.domain.section import ScoreSheet, Section, Team
from olympiad.domain.what_if import compare
from tests.analysis.test_simulated_halls import hall

READ = TaskShape("GLU", 100.0, 1.0, (("read", 40.0), ("eye", 60.0)), (True, False))


def read_hall(random, favour=0.0, teams=20) -> SectionMarks:
    """One judge, close to T0 and T1, gives them `favour` percent more where the eye judges."""
    sheets = []
    for at in range(teams):
        ability = random.uniform(0.3, 0.9)
        eye = 60 * (ability + random.normal(0, 0.05) + favour / 100 * (at < 2))
        points = (40 * ability, eye)
        sheets.append(SheetMarks(f"T{at}", "GLU", "A", sum(points), points, None, None, at < 2))
    return SectionMarks(tuple(f"T{at}" for at in range(teams)), (READ,), tuple(sheets))


def section(rules=()) -> Section:
    random = np.random.default_rng(3)
    tasks = tuple(
        Task(code, tuple(Criterion(f"c{at}", CriterionKind.POINTS, most) for at in range(3)), judges=2)
        for code, most in (("AMY", 10_000), ("GLU", 4_000))
    )
    sheets = tuple(
        ScoreSheet(f"T{at}", task.code, f"{task.code}{judge}", tuple(
            500 * int(random.integers(0, task.criteria[0].maximum // 500 + 1)) for _ in range(3)
        ))
        for at in range(8) for task in tasks for judge in "AB"
    )  # fmt: skip
    return Section(tuple(Team(f"T{at}") for at in range(8)), tasks, sheets, read_rules(rules))


def test_the_course_of_the_day_is_the_trend_that_is_told():
    marks = hall(np.random.default_rng(1), drift=10.0)

    told = {one.judge: one.value for one in drifts(marks)}
    courses = day_courses(marks)

    assert {one.judge: one.line[1] - one.line[0] for one in courses} == pytest.approx(told)
    assert all(low <= one.line[0] <= high for one in courses for _, low, high in one.band[:1])


def test_two_judges_share_one_course():
    marks = hall(np.random.default_rng(1))
    two = replace(marks, sheets=tuple(one for one in marks.sheets if one.judge != "C"))

    assert [(one.judge, one.other) for one in day_courses(two)] == [("A", "B")]


def test_the_matrix_has_a_letter_for_each_sheet():
    marks = hall(np.random.default_rng(1))
    gap = replace(marks, sheets=tuple(one for one in marks.sheets if (one.judge, one.team) != ("B", "T3")))

    found = sheet_matrix(gap)

    assert [row.cells[:4] for row in found.rows] == ["oomm", "mmm-", "mmmm"]
    assert (found.close, found.is_complete, sheet_matrix(marks).is_complete) == (("T0", "T1"), False, True)


def test_favour_by_eye_is_found_and_measured():
    random = np.random.default_rng(5)
    found = [eye_and_instrument(read_hall(random, favour=15.0)) for _ in range(60)]

    assert np.mean([one.value for one in found]) == pytest.approx(15, abs=1)
    assert np.mean([one.low <= 15 <= one.high for one in found]) >= 0.9
    assert np.mean([one.p < 0.05 for one in found]) > 0.8


def test_no_favour_by_eye_is_rarely_claimed():
    random = np.random.default_rng(6)

    assert np.mean([eye_and_instrument(read_hall(random)).p < 0.05 for _ in range(200)]) <= 0.08


def test_without_readings_the_eye_has_nothing_beside_it():
    found = eye_and_instrument(hall(np.random.default_rng(1)))

    assert (found.value, [note.reason for note in found.notes]) == (None, ["no_readings"])


def test_drawn_criteria_move_nobody_whose_criteria_are_alike():
    marks = read_hall(np.random.default_rng(1))
    level = [one._replace(points=(20.0, 30.0)) for one in marks.sheets]

    def moves(sheets, teams, seed=1):
        return criteria_moves(READ, sheets, teams, 50, np.random.default_rng(seed))

    assert np.abs(moves(level, marks.teams)).max() < 1e-9
    assert np.abs(moves(marks.sheets, marks.teams)).max() > 1
    assert np.array_equal(moves(marks.sheets, ["T1"], 4), moves(marks.sheets, ["T1"], 4))


def test_other_scales_are_ranked_by_the_rulebook():
    given = section([("award.I", "count=2")])

    found = {one.rules: one for one in analyse(given, draws=50).trials}

    for scale in (Scale.PERCENT, Scale.BEST, Scale.Z, Scale.T):
        changed = replace(given, rules=replace(given.rules, scale=scale))
        moved = compare(rank(given), rank(changed)).movers
        assert found[f"scale_{scale}"].places == sum(one.before.place != one.after.place for one in moved)
        assert found[f"scale_{scale}"].awards == sum(one.before.award != one.after.award for one in moved)
    assert {one.task for one in analyse(given, draws=50).trials if one.rules == "without_task"} == {"AMY", "GLU"}


def test_borders_in_points_say_nothing_on_another_scale():
    found = {one.rules: one for one in analyse(section([("award.I", "total>=20")]), draws=50).trials}

    assert found["scale_z"].awards is None
    assert found["equal_weights"].awards is not None


def test_intervals_are_wider_where_criteria_are_drawn_as_well():
    standings = analyse(section(), draws=400).order.standings

    assert sum(one.wide_high - one.wide_low for one in standings) > sum(one.high - one.low for one in standings)


def test_ties_borders_and_shares_are_tried_by_the_rulebook():
    rules = [("ties", "task:GLU"), ("award.I", "share=30%")]
    given = section(rules)

    found = {one.rules: one for one in analyse(given, draws=50).trials}

    for name, other in (
        ("without_ties", [("award.I", "share=30%")]),
        ("border_at_least", [rules[0], ("award.I", "share=30% border=at_least")]),
        ("share_of_registered", [*rules, ("share_of", "registered")]),
    ):
        moved = compare(rank(given), rank(section(other))).movers
        assert found[name].places == sum(one.before.place != one.after.place for one in moved)
        assert found[name].awards == sum(one.before.award != one.after.award for one in moved)


def test_nothing_is_tried_that_the_rules_do_not_have():
    tried = {one.rules for one in analyse(section([("award.I", "total>=20")]), draws=50).trials}

    assert not tried & {"without_ties", "border_at_least", "border_at_most", "share_of_registered"}


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("drop", [1, 2])
def test_sheets_are_joined_in_draws_as_the_rulebook_joins_them(method, drop):
    random = np.random.default_rng(2)
    counts = np.array([5, 6, 5])
    starts = np.array([0, 5, 11])
    values = random.integers(0, 20, (4, 16)).astype(float)
    task = TaskShape("A", 20.0, 1.0, (), method=method, drop=drop)

    found = joined(task, values, starts, counts)

    exact = [
        [
            float(METHODS[method]([int(one) for one in row[at : at + size]], drop))
            for at, size in zip(starts, counts, strict=True)
        ]
        for row in values
    ]
    assert found == pytest.approx(np.array(exact))


@pytest.mark.parametrize("method", Method)
def test_draws_stand_around_the_official_totals_under_every_method(method):
    given = section()
    tasks = tuple(replace(task, method=method) for task in given.tasks)

    found = analyse(replace(given, tasks=tasks), draws=400).order

    official = {row.team.key: row.place for row in rank(replace(given, tasks=tasks)).rows}
    assert all(one.place == official[one.team] for one in found.standings)
    if method is Method.TRIMMED:  # of two sheets nothing is left without the ends
        assert not found.standings
    else:
        assert all(one.low <= one.place + 3 and one.high >= one.place - 3 for one in found.standings)
