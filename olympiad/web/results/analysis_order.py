"""The page “How sure is the order?” as rows and positions: places with intervals, borders of awards, other rules."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from olympiad.web.results.analysis_plots import Axis, Strip, Zone, axis
from olympiad.wording.analysis_reader import DASH, Reader
from olympiad.wording.analysis_tables import trial_words
from olympiad.wording.awards import DEGREE, award_name
from olympiad.wording.catalogues import N_

if TYPE_CHECKING:
    from olympiad.analysis.order import Border, Standing
    from olympiad.analysis.section_analysis import SectionAnalysis

NONE = N_("none")
SURE = 0.995


@dataclass(frozen=True)
class PlaceRow:
    """One team."""

    place: str
    code: str
    name: str
    total: str
    strip: Strip
    places: str
    wide: str
    awards: str
    is_unsure: bool
    adjusted: str
    adjusted_place: str
    begins_award: bool


@dataclass(frozen=True)
class Side:
    """A team at a border."""

    code: str
    name: str
    total: str
    chance: str


@dataclass(frozen=True)
class BorderRow:
    """One border."""

    above: str
    below: str
    level: int
    chance: str
    state: str
    gap: str
    last: Side
    first: Side


@dataclass(frozen=True)
class TrialRow:
    """Other rules."""

    words: str
    places: str
    awards: str
    moved: tuple[str, ...]


def place_axis(found: "SectionAnalysis", r: Reader) -> Axis:
    """Return the axis of places, each place in the middle of its slot, with the awards as zones."""
    lines = sorted(found.order.standings, key=lambda one: one.place)
    count = max(len(lines), 2)
    step = next(one for one in (1, 5, 10, 25, 50, 100, 250, 500, 1000) if count / one <= 8)
    ticks = [1, *range(step, count, step), count] if step > 1 else range(1, count + 1)
    kept = [at for at in dict.fromkeys(ticks) if at in (1, count) or (at > 1.6 and count - at >= step / 2)]
    bare = axis(0.5, count + 0.5, [(at, r.number(at, 0)) for at in kept])
    return replace(bare, zones=_zones(lines, bare, r))


def _zones(lines: Sequence["Standing"], scale: Axis, r: Reader) -> tuple[Zone, ...]:
    zones, begin = [], 0
    for level, (award, own) in enumerate(groupby(lines, key=lambda one: one.award), 1):
        end = begin + len(list(own))
        width = 100 * (end - begin) / (scale.most - scale.least)
        middle = scale.at((begin + end + 1) / 2)
        words = _short(award, r) if award else ""
        at, edge = scale.at(begin + 0.5), scale.at(end + 0.5)
        zones.append(
            Zone(at, f"{width:.2f}%", middle, edge, words if width > 8 else "", level if award else 0, bool(award))
        )
        begin = end
    return tuple(zones)


def place_rows(found: "SectionAnalysis", scale: Axis, r: Reader) -> tuple[PlaceRow, ...]:
    """Return the teams in the official order."""
    lines = sorted(found.order.standings, key=lambda one: one.place)
    awards = ["", *(one.award for one in lines)]
    return tuple(_place(one, scale, r, bool(at) and awards[at] != one.award) for at, one in enumerate(lines))


def _place(one: "Standing", scale: Axis, r: Reader, begins: bool) -> PlaceRow:
    shares = sorted(one.awards.items(), key=lambda pair: -pair[1])
    told = [f"{_short(award, r)} {_chance(share)}" for award, share in shares[:2] if share >= 0.01]
    is_unsure = len(shares) > 1 and shares[0][1] < 0.95
    strip = Strip(
        scale.at(one.place), scale.at(one.low), scale.at(one.high), scale.at(one.quarter), scale.at(one.three_quarters),
        wide_low=scale.at(one.wide_low), wide_high=scale.at(one.wide_high),
    )  # fmt: skip
    return PlaceRow(
        r.number(one.place, 0 if one.place == int(one.place) else 1),
        r.labels.team(one.team),
        r.labels.names.get(one.team, ""),
        r.number(one.total, 2),
        strip,
        _range(one.low, one.high),
        _range(one.wide_low, one.wide_high),
        ", ".join(told) or DASH,
        is_unsure,
        r.number(one.adjusted, 2),
        DASH if one.adjusted_place is None else str(one.adjusted_place),
        begins,
    )


def _award(award: str, r: Reader) -> str:
    return award_name(award, r.language) if award else r.gettext(NONE)


def _short(award: str, r: Reader) -> str:
    """Return an award for narrow columns: of a degree only its number."""
    degree = DEGREE.fullmatch(award.strip())
    return degree[1].upper() if degree else _award(award, r)


def _chance(share: float) -> str:
    """Return a share of draws in hundredths.

    >>> _chance(1.0), _chance(0.998), _chance(0.28)
    ('100', '>99', '28')
    """
    return "100" if share == 1 else ">99" if share >= SURE else str(round(100 * share))


def _range(low: int | None, high: int | None) -> str:
    if low is None or high is None:
        return DASH
    return str(low) if low == high else f"{low} – {high}"


def border_rows(found: "SectionAnalysis", r: Reader) -> tuple[BorderRow, ...]:
    """Return the borders from the top."""
    by_team = {one.team: one for one in found.order.standings}
    return tuple(_border(one, at, by_team, r) for at, one in enumerate(found.order.borders, 1))


def _border(one: "Border", level: int, by_team: dict[str, "Standing"], r: Reader) -> BorderRow:
    last, first = by_team[one.last], by_team[one.first]
    keeps, crosses = last.awards.get(one.above, 0.0), first.awards.get(one.above, 0.0)
    state = "not_available" if one.chance is None else "weak" if one.notes else "ok"
    return BorderRow(
        _award(one.above, r),
        _award(one.below, r),
        level,
        DASH if one.chance is None else _chance(one.chance),
        state,
        r.number(one.gap, 2),
        _side(last, _chance(keeps), r),
        _side(first, _chance(crosses), r),
    )


def _side(one: "Standing", chance: str, r: Reader) -> Side:
    return Side(r.labels.team(one.team), r.labels.names.get(one.team, ""), r.number(one.total, 2), chance)


def trial_rows(found: "SectionAnalysis", r: Reader) -> tuple[TrialRow, ...]:
    """Return what would move under other rules."""
    return tuple(
        TrialRow(
            trial_words(one, r),
            DASH if one.places is None else str(one.places),
            DASH if one.awards is None else str(one.awards),
            tuple(f"{r.labels.team(two.team)} {_short(two.before, r)} → {_short(two.after, r)}" for two in one.moved),
        )
        for one in found.trials
    )
