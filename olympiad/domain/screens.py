"""What a screen of the hall may show, and when it counts as silent."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from olympiad.domain.errors import DomainError

BEAT = timedelta(seconds=30)
"""So often a screen says that it is there."""
ROWS = 8
"""Places on one page, legible from 20 metres."""
MOST_LETTERS = 200
"""Of an announcement."""
PAGE_SECONDS = range(5, 121)
"""How long a page may stand."""


class Shows(StrEnum):
    """What one screen shows."""

    PROGRESS = "progress"
    """How much is marked: no marks, no places, no team."""
    FROZEN = "frozen"
    """The progress of one moment, until another moment or until the jury lets it go on."""
    SECTIONS = "sections"
    """How much is marked in every section of the edition."""
    PLACES = "places"
    """Published places and totals without awards."""
    FROZEN_PLACES = "frozen_places"
    """The places of one moment, likewise without awards, until another moment or until the jury lets them go on."""
    SCHEDULE = "schedule"
    ANNOUNCEMENT = "announcement"
    COUNTDOWN = "countdown"
    CEREMONY = "ceremony"
    DARK = "dark"


MOVES: Mapping[Shows, Shows] = MappingProxyType({Shows.FROZEN: Shows.PROGRESS, Shows.FROZEN_PLACES: Shows.PLACES})
"""What stands still → what the same screen shows before and afterwards."""
OF_PLACES = frozenset({Shows.PLACES, Shows.FROZEN_PLACES})


class Tile(StrEnum):
    """A team at a task, as progress shows it."""

    DONE = "d"
    NOW = "n"
    OPEN = "o"


def refuse_show(shows: Shows, *, is_public: bool, words: str, until: datetime | None) -> None:
    """Refuse what would give something away, or what would be empty.

    `is_public`: whether anybody may see the ranking by the table of visibility. Raises DomainError: `screen_places_closed`
    before that, `screen_words_missing`, `screen_words_too_long`, `screen_moment_missing`.

    >>> refuse_show(Shows.PROGRESS, is_public=False, words="", until=None)
    >>> refuse_show(Shows.FROZEN_PLACES, is_public=False, words="", until=None)
    Traceback (most recent call last):
    olympiad.domain.errors.DomainError: screen_places_closed
    """
    if shows in OF_PLACES and not is_public:
        raise DomainError("screen_places_closed")
    if shows is Shows.ANNOUNCEMENT and not words.strip():
        raise DomainError("screen_words_missing")
    if len(words) > MOST_LETTERS:
        raise DomainError("screen_words_too_long", limit=MOST_LETTERS)
    if shows is Shows.COUNTDOWN and until is None:
        raise DomainError("screen_moment_missing")


def refuse_freeze(freezes_at: datetime | None, until: datetime | None, now: datetime) -> None:
    """Refuse moments of a board that stands still for no time.

    Raises DomainError: `screen_freeze_past` for a moment that is over, `screen_freeze_empty` where it would go on
    before it stands.

    >>> nine, ten = datetime(2026, 12, 5, 9), datetime(2026, 12, 5, 10)
    >>> refuse_freeze(ten, None, nine), refuse_freeze(None, ten, nine)
    (None, None)
    >>> refuse_freeze(ten, ten, nine)
    Traceback (most recent call last):
    olympiad.domain.errors.DomainError: screen_freeze_empty
    """
    if freezes_at is not None and freezes_at <= now:
        raise DomainError("screen_freeze_past")
    if until is not None and until <= (freezes_at or now):
        raise DomainError("screen_freeze_empty")


def is_silent(seen_at: datetime | None, now: datetime) -> bool:
    """Whether a screen has missed two beats.

    >>> noon = datetime(2026, 12, 5, 12)
    >>> is_silent(noon, noon + timedelta(seconds=60)), is_silent(noon, noon + timedelta(seconds=76)), is_silent(None, noon)
    (False, True, True)
    """
    return seen_at is None or now - seen_at > 2 * BEAT + BEAT // 2


def tile(*, done: int, expected: int, is_begun: bool) -> Tile:
    """Say how far one team is at one task.

    >>> [str(tile(done=done, expected=2, is_begun=begun)) for done, begun in ((2, True), (1, True), (0, False))]
    ['d', 'n', 'o']
    """
    if expected and done >= expected:
        return Tile.DONE
    return Tile.NOW if done or is_begun else Tile.OPEN


def ordered(columns: Sequence[Sequence[Tile]]) -> list[Sequence[Tile]]:
    """Order teams by how far they are, anew at each drawing, so that no column is a team.

    >>> ["".join(one) for one in ordered([[Tile.OPEN, Tile.NOW], [Tile.DONE, Tile.OPEN], [Tile.DONE, Tile.DONE]])]
    ['dd', 'do', 'on']
    """
    return sorted(columns, key=lambda one: (-one.count(Tile.DONE), -one.count(Tile.NOW), "".join(one)))
