"""Kinds of criteria: a registry of what each kind accepts, what it is worth, and how it is written."""

from olympiad.domain.choices import CriterionKind
from olympiad.domain.kinds.base import Kind
from olympiad.domain.kinds.check import Check
from olympiad.domain.kinds.choice import Choice
from olympiad.domain.kinds.levels import Levels
from olympiad.domain.kinds.penalty import Penalty
from olympiad.domain.kinds.points import Points
from olympiad.domain.kinds.reading import Reading

KINDS: dict[CriterionKind, Kind] = {
    kind.name: kind for kind in (Points(), Check(), Levels(), Reading(), Choice(), Penalty())
}
"""By name; whatever depends on the kind of a criterion asks here."""

KEYED = tuple(name for name, kind in KINDS.items() if kind.is_keyed)
"""Kinds whose answers become points by a key that may be set after the run."""

__all__ = ["KEYED", "KINDS", "Kind"]
