"""The Rasch model of a section: severity found again, fit, what is left out, and where there is no model."""

import numpy as np
import pytest

from olympiad.analysis.section_facets import section_facets
from olympiad.analysis.section_marks import SectionMarks, SheetMarks, TaskShape

TASK = TaskShape("GLU", 12.0, 1.0, tuple((f"c{at}", 3.0) for at in range(4)))


def hall(severity=(0.0, 0.0, 0.0), *, erratic=None, task=TASK, seed=1) -> SectionMarks:
    """40 teams, each marked by every judge on a scale of 0 to 3; an erratic judge rolls dice."""
    random = np.random.default_rng(seed)
    sheets = []
    for team in range(40):
        ability = random.normal(0, 1.5)
        for at, strict in enumerate(severity):
            points = tuple(
                float(random.integers(0, 4)) if at == erratic else _rated(random, ability - strict)
                for _ in task.criteria
            )
            sheets.append(SheetMarks(f"T{team}", task.code, f"J{at}", sum(points), points, None, None, False))
    return SectionMarks(tuple(f"T{at}" for at in range(40)), (task,), tuple(sheets))


def _rated(random: np.random.Generator, logits: float) -> float:
    """Draw a mark of the partial credit model with thresholds −1, 0, 1."""
    heights = np.exp(np.cumsum([0.0, logits + 1, logits, logits - 1]))
    return float(random.choice(4, p=heights / heights.sum()))


def test_a_strict_judge_is_found_with_size_and_chi_square():
    (found,) = section_facets(hall((-0.8, 0.0, 0.8)))

    assert [one.severity for one in found.judges] == pytest.approx([-0.8, 0, 0.8], abs=0.3)
    assert found.notes[0].reason == "model_judges_unequal"
    assert found.judges[0].fair_average > found.judges[2].fair_average


def test_equal_judges_are_rarely_called_unequal():
    alarms = [section_facets(hall(seed=seed))[0].notes[0].reason == "model_judges_unequal" for seed in range(40)]

    assert sum(alarms) <= 3


def test_a_judge_who_rolls_dice_does_not_fit():
    (found,) = section_facets(hall(erratic=1))

    assert [one.judge for one in found.judges if one.notes] == ["J1"]


def test_readings_and_fine_scales_are_left_out():
    marks = hall(task=TASK._replace(read=(True, False, False, False)))
    fine = tuple(
        one._replace(points=(*one.points[:3], at / 7)) if one.judge == "J0" else one
        for at, one in enumerate(marks.sheets)
    )

    assert section_facets(marks)[0].criteria == ("c1", "c2", "c3")
    assert section_facets(SectionMarks(marks.teams, marks.tasks, fine))[0].criteria == ("c1", "c2")


def test_one_criterion_by_eye_or_one_judge_makes_no_model():
    (read,) = section_facets(hall(task=TASK._replace(read=(True, True, True, False))))
    (alone,) = section_facets(hall((0.0,)))

    assert ([note.reason for note in read.notes], read.judges, read.p) == (["few_criteria_by_eye"], (), None)
    assert (alone.notes[0].reason, alone.judges[0].severity) == ("one_judge", None)
