"""Drawn totals go through the section's own scale: in floats what the domain computes exactly, and intervals under each."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from olympiad.analysis.scoring import DrawnTotals, Scoring, scoring_of
from olympiad.analysis.section_analysis import analyse
from olympiad.domain.choices import CriterionKind, Deviation, Scale, TeamStatus
from olympiad.domain.notation.rules import read_rules
from olympiad.domain.ranking import Ranking, rank
from olympiad.domain.rubric import Criterion, Task
from olympiad.domain.section import ScoreSheet, Section, Team

TEAMS = 12
PARTS = {"one": ("", "", ""), "two": ("wet", "wet", "dry"), "three": ("a", "b", "c")}


def section(scale: Scale, sd: Deviation = Deviation.POPULATION, parts: str = "one", seed: int = 1) -> Section:
    """Three tasks of different maxima and weights; a guest, a team without its last sheet, one absent from a task."""
    random = np.random.default_rng(seed)
    tasks = tuple(
        Task(code, (Criterion("c", CriterionKind.POINTS, most),), Fraction(weight), 2, part=part)
        for code, most, weight, part in zip("PQR", (10_000, 4_000, 50_000), (1, 3, 2), PARTS[parts], strict=True)
    )
    sheets = tuple(
        ScoreSheet(f"T{at}", task.code, judge, (500 * int(random.integers(0, task.maximum // 500 + 1)),))
        for at in range(TEAMS)
        for task in tasks
        for judge in ("J1", "J2")
        if (at, task.code, judge) != (3, "Q", "J2") and (at, task.code) != (4, "R")
    )
    teams = tuple(Team(f"T{at}", status=TeamStatus.GUEST if at == 2 else TeamStatus.COMPETING) for at in range(TEAMS))
    rules = read_rules(
        [
            ("scale", scale.value),
            ("sd", sd.value),
            ("missing", "zero"),
            ("decimals", "6"),
            ("award.I degree", "count=3"),
        ]
    )
    return Section(teams, tasks, sheets, rules, absences=frozenset({("T4", "R")}))


def exact(ranking: Ranking) -> list[float]:
    return [float(row.exact) / 1000 for row in ranking.rows]


def scored(given: Section) -> tuple[Scoring, Ranking]:
    ranking = rank(given)
    return scoring_of(given, ranking), ranking


@pytest.mark.parametrize(("scale", "sd", "parts"), list(product(Scale, Deviation, PARTS)))
def test_totals_are_those_of_the_domain(scale, sd, parts):
    scoring, ranking = scored(section(scale, sd, parts))

    assert scoring.totals() == pytest.approx(exact(ranking), abs=1e-9)


@pytest.mark.parametrize(("scale", "parts"), list(product(Scale, PARTS)))
def test_each_draw_has_its_own_best_mean_and_spread(scale, parts):
    made = [scored(section(scale, parts=parts, seed=seed)) for seed in (1, 2)]
    by_team = [dict(zip(scoring.teams, exact(ranking), strict=True)) for scoring, ranking in made]
    first, second = (scoring for scoring, _ in made)
    other = [second.teams.index(team) for team in first.teams]
    totals = DrawnTotals(first)

    for column, beside in zip(first.columns, second.columns, strict=True):
        totals.add(column, np.array([column.marks, beside.marks[other]]))

    for drawn, own in zip(totals.totals(), by_team, strict=True):
        assert drawn == pytest.approx([own[team] for team in first.teams], abs=1e-9)


@pytest.mark.parametrize("scale", list(Scale))
def test_every_scale_has_intervals_around_its_official_places(scale):
    found = analyse(section(scale), draws=200).order

    assert "not_available" not in {note.state for note in found.notes}
    assert all(one.low <= one.median <= one.high for one in found.standings)
    assert any(one.low < one.high for one in found.standings)
    assert all(0 <= border.chance <= 1 for border in found.borders)
    assert [one.total for one in found.standings] == sorted((one.total for one in found.standings), reverse=True)


def test_raw_and_percent_draw_the_same_places_where_tasks_are_alike():
    given = section(Scale.RAW)
    alike = tuple(Task(one.code, given.tasks[0].criteria, Fraction(1), 2) for one in given.tasks)
    sheets = tuple(ScoreSheet(one.team, one.task, one.judge, (one.marks[0] % 10_500,)) for one in given.sheets)
    raw = Section(given.teams, alike, sheets, given.rules, absences=given.absences)
    rules = read_rules([("scale", "percent"), ("missing", "zero"), ("decimals", "6"), ("award.I degree", "count=3")])
    percent = Section(given.teams, alike, sheets, rules, absences=given.absences)

    places = [
        [(one.team, one.low, one.high) for one in analyse(each, draws=200).order.standings] for each in (raw, percent)
    ]

    assert places[0] == places[1]
