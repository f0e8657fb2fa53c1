"""The photographs of an edition: taking them in, captions and who is shown, publishing, and what the public sees of them."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import ColumnElement, event, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, object_session, selectinload

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.errors import DomainError
from olympiad.domain.gallery import (
    LONGEST_CAPTION,
    LONGEST_REQUEST,
    Missing,
    PhotoState,
    hides_at_once,
    missing,
)
from olympiad.exchange.gallery_pictures import GalleryPicture
from olympiad.models.edition import Edition
from olympiad.models.gallery import GalleryPerson, GalleryPhoto
from olympiad.models.participant import Participant
from olympiad.models.section import Section
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.record import audit

ENDINGS = (".jpg", "-small.jpg", ".webp", "-small.webp")
LANGUAGES = ("en", "uz", "ru")


@dataclass(frozen=True)
class Line:
    """A photograph on the curators' desk, with what it still needs."""

    photo: GalleryPhoto
    missing: tuple[Missing, ...]

    @property
    def is_seen(self) -> bool:
        """Whether the public sees it."""
        return self.photo.state == PhotoState.PUBLISHED and not self.missing

    @property
    def is_asked(self) -> bool:
        """Whether somebody asked to have it hidden and no curator has looked since."""
        asked, answered = self.photo.asked_at, self.photo.answered_at
        return asked is not None and (answered is None or answered < asked)

    @property
    def is_ready(self) -> bool:
        """Whether it may be published now."""
        return self.photo.state == PhotoState.WAITING and not self.missing


def lines(session: Session, edition: Edition) -> list[Line]:
    """List all photographs by day and time."""
    query = (
        select(GalleryPhoto)
        .where(GalleryPhoto.edition_id == edition.id)
        .options(selectinload(GalleryPhoto.shown).joinedload(GalleryPerson.participant).joinedload(Participant.team))
        .order_by(GalleryPhoto.day.nulls_last(), GalleryPhoto.taken_at, GalleryPhoto.at, GalleryPhoto.id)
    )
    return [line_of(row) for row in session.scalars(query)]


def line_of(photo: GalleryPhoto) -> Line:
    """Ask the rule what a photograph still needs."""
    has_caption = any(getattr(photo, f"caption_{one}") for one in LANGUAGES)
    consents = [one.participant.consents_photo for one in photo.shown]
    return Line(photo, missing(has_caption=has_caption, consents=consents, others_agreed=photo.others_agreed))


def _is_seen() -> ColumnElement[bool]:
    refused = exists().where(
        GalleryPerson.photo_id == GalleryPhoto.id,
        GalleryPerson.participant_id == Participant.id,
        Participant.consents_photo.is_(False),
    )
    has_caption = or_(*(getattr(GalleryPhoto, f"caption_{one}") != "" for one in LANGUAGES))
    return (GalleryPhoto.state == PhotoState.PUBLISHED) & GalleryPhoto.others_agreed & has_caption & ~refused


def seen(session: Session, edition: Edition) -> list[GalleryPhoto]:
    """List what the public sees, by day and time."""
    query = (
        select(GalleryPhoto)
        .where(GalleryPhoto.edition_id == edition.id, _is_seen())
        .order_by(GalleryPhoto.day.nulls_last(), GalleryPhoto.taken_at, GalleryPhoto.at, GalleryPhoto.id)
    )
    return list(session.scalars(query))


def seen_one(session: Session, edition: Edition, photo_id: int) -> GalleryPhoto | None:
    """Return one photograph of those that the public sees."""
    query = select(GalleryPhoto).where(GalleryPhoto.edition_id == edition.id, GalleryPhoto.id == photo_id, _is_seen())
    return session.scalars(query).one_or_none()


def faces(session: Session, edition_ids: Collection[int]) -> dict[int, str]:
    """Return by edition what changes whenever the public sees other photographs, in one cheap statement."""
    query = (
        select(GalleryPhoto.edition_id, func.count(), func.sum(GalleryPhoto.id), func.max(GalleryPhoto.changed_at))
        .where(GalleryPhoto.edition_id.in_(edition_ids), _is_seen())
        .group_by(GalleryPhoto.edition_id)
    )
    return {row[0]: str(tuple(row[1:])) for row in session.execute(query)}


@event.listens_for(Participant.consents_photo, "set")
def _consent_changed(person: Participant, value: bool, before: object, _initiator: object) -> None:
    """Let the site of the edition be drawn anew after the commit, by whatever way the consent came or went."""
    session = object_session(person)
    if session is not None and value != before and person.section_id is not None:
        with session.no_autoflush:
            section = session.get(Section, person.section_id)
        if section is not None:
            session.info.setdefault(audit.CHANGED, set()).add(f"edition:{section.edition_id}")


def path_of(uploads: Path, sha256: str, ending: str) -> Path:
    """Return where a file of a photograph stands."""
    return uploads / sha256[:2] / f"{sha256}{ending}"


def add(
    session: Session, uploads: Path, edition: Edition, picture: GalleryPicture, *, name: str, by: User
) -> GalleryPhoto:
    """Keep a photograph; one that is there already is refused as `photo_known`, so that a pile may be sent again."""
    known = select(GalleryPhoto.id).where(GalleryPhoto.edition_id == edition.id, GalleryPhoto.sha256 == picture.sha256)
    if session.scalar(known) is not None:
        raise DomainError("photo_known")
    for ending, content in picture.files.items():
        path = path_of(uploads, picture.sha256, ending)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        partial.write_bytes(content)
        partial.replace(path)
    row = GalleryPhoto(
        edition_id=edition.id,
        sha256=picture.sha256,
        file_name=name[:200],
        width=picture.width,
        height=picture.height,
        day=picture.taken.date() if picture.taken else None,
        taken_at=picture.taken.strftime("%H:%M") if picture.taken else "",
        at=utc_now(),
        changed_at=utc_now(),
        by_id=by.id,
    )
    session.add(row)
    session.flush()
    _record(session, AuditAction.GALLERY_ADD, edition, by, photo=row.id)
    return row


