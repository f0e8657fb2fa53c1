"""Photos of an appeal: by the leader, few, while the time for it is running; kept without what the camera wrote."""

import json
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.appeals import Outcome
from olympiad.domain.errors import DomainError
from olympiad.exchange.photos import read_photo
from olympiad.models.audit import AuditEntry
from olympiad.services.appeals import appeal_decisions, appeal_photos
from tests.appeals_world import close, lodge, publish
from tests.factories import Cast
from tests.services.test_photos import picture


@pytest.fixture
def open_cast(session: Session, cast: Cast) -> Cast:
    return publish(session, cast)


def code_of(deed: object, *given: object, **named: object) -> str:
    with pytest.raises(DomainError) as refused:
        deed(*given, **named)  # type: ignore[operator]
    return refused.value.code


def test_add_photo_keeps_it_and_counts(session: Session, open_cast: Cast, tmp_path: Path) -> None:
    appeal, drawn = lodge(session, open_cast), BytesIO()
    Image.new("RGB", (20, 10), "white").save(drawn, "PNG")

    appeal_photos.add(session, tmp_path, appeal, read_photo(drawn.getvalue()), by=open_cast.finn)

    assert [(one.width, one.height) for one in appeal_photos.listed(session, appeal)] == [(20, 10)]
    assert len(list(tmp_path.rglob("*.jpg"))) == 2


@pytest.mark.parametrize(
    ("name", "happens", "code"),
    [
        ("eva", "", "appeal_not_leader"),
        ("ben", "", "appeal_not_leader"),
        ("finn", "decided", "appeal_ended"),
        ("finn", "closed", "appeal_window_closed"),
        ("finn", "three", "photos_too_many"),
    ],
)
def test_add_photo_is_refused_to_others_and_out_of_time(
    session: Session, open_cast: Cast, tmp_path: Path, name: str, happens: str, code: str
) -> None:
    appeal, deed = lodge(session, open_cast), partial(appeal_photos.add, session, tmp_path)
    before = 3 if happens == "three" else 0
    for _ in range(before):
        deed(appeal, read_photo(picture()), by=open_cast.finn)
    if happens == "decided":
        appeal_decisions.decide(session, appeal, Outcome.UNCHANGED, reason="As it was", by=open_cast.ben)
    if happens == "closed":
        close(session, open_cast)

    assert code_of(deed, appeal, read_photo(picture()), by=getattr(open_cast, name)) == code
    assert len(appeal_photos.listed(session, appeal)) == before


def test_the_line_of_a_photo_names_its_checksum(session: Session, open_cast: Cast, tmp_path: Path) -> None:
    appeal, encoded = lodge(session, open_cast), read_photo(picture())

    photo = appeal_photos.add(session, tmp_path, appeal, encoded, by=open_cast.finn)

    line = session.scalars(select(AuditEntry).where(AuditEntry.action == "appeals.add_photo")).one()
    assert (line.user_id, line.subject) == (open_cast.finn.id, f"appeal:{appeal.id}")
    assert json.loads(line.content)["after"] == {"sha256": photo.sha256}


def test_a_refused_photo_leaves_no_file_and_no_line(session: Session, open_cast: Cast, tmp_path: Path) -> None:
    appeal = lodge(session, open_cast)

    code = code_of(appeal_photos.add, session, tmp_path, appeal, read_photo(picture()), by=open_cast.eva)

    assert (code, list(tmp_path.rglob("*.jpg"))) == ("appeal_not_leader", [])
    assert session.scalars(select(AuditEntry.id).where(AuditEntry.action == "appeals.add_photo")).all() == []


def test_room_and_time_of_an_appeal_are_told_before_it_is_refused(
    session: Session, open_cast: Cast, tmp_path: Path
) -> None:
    appeal, other = lodge(session, open_cast), lodge(session, open_cast, whole=True)
    rooms = [appeal_photos.room_for(session, appeal)]
    for colour in ("teal", "red", "blue"):
        appeal_photos.add(session, tmp_path, appeal, read_photo(picture(colour)), by=open_cast.finn)
        rooms.append(appeal_photos.room_for(session, appeal))
    times = [appeal_photos.takes_photos(session, appeal)]
    close(session, open_cast)
    times.append(appeal_photos.takes_photos(session, appeal))

    assert (rooms, appeal_photos.room_for(session, other), times) == ([3, 2, 1, 0], 3, [True, False])


def test_an_appeal_that_is_decided_takes_no_photos_though_the_time_runs(session: Session, open_cast: Cast) -> None:
    appeal = lodge(session, open_cast)

    appeal_decisions.decide(session, appeal, Outcome.UNCHANGED, reason="As it was", by=open_cast.ben)

    assert not appeal_photos.takes_photos(session, appeal)
