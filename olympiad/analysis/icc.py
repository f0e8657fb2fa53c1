"""Intraclass correlation: the six forms of Shrout and Fleiss with F and 95 % interval.

Sources: Shrout & Fleiss (1979), Psychological Bulletin 86, 420-428; McGraw & Wong (1996), Psychological Methods 1,
30-46 (ICC(1), ICC(A,1), ICC(C,1) and their means), whose degrees of freedom serve the interval of ICC(2).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtrc, fdtri

from olympiad.analysis.states import Note, Notes, named, remark, unavailable, weak
from olympiad.analysis.tables import Wide

UPPER = 0.975
"""Quantile of a two-sided 95 % interval."""
FEW_JUDGES = 3
FEW_TARGETS = 5
FORMS = ("ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)")

Pair = tuple[float | None, float | None]


@dataclass(frozen=True)
class Form:
    """One form: the coefficient, its test against 0 and its 95 % interval."""

    value: float | None = None
    F: float | None = None
    df1: int | None = None
    df2: int | None = None
    p: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class IntraclassCorrelation:
    """All six forms, and what they were computed from."""

    targets: int
    judges: int
    left_out: int
    mean_squares: Mapping[str, float | None]
    """`BMS` between targets, `WMS` within targets, `JMS` between judges, `EMS` residual."""
    forms: Mapping[str, Form]
    notes: Notes


@dataclass(frozen=True)
class Squares:
    """Mean squares of a complete table of n targets by k judges."""

    n: int
    k: int
    between: float
    within: float
    judges: float
    error: float


def icc(table: Wide) -> IntraclassCorrelation:
    """Return the six forms; rows with a gap are left out and counted.

    >>> table = Wide(("1", "2", "3"), ("A", "B"), ((1, 2), (3, 3), (5, 6)))
    >>> round(icc(table).forms["ICC(3,1)"].value, 4), icc(table).notes[0].reason
    (0.96, 'few_judges')
    """
    part, left_out = table.complete()
    n, k = len(part.rows), len(part.columns)
    notes = _obstacles(part)
    if notes:
        nothing = dict.fromkeys(("BMS", "WMS", "JMS", "EMS"))
        return IntraclassCorrelation(n, k, left_out, nothing, dict.fromkeys(FORMS, Form()), notes)
    values = np.array(part.values, dtype=float)
    squares = mean_squares(values)
    shown = {"BMS": squares.between, "WMS": squares.within, "JMS": squares.judges, "EMS": squares.error}
    return IntraclassCorrelation(n, k, left_out, shown, forms_of(squares), _cautions(part, values, left_out))


def _obstacles(part: Wide) -> Notes:
    if len(part.columns) < 2:
        return (unavailable("one_column"),)
    if len(part.rows) < 2:
        return (unavailable("too_few_rows", found=len(part.rows)),)
    if len({value for row in part.values for value in row}) == 1:
        return (unavailable("all_equal"),)
    return ()


def _cautions(part: Wide, values: NDArray[np.float64], left_out: int) -> Notes:
    notes: list[Note] = []
    constant = constant_columns(part, values)
    if constant:
        notes.append(weak("constant_judge", judges=named(constant)))
    if len(part.columns) < FEW_JUDGES:
        notes.append(weak("few_judges", found=len(part.columns)))
    if len(part.rows) < FEW_TARGETS:
        notes.append(weak("few_targets", found=len(part.rows)))
    if left_out:
        notes.append(remark("rows_left_out", count=left_out))
    return tuple(notes)


def constant_columns(part: Wide, values: NDArray[np.float64]) -> list[str]:
    """Return the columns in which every value is the same."""
    same = np.ptp(values, axis=0) == 0
    return [name for name, constant in zip(part.columns, same, strict=True) if constant]


def mean_squares(values: NDArray[np.float64]) -> Squares:
    """Return the mean squares of the two-way table; rounding dust below 1e-12 of the total counts as 0."""
    n, k = values.shape
    centred = values - values.mean()
    total = float((centred**2).sum())
    between = k * float((centred.mean(axis=1) ** 2).sum())
    judges = n * float((centred.mean(axis=0) ** 2).sum())
    within = float(((centred - centred.mean(axis=1, keepdims=True)) ** 2).sum())
    residual = centred - centred.mean(axis=1, keepdims=True) - centred.mean(axis=0)
    error = float((residual**2).sum())
    clean = [0.0 if part < 1e-12 * total else part for part in (between, within, judges, error)]
    return Squares(
        n, k, clean[0] / (n - 1), clean[1] / (n * (k - 1)), clean[2] / (k - 1), clean[3] / ((n - 1) * (k - 1))
    )


def forms_of(s: Squares) -> dict[str, Form]:
    """Return the six forms of the mean squares."""
    n, k = s.n, s.k
    one, rest = (n - 1, n * (k - 1)), (n - 1, (n - 1) * (k - 1))
    parts = {
        "1": (_ratio(s.between - s.within, s.between + (k - 1) * s.within), s.within, one),
        "2": (
            _ratio(s.between - s.error, s.between + (k - 1) * s.error + k * (s.judges - s.error) / n),
            s.error,
            rest,
        ),
        "3": (_ratio(s.between - s.error, s.between + (k - 1) * s.error), s.error, rest),
    }
    forms: dict[str, Form] = {}
    for means, suffix in ((False, "1"), (True, "k")):
        for model, (value, error, freedom) in parts.items():
            interval = _interval(model, s, value, error, freedom)
            every = [_of_means(one, k) if means else one for one in (value, *interval)]
            forms[f"ICC({model},{suffix})"] = _form(every, s.between, error, freedom)
    return forms


def _form(values: list[float | None], between: float, error: float, freedom: tuple[int, int]) -> Form:
    ratio = between / error if error else None
    p = float(fdtrc(*freedom, ratio)) if ratio is not None else (0.0 if between else None)
    return Form(values[0], ratio, *freedom, p, values[1], values[2])


def _interval(model: str, s: Squares, value: float | None, error: float, freedom: tuple[int, int]) -> Pair:
    if value is None:
        return None, None
    if value == 1:
        return 1.0, 1.0
    if model == "2":
        return _absolute_interval(s, value)
    if not error:
        return None, None
    df1, df2 = freedom
    low = s.between / error / float(fdtri(df1, df2, UPPER))
    high = s.between / error * float(fdtri(df2, df1, UPPER))
    return (low - 1) / (low + s.k - 1), (high - 1) / (high + s.k - 1)


def _absolute_interval(s: Squares, value: float) -> Pair:
    """Return the interval of ICC(2,1) with Satterthwaite's degrees of freedom (McGraw & Wong, table 7, case 2A)."""
    n, k = s.n, s.k
    a = k * value / (n * (1 - value))
    b = 1 + k * value * (n - 1) / (n * (1 - value))
    weight = (a * s.judges) ** 2 / (k - 1) + (b * s.error) ** 2 / ((n - 1) * (k - 1))
    freedom = (a * s.judges + b * s.error) ** 2 / weight if weight else 0.0
    if not freedom:
        return None, None
    rest = k * s.judges + (k * n - k - n) * s.error
    upper, lower = float(fdtri(n - 1, freedom, UPPER)), float(fdtri(freedom, n - 1, UPPER))
    low = _ratio(n * (s.between - upper * s.error), upper * rest + n * s.between)
    return low, _ratio(n * (lower * s.between - s.error), rest + n * lower * s.between)


def _of_means(value: float | None, k: int) -> float | None:
    """Step up a coefficient of single marks to means of k judges (Spearman and Brown)."""
    return None if value is None else _ratio(k * value, 1 + (k - 1) * value)


def _ratio(above: float, below: float) -> float | None:
    return above / below if below else None
