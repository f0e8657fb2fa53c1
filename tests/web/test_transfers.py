"""Pages and commands by which a section moves to another installation."""

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.models.audit import AuditChain, AuditEntry
from olympiad.models.section import Section
from tests.applications import Visitor
from tests.factories import Cast
from tests.results_world import mark_everything


@pytest.fixture
def address(session: Session, cast: Cast) -> str:
    """Return the section's page of moving, with marks in it."""
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/transfers/"


def written(client: Visitor, address: str) -> bytes:
    """Return the file that the page writes."""
    with client.post(f"{address}section.zip") as answer:
        return answer.data


def renamed(session: Session, cast: Cast) -> None:
    """Let the section look as if it had never been here."""
    cast.edition.slug = "elsewhere"
    session.commit()


def test_an_administrator_writes_a_section_and_takes_it_in(
    app: Flask, session: Session, client: Visitor, cast: Cast, address: str
) -> None:
    slug = cast.edition.slug
    file = written(client.sign_in(cast.admin), address)
    renamed(session, cast)

    page = client.post("/transfers/", data={"file": (BytesIO(file), "section.zip")})
    path = page.text.split('action="/transfers/', 1)[1].split('"', 1)[0]
    answer = client.post(f"/transfers/{path}")

    assert answer.location == f"/editions/{slug}/{cast.section.slug}/"
    assert [one.slug for one in session.scalars(select(Section))] == [cast.section.slug] * 2
    assert "transfers.write" in session.scalars(select(AuditEntry.action)).all()
    assert list((Path(app.instance_path) / "transfers").iterdir()) == []
    record, moved = (
        f"{answer.location}audit/",
        session.scalars(select(AuditChain).where(AuditChain.written_as != "")).one(),
    )
    own, foreign = client.get(record).text, client.get(f"{record}?chain={moved.id}").text
    arrived = session.scalars(select(Section).order_by(Section.id.desc())).first()
    assert arrived is not None
    assert ["Written in another installation." in page for page in (own, foreign)] == [False, True]
    assert f'subject=section:{arrived.id}">section:{arrived.id}</a>' in foreign


def test_a_section_that_is_here_is_refused_before_anything_changes(
    session: Session, client: Visitor, cast: Cast, address: str
) -> None:
    file = written(client.sign_in(cast.admin), address)

    answer = client.post("/transfers/", data={"file": (BytesIO(file), "section.zip")})

    assert answer.status_code == 409
    assert "is here already. Nothing was changed" in answer.text
    assert len(session.scalars(select(Section)).all()) == 1


def test_a_file_nobody_previewed_is_not_there(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.admin)

    assert client.post(f"/transfers/{'0' * 64}/take-in").status_code == 404
    assert client.post("/transfers/..%2f..%2fx/take-in").status_code == 404


def test_an_organizer_does_not_carry_a_section_away(client: Visitor, cast: Cast, address: str) -> None:
    assert client.sign_in(cast.ana).post(f"{address}section.zip").status_code == 403


def test_commands_write_and_take_in(app: Flask, session: Session, cast: Cast, address: str, tmp_path: Path) -> None:
    place, file = f"{cast.edition.slug}/{cast.section.slug}", str(tmp_path / "section.zip")
    session.commit()
    run = app.test_cli_runner().invoke
    made = run(args=["export-section", place, file])
    refused = run(args=["import-section", file])
    renamed(session, cast)
    shown = run(args=["import-section", file, "--preview"])
    taken = run(args=["import-section", file])

    assert (made.exit_code, refused.exit_code, shown.exit_code, taken.exit_code) == (0, 1, 0, 0), (
        made.output + taken.output
    )
    assert "score_sheet: 8" in shown.output
    assert f"{place} is here" in made.output + taken.output
