"""Screens of the hall: adding one with its link, choosing what it shows, darkening all, taking a link back."""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, or_, select, update
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.errors import DomainError
from olympiad.domain.screens import BEAT, MOVES, PAGE_SECONDS, Shows, refuse_freeze, refuse_show
from olympiad.domain.visibility import Part, Reader
from olympiad.models.screen import Screen
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.overview import screen_pictures
from olympiad.services.record import audit
from olympiad.services.results import visibility

SCREEN = cast(Table, Screen.__table__)
TOKEN_BYTES = 18


@dataclass(frozen=True)
class Choice:
    """What the jury chose for a screen."""

    shows: Shows
    language: str
    seconds: int = 12
    words: str = ""
    until: datetime | None = None
    freezes_at: datetime | None = None
    """From when a board stands still; None: at once."""


def hash_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


def by_token(session: Session, token: str) -> Screen | None:
    """Return the screen whose link was opened; None for a token that nobody gave, or that was taken back."""
    query = select(Screen).where(Screen.token_hash == hash_of(token), Screen.revoked_at.is_(None))
    return session.scalars(query).one_or_none()


def of_section(session: Session, section: Section) -> Sequence[Screen]:
    """List the screens of a section whose links hold."""
    query = select(Screen).where(Screen.section_id == section.id, Screen.revoked_at.is_(None))
    return session.scalars(query.order_by(Screen.id)).all()


def add(session: Session, section: Section, *, name: str, language: str, by: User) -> tuple[Screen, str]:
    """Add a screen, dark at first; return it with the token of its link, which is nowhere else."""
    audit.lock_head(session, section)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = Screen(
        section_id=section.id, name=name, token_hash=hash_of(token), shows=Shows.DARK, language=language, seconds=12, words="",
        frozen="", turn=0, chosen_at=utc_now(), chosen_by_id=by.id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _record(session, section, row, AuditAction.SCREENS_ADD, {}, by=by)
    return row, token


def show(session: Session, section: Section, row: Screen, choice: Choice, *, by: User) -> None:
    """Choose what a screen shows from now on.

    Raises DomainError: whatever `refuse_show` and `refuse_freeze` say, `screen_seconds` for a page that stands too short or
    too long.
    """
    audit.lock_head(session, section)
    refuse_show(choice.shows, is_public=may_show_places(session, section), words=choice.words, until=choice.until)
    if choice.seconds not in PAGE_SECONDS:
        raise DomainError("screen_seconds", least=PAGE_SECONDS.start, most=PAGE_SECONDS.stop - 1)
    before = str(row.shows)
    _freeze(session, section, row, choice)
    row.shows, row.language, row.seconds = choice.shows, choice.language, choice.seconds
    row.words, row.until = choice.words.strip(), choice.until
    _note_choice(row, by)
    _record(session, section, row, AuditAction.SCREENS_SHOW, {"shows": before}, by=by)


def may_show_places(session: Session, section: Section) -> bool:
    """Whether a hall, in which anybody may sit, may see the ranking by the one table of who sees what."""
    return visibility.seen_by(session, section, frozenset({Reader.ANYBODY}), Part.RANKING).version is not None


def _freeze(session: Session, section: Section, row: Screen, choice: Choice) -> None:
    """Keep what this moment shows, or the set one once it has come; a board that stands goes on standing."""
    if choice.shows not in MOVES:
        row.frozen, row.freezes_at = "", None
        return
    stands = row.shows is choice.shows and row.frozen and choice.freezes_at in (None, row.freezes_at)
    refuse_freeze(None if stands else choice.freezes_at, choice.until, utc_now())
    if not stands:
        row.freezes_at = choice.freezes_at
        row.frozen = "" if choice.freezes_at else _as_of_now(session, section, choice.shows)


def _as_of_now(session: Session, section: Section, shows: Shows) -> str:
    """Return what is kept of this moment: counts of progress; of places only which version they are."""
    if shows is Shows.FROZEN_PLACES:
        seen = visibility.seen_by(session, section, frozenset({Reader.ANYBODY}), Part.RANKING).version
        return json.dumps(screen_pictures.as_kept(session, seen) if seen else {"version": 0})
    return json.dumps(screen_pictures.progress(session, section), ensure_ascii=False)


def due(session: Session, now: datetime) -> list[int]:
    """Return the screens that stand still, or move again, since a moment that was set."""
    query = select(Screen.id).where(
        Screen.shows.in_(MOVES),
        Screen.revoked_at.is_(None),
        or_((Screen.frozen == "") & (Screen.freezes_at <= now), Screen.until <= now),
    )
    return list(session.scalars(query.order_by(Screen.id)))


def follow_clock(session: Session, screen_id: int, now: datetime) -> bool:
    """Let one screen stand still or move again as was set; whoever comes second finds nothing to do."""
    row = session.get_one(Screen, screen_id)
    section = session.get_one(Section, row.section_id)
    audit.lock_head(session, section)
    session.refresh(row)
    if row.id not in due(session, now):
        return False
    stood, goes_on = row.shows, row.until is not None and row.until <= now
    if goes_on:
        row.shows, row.frozen, row.freezes_at, row.until = MOVES[stood], "", None, None
    else:
        row.frozen = _as_of_now(session, section, stood)
    row.turn += 1
    action = AuditAction.SCREENS_THAW if goes_on else AuditAction.SCREENS_FREEZE
    _record(session, section, row, action, {"shows": str(stood)}, by=None)
    return True


def darken_all(session: Session, section: Section, *, by: User) -> int:
    """Let every screen of a section show nothing; return how many there are."""
    audit.lock_head(session, section)
    rows = of_section(session, section)
    for row in rows:
        row.shows, row.frozen, row.freezes_at = Shows.DARK, "", None
        _note_choice(row, by)
    session.flush()
    audit.record(
        session, AuditAction.SCREENS_DARKEN, f"section:{section.id}", by=by, section=section, after={"count": len(rows)}
    )
    return len(rows)


def revoke(session: Session, section: Section, row: Screen, *, by: User) -> None:
    """Take back the link of a screen: whoever has it sees nothing any more."""
    audit.lock_head(session, section)
    row.revoked_at = utc_now()
    _note_choice(row, by)
    _record(session, section, row, AuditAction.SCREENS_REVOKE, {}, by=by)


def note_seen(session: Session, row: Screen) -> None:
    """Remember that a screen is there, past the session: nothing follows from it, so no line of the record seals it.

    Whoever has the link and lets it beat without end makes no more writes than a screen does.
    """
    if row.seen_at is not None and timedelta(0) <= utc_now() - row.seen_at < BEAT / 3:
        return
    session.connection().execute(update(SCREEN).where(SCREEN.c.id == row.id).values(seen_at=utc_now()))


def _note_choice(row: Screen, by: User) -> None:
    row.turn += 1
    row.chosen_at, row.chosen_by_id = utc_now(), by.id


def _record(
    session: Session,
    section: Section,
    row: Screen,
    action: AuditAction,
    before: dict[str, audit.Plain],
    *,
    by: User | None,
) -> None:
    after: dict[str, audit.Plain] = {"shows": str(row.shows), "screen": row.id}
    personal = {"words": row.words} if row.words else {}
    audit.record(
        session, action, f"screen:{row.id}", by=by, section=section, before=before, after=after, personal=personal
    )
