"""What is told about a result beside the result: dropped sheets, neighbours, the next award, weights, institutions."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest

from olympiad.domain.choices import CriterionKind, Method
from olympiad.domain.evidence import gather
from olympiad.domain.explanation import Explanation, NextAward, explain
from olympiad.domain.institutions import institution_table
from olympiad.domain.notation.reading_keys import parse_reading
from olympiad.domain.notation.rules import read_rules
from olympiad.domain.ranking import rank, rank_evidence
from olympiad.domain.rubric import Criterion, Task
from olympiad.domain.section import ScoreSheet, Section, Team
from olympiad.domain.weights import Untold, effective_weights

RULES = [("award.gold", "count=1"), ("award.silver", "total>=4"), ("award.bronze", "")]


def section(*marks: tuple[int, ...], rules=RULES, **task) -> Section:
    """Teams T01, T02, … of one task; each has one mark per judge, in points."""
    rubric = Task("A", (Criterion("yield", CriterionKind.POINTS, 6000),), judges=len(marks[0]), **task)
    sheets = tuple(
        ScoreSheet(f"T{team:02}", "A", judge, (mark * 1000,))
        for team, own in enumerate(marks, start=1)
        for judge, mark in zip(("cem", "dana", "gul"), own, strict=False)
    )
    teams = tuple(Team(f"T{team:02}", institution=f"U{team % 2}") for team in range(1, len(marks) + 1))
    return Section(teams, (rubric,), sheets, read_rules(rules))


def told(values: Section, team: str) -> Explanation:
    evidence = gather(values)
    return explain(evidence, rank_evidence(evidence), team)


def test_explain_names_the_dropped_sheets():
    values = section((1, 5, 3), method=Method.TRIMMED)

    assert told(values, "T01").parts[0].dropped == ("cem", "dana")


def test_explain_names_neighbours_and_ties():
    values = section((5,), (3,), (3,))

    first, second = told(values, "T01"), told(values, "T02")

    assert first.above is None
    assert (first.below.row.team.key, first.below.difference) == ("T02", Decimal("2.00"))
    assert (second.tied, second.placed) == (("T03",), 3)


def test_explain_tells_how_far_the_next_award_was():
    values = section((5,), (4,), (3,))

    assert told(values, "T01").next_award is None
    assert told(values, "T02").next_award == NextAward("gold", Fraction(5), Fraction(1), False, False)
    assert told(values, "T03").next_award == NextAward("silver", Fraction(4), Fraction(1), False, False)


def test_explain_agrees_with_the_ranking_step_by_step():
    values = section((5, 4), (3, 3), rules=[("scale", "percent")])

    explanation = told(values, "T01")

    assert explanation.parts[0].detail.mark == explanation.row.marks[0]
    assert explanation.before_penalties == explanation.row.exact == explanation.parts[0].scaled == 75_000


def test_effective_weights_add_up_to_one_and_follow_the_spread():
    values = section((5,), (3,), (1,), rules=[])
    other = Task("B", values.tasks[0].criteria)
    more = tuple(ScoreSheet(team.key, "B", "cem", (2000,)) for team in values.teams)
    values = replace(values, tasks=(*values.tasks, other), sheets=values.sheets + more)

    assert effective_weights(values, rank(values)) == [1, 0]


def test_effective_weights_are_not_told_of_two_totals_where_they_would_be_absurd():
    values = section((5,), (1,), (5,), rules=[])
    against = [ScoreSheet(team, "B", "cem", (mark,)) for team, mark in (("T01", 1000), ("T02", 4000), ("T03", 1000))]
    values = replace(
        values, tasks=(*values.tasks, Task("B", values.tasks[0].criteria)), sheets=(*values.sheets, *against)
    )

    assert effective_weights(values, rank(values)) is Untold.TEAMS


def test_effective_weights_are_not_told_under_z():
    values = section((5,), (3,), (1,), rules=[("scale", "z")])

    assert effective_weights(values, rank(values)) is Untold.SCALE


@pytest.mark.parametrize(
    ("method", "points"), [("sum", {"U1": 8, "U0": 4}), ("best", {"U1": 5, "U0": 4}), ("medals", {"U1": 6, "U0": 3})]
)
def test_the_institutions_table_adds_up_as_chosen(method, points):
    ranking = rank(section((5,), (4,), (3,)))

    lines = institution_table(ranking, method)

    assert {line.institution: line.points for line in lines} == points
    assert [line.place for line in lines] == [1, 2]


@pytest.mark.parametrize(
    "text",
    [
        "value=10 full=1 zero=3",
        "value=10 full=-1/+2 zero=-2/+5",
        "value=10 steps=1:4|2:1",
        "experts=8|9|10|11|12 full=3..3 zero=2..4 each=1",
    ],
)
def test_a_reading_keeps_its_points_from_one_bend_of_the_drawing_to_the_next(text):
    key = parse_reading(text, 4000)

    bends = key.curve.breakpoints(4000)

    for (left, first), (right, last) in pairwise(bends):
        assert left <= right
        if left < right:
            assert key.curve.points((left + right) / 2, 4000) == Fraction(first + last) / 2
    assert key.curve.points(bends[0][0] - 1, 4000) == key.curve.points(bends[-1][0] + 1, 4000) == 0


@pytest.mark.parametrize("scale", ["raw", "percent", "best"])
def test_explain_sums_the_tasks_to_the_total_under_every_linear_scale(scale):
    values = section((5,), (3,), (0,), rules=[("scale", scale), *RULES])
    other = Task("B", values.tasks[0].criteria, weight=Fraction(2))
    more = tuple(
        ScoreSheet(team.key, "B", "cem", (mark,)) for team, mark in zip(values.teams, (1000, 4000, 0), strict=True)
    )
    values = replace(values, tasks=(*values.tasks, other), sheets=values.sheets + more)

    for team in values.teams:
        explanation = told(values, team.key)

        assert sum(part.contribution for part in explanation.parts) == explanation.row.exact
        assert explanation.before_penalties == explanation.row.exact


@pytest.mark.parametrize("scale", ["z", "t"])
def test_explain_shows_standardised_marks_in_the_order_of_the_marks(scale):
    values = section((5,), (3,), (1,), rules=[("scale", scale)])

    explanations = [told(values, team.key) for team in values.teams]

    scaled = [explanation.parts[0].scaled for explanation in explanations]
    assert scaled == sorted(scaled, reverse=True)
    assert scaled[1] == 0  # the mean
    assert [explanation.parts[0].contribution for explanation in explanations] == [None] * 3


def test_best_of_nothing_leaves_nothing():
    values = section((0,), (0,), rules=[("scale", "best")])

    assert [told(values, team.key).parts[0].scaled for team in values.teams] == [0, 0]


def test_a_team_that_misses_a_task_has_neither_neighbours_nor_a_next_award():
    values = section((5,), (3,))
    values = replace(values, sheets=values.sheets[:1])

    explanation = told(values, "T02")

    assert (explanation.above, explanation.below, explanation.next_award) == (None, None, None)
    assert (explanation.parts[0].scaled, explanation.parts[0].contribution) == (None, None)
