"""What must not matter does not: the order of judges and teams, a constant of one judge, the scale."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from olympiad.analysis.additive import additive
from olympiad.analysis.facets import facets
from olympiad.analysis.icc import icc
from olympiad.analysis.kendall import kendall
from olympiad.analysis.krippendorff import krippendorff
from olympiad.analysis.tables import Long, Wide

TABLES = st.integers(0, 10_000).map(lambda seed: np.random.default_rng(seed).integers(0, 21, (7, 4)).astype(float))
FEW = settings(max_examples=15, deadline=None)


def wide(values) -> Wide:
    rows, columns = values.shape
    return Wide(
        tuple(f"T{at}" for at in range(rows)), tuple(f"J{at}" for at in range(columns)), tuple(map(tuple, values))
    )


def long(values, skip=()) -> Long:
    cells = [(f"T{row}", f"J{column}") for row, column in np.ndindex(values.shape) if (row, column) not in skip]
    return Long(("target", "judge"), tuple(cells), tuple(float(values[int(t[1:]), int(j[1:])]) for t, j in cells))


@FEW
@given(TABLES, st.randoms(use_true_random=False))
def test_the_order_of_judges_and_teams_does_not_matter(values, random):
    rows, columns = list(range(7)), list(range(4))
    random.shuffle(rows)
    random.shuffle(columns)
    mixed = values[rows][:, columns]

    for form, figures in icc(wide(values)).forms.items():
        assert icc(wide(mixed)).forms[form].value == pytest.approx(figures.value)
    assert kendall(wide(mixed)).w == pytest.approx(kendall(wide(values)).w)
    turned = krippendorff(wide(values.T)).alpha
    assert krippendorff(wide(mixed.T)).alpha == pytest.approx(turned)


@FEW
@given(TABLES, st.floats(-50, 50).map(lambda one: round(one, 1)))
def test_a_constant_of_one_judge_changes_only_absolute_agreement(values, constant):
    shifted = values.copy()
    shifted[:, 1] += constant

    assert icc(wide(shifted)).forms["ICC(3,1)"].value == pytest.approx(icc(wide(values)).forms["ICC(3,1)"].value)
    assert kendall(wide(shifted)).w == pytest.approx(kendall(wide(values)).w)


@FEW
@given(TABLES, st.sampled_from([0.5, 2.0, 10.0]))
def test_the_scale_does_not_matter(values, factor):
    once, scaled = icc(wide(values)), icc(wide(values * factor))

    assert {name: one.value for name, one in scaled.forms.items()} == pytest.approx(
        {name: one.value for name, one in once.forms.items()}
    )
    assert krippendorff(wide(values * factor)).alpha == pytest.approx(krippendorff(wide(values)).alpha)


def test_a_constant_of_one_judge_moves_the_effect_and_no_adjusted_team():
    values = np.random.default_rng(5).integers(0, 21, (8, 4)).astype(float)
    skip = {(0, 0), (3, 2), (5, 1), (6, 3)}
    shifted = values.copy()
    shifted[:, 2] += 6

    once, again = additive(long(values, skip)), additive(long(shifted, skip))

    assert again.judge["J2"] - once.judge["J2"] == pytest.approx(4.5)
    spread = {name: again.target[name] - once.target[name] for name in once.target}
    assert list(spread.values()) == pytest.approx([1.5] * 8)
    assert again.residual_sd == pytest.approx(once.residual_sd)


def test_the_order_of_rows_does_not_matter_for_facets():
    random = np.random.default_rng(3)
    ability, severity, difficulty = random.normal(0, 1, 30), (-0.5, 0.0, 0.5), (-1.0, 0.0, 1.0)
    rows = [
        (
            f"p{p}",
            f"r{r}",
            f"i{i}",
            int((random.normal(ability[p] - severity[r] - difficulty[i], 1, 3) > (-1, 0, 1)).sum()),
        )
        for p in range(30)
        for r in range(3)
        for i in range(3)
    ]
    mixed = [rows[at] for at in random.permutation(len(rows))]

    def fitted(given):
        table = Long(
            ("person", "rater", "item"), tuple(row[:3] for row in given), tuple(float(row[3]) for row in given)
        )
        return {name: one.measure for name, one in facets(table).elements["rater"].items()}

    assert fitted(mixed) == pytest.approx(fitted(rows), abs=1e-8)
