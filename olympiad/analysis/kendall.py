"""Kendall's W: how far several judges put the same targets into the same order, corrected for ties.

Source: Kendall & Babington Smith (1939); correction for ties as in Siegel & Castellan (1988), section 9.6.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from olympiad.analysis.icc import constant_columns
from olympiad.analysis.states import Note, Notes, named, remark, unavailable, weak
from olympiad.analysis.tables import Wide

SMALL = 7
"""Up to so many targets the chi-square is only near the exact distribution."""


@dataclass(frozen=True)
class Concordance:
    """W between 0 (no common order) and 1 (the same order), and the test against chance."""

    w: float | None
    chi2: float | None
    df: int | None
    p: float | None
    targets: int
    judges: int
    left_out: int
    notes: Notes


def kendall(table: Wide) -> Concordance:
    """Return W of a table of targets by judges; rows with a gap are left out and counted.

    >>> kendall(Wide(("1", "2", "3"), ("A", "B", "C"), ((1, 1, 2), (2, 3, 3), (3, 4, 9)))).w
    1.0
    """
    part, left_out = table.complete()
    n, m = len(part.rows), len(part.columns)
    obstacle = _obstacle(part)
    if obstacle:
        return Concordance(None, None, None, None, n, m, left_out, (obstacle,))
    values = np.array(part.values, dtype=float)
    ranks, ties = zip(*(_mean_ranks(column) for column in values.T), strict=True)
    sums = np.sum(ranks, axis=0)
    spread = float(((sums - sums.mean()) ** 2).sum())
    w = 12 * spread / (m**2 * (n**3 - n) - m * sum(ties))
    chi2 = m * (n - 1) * w
    return Concordance(w, chi2, n - 1, float(chdtrc(n - 1, chi2)), n, m, left_out, _cautions(part, left_out))


def _obstacle(part: Wide) -> Note | None:
    if len(part.columns) < 2:
        return unavailable("one_column")
    if len(part.rows) < 2:
        return unavailable("too_few_rows", found=len(part.rows))
    if all(len(set(column)) == 1 for column in zip(*part.values, strict=True)):
        return unavailable("all_equal")
    return None


def _cautions(part: Wide, left_out: int) -> Notes:
    notes: list[Note] = []
    constant = constant_columns(part, np.array(part.values, dtype=float))
    if constant:
        notes.append(weak("constant_judge", judges=named(constant)))
    if len(part.columns) < 3:
        notes.append(weak("few_judges", found=len(part.columns)))
    if len(part.rows) <= SMALL:
        notes.append(remark("p_is_near", found=len(part.rows)))
    if left_out:
        notes.append(remark("rows_left_out", count=left_out))
    return tuple(notes)


def _mean_ranks(column: np.ndarray) -> tuple[np.ndarray, float]:
    """Return mean ranks and the sum of t³ − t over the groups of ties."""
    _, codes, counts = np.unique(column, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    means = ends - (counts - 1) / 2
    return means[codes], float((counts**3.0 - counts).sum())
