"""Photos of score sheets: adding one, removing one with a reason, and their files in the folder of uploads."""

import secrets
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.choices import SheetState
from olympiad.domain.errors import DomainError
from olympiad.domain.operations import is_id
from olympiad.domain.photos import MOST_PER_SHEET
from olympiad.domain.reasons import given_reason
from olympiad.exchange.photos import EncodedPhoto
from olympiad.models.appeal import Appeal, AppealPhoto
from olympiad.models.gallery import GalleryPhoto
from olympiad.models.photo import Photo
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion
from olympiad.models.user import User
from olympiad.services.record import audit
from olympiad.services.record.audit_codes import codes_of_sheet

LONGEST_CAPTION = 300


def add(
    session: Session,
    uploads: Path,
    sheet: ScoreSheet,
    encoded: EncodedPhoto,
    *,
    criterion_id: int | None = None,
    caption: str = "",
    upload_id: str = "",
    by: User,
) -> Photo:
    """Keep a photo of a sheet, or of one of its criteria. The same `upload_id` sent again gives the photo that is there.

    The file is written before the rows are committed: one without a row is never shown, and `sweep` takes it away.
    """
    if upload_id and (known := _sent_before(session, sheet, upload_id, by)):
        return known
    _check_place(session, sheet, criterion_id)
    if len(caption) > LONGEST_CAPTION:
        raise DomainError("note_too_long", limit=LONGEST_CAPTION)
    section = session.get_one(Section, sheet.section_id)
    after = {"sha256": encoded.sha256} | codes_of_sheet(session, sheet, criterion_id)
    personal = {"caption": caption.strip()} if caption.strip() else None
    audit.record(
        session,
        AuditAction.PHOTOS_ADD,
        f"score_sheet:{sheet.id}",
        by=by,
        section=section,
        after=after,
        personal=personal,
    )
    _check_number(session, sheet)
    write_files(uploads, encoded)
    made = Photo(
        section_id=section.id, sheet_id=sheet.id, criterion_id=criterion_id, caption=caption.strip(),
        upload_id=upload_id or secrets.token_hex(16), sha256=encoded.sha256, width=encoded.width,
        height=encoded.height, user_id=by.id, at=utc_now(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def _sent_before(session: Session, sheet: ScoreSheet, upload_id: str, by: User) -> Photo | None:
    if not is_id(upload_id):
        raise DomainError("value_malformed", field="upload_id")
    known = session.scalars(select(Photo).where(Photo.upload_id == upload_id)).one_or_none()
    if known is not None and (known.sheet_id, known.user_id) != (sheet.id, by.id):
        raise DomainError("operation_id_reused")
    return known


def _check_place(session: Session, sheet: ScoreSheet, criterion_id: int | None) -> None:
    if sheet.state == SheetState.VOID:
        raise DomainError("sheet_void")
    if criterion_id is not None:
        criterion = session.get(Criterion, criterion_id)
        if criterion is None or criterion.task_id != sheet.task_id:
            raise DomainError("criterion_unknown")


def _check_number(session: Session, sheet: ScoreSheet) -> None:
    standing = select(func.count(Photo.id)).where(Photo.sheet_id == sheet.id, Photo.removed_at.is_(None))
    if (session.scalar(standing) or 0) >= MOST_PER_SHEET:
        raise DomainError("photos_too_many", limit=MOST_PER_SHEET)


def remove(session: Session, photo: Photo, *, reason: str, by: User) -> None:
    """Take a photo away with a reason: the row stays as removed, its file goes with the next `sweep`."""
    reason = given_reason(reason)
    if photo.removed_at is not None:
        raise DomainError("photo_removed")
    sheet = session.get_one(ScoreSheet, photo.sheet_id)
    audit.record(
        session, AuditAction.PHOTOS_REMOVE, f"score_sheet:{photo.sheet_id}", by=by,
        section=session.get_one(Section, photo.section_id),
        before={"photo": photo.id, "sha256": photo.sha256}, after=codes_of_sheet(session, sheet, photo.criterion_id),
        personal={"reason": reason.strip()},
    )  # fmt: skip
    photo.removed_at, photo.removed_by_id, photo.removed_reason = utc_now(), by.id, reason.strip()
    session.flush()


def subject_of(sheet_id: int) -> str:
    """Name a sheet as the record does."""
    return f"score_sheet:{sheet_id}"


def record_reading(session: Session, sheet: ScoreSheet, *, by: User) -> None:
    """Write down that somebody looks at the photos of a sheet who keeps the machine, not the marks."""
    section = session.get_one(Section, sheet.section_id)
    audit.record(session, AuditAction.PHOTOS_READ, subject_of(sheet.id), by=by, section=section)


def photos_of(session: Session, sheet_ids: Iterable[int], *, removed: bool = False) -> list[Photo]:
    """List the photos of some sheets in the order of their criteria, on request those that were removed too."""
    query = (
        select(Photo)
        .outerjoin(Criterion, Criterion.id == Photo.criterion_id)
        .where(Photo.sheet_id.in_(list(sheet_ids)))
        .order_by(Photo.sheet_id, Criterion.position, Photo.id)
    )
    return list(session.scalars(query if removed else query.where(Photo.removed_at.is_(None))))


def path_of(uploads: Path, sha256: str, *, small: bool = False) -> Path:
    """Return where the file of a checksum stands."""
    return uploads / sha256[:2] / f"{sha256}{'-small' if small else ''}.jpg"


def write_files(uploads: Path, encoded: EncodedPhoto) -> None:
    """Write both files whole or not at all; equal content has one name."""
    for content, small in ((encoded.jpeg, False), (encoded.small, True)):
        path = path_of(uploads, encoded.sha256, small=small)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        partial.write_bytes(content)
        partial.replace(path)


def kept_for(session: Session, section: Section) -> set[str]:
    """Checksums of all files that a section shows: photos of sheets that are not removed, and those of appeals."""
    sheets = select(Photo.sha256).where(Photo.section_id == section.id, Photo.removed_at.is_(None))
    appeals = select(AppealPhoto.sha256).join(Appeal, Appeal.id == AppealPhoto.appeal_id)
    return {*session.scalars(sheets), *session.scalars(appeals.where(Appeal.section_id == section.id))}


def sweep(session: Session, uploads: Path, sha256: str) -> bool:
    """Delete the files of a checksum that nothing shows any more; after the commit, and as often as one likes."""
    of_sheet = select(Photo.id).where(Photo.sha256 == sha256, Photo.removed_at.is_(None))
    of_appeal = select(AppealPhoto.id).where(AppealPhoto.sha256 == sha256)
    of_gallery = select(GalleryPhoto.id).where(GalleryPhoto.sha256 == sha256)
    if any(session.scalar(used.limit(1)) is not None for used in (of_sheet, of_appeal, of_gallery)):
        return False
    for small in (False, True):
        path_of(uploads, sha256, small=small).unlink(missing_ok=True)
    return True
