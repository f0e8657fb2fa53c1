"""Generalizability theory: where the differences come from, and how many judges or tasks would be enough.

Source: Brennan (2001), Generalizability Theory. Complete tables by analysis of variance (any crossing, one facet nested in
another), incomplete ones by REML of crossed random effects.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod

import numpy as np
from numpy.typing import NDArray

from olympiad.analysis.mixed_model import TooLargeError, variance_components
from olympiad.analysis.states import Note, Notes, named, unavailable, weak
from olympiad.analysis.tables import Long, Wide, codes_of

Floats = NDArray[np.float64]
Effect = tuple[int, ...]
"""The facets of an effect, by position; the first facet is what is measured."""


@dataclass(frozen=True)
class Generalizability:
    """Variance components, the two coefficients of the design at hand, and those of other numbers of conditions."""

    components: Mapping[str, float | None]
    """As estimated; chance can make one negative."""
    shown: Mapping[str, float | None]
    """Negative ones as 0; the coefficients are computed from these."""
    sums_of_squares: Mapping[str, float | None]
    mean_squares: Mapping[str, float | None]
    degrees_of_freedom: Mapping[str, int | None]
    relative: float | None
    """Eρ²: for the order of persons."""
    absolute: float | None
    """Φ: for the marks as such."""
    d_study: Mapping[str, tuple[float | None, float | None]]
    method: str
    """`anova` or `reml`."""
    levels: Mapping[str, int]
    notes: Notes


@dataclass(frozen=True)
class _Table:
    """The table of the analysis of variance, by name of the effect."""

    sums: Mapping[str, float]
    means: Mapping[str, float]
    freedom: Mapping[str, int]


@dataclass(frozen=True)
class Design:
    """Facets, the first of them what is measured, and at most one that is nested in another."""

    facets: tuple[str, ...]
    nested: tuple[int, int] | None
    """(inner, outer)."""

    def effects(self) -> list[Effect]:
        """Return every effect that the design tells apart, the simplest first."""
        return [
            effect
            for size in range(1, len(self.facets) + 1)
            for effect in combinations(range(len(self.facets)), size)
            if self.nested is None or self.nested[0] not in effect or self.nested[1] in effect
        ]

    def name(self, effect: Effect) -> str:
        """Return `p`, `pi`, or `pi:o` where i is nested in o."""
        letters = _letters(self.facets)
        if self.nested is None or self.nested[0] not in effect:
            return "".join(letters[place] for place in effect)
        inner, outer = self.nested
        crossed = "".join(letters[place] for place in effect if place not in self.nested)
        return f"{crossed}{letters[inner]}:{letters[outer]}"


def _letters(facets: Sequence[str]) -> list[str]:
    """Return the shortest beginning of each facet that no other facet shares.

    >>> _letters(["person", "item"]), _letters(["team", "task", "judge"])
    (['p', 'i'], ['te', 'ta', 'j'])
    """
    lower = [facet.lower() for facet in facets]

    def shortest(facet: str) -> str:
        beginnings = (facet[:length] for length in range(1, len(facet) + 1))
        return next((one for one in beginnings if sum(other.startswith(one) for other in lower) == 1), facet)

    return [shortest(facet) for facet in lower]


def of_wide(table: Wide) -> Long:
    """Return a table of persons by items as one row a mark, gaps left out."""
    cells = [
        ((person, item), value)
        for person, row in zip(table.rows, table.values, strict=True)
        for item, value in zip(table.columns, row, strict=True)
        if value is not None
    ]
    return Long(("person", "item"), tuple(cell[0] for cell in cells), tuple(cell[1] for cell in cells))


def generalizability(
    table: Long, nested: tuple[str, str] | None = None, numbers: Sequence[tuple[int, ...]] = ()
) -> Generalizability:
    """Return components and coefficients; `nested` is (inner, outer), `numbers` the conditions of each D study.

    A number alone varies the second facet and leaves the others as they are.

    >>> table = of_wide(Wide(("1", "2", "3"), ("a", "b"), ((1, 2), (3, 3), (5, 6))))
    >>> round(generalizability(table).relative, 4)
    0.9796
    """
    design = Design(table.facets, nested and (table.facets.index(nested[0]), table.facets.index(nested[1])))
    columns = _columns(table, design)
    obstacle = _obstacle(table, design, columns)
    if obstacle:
        return _nothing(design, columns, numbers, (obstacle,))
    sizes = _sizes(columns, design)
    if len(table.scores) == prod(sizes):
        return _by_variance(table, design, columns, sizes, numbers)
    return _by_likelihood(table, design, columns, numbers)


def _columns(table: Long, design: Design) -> list[list[str]]:
    """Return the levels by facet; those of a nested facet carry their outer level."""
    columns = [[row[place] for row in table.levels] for place in range(len(table.facets))]
    if design.nested:
        inner, outer = design.nested
        columns[inner] = [f"{o}\x1f{i}" for i, o in zip(columns[inner], columns[outer], strict=True)]
    return columns


def _sizes(columns: list[list[str]], design: Design) -> list[int]:
    """Return how many levels each facet has; of the nested one, the most within one outer level."""
    sizes = [len(set(column)) for column in columns]
    if design.nested:
        inner, outer = design.nested
        within: dict[str, set[str]] = {}
        for i, o in zip(columns[inner], columns[outer], strict=True):
            within.setdefault(o, set()).add(i)
        sizes[inner] = max(map(len, within.values()))
    return sizes


def _obstacle(table: Long, design: Design, columns: list[list[str]]) -> Note | None:
    if not table.scores:
        return unavailable("too_few_rows", found=0)
    sizes = _sizes(columns, design)
    single = [name for name, size in zip(design.facets, sizes, strict=True) if size < 2]
    if single:
        return unavailable("one_level", facets=named(single))
    if len(set(table.scores)) == 1:
        return unavailable("all_equal")
    for inner, outer in _hidden_nesting(columns, design):
        return unavailable("nested", inner=design.facets[inner], outer=design.facets[outer])
    return None


def _hidden_nesting(columns: list[list[str]], design: Design) -> list[tuple[int, int]]:
    """Return (inner, outer) of facets of which each level occurs with one level of the other only, and nobody said so."""
    found = []
    for inner in range(len(columns)):
        for outer in range(len(columns)):
            if inner == outer or design.nested in ((inner, outer), (outer, inner)):
                continue
            if len(set(zip(columns[inner], columns[outer], strict=True))) == len(set(columns[inner])):
                found.append((inner, outer))
    return found


def _nothing(
    design: Design, columns: list[list[str]], numbers: Sequence[tuple[int, ...]], notes: Notes
) -> Generalizability:
    names = [design.name(effect) for effect in design.effects()]
    empty: dict[str, float | None] = dict.fromkeys(names)
    d_study = {_written(number): (None, None) for number in numbers}
    levels = {name: len(set(column)) for name, column in zip(design.facets, columns, strict=True)}
    return Generalizability(
        empty, empty, empty, empty, dict.fromkeys(names), None, None, d_study, "none", levels, notes
    )


def _by_variance(
    table: Long, design: Design, columns: list[list[str]], sizes: list[int], numbers: Sequence[tuple[int, ...]]
) -> Generalizability:
    """Solve the expected mean squares from the last effect to the first (Brennan, 2001, section 3.4)."""
    cube = _cube(table, design, columns, sizes)
    effects = design.effects()
    squares, freedom = _sums_of_squares(cube, effects)
    means = {effect: squares[effect] / freedom[effect] for effect in effects}
    named_ = {effect: design.name(effect) for effect in effects}
    return _result(
        design,
        _components(means, sizes),
        [float(size) for size in sizes],
        numbers,
        dict(zip(design.facets, sizes, strict=True)),
        _Table(
            {name: squares[effect] for effect, name in named_.items()},
            {name: means[effect] for effect, name in named_.items()},
            {name: freedom[effect] for effect, name in named_.items()},
        ),
    )


def _components(means: dict[Effect, float], sizes: list[int]) -> dict[Effect, float]:
    """Return the variance of each effect from the mean squares; what is only the computer's rounding is 0."""
    parts: dict[Effect, float] = {}
    for effect in reversed(means):
        above = sum(_repeats(sizes, other) * parts[other] for other in parts if set(other) > set(effect))
        parts[effect] = (means[effect] - above) / _repeats(sizes, effect)
    dust = 1e-12 * sum(map(abs, parts.values()))
    return {effect: 0.0 if abs(value) < dust else value for effect, value in sorted(parts.items(), key=_by_length)}


