"""Photos that a leader adds to an appeal, kept like those of score sheets."""

from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.errors import DomainError
from olympiad.exchange.photos import read_photo
from olympiad.models.appeal import Appeal, AppealPhoto
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services import appeals, photos

MOST = 3


def add(session: Session, uploads: Path, appeal: Appeal, content: bytes, *, by: User) -> AppealPhoto:
    """Keep a photo, encoded anew without its metadata, while the appeal is open.

    Raises `appeal_ended`, `photos_too_many`, and what `exchange.photos` refuses.
    """
    if appeal.state != "lodged":
        raise DomainError("appeal_ended", state=appeal.state)
    count = session.scalar(select(func.count()).select_from(AppealPhoto).where(AppealPhoto.appeal_id == appeal.id))
    if (count or 0) >= MOST:
        raise DomainError("photos_too_many", limit=MOST)
    encoded = read_photo(content)
    section = session.get_one(Section, appeal.section_id)
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


def listed(session: Session, appeal: Appeal) -> list[AppealPhoto]:
    """List the photos of an appeal."""
    return list(session.scalars(select(AppealPhoto).where(AppealPhoto.appeal_id == appeal.id).order_by(AppealPhoto.id)))