@dataclass(frozen=True)
class Told:
    """What curators tell of a photograph."""

    captions: Mapping[str, str]
    day: date | None
    place: str
    people: Collection[int]
    others_agreed: bool
    is_cover: bool
    is_of_team: bool = False


def describe(session: Session, edition: Edition, photo: GalleryPhoto, told: Told, *, by: User) -> None:
    """Keep captions, day, place and who is shown.

    Raises `note_too_long`, `photo_of_no_team` for the picture of a team unless members of one team alone are on it.
    """
    if told.is_of_team and len(_teams_of(session, told.people)) != 1:
        raise DomainError("photo_of_no_team")
    for code in LANGUAGES:
        text = told.captions.get(code, "").strip()
        if len(text) > LONGEST_CAPTION:
            raise DomainError("note_too_long", limit=LONGEST_CAPTION)
        setattr(photo, f"caption_{code}", text)
    photo.day, photo.place = told.day, told.place.strip()[:100]
    photo.others_agreed, photo.is_cover, photo.changed_at = told.others_agreed, told.is_cover, utc_now()
    photo.is_of_team = told.is_of_team
    there = {one.participant_id for one in photo.shown}
    photo.shown = [one for one in photo.shown if one.participant_id in told.people]
    known = {person.id for person, _ in people_of(session, edition)}
    photo.shown += [GalleryPerson(participant_id=one) for one in sorted(set(told.people) & known - there)]
    _record(session, AuditAction.GALLERY_DESCRIBE, edition, by, photo=photo.id)


def _teams_of(session: Session, people: Collection[int]) -> set[int]:
    return set(session.scalars(select(Participant.team_id).where(Participant.id.in_(people))))


def of_teams(session: Session, section: Section) -> dict[str, str]:
    """Return the checksums of the pictures of teams by key: of those on which everybody agreed, the newest of each team."""
    query = (
        select(GalleryPhoto)
        .where(GalleryPhoto.edition_id == section.edition_id, GalleryPhoto.is_of_team)
        .where(GalleryPhoto.state != PhotoState.HIDDEN)
        .options(selectinload(GalleryPhoto.shown).joinedload(GalleryPerson.participant).joinedload(Participant.team))
        .order_by(GalleryPhoto.at, GalleryPhoto.id)
    )
    found = {}
    for photo in session.scalars(query):
        teams = {one.participant.team for one in photo.shown if one.participant.section_id == section.id}
        if len(teams) == 1 and not set(line_of(photo).missing) - {Missing.CAPTION}:
            found[teams.pop().key] = photo.sha256
    return found


def ask_to_hide(session: Session, edition: Edition, photo: GalleryPhoto, words: str) -> bool:
    """Keep a visitor's request; return whether the photograph is hidden at once. Raises `note_too_long`."""
    if len(words) > LONGEST_REQUEST:
        raise DomainError("note_too_long", limit=LONGEST_REQUEST)
    photo.asked_at, photo.asked_words = utc_now(), words.strip()
    is_hidden = hides_at_once(photo.answered_at)
    if is_hidden:
        _set_state([photo], PhotoState.HIDDEN)
    personal = {"words": photo.asked_words} if photo.asked_words else {}
    after: dict[str, audit.Plain] = {"photo": photo.id, "hidden": is_hidden}
    audit.record(session, AuditAction.GALLERY_ASK, f"edition:{edition.id}", by=None, after=after, personal=personal)
    return is_hidden


def publish(session: Session, edition: Edition, photo_ids: Collection[int], *, by: User) -> tuple[int, int]:
    """Let the public see those that need nothing more; return how many were published and how many must wait."""
    chosen = [one for one in lines(session, edition) if one.photo.id in photo_ids and not one.is_seen]
    ready = [one.photo for one in chosen if not one.missing]
    _answer(chosen)
    _set_state(ready, PhotoState.PUBLISHED)
    if ready:
        _record(session, AuditAction.GALLERY_PUBLISH, edition, by, photos=len(ready))
    return len(ready), len(chosen) - len(ready)


def hide(session: Session, edition: Edition, photo_ids: Collection[int], *, by: User) -> int:
    """Take photographs off the site."""
    chosen = [one for one in lines(session, edition) if one.photo.id in photo_ids]
    _answer(chosen)
    _set_state([one.photo for one in chosen], PhotoState.HIDDEN)
    if chosen:
        _record(session, AuditAction.GALLERY_HIDE, edition, by, photos=len(chosen))
    return len(chosen)


def _answer(chosen: Sequence[Line]) -> None:
    for one in chosen:
        if one.is_asked:
            one.photo.answered_at = utc_now()


def _set_state(photos: Sequence[GalleryPhoto], state: PhotoState) -> None:
    for one in photos:
        one.state, one.changed_at = state, utc_now()


def people_of(session: Session, edition: Edition) -> list[tuple[Participant, Team]]:
    """List the members of all teams by team code and name."""
    query = (
        select(Participant, Team)
        .join(Team, Team.id == Participant.team_id)
        .where(Team.edition_id == edition.id)
        .options(joinedload(Participant.team))
        .order_by(Team.code, Participant.name)
    )
    return [(person, team) for person, team in session.execute(query)]


def _record(session: Session, action: AuditAction, edition: Edition, by: User, **after: int) -> None:
    audit.record(session, action, f"edition:{edition.id}", by=by, after=dict(after))
