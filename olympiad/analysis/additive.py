"""Severity of judges in any connected design: score = target + judge + error, plain and shrunken.

Plain effects are least squares with the judges' effects summing to 0 (positive: gives more). Shrunken ones are the best
linear predictions of crossed random effects (REML), which draw a judge with few marks towards the others. As in
Kuhlisch et al. (2016), Metrika 79, 37-57.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtrc

from olympiad.analysis.connection import Connection, connection
from olympiad.analysis.mixed_model import Components, TooLargeError, balanced_components, variance_components
from olympiad.analysis.states import Note, Notes, named, remark, unavailable, weak
from olympiad.analysis.tables import Long, codes_of

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Effects = Mapping[str, float | None]


@dataclass(frozen=True)
class Random:
    """What REML says: standard deviations of targets, judges and error, and the mean."""

    mean: float
    target_sd: float
    judge_sd: float
    residual_sd: float


@dataclass(frozen=True)
class Additive:
    """Effects of judges and adjusted targets, with how far they may be trusted."""

    judge: Effects
    """Centred at 0; positive gives more."""
    judge_se: Effects
    target: Effects
    """What the target would have got from an average judge."""
    residual_sd: float | None
    residual_df: int
    judge_sd: float | None
    """Standard deviation of severity between judges (REML)."""
    F: float | None
    p: float | None
    shrunken: Mapping[str, Effects]
    """`judge` and `target`: predicted deviations from the mean."""
    random: Random | None
    groups: tuple[dict[str, list[str]], ...]
    cut_vertices: Mapping[str, list[str]]
    notes: Notes


@dataclass(frozen=True)
class _Plain:
    judge: Floats
    se: Floats | None
    target: Floats
    sd: float | None
    df: int
    F: float | None
    p: float | None


def additive(table: Long, *, shrink: bool = True) -> Additive:
    """Return the model of a table with the facets target and judge; without `shrink`, only the plain effects.

    >>> rows = [("T1", "A", 5), ("T1", "B", 7), ("T2", "A", 6), ("T2", "B", 8), ("T3", "A", 3), ("T3", "B", 5)]
    >>> found = additive(Long(("target", "judge"), tuple(row[:2] for row in rows), tuple(row[2] for row in rows)))
    >>> {name: round(effect, 6) for name, effect in found.judge.items()}
    {'A': -1.0, 'B': 1.0}
    """
    graph = connection((row[0], row[1]) for row in table.levels)
    targets, target_codes = codes_of([row[0] for row in table.levels])
    judges, judge_codes = codes_of([row[1] for row in table.levels])
    scores = np.array(table.scores, dtype=float)
    obstacle = _obstacle(graph, judges, targets, scores)
    if obstacle:
        return _nothing(judges, targets, graph, (obstacle,))
    codes = np.array(target_codes), np.array(judge_codes)
    plain = _least_squares(scores, *codes, len(targets), len(judges))
    random = _random(scores, codes, plain) if shrink else None
    notes = _cautions(graph, judges, judge_codes, scores, plain, random, shrink)
    return Additive(
        _named(judges, plain.judge),
        _named(judges, plain.se),
        _named(targets, plain.target),
        plain.sd,
        plain.df,
        float(np.sqrt(random.variances[1])) if random else None,
        plain.F,
        plain.p,
        _shrunken(targets, judges, random),
        _random_shown(random),
        graph.groups,
        graph.cut_vertices,
        notes,
    )


def _obstacle(graph: Connection, judges: list[str], targets: list[str], scores: Floats) -> Note | None:
    if not judges:
        return unavailable("too_few_rows", found=0)
    if len(judges) < 2:
        return unavailable("one_judge")
    if len(targets) < 2:
        return unavailable("too_few_rows", found=len(targets))
    if len(graph.groups) > 1:
        return unavailable("disconnected", count=len(graph.groups), groups=groups_text(graph))
    return unavailable("all_equal") if np.ptp(scores) == 0 else None


def groups_text(graph: Connection) -> str:
    """Write the judges of each group, the groups set apart by bars."""
    return " | ".join(named(group["judge"]) for group in graph.groups)


def _nothing(judges: list[str], targets: list[str], graph: Connection, notes: Notes) -> Additive:
    judge, target = dict.fromkeys(judges), dict.fromkeys(targets)
    shrunken: dict[str, Effects] = {"judge": judge, "target": target}
    return Additive(
        judge, judge, target, None, 0, None, None, None, shrunken, None, graph.groups, graph.cut_vertices, notes
    )


def _cautions(
    graph: Connection,
    judges: list[str],
    codes: list[int],
    scores: Floats,
    plain: _Plain,
    random: Components | None,
    shrink: bool,
) -> Notes:
    notes: list[Note] = []
    if any(graph.bridging.values()):
        hang = named([*graph.bridging["judge"], *graph.bridging["target"]])
        notes.append(weak("hangs_by_one", names=hang))
    if graph.lone_judges:
        notes.append(weak("judge_with_one_target", judges=named(graph.lone_judges)))
    constant = [name for place, name in enumerate(judges) if _is_constant(scores[np.array(codes) == place])]
    if constant:
        notes.append(weak("constant_judge", judges=named(constant)))
    if len(judges) < 3:
        notes.append(weak("few_judges", found=len(judges)))
    if plain.df == 0:
        notes.append(weak("no_residual"))
    elif shrink:
        notes += _shrinking_notes(random)
    return tuple(notes)


def _shrinking_notes(random: Components | None) -> list[Note]:
    if random is None:
        return [weak("table_too_large")]
    return [] if random.variances[1] else [remark("judges_alike")]


def _is_constant(scores: Floats) -> bool:
    return len(scores) > 1 and bool(np.ptp(scores) == 0)


def _least_squares(scores: Floats, targets: Codes, judges: Codes, n: int, k: int) -> _Plain:
    """Eliminate the targets, then solve for the judges under the condition that they sum to 0."""
    counts = np.zeros((n, k))
    np.add.at(counts, (targets, judges), 1)
    per_target, per_judge = counts.sum(axis=1), counts.sum(axis=0)
    means = np.bincount(targets, scores, n) / per_target
    information = np.diag(per_judge) - counts.T @ (counts / per_target[:, None])
    right = np.bincount(judges, scores - means[targets], k).astype(float)
    inverse = np.linalg.pinv(information, hermitian=True)
    effects = inverse @ right
    adjusted = means - counts @ effects / per_target
    residual = scores - adjusted[targets] - effects[judges]
    squares = float(residual @ residual)
    df = len(scores) - n - k + 1
    explained = float(effects @ right)
    if df < 1:
        return _Plain(effects, None, adjusted, None, df, None, None)
    variance = squares / df if squares > 1e-12 * max(float(np.var(scores)) * len(scores), 1e-300) else 0.0
    ratio = explained / (k - 1) / variance if variance else None
    p = float(fdtrc(k - 1, df, ratio)) if ratio is not None else None
    se = np.sqrt(variance * np.diag(inverse))
    return _Plain(effects, se, adjusted, float(np.sqrt(variance)), df, ratio, p)


def _random(scores: Floats, codes: tuple[Codes, Codes], plain: _Plain) -> Components | None:
    """Return the shrunken effects; without any scatter there is nothing to draw a judge to, so they are the plain ones."""
    if plain.sd is None:
        return None
    if plain.sd == 0:
        mean = float(plain.target.mean())
        variances = float(plain.target.var(ddof=1)), float(plain.judge.var(ddof=1))
        return Components(mean, variances, 0.0, (plain.target - mean, plain.judge))
    if len(scores) == len(plain.judge) * len(plain.target):
        complete = np.zeros((len(plain.target), len(plain.judge)))
        complete[codes] = scores
        return balanced_components(complete)
    try:
        return variance_components(scores, codes)
    except TooLargeError:
        return None


def _random_shown(random: Components | None) -> Random | None:
    if random is None:
        return None
    target, judge = (float(np.sqrt(variance)) for variance in random.variances)
    return Random(random.mean, target, judge, float(np.sqrt(random.error)))


def _shrunken(targets: list[str], judges: list[str], random: Components | None) -> dict[str, Effects]:
    target, judge = random.effects if random else (None, None)
    return {"judge": _named(judges, judge), "target": _named(targets, target)}


def _named(names: list[str], values: Floats | None) -> Effects:
    return dict.fromkeys(names) if values is None else dict(zip(names, map(float, values), strict=True))
