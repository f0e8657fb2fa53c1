"""How far a figure may be trusted: ok, weak or not available, each with the code of the reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class State(StrEnum):
    """How far a figure may be trusted."""

    OK = "ok"
    WEAK = "weak"
    NOT_AVAILABLE = "not_available"


RANKS = {State.OK: 0, State.WEAK: 1, State.NOT_AVAILABLE: 2}


@dataclass(frozen=True)
class Note:
    """One reason why a figure is weak or not available; `wording` makes the sentence from code and fields."""

    state: State
    reason: str
    fields: Mapping[str, object] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The key of the sentence."""
        return self.reason


Notes = tuple[Note, ...]


def weak(reason: str, **fields: object) -> Note:
    """Return a note that the figure is there but uncertain."""
    return Note(State.WEAK, reason, fields)


def unavailable(reason: str, **fields: object) -> Note:
    """Return a note that the figure is not defined."""
    return Note(State.NOT_AVAILABLE, reason, fields)


def remark(reason: str, **fields: object) -> Note:
    """Return a note that is worth knowing and takes nothing from the figure."""
    return Note(State.OK, reason, fields)


def gravest(notes: Iterable[Note]) -> Note | None:
    """Return the note that decides the state: the first of the worst.

    >>> gravest([weak("few_judges"), unavailable("all_equal")]).reason, gravest([])
    ('all_equal', None)
    """
    return max(notes, key=lambda note: RANKS[note.state], default=None)


def state_of(notes: Iterable[Note]) -> State:
    """Return the worst state among the notes.

    >>> state_of([weak("few_judges")]), state_of([])
    (<State.WEAK: 'weak'>, <State.OK: 'ok'>)
    """
    note = gravest(notes)
    return note.state if note else State.OK


def named(names: Iterable[str], most: int = 12) -> str:
    """Join names for a sentence, at most so many.

    >>> named(["J1", "J2"]), named(map(str, range(4)), 2)
    ('J1, J2', '0, 1, …')
    """
    every = list(names)
    return ", ".join([*every[:most], "…"] if len(every) > most else every)