def _by_length(part: tuple[Effect, float]) -> tuple[int, Effect]:
    return len(part[0]), part[0]


def _cube(table: Long, design: Design, columns: list[list[str]], sizes: list[int]) -> Floats:
    """Return the scores as an array with one axis a facet."""
    codes = [codes_of(column)[1] for column in columns]
    if design.nested:
        inner, outer = design.nested
        within: dict[int, dict[int, int]] = {}
        codes[inner] = [
            within.setdefault(o, {}).setdefault(i, len(within[o]))
            for i, o in zip(codes[inner], codes[outer], strict=True)
        ]
    cube = np.full(sizes, np.nan)
    cube[tuple(map(np.array, codes))] = table.scores
    return cube


def _sums_of_squares(cube: Floats, effects: Sequence[Effect]) -> tuple[dict[Effect, float], dict[Effect, int]]:
    """Return sums of squares and degrees of freedom: those of the effect's means less those of all effects within it."""
    squares: dict[Effect, float] = {}
    freedom: dict[Effect, int] = {}
    centred = cube - cube.mean()
    for effect in effects:
        others = tuple(axis for axis in range(cube.ndim) if axis not in effect)
        means = centred.mean(axis=others)
        within = [other for other in squares if set(other) < set(effect)]
        squares[effect] = float((means**2).sum()) * cube.size / means.size - sum(squares[other] for other in within)
        freedom[effect] = means.size - 1 - sum(freedom[other] for other in within)
    return squares, freedom


