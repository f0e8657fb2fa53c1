"""A person sees, downloads and corrects the own data; after the retention date names go."""

import json
from datetime import date

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.models.certificate import Certificate
from olympiad.models.data_request import DataRequest
from olympiad.models.participant import Participant
from olympiad.services.results import certificates, results
from tests.applications import Visitor
from tests.factories import Cast
from tests.results_world import AWARDS, finalise, mark_everything, set_rules


def publish(session: Session, client: Visitor, cast: Cast) -> list[Certificate]:
    """Publish a ranking in which T01 is called after its leader, and issue certificates."""
    cast.t01.name, cast.t02.name = "Eva and friends", "Catalase"
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    version = finalise(session, cast, official=True)
    results.publish(session, version, by=cast.ana)
    issued = certificates.issue(session, version, by=cast.ana)
    session.commit()
    return issued


def test_a_participant_downloads_what_is_known(client: Visitor, session: Session, cast: Cast) -> None:
    publish(session, client, cast)

    known = client.sign_in(cast.eva).get("/account/data/export.json").get_json()

    assert known["participations"][0]["name"] == "Eva"
    assert known["participations"][0]["consents"] == ["name", "score"]
    assert [one["printed"]["name"] for one in known["certificates"]] == ["Eva"]
    assert "Finn" not in json.dumps(known)


def test_a_judge_sees_the_own_sheets_by_code_only(client: Visitor, session: Session, cast: Cast) -> None:
    cast.t01.name = "Secret name"

    known = client.sign_in(cast.cem).get("/account/data/export.json")

    assert len(known.get_json()["judging"][0]["sheets"]) == 4
    assert "Secret name" not in known.text


def test_taking_a_consent_back_shows_the_code_on_the_public_page(client: Visitor, session: Session, cast: Cast) -> None:
    publish(session, client, cast)
    address = f"/results/{cast.edition.slug}/{cast.section.slug}/en"
    assert "Eva and friends" in client.get(address).text
    row = session.scalars(select(Participant).where(Participant.user_id == cast.eva.id)).one()

    client.sign_in(cast.eva).post(f"/account/data/{row.id}/consent", data={f"member-{row.id}-score": "y"})

    session.refresh(row)
    assert (row.consents_name, row.consents_score) == (False, True)
    page = client.get(address).text
    assert "Eva and friends" not in page
    assert cast.t01.code in page
    assert "Eva" not in client.get(address.removesuffix("en") + "results.json").text


def test_nobody_changes_the_consents_of_others(client: Visitor, session: Session, cast: Cast) -> None:
    row = session.scalars(select(Participant).where(Participant.user_id == cast.eva.id)).one()

    assert client.sign_in(cast.gul).post(f"/account/data/{row.id}/consent").status_code == 404
    session.refresh(row)
    assert row.consents_name


def test_a_request_is_answered(client: Visitor, session: Session, cast: Cast) -> None:
    place = f"/editions/{cast.edition.slug}/{cast.section.slug}/data-requests"
    client.sign_in(cast.eva).post(
        "/account/data/ask", data={"section": str(cast.section.id), "text": "My name is Evangeline."}
    )
    row = session.scalars(select(DataRequest)).one()

    assert "My name is Evangeline." in client.sign_in(cast.ana).get(f"{place}/").text
    refused = client.post(f"{place}/{row.id}", data={"state": "declined", "text": ""})
    client.post(f"{place}/{row.id}", data={"state": "done", "text": "Done."})

    session.refresh(row)
    assert refused.status_code == 409
    assert (row.state, row.answered_by_id) == ("done", cast.ana.id)
    assert "Done." in client.sign_in(cast.eva).get("/account/data/").text


def test_purge_leaves_certificates_valid_and_names_comparable(
    app: Flask, client: Visitor, session: Session, cast: Cast
) -> None:
    issued = publish(session, client, cast)
    address = f"/editions/{cast.edition.slug}/personal-data/"
    client.sign_in(cast.admin)
    assert client.post(f"{address}purge", data={"sure": "y"}).status_code == 409
    client.post(address, data={"day": date(2020, 1, 1).isoformat()})

    answer = client.post(f"{address}purge", data={"sure": "y"})

    assert answer.status_code == 303
    token = next(one.token for one in issued if "I degree" in one.fields)
    client.sign_out()
    page = client.get(f"/c/{token}").text
    assert ("Valid" in page, "Eva" in page) == (True, False)
    assert "This is the name that was printed" in client.post(f"/c/{token}", data={"name": "eva"}).text
    assert "This is not the name" in client.post(f"/c/{token}", data={"name": "Finn"}).text
    assert "Eva" not in client.get(f"/results/{cast.edition.slug}/{cast.section.slug}/en").text


def test_the_command_says_what_would_go(app: Flask, session: Session, cast: Cast) -> None:
    slug = cast.edition.slug
    session.commit()

    shown = app.test_cli_runner().invoke(args=["purge-personal-data", slug])
    refused = app.test_cli_runner().invoke(args=["purge-personal-data", slug, "--yes"])

    assert (shown.exit_code, refused.exit_code) == (0, 1)
    assert "participants: 3" in shown.output


def test_the_command_purges_and_draws_published_pages_anew(
    app: Flask, client: Visitor, session: Session, cast: Cast
) -> None:
    publish(session, client, cast)
    address = f"/results/{cast.edition.slug}/{cast.section.slug}/en"
    assert "Eva and friends" in client.get(address).text
    cast.edition.keep_personal_until = date(2020, 1, 1)
    slug = cast.edition.slug
    session.commit()

    done = app.test_cli_runner().invoke(args=["purge-personal-data", slug, "--yes"])

    assert done.exit_code == 0, done.output
    assert "Eva" not in client.get(address).text


def test_an_organizer_who_takes_a_consent_back_hides_the_name_too(
    client: Visitor, session: Session, cast: Cast
) -> None:
    publish(session, client, cast)
    row = session.scalars(select(Participant).where(Participant.user_id == cast.eva.id)).one()
    address = f"/editions/{cast.edition.slug}/{cast.section.slug}/teams/{cast.t01.id}/participants/{row.id}"

    answer = client.sign_in(cast.ana).post(address, data={"name": "Eva", "role": "leader", "consents_score": "y"})

    assert answer.status_code == 303
    assert "Eva" not in client.get(f"/results/{cast.edition.slug}/{cast.section.slug}/en").text
