"""The page behind a QR code comes from its file, follows every change of the register at once, and no list leads to it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.models.certificate import Certificate
from olympiad.models.participant import Participant
from olympiad.services.record import audit
from olympiad.services.results import certificates
from olympiad.web.results import certificate_pages
from tests.applications import Visitor
from tests.factories import Cast
from tests.web.test_certificates import base, issued

__all__ = ["issued"]

VERDICTS = {"en": ("Valid", "Revoked"), "uz": ("Haqiqiy", "Bekor qilingan"), "ru": ("Действителен", "Аннулирован")}


@pytest.fixture
def folder(app: Flask, cast: Cast) -> Path:
    """Where the pages of the section's certificates are kept."""
    return Path(app.instance_path) / "certificate-pages" / cast.edition.slug / cast.section.slug


def shown(client: Visitor, row: Certificate, code: str = "en") -> str:
    """The word in large letters."""
    page = client.get(f"/c/{row.token}", headers={"Accept-Language": code}).text
    return str(re.findall(r"<h1>(.+?)</h1>", page)[0])


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "current").glob("*.html"))


@pytest.mark.parametrize("code", VERDICTS)
def test_the_second_reader_is_shown_the_file(
    client: Visitor, issued: list[Certificate], folder: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    first = client.get(f"/c/{issued[0].token}", headers={"Accept-Language": code})
    monkeypatch.setattr(certificate_pages, "_drawn_for_all", None)  # whoever draws again fails

    second = client.get(f"/c/{issued[0].token}", headers={"Accept-Language": code})
    has_it = client.get(
        f"/c/{issued[0].token}", headers={"Accept-Language": code, "If-None-Match": str(first.headers["ETag"])}
    )

    assert f"<h1>{VERDICTS[code][0]}</h1>" in second.text
    assert [second.text == first.text, has_it.status_code, len(files(folder))] == [True, 304, 1]
    assert {"Cookie", "Accept-Language"} <= set(second.vary)
    assert second.headers["Cache-Control"] == "private, max-age=0, must-revalidate"


def test_a_server_may_repeat_the_page_while_the_link_leads_to_the_same_folder(
    client: Visitor, cast: Cast, issued: list[Certificate], folder: Path
) -> None:
    told: list[Path] = []
    client.get(f"/c/{issued[0].token}", environ_overrides={"olympiad.keep": told.append})
    before = (folder / "current").readlink()

    client.sign_in(cast.ana).post(f"{base(cast)}/{issued[0].id}/revoke", data={"reason": "Issued by mistake"})

    assert set(told) == {folder / "current"}
    assert (folder / "current").readlink() != before
    assert files(folder) == []


@pytest.mark.parametrize("code", VERDICTS)
def test_a_revoked_one_says_so_at_once_in_every_language(
    client: Visitor, cast: Cast, issued: list[Certificate], code: str
) -> None:
    before = shown(client, issued[0], code)

    client.sign_in(cast.ana).post(f"{base(cast)}/{issued[0].id}/revoke", data={"reason": "Issued by mistake"})
    client.sign_out()

    assert (before, shown(client, issued[0], code)) == VERDICTS[code]


def test_what_another_machine_revoked_is_shown_there_at_once(
    client: Visitor, session: Session, cast: Cast, issued: list[Certificate]
) -> None:
    before = shown(client, issued[0]), shown(client, issued[1])

    certificates.revoke(session, issued[0], reason="Issued by mistake", by=cast.ana)
    session.commit()  # no request of this machine

    assert before == ("Valid", "Valid")
    assert (shown(client, issued[0]), shown(client, issued[1])) == ("Revoked", "Valid")


def test_a_superseded_one_names_the_new_one_at_once(
    client: Visitor, session: Session, cast: Cast, issued: list[Certificate]
) -> None:
    before = shown(client, issued[0])

    session.get_one(Participant, issued[0].participant_id).name = "Evva"
    new = certificates.reissue(session, issued[0], by=cast.ana)

    assert before == "Valid"
    assert shown(client, issued[0]) == "Superseded"
    assert f"{new.number} has taken its place." in client.get(f"/c/{issued[0].token}").text


def test_another_line_of_the_record_draws_nothing_again(
    client: Visitor, session: Session, cast: Cast, issued: list[Certificate], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get(f"/c/{issued[0].token}").text
    monkeypatch.setattr(certificate_pages, "_drawn_for_all", None)
    audit.record(
        session,
        audit.AuditAction.SECTION_IMPORT_AWARDS,
        f"section:{cast.section.id}",
        by=cast.ana,
        section=cast.section,
    )

    assert client.get(f"/c/{issued[0].token}").text == first


def test_files_are_closed_to_others_and_tell_no_address(
    client: Visitor, app: Flask, cast: Cast, issued: list[Certificate], folder: Path
) -> None:
    for row in issued:
        client.get(f"/c/{row.token}")

    found = files(folder)

    assert len(found) == len(issued)
    assert not [name for name in found for row in issued if row.token in name or row.number in name]
    assert folder.parents[1].stat().st_mode & 0o077 == 0
    assert not list((Path(app.instance_path) / "published").rglob(found[0]))
    for address in (f"/c/{found[0]}", f"/results/{cast.edition.slug}/{cast.section.slug}/{found[0]}"):
        assert client.get(address).status_code == 404


def test_a_purge_takes_the_files_away(
    app: Flask, client: Visitor, session: Session, cast: Cast, issued: list[Certificate], folder: Path
) -> None:
    client.get(f"/c/{issued[0].token}")
    before = files(folder)
    cast.edition.keep_personal_until = (utc_now() - timedelta(days=3)).date()
    edition = cast.edition.slug
    session.commit()

    done = app.test_cli_runner().invoke(args=["purge-personal-data", edition, "--yes"])

    assert (done.exit_code, len(before), files(folder)) == (0, 1, [])
    assert "Type the name on the paper to compare it." in client.get(f"/c/{issued[0].token}").text


def test_without_room_for_the_file_its_reader_is_answered(
    client: Visitor, issued: list[Certificate], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_anything: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("olympiad.web.frame.published_folders._write_whole", full)

    assert shown(client, issued[0]) == "Valid"
    assert files(folder) == []
