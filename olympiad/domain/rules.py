"""The rules of a section: everything that turns marks into places and awards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from olympiad.domain.choices import (
    Border,
    ConflictPolicy,
    Deviation,
    NoShow,
    PlaceStyle,
    Scale,
    ShareOf,
    WhenMissing,
)


@dataclass(frozen=True)
class TotalAtLeast:
    """`total>=` a number of points, or a share of the maximum, of the best or of the mean of the best n.

    `of` is `points`, `max`, `best` or `mean`; `value` is plain points, or a share (80 % is 4/5).
    """

    of: str
    value: Fraction
    best_count: int = 1


@dataclass(frozen=True)
class AwardLevel:
    """One award by place or total; all of its conditions must hold, `written` is their text."""

    name: str
    written: str = ""
    share: Fraction | None = None
    count: int | None = None
    totals: tuple[TotalAtLeast, ...] = ()
    first_place: bool = False
    cap: int | None = None
    counted_from: int | None = None
    border: Border = Border.AT_MOST


@dataclass(frozen=True)
class Rules:
    """One version of a section's rules, with the defaults of formats.md."""

    scale: Scale = Scale.RAW
    sd: Deviation = Deviation.POPULATION
    decimals: int = 2
    task_decimals: int | None = None
    penalty_floor: bool = True
    missing: WhenMissing = WhenMissing.NO_PLACE
    no_show: NoShow = NoShow.PLACED
    places: PlaceStyle = PlaceStyle.STANDARD
    ties: tuple[str, ...] = ()
    awards: tuple[AwardLevel, ...] = ()
    share_of: ShareOf = ShareOf.PRESENT
    conflict: ConflictPolicy = ConflictPolicy.WARN
    blind: bool = True
    points_shown: bool = True
    part_weights: Mapping[str, Fraction] = field(default_factory=dict)
