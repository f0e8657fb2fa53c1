"""E-mails about certificates and names: their kinds and states, and how long a failed one waits for its next attempt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from olympiad.domain.errors import DomainError


class MailKind(StrEnum):
    """What a mail is about."""

    CERTIFICATE = "certificate"
    NAME = "name"


class MailState(StrEnum):
    """How far a mail is; `unclear`: the connection broke between the last byte and the server's receipt."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNCLEAR = "unclear"
    FAILED = "failed"
    GIVEN_UP = "given_up"


class Fault(StrEnum):
    """What kept a mail from being sent."""

    CONNECTION = "connection"
    LOGIN = "login"
    LATER = "later"
    REFUSED = "refused"
    ADDRESS = "address"
    UNCLEAR = "unclear"
    NEEDLESS = "needless"


PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
"""After each failed attempt; after the last one the mail has failed."""
AGAIN = frozenset({MailState.WAITING, MailState.UNCLEAR, MailState.FAILED, MailState.GIVEN_UP})
GIVES_UP = frozenset({MailState.WAITING, MailState.UNCLEAR, MailState.FAILED})


def pause_after(attempts: int) -> timedelta | None:
    """Return how long to wait after so many failed attempts; None: no further attempt by itself.

    >>> pause_after(1), pause_after(4), pause_after(8)
    (datetime.timedelta(seconds=60), datetime.timedelta(seconds=3600), None)
    """
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def state_after(fault: Fault, attempts: int) -> MailState:
    """Return the state of a mail after a failed attempt: what a server refuses for good is not tried again.

    >>> state_after(Fault.LATER, 1), state_after(Fault.REFUSED, 1), state_after(Fault.UNCLEAR, 1)
    (<MailState.WAITING: 'waiting'>, <MailState.FAILED: 'failed'>, <MailState.UNCLEAR: 'unclear'>)
    """
    if fault is Fault.UNCLEAR:
        return MailState.UNCLEAR
    if fault is Fault.NEEDLESS:
        return MailState.GIVEN_UP
    if fault in (Fault.REFUSED, Fault.ADDRESS) or pause_after(attempts) is None:
        return MailState.FAILED
    return MailState.WAITING


def refuse_again(state: MailState) -> None:
    """Raise `mail_state` where a mail cannot be sent again: it is on its way, or was sent."""
    if state not in AGAIN:
        raise DomainError("mail_state")


def refuse_give_up(state: MailState) -> None:
    """Raise `mail_state` where there is nothing to give up."""
    if state not in GIVES_UP:
        raise DomainError("mail_state")


@dataclass(frozen=True)
class MailFacts:
    """What a mail says, as things stand when it is written."""

    mail_id: int
    kind: MailKind
    address: str
    name: str
    language: str
    """Empty: the person has chosen none."""
    edition: Mapping[str, str]
    """Its name by language."""
    section: Mapping[str, str]
    number: str
    """Of the certificate."""
    holder: str
    """The name on a certificate of the reader's team or of its mentor; empty: it is the reader's own."""
    has_card: bool
    """The reader signs in by access card, not by password."""
    link: str
    message_id: str
    until: datetime | None
    """Until when names are confirmed, by the clock of the edition."""
    is_needless: bool
    """The certificate does not count any more, or the name is answered."""
