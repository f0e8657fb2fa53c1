"""The table of a many-facet Rasch model made ready: categories, extreme elements left out, and what can be compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from olympiad.analysis.tables import Long, codes_of

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
FACETS = ("person", "rater", "item")


@dataclass(frozen=True)
class Prepared:
    """Marks as categories 0, 1, … within groups that share a scale."""

    names: tuple[tuple[str, ...], ...]
    """Levels of person, rater and item."""
    codes: tuple[Codes, ...]
    group: Codes
    """Which scale each mark stands on: 0 for the rating scale, else the position of the item."""
    category: Codes
    scores: Floats
    """The marks as they were given."""
    values: tuple[Floats, ...]
    """For each scale, the mark that each category stands for."""
    uses: tuple[Codes, ...]
    """For each scale, how often each category was used."""


@dataclass(frozen=True)
class Extremes:
    """Elements that got only the least or only the greatest marks; they have no finite measure."""

    scores: Mapping[str, Mapping[str, float]]
    """Facet → element → sum of its marks."""

    @property
    def names(self) -> list[str]:
        """Return all of them."""
        return [name for facet in self.scores.values() for name in facet]


def prepare(table: Long, partial_credit: bool) -> tuple[Prepared | None, Extremes]:
    """Leave out extreme elements until none is left; None where nothing is left to compare."""
    extreme: dict[str, dict[str, float]] = {facet: {} for facet in FACETS}
    kept = np.ones(len(table.scores), dtype=bool)
    levels, every = np.array(table.levels, dtype=object).reshape(-1, 3), np.array(table.scores, dtype=float)
    while True:
        if not kept.any():
            return None, Extremes(extreme)
        ready = _recode(levels[kept], every[kept], partial_credit)
        found = _extremes(ready)
        if not any(found):
            return ready, Extremes(extreme)
        for facet, names in enumerate(found):
            for name in names:
                own = kept & (levels[:, facet] == name)
                extreme[FACETS[facet]][name] = float(every[own].sum())
        kept &= ~np.array([any(row[facet] in found[facet] for facet in range(3)) for row in levels])


def _recode(levels: NDArray[np.object_], scores: Floats, partial_credit: bool) -> Prepared:
    """Number the marks that occur on each scale; half points and unused marks between are closed up."""
    coded = [codes_of(list(levels[:, facet])) for facet in range(3)]
    codes = tuple(np.array(one[1], dtype=np.int64) for one in coded)
    group = codes[2] if partial_credit else np.zeros(len(scores), dtype=np.int64)
    category = np.zeros(len(scores), dtype=np.int64)
    values, uses = [], []
    for scale in range(int(group.max()) + 1):
        own = group == scale
        marks, places, counts = np.unique(scores[own], return_inverse=True, return_counts=True)
        category[own] = places
        values.append(marks)
        uses.append(counts.astype(np.int64))
    return Prepared(tuple(tuple(one[0]) for one in coded), codes, group, category, scores, tuple(values), tuple(uses))


def _extremes(ready: Prepared) -> list[set[str]]:
    top = np.array([len(values) - 1 for values in ready.values])[ready.group]
    found = []
    for names, codes in zip(ready.names, ready.codes, strict=True):
        total = np.bincount(codes, ready.category, len(names))
        most = np.bincount(codes, top, len(names))
        found.append({name for name, own, all_of in zip(names, total, most, strict=True) if own in (0, all_of)})
    if len(ready.names[2]) == 1:
        found[2] = set()  # a single item is the scale itself: its persons tell
    return found


def comparable(ready: Prepared) -> list[list[list[str]]]:
    """Return, for each facet, its elements in groups that can be compared with one another.

    Two elements can be compared when their difference is fixed by the design: the vectors that change no expected mark
    (the null space of person + rater + item) have equal entries at both. Persons are eliminated first, so that the
    matrix stays as small as the raters and items are.
    """
    persons, raters, items = (len(names) for names in ready.names)
    small = raters + items
    cross = np.zeros((persons, small))
    np.add.at(cross, (ready.codes[0], ready.codes[1]), 1)
    np.add.at(cross, (ready.codes[0], raters + ready.codes[2]), 1)
    both = np.zeros((small, small))
    for left in (ready.codes[1], raters + ready.codes[2]):
        for right in (ready.codes[1], raters + ready.codes[2]):
            np.add.at(both, (left, right), 1)
    counts = np.bincount(ready.codes[0], minlength=persons)
    sizes, vectors = np.linalg.eigh(both - cross.T @ (cross / counts[:, None]))
    null = vectors[:, sizes < 1e-9 * max(float(sizes.max()), 1.0)]
    own = -(cross @ null) / counts[:, None]
    return [
        _alike(ready.names[0], own),
        _alike(ready.names[1], null[:raters]),
        _alike(ready.names[2], null[raters:]),
    ]


def _alike(names: Sequence[str], vectors: Floats) -> list[list[str]]:
    groups: list[tuple[Floats, list[str]]] = []
    for name, vector in zip(names, vectors, strict=True):
        near = next((group for first, group in groups if np.abs(first - vector).max(initial=0) < 1e-7), None)
        if near is None:
            groups.append((vector, [name]))
        else:
            near.append(name)
    return [group for _, group in groups]
