"""The plain tables that the statistics are computed from: wide (targets by columns) and long (one row a mark)."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Wide:
    """Rows by columns, such as targets by judges or persons by items; a gap is None, never 0."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    """Row by row."""
    counts: tuple[float, ...] = ()
    """How many persons each row stands for; empty: one each."""

    def complete(self) -> "tuple[Wide, int]":
        """Return the rows without a gap, and how many were left out."""
        kept = [place for place, row in enumerate(self.values) if None not in row]
        counts = tuple(self.counts[place] for place in kept) if self.counts else ()
        part = Wide(
            tuple(self.rows[place] for place in kept), self.columns, tuple(self.values[place] for place in kept), counts
        )
        return part, len(self.rows) - len(kept)

    def weights(self) -> tuple[float, ...]:
        """Return how many persons each row stands for."""
        return self.counts or (1.0,) * len(self.rows)


@dataclass(frozen=True)
class Long:
    """One row a mark: its level in each facet, and the mark."""

    facets: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    """Row by row, in the order of `facets`."""
    scores: tuple[float, ...]

    def of(self, facet: int) -> list[str]:
        """Return the levels of one facet in the order in which they first appear."""
        return list(dict.fromkeys(row[facet] for row in self.levels))


def codes_of(values: Sequence[str]) -> tuple[list[str], list[int]]:
    """Return the distinct values as they first appear, and each value's position among them.

    >>> codes_of(["b", "a", "b"])
    (['b', 'a'], [0, 1, 0])
    """
    places: dict[str, int] = {}
    codes = [places.setdefault(value, len(places)) for value in values]
    return list(places), codes
