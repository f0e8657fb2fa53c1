"""The page of copies: made now, checked, downloaded with a line in the record; nobody but administrators."""

import sqlite3
import zipfile
from io import BytesIO

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.models.audit import AuditEntry
from olympiad.services.keeping import backups
from tests.applications import Visitor
from tests.factories import Cast


def made(client: Visitor, cast: Cast) -> str:
    """Make a copy and give its name."""
    client.sign_in(cast.admin).post("/backups/make")
    page = client.get("/backups/").text
    return page.split('action="/backups/olympiad-', 1)[1].split("/", 1)[0]


def test_a_copy_is_made_checked_and_downloaded(session: Session, client: Visitor, cast: Cast) -> None:
    name = f"olympiad-{made(client, cast)}"

    checked = client.post(f"/backups/{name}/check", follow_redirects=True)
    with client.post(f"/backups/{name}/download") as answer:
        packed = zipfile.ZipFile(BytesIO(answer.data))

    assert f"{name} is sound." in checked.text
    assert packed.read(name).startswith(b"SQLite format 3")
    assert packed.namelist() == [name, name.replace(".sqlite", ".photos")]
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[-2:] == ["backups.make", "backups.download"]


def test_making_a_copy_notes_the_heads_outside(app: Flask, client: Visitor, cast: Cast, tmp_path) -> None:
    made(client, cast)

    assert "installation" in (tmp_path / "witness.log").read_text("ascii")


def test_a_downloaded_copy_is_restored_and_verifies(
    app: Flask, session: Session, client: Visitor, cast: Cast, tmp_path
) -> None:
    name = f"olympiad-{made(client, cast)}"
    with client.post(f"/backups/{name}/download") as answer:
        (tmp_path / "taken.zip").write_bytes(answer.data)
    cast.section.title = "changed afterwards"
    session.commit()
    session.close()

    restored = app.test_cli_runner().invoke(args=["restore", "--yes", str(tmp_path / "taken.zip")])

    assert restored.exit_code == 0, restored.output
    with sqlite3.connect(app.config["DATABASE_URL"].removeprefix("sqlite:///")) as database:
        assert database.execute("SELECT title FROM section").fetchall() == [("Biochemistry",)]
    database.close()
    assert app.test_cli_runner().invoke(args=["audit-verify"]).exit_code == 1  # a line is gone that was witnessed


def test_names_that_are_no_copies_lead_nowhere(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.admin)

    assert client.post("/backups/..%2Folympiad.sqlite/download").status_code == 404
    assert client.post("/backups/olympiad.sqlite/download").status_code == 404


def test_an_organizer_sees_no_copies(client: Visitor, cast: Cast) -> None:
    assert client.sign_in(cast.ana).get("/backups/").status_code == 403


def test_copies_are_dated_in_utc(tmp_path) -> None:
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "olympiad-20261210-150000.sqlite").touch()

    assert backups.listed(tmp_path)[0].made_at.isoformat() == "2026-12-10T15:00:00+00:00"
