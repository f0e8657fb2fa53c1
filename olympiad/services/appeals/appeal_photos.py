"""Photos that a leader adds to an appeal, kept like those of score sheets."""

from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.errors import DomainError
from olympiad.exchange.photos import EncodedPhoto
from olympiad.models.appeal import Appeal, AppealPhoto
from olympiad.models.section import Section
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.appeals import appeal_windows, appeals
from olympiad.services.marking import photos
from olympiad.services.record import audit

MOST = 3


def add(session: Session, uploads: Path, appeal: Appeal, encoded: EncodedPhoto, *, by: User) -> AppealPhoto:
    """Keep a photo of the team's leader, encoded anew without its metadata, while the appeal and its time are open.

    Raises `appeal_not_leader`, `appeal_ended`, `appeal_window_closed`, `photos_too_many`, and what `exchange.photos`
    refuses.
    """
    section = session.get_one(Section, appeal.section_id)
    audit.lock_head(session, section)
    session.refresh(appeal)
    if not appeals.leads(session, by, session.get_one(Team, appeal.team_id)):
        raise DomainError("appeal_not_leader")
    if appeal.state != "lodged":
        raise DomainError("appeal_ended", state=appeal.state)
    if not takes_photos(session, appeal):
        raise DomainError("appeal_window_closed")
    if room_for(session, appeal) == 0:
        raise DomainError("photos_too_many", limit=MOST)
    appeals.record(session, section, appeal, "add_photo", after={"sha256": encoded.sha256}, by=by)
    photos.write_files(uploads, encoded)
    row = AppealPhoto(
        appeal_id=appeal.id,
        sha256=encoded.sha256,
        width=encoded.width,
        height=encoded.height,
        user_id=by.id,
        at=utc_now(),
    )
    session.add(row)
    session.flush()
    return row


def takes_photos(session: Session, appeal: Appeal) -> bool:
    """Whether the time for appeals against the version that this one is about is running, and nothing is decided."""
    window = appeal_windows.running(session, session.get_one(Section, appeal.section_id), utc_now())
    is_open = window is not None and window.results_version_id == appeal.results_version_id
    return is_open and appeal.state == "lodged"


def room_for(session: Session, appeal: Appeal) -> int:
    """How many more photos an appeal may have."""
    query = select(func.count()).select_from(AppealPhoto).where(AppealPhoto.appeal_id == appeal.id)
    return max(0, MOST - session.scalars(query).one())


def listed(session: Session, appeal: Appeal) -> list[AppealPhoto]:
    """List the photos of an appeal."""
    return list(session.scalars(select(AppealPhoto).where(AppealPhoto.appeal_id == appeal.id).order_by(AppealPhoto.id)))
