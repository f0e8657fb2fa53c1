"""Who sees what of the results, by how far they are: one table."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType


class Shown(StrEnum):
    """How far the results of a section are shown."""

    HIDDEN = "hidden"
    """Nothing is frozen, nothing is published yet, or what was published is taken down."""
    APPEALS = "appeals"
    """Leaders read their own cards to appeal; nothing is public."""
    PUBLIC = "public"


class Part(StrEnum):
    """What is shown of a version."""

    RANKING = "ranking"
    """The public page, its files and search."""
    REPORT_CARD = "report_card"
    """Marks, criteria and place of one team."""
    EXPLANATION = "explanation"
    """How one team's total arose."""


class Reader(StrEnum):
    """Who reads: leaders and participants the own team's alone."""

    STAFF = "staff"
    LEADER = "leader"
    PARTICIPANT = "participant"
    ANYBODY = "anybody"


_STAFF = frozenset({Reader.STAFF})
_LEADER = _STAFF | {Reader.LEADER}
_TEAM = _LEADER | {Reader.PARTICIPANT}

SEES: Mapping[tuple[Shown, Part], frozenset[Reader]] = MappingProxyType(
    {
        (Shown.HIDDEN, Part.RANKING): frozenset(),
        (Shown.HIDDEN, Part.REPORT_CARD): _STAFF,
        (Shown.HIDDEN, Part.EXPLANATION): _STAFF,
        (Shown.APPEALS, Part.RANKING): frozenset(),
        (Shown.APPEALS, Part.REPORT_CARD): _LEADER,
        (Shown.APPEALS, Part.EXPLANATION): _STAFF,
        (Shown.PUBLIC, Part.RANKING): frozenset(Reader),
        (Shown.PUBLIC, Part.REPORT_CARD): _TEAM,
        (Shown.PUBLIC, Part.EXPLANATION): _LEADER,
    }
)
"""State and part → who sees it."""


def shown(
    *, is_public: bool, are_appeals: bool, opened_at: datetime | None = None, taken_down_at: datetime | None = None
) -> Shown:
    """How far results are shown: public; to leaders, while the section is at appeals and nothing was taken down since.

    >>> str(shown(is_public=False, are_appeals=True, opened_at=datetime(2026, 12, 5, 17)))
    'appeals'
    >>> nine, ten = datetime(2026, 12, 5, 21), datetime(2026, 12, 5, 22)
    >>> str(shown(is_public=False, are_appeals=True, opened_at=nine, taken_down_at=ten))
    'hidden'
    """
    if is_public:
        return Shown.PUBLIC
    if not are_appeals or opened_at is None:
        return Shown.HIDDEN
    return Shown.APPEALS if taken_down_at is None or opened_at > taken_down_at else Shown.HIDDEN


def sees(readers: frozenset[Reader], state: Shown, part: Part) -> bool:
    """Whether somebody who reads as any of these sees a part.

    >>> sees(frozenset({Reader.LEADER}), Shown.HIDDEN, Part.REPORT_CARD)
    False
    """
    return bool(readers & SEES[state, part])
