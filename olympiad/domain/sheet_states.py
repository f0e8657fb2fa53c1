"""The life of a score sheet: which moves from state to state are permitted."""

from datetime import datetime, timedelta
from enum import StrEnum

from olympiad.domain.choices import OUT_OF_RUNNING, SheetState
from olympiad.domain.errors import DomainError

NOT_STARTED, OPEN, SUBMITTED, ACCEPTED, RETURNED, VOID = SheetState


class Move(StrEnum):
    """What is done to a whole sheet."""

    OPEN = "open"
    SUBMIT = "submit"
    ACCEPT = "accept"
    REOPEN = "reopen"
    RETURN = "return"
    VOID = "void"


MOVES: dict[Move, dict[SheetState, SheetState]] = {
    Move.OPEN: {NOT_STARTED: OPEN, OPEN: OPEN, RETURNED: RETURNED},
    Move.SUBMIT: {OPEN: SUBMITTED, RETURNED: SUBMITTED},
    Move.ACCEPT: {SUBMITTED: ACCEPTED, ACCEPTED: ACCEPTED},
    Move.REOPEN: {ACCEPTED: SUBMITTED, SUBMITTED: SUBMITTED},
    Move.RETURN: {SUBMITTED: RETURNED, ACCEPTED: RETURNED},
    Move.VOID: dict.fromkeys((NOT_STARTED, OPEN, SUBMITTED, ACCEPTED, RETURNED), VOID),
}
"""`open` is the first mark; `reopen` takes back an acceptance when a settlement is withdrawn or a sheet is added.

A void sheet comes back by `restored` alone.
"""

REFUSALS = {
    NOT_STARTED: "sheet_not_started",
    OPEN: "sheet_not_submitted",
    SUBMITTED: "sheet_submitted",
    ACCEPTED: "sheet_accepted",
    RETURNED: "sheet_not_submitted",
    VOID: "sheet_void",
}


def after(state: SheetState | str, move: Move) -> SheetState:
    """The state after a move; a move that is not in the table is refused by the code of the present state.

    >>> str(after("open", Move.SUBMIT)), str(after("accepted", Move.RETURN))
    ('submitted', 'returned')
    >>> after("submitted", Move.OPEN)
    Traceback (most recent call last):
    olympiad.domain.errors.DomainError: sheet_submitted: move=open
    """
    present = SheetState(state)
    try:
        return MOVES[move][present]
    except KeyError:
        raise DomainError(REFUSALS[present], move=str(move)) from None


OWN_REOPENING = timedelta(minutes=5)
"""How long a judge may open an own submitted sheet again without asking."""


def may_reopen(submitted_at: datetime | None, now: datetime) -> bool:
    """Whether a judge may still open an own sheet again: within five minutes of submitting it.

    >>> noon = datetime(2026, 12, 5, 12)
    >>> may_reopen(noon, noon + timedelta(minutes=5)), may_reopen(noon, noon + timedelta(minutes=6)), may_reopen(None, noon)
    (True, False, False)
    """
    return submitted_at is not None and now - submitted_at <= OWN_REOPENING


def restored(state: SheetState | str, before: SheetState) -> SheetState:
    """The state of a void sheet that counts again: the one it had before; acceptance is given anew where nothing disagrees.

    >>> str(restored("void", SheetState.ACCEPTED)), str(restored("void", SheetState.RETURNED))
    ('submitted', 'returned')
    """
    if SheetState(state) is not VOID:
        raise DomainError("sheet_not_void")
    return SUBMITTED if before is ACCEPTED else before


def can_be_marked(state: SheetState | str) -> bool:
    """Whether a judge may still change marks.

    >>> can_be_marked("returned"), can_be_marked("accepted")
    (True, False)
    """
    return SheetState(state) in MOVES[Move.OPEN]


def is_awaited(state: SheetState | str, status: str) -> bool:
    """Whether a sheet still waits for its judge, or was worked on; `status` is its team's.

    A sheet that was not begun of a team out of the running waits for nobody.

    >>> is_awaited("not_started", "competing"), is_awaited("not_started", "withdrawn"), is_awaited("open", "withdrawn")
    (True, False, True)
    """
    return state != SheetState.VOID and (state != SheetState.NOT_STARTED or status not in OUT_OF_RUNNING)
