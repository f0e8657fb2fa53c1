"""The rules of a section: everything that turns marks into places and awards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from olympiad.domain.award_conditions import AtBorder, Candidates, Condition, FirstPlace, Standing
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
class AwardLevel:
    """One award by place or total; all of its conditions must hold, `written` is their text."""

    name: str
    written: str = ""
    conditions: tuple[Condition, ...] = ()

    def exists(self, counted: int) -> bool:
        """Return whether the level exists with N counted teams."""
        return all(condition.exists(counted) for condition in self.conditions)

    def quota(self, counted: int) -> Fraction | None:
        """Return the number of teams that share and count ask for, exactly; the stricter of both."""
        asked = [condition.quota(counted) for condition in self.conditions]
        return min((one for one in asked if one is not None), default=None)

    def holds(self, team: Standing, field: Candidates) -> bool:
        """Return whether every condition holds for a team, apart from quota and total."""
        return all(condition.holds(team, field) for condition in self.conditions)

    @property
    def border(self) -> Border:
        """Where a border goes that would cut through a tie."""
        return next((one.value for one in self.conditions if isinstance(one, AtBorder)), Border.AT_MOST)

    @property
    def is_for_first_place(self) -> bool:
        """Whether only the first place gets it."""
        return any(isinstance(one, FirstPlace) for one in self.conditions)


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
