"""Simulated halls with known severity, drift and favour: intervals hold the truth, and a fair hall rings no bell."""

import numpy as np
import pytest

from olympiad.analysis.judge_fairness import drifts, severities
from olympiad.analysis.own_institution import own_institution
from olympiad.analysis.section_marks import SectionMarks, SheetMarks, TaskShape
from tests.analysis.halls import DESIGNS, drift_held, favour_held, is_alarmed, severity_held, share

HALLS = 500
SHORT = 100
"""So few halls tell less surely: their limits are wider than the 93 to 97 % and 5 % of `make intervals`."""
TEAMS = 20
JUDGES = ("A", "B", "C")
TASK = TaskShape("GLU", 100.0, 1.0, (("a", 50.0), ("b", 50.0)))
SEVERITY = {"A": 3.0, "B": -1.0, "C": -2.0}
"""Points of 100, summing to 0: percent of the maximum as well."""


def hall(random, severity=SEVERITY, drift=0.0, favour=0.0, tasks=(TASK,)) -> SectionMarks:
    """Every judge marks every team in turn; A drifts by `drift` over the day and gives T0 and T1 `favour` more."""
    sheets = []
    for task in tasks:
        ability = random.normal(60, 12, TEAMS)
        for judge in JUDGES:
            for at in range(TEAMS):
                moved = (drift * (at / (TEAMS - 1)) + favour * (at < 2)) * (judge == "A")
                total = float(ability[at] + severity[judge] + moved + random.normal(0, 4))
                close = judge == "A" and at < 2
                sheets.append(
                    SheetMarks(f"T{at}", task.code, judge, total, (total / 2, total / 2), 5.0 * at, 4.0, close)
                )
    return SectionMarks(tuple(f"T{at}" for at in range(TEAMS)), tuple(tasks), tuple(sheets))


@pytest.fixture(scope="module")
def halls() -> list[SectionMarks]:
    random = np.random.default_rng(2026)
    return [hall(random, drift=8.0) for _ in range(HALLS)]


def test_severity_lies_in_its_interval_as_often_as_promised():
    random = np.random.default_rng(7)
    held = [
        one.low <= SEVERITY[one.judge] <= one.high
        for _ in range(HALLS)
        for one in severities(TASK, hall(random).sheets)
    ]

    assert len(held) == 3 * HALLS
    assert 0.93 <= np.mean(held) <= 0.97


def test_drift_lies_in_its_interval_as_often_as_promised(halls):
    """A's differences from the mean of B and C rise by 8; B's and C's fall by 4."""
    truth = {"A": 8.0, "B": -4.0, "C": -4.0}
    held = [one.low <= truth[one.judge] <= one.high for marks in halls for one in drifts(marks)]

    assert 0.93 <= np.mean(held) <= 0.97


def test_favour_is_measured_without_bias_and_found():
    random = np.random.default_rng(11)
    found = [own_institution(hall(random, favour=12.0)) for _ in range(100)]

    assert np.mean([one.value for one in found]) == pytest.approx(12, abs=1)
    assert np.mean([one.p < 0.05 for one in found]) > 0.7
    assert all(one.exact for one in found)


def test_the_permutation_test_is_honest_where_nobody_is_favoured():
    random = np.random.default_rng(13)
    p = [own_institution(hall(random)).p for _ in range(HALLS)]

    assert np.mean(np.array(p) <= 0.05) <= 0.07


@pytest.mark.parametrize("trial", [severity_held, drift_held, favour_held], ids=lambda trial: trial.__name__)
@pytest.mark.parametrize("design", DESIGNS, ids=lambda design: design.name)
def test_intervals_hold_the_truth_in_every_design(design, trial):
    """The short form, of a fixed seed; `make intervals` simulates 500 halls of each."""
    assert 0.90 <= share(trial, design, SHORT, 1) <= 0.99


@pytest.mark.parametrize("design", DESIGNS, ids=lambda design: design.name)
def test_a_fair_hall_rarely_raises_an_alarm(design):
    assert share(is_alarmed, design, SHORT, 4) <= 0.07


def test_a_favoured_team_rings_the_bell_and_its_interval_is_away_from_0():
    found = own_institution(hall(np.random.default_rng(11), favour=25.0))

    assert found.low > 0
    assert found.low < found.value < found.high
    assert [note.reason for note in found.notes] == ["own_favoured", "few_own_teams"]