def _repeats(sizes: Sequence[int], effect: Effect) -> int:
    """Return how many scores share one level of the effect."""
    return prod(size for place, size in enumerate(sizes) if place not in effect)


def _by_likelihood(
    table: Long, design: Design, columns: list[list[str]], numbers: Sequence[tuple[int, ...]]
) -> Generalizability:
    """Estimate an incomplete table; the last effect cannot be told from error."""
    effects = design.effects()
    joined = [
        codes_of(["\x1e".join(cell) for cell in zip(*(columns[place] for place in effect), strict=True)])[1]
        for effect in effects[:-1]
    ]
    if any(len(set(codes)) == len(codes) for codes in joined):
        return _nothing(design, columns, numbers, (unavailable("too_few_repeats"),))
    try:
        found = variance_components(np.array(table.scores), [np.array(codes) for codes in joined])
    except TooLargeError:
        return _nothing(design, columns, numbers, (unavailable("table_too_large"),))
    parts = dict(zip(effects, [*found.variances, found.error], strict=True))
    levels = {name: len(set(column)) for name, column in zip(design.facets, columns, strict=True)}
    usual = _usual_numbers(columns, design)
    return _result(design, parts, usual, numbers, levels)


def _usual_numbers(columns: list[list[str]], design: Design) -> list[float]:
    """Return the harmonic mean, over persons, of how many levels of each facet they met."""
    numbers = []
    for place, column in enumerate(columns):
        met: dict[str, set[str]] = {}
        for person, level in zip(columns[0], column, strict=True):
            met.setdefault(person, set()).add(level)
        numbers.append(len(met) / sum(1 / len(levels) for levels in met.values()) if place else 1.0)
    if design.nested and design.nested[1]:
        numbers[design.nested[0]] /= numbers[design.nested[1]]
    return numbers


def _result(
    design: Design,
    parts: Mapping[Effect, float],
    sizes: Sequence[float],
    numbers: Sequence[tuple[int, ...]],
    levels: Mapping[str, int],
    table: _Table | None = None,
) -> Generalizability:
    shown = {effect: max(value, 0.0) for effect, value in parts.items()}
    unknown: dict[str, None] = dict.fromkeys(design.name(effect) for effect in parts)
    sums, means, freedom = (table.sums, table.means, table.freedom) if table else (unknown, unknown, unknown)
    return Generalizability(
        {design.name(effect): value for effect, value in parts.items()},
        {design.name(effect): value for effect, value in shown.items()},
        sums,
        means,
        freedom,
        *coefficients(shown, sizes),
        {_written(number): coefficients(shown, [1.0, *number, *sizes[len(number) + 1 :]]) for number in numbers},
        "anova" if table else "reml",
        levels,
        (*(() if table else (weak("incomplete_table"),)), *_cautions(design, parts, levels)),
    )


def _cautions(design: Design, parts: Mapping[Effect, float], levels: Mapping[str, int]) -> Notes:
    notes: list[Note] = []
    if negative := [design.name(effect) for effect, value in parts.items() if value < 0]:
        notes.append(weak("negative_components", components=named(negative)))
    if few := [name for name in design.facets[1:] if levels[name] == 2]:
        notes.append(weak("few_levels", facets=named(few)))
    if parts[0,] <= 0:
        notes.append(weak("no_differences"))
    return tuple(notes)


def coefficients(parts: Mapping[Effect, float], sizes: Sequence[float]) -> tuple[float | None, float | None]:
    """Return Eρ² and Φ of a design with so many levels of each facet; the first is what is measured.

    >>> coefficients({(0,): 3.0, (1,): 1.0, (0, 1): 2.0}, [1, 2])
    (0.75, 0.6666666666666666)
    """
    own = parts[0,]
    error = {effect: value / _levels(effect, sizes) for effect, value in parts.items() if effect != (0,)}
    relative = own + sum(value for effect, value in error.items() if 0 in effect)
    absolute = own + sum(error.values())
    return (own / relative if relative else None), (own / absolute if absolute else None)


def _levels(effect: Effect, sizes: Sequence[float]) -> float:
    """Return over how many levels an effect averages out."""
    return prod(sizes[place] for place in effect if place)


def _written(number: tuple[int, ...]) -> str:
    return "x".join(map(str, number))
