"""Photos of score sheets: kept once, removed with a reason, their files gone when nobody shows them."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.exchange.photos import read_photo
from olympiad.models.audit import AuditEntry
from olympiad.models.photo import Photo
from olympiad.models.score_sheet import ScoreSheet
from olympiad.services.marking import photos
from tests.factories import Cast


@pytest.fixture
def sheet(cast: Cast) -> ScoreSheet:
    return cast.sheets["T01", "P", "cem"]


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    return tmp_path / "uploads"


def picture(colour: str = "teal") -> bytes:
    target = BytesIO()
    Image.new("RGB", (60, 40), colour).save(target, "JPEG")
    return target.getvalue()


def test_add_keeps_the_file_under_its_checksum(session: Session, cast: Cast, sheet: ScoreSheet, uploads: Path) -> None:
    made = photos.add(session, uploads, sheet, read_photo(picture()), caption=" gel ", by=cast.cem)

    assert (made.width, made.height, made.caption) == (60, 40, "gel")
    assert sorted(path.name for path in uploads.rglob("*.*")) == [f"{made.sha256}-small.jpg", f"{made.sha256}.jpg"]
    assert session.scalars(select(AuditEntry.action)).all() == ["photos.add"]


def test_add_takes_what_is_sent_again_once(session: Session, cast: Cast, sheet: ScoreSheet, uploads: Path) -> None:
    first = photos.add(session, uploads, sheet, read_photo(picture()), upload_id="a" * 32, by=cast.cem)

    assert photos.add(session, uploads, sheet, read_photo(picture()), upload_id="a" * 32, by=cast.cem) is first
    with pytest.raises(DomainError, match="operation_id_reused"):
        photos.add(
            session, uploads, cast.sheets["T02", "P", "cem"], read_photo(picture()), upload_id="a" * 32, by=cast.cem
        )


def test_add_is_refused_for_a_void_sheet_a_foreign_criterion_and_one_too_many(
    session: Session, cast: Cast, sheet: ScoreSheet, uploads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "MOST_PER_SHEET", 0)
    with pytest.raises(DomainError, match="photos_too_many"):
        photos.add(session, uploads, sheet, read_photo(picture()), by=cast.cem)
    with pytest.raises(DomainError, match="criterion_unknown"):
        photos.add(
            session, uploads, sheet, read_photo(picture()), criterion_id=cast.glucose.criteria[0].id, by=cast.cem
        )
    sheet.state = "void"
    with pytest.raises(DomainError, match="sheet_void"):
        photos.add(session, uploads, sheet, read_photo(picture()), by=cast.cem)

    assert session.scalar(select(func.count()).select_from(Photo)) == 0


def test_remove_keeps_the_row_and_the_file_goes_when_no_other_photo_is_the_same(
    session: Session, cast: Cast, sheet: ScoreSheet, uploads: Path
) -> None:
    one, two = (photos.add(session, uploads, sheet, read_photo(picture()), by=cast.cem) for _ in range(2))

    photos.remove(session, one, reason="a face", by=cast.ben)

    assert photos.sweep(session, uploads, one.sha256) is False
    assert (photos.photos_of(session, [sheet.id]), photos.photos_of(session, [sheet.id], removed=True)) == (
        [two],
        [one, two],
    )
    assert photos.kept_for(session, cast.section) == {one.sha256}
    photos.remove(session, two, reason="a face", by=cast.ben)
    assert photos.kept_for(session, cast.section) == set()
    assert photos.sweep(session, uploads, one.sha256) is True
    assert list(uploads.rglob("*.jpg")) == []


def test_remove_is_refused_without_reason_and_twice(
    session: Session, cast: Cast, sheet: ScoreSheet, uploads: Path
) -> None:
    photo = photos.add(session, uploads, sheet, read_photo(picture()), by=cast.cem)

    with pytest.raises(DomainError, match="reason_missing"):
        photos.remove(session, photo, reason=" ", by=cast.cem)
    assert photo.removed_at is None
    photos.remove(session, photo, reason="blurred", by=cast.cem)
    with pytest.raises(DomainError, match="photo_removed"):
        photos.remove(session, photo, reason="blurred", by=cast.cem)
