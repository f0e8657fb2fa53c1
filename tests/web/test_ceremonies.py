"""The ceremony by its pages: order and wording, the remote's requests, what the hall may know, the end."""

import json
import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.exchange.gallery_pictures import read_picture
from olympiad.models.ceremony import Ceremony
from olympiad.models.participant import Participant
from olympiad.services.results import ceremonies, gallery, results
from olympiad.services.results.gallery import Told
from tests.applications import Visitor
from tests.factories import Cast, make_participant
from tests.results_world import AWARDS, finalise, mark_everything, set_rules
from tests.web.test_gallery import picture


@pytest.fixture
def finalised(session: Session, cast: Cast) -> Cast:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 8750})
    finalise(session, cast, confirmed=True)
    return cast


@pytest.fixture
def opened(session: Session, finalised: Cast) -> Ceremony:
    return ceremonies.open_ceremony(session, finalised.section, is_rehearsal=False, by=finalised.ana)


def base(cast: Cast) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/ceremony"


def loaded(page: str) -> dict:
    found = re.search(r'<script type="application/json" id="loaded">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_the_order_shows_every_sentence_in_both_languages_of_the_hall(client: Visitor, finalised: Cast) -> None:
    page = client.sign_in(finalised.ben).get(f"{base(finalised)}/").text

    names = f"{finalised.t01.name} and {finalised.t02.name}"
    assert "And the first place: " + names in page
    assert f"{finalised.t01.name} va {finalised.t02.name}" in page


def test_the_picture_of_a_team_comes_with_the_page_and_needs_no_network(
    app: Flask, client: Visitor, session: Session, finalised: Cast
) -> None:
    cast = finalised
    person = session.scalars(select(Participant).where(Participant.key == "gul")).one()
    person.consents_photo = True
    photo = gallery.add(
        session,
        Path(app.instance_path) / "uploads",
        cast.edition,
        read_picture(picture().getvalue()),
        name="a",
        by=cast.ana,
    )
    told = Told({}, None, "", [person.id], others_agreed=True, is_cover=False, is_of_team=True)
    gallery.describe(session, cast.edition, photo, told, by=cast.ana)
    ceremonies.open_ceremony(session, cast.section, is_rehearsal=False, by=cast.ana)

    hall = loaded(client.sign_in(cast.ben).get(f"{base(cast)}/hall").text)["hall"]

    found = {team["name"]: team["photo"][:23] for one in hall for team in one["teams"] if one["kind"] == "reveal"}
    assert found == {cast.t01.name: "data:image/webp;base64,", cast.t02.name: ""}


def test_without_a_version_only_a_rehearsal_is_offered(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.ana)

    page = client.get(f"{base(cast)}/").text

    assert "There is no results version yet" in page
    assert f'href="{base(cast)}/open"' not in page
    assert client.get(f"{base(cast)}/open").status_code == 302
    assert client.get(f"{base(cast)}/preview").status_code == 200


def test_wording_is_set_by_the_form_and_a_wrong_brace_is_refused(
    client: Visitor, session: Session, finalised: Cast
) -> None:
    client.sign_in(finalised.ana)
    fields = {
        "first": "ru", "second": "", "cards": "each", "special": "never", "institutions": "never",
        "texts-0-name": "winner.ru", "texts-0-text": "Ура, {teams}!",
    }  # fmt: skip

    answer = client.post(f"{base(finalised)}/arrange", data=fields)
    wrong = client.post(f"{base(finalised)}/arrange", data=fields | {"texts-0-text": "Ура, {winner}!"})

    assert (answer.status_code, wrong.status_code) == (303, 409)
    plan = ceremonies.plan(session, finalised.section)
    assert plan is not None
    assert (plan.settings.languages, plan.settings.texts) == (("ru",), {"winner.ru": "Ура, {teams}!"})
    assert f"Ура, {finalised.t01.name} и {finalised.t02.name}!" in client.get(f"{base(finalised)}/").text


def test_how_names_are_said_is_read_by_the_announcer(client: Visitor, session: Session, finalised: Cast) -> None:
    make_participant(session, finalised.t01, name="Silent Person", consents_name=False)
    client.sign_in(finalised.ana)
    page = client.get(f"{base(finalised)}/names").text

    client.post(f"{base(finalised)}/names", data={f"said-{finalised.t01.id}-0": "khaZAR"})

    assert "Silent Person" not in page
    ceremonies.open_ceremony(session, finalised.section, is_rehearsal=False, by=finalised.ana)
    remote = client.get(f"{base(finalised)}/remote").text
    (spoken, other) = loaded(remote)["script"][2]["people"]
    assert (spoken["said"], other["said"]) == ([["kha", False], ["ZAR", True]], [])
    assert spoken["unnamed"] == "1 member did not agree to be named."
    assert "Silent Person" not in remote


def test_the_remote_loads_everything_and_moves(client: Visitor, finalised: Cast, opened: Ceremony) -> None:
    client.sign_in(finalised.ana)
    found = loaded(client.get(f"{base(finalised)}/remote").text)

    answer = client.post(f"{base(finalised)}/move", json={"turn": found["state"]["turn"], "position": 2, "dark": False})

    assert [one["kind"] for one in found["hall"]] == ["opening", "award", "reveal", "closing"]
    assert found["hall"][2]["mark"] == "1= · 17,50"
    assert found["stars"] == ["I", "I"]
    assert answer.json is not None
    assert (answer.json["position"], answer.json["turn"], answer.json["mine"]) == (2, found["state"]["turn"] + 1, True)


def test_who_moves_from_an_old_step_is_told_who_was_faster(client: Visitor, finalised: Cast, opened: Ceremony) -> None:
    turn = opened.turn
    client.sign_in(finalised.ana).post(f"{base(finalised)}/move", json={"turn": turn, "position": 1})

    answer = client.sign_in(finalised.ben).post(f"{base(finalised)}/move", json={"turn": turn, "position": 2})

    assert answer.status_code == 409
    assert answer.json is not None
    assert answer.json["error"]["code"] == "ceremony_moved_on"
    assert (answer.json["state"]["position"], answer.json["state"]["by"], answer.json["state"]["mine"]) == (
        1,
        "Ana",
        False,
    )


@pytest.mark.parametrize("body", [[], {}, {"turn": "1", "position": 1}, {"turn": True, "position": 1}])
def test_what_is_no_move_is_malformed(client: Visitor, finalised: Cast, opened: Ceremony, body: object) -> None:
    assert client.sign_in(finalised.ana).post(f"{base(finalised)}/move", json=body).status_code == 400


def test_asking_again_costs_nothing_until_somebody_moves(client: Visitor, finalised: Cast, opened: Ceremony) -> None:
    client.sign_in(finalised.ana)
    first = client.get(f"{base(finalised)}/state")
    tag = {"If-None-Match": first.headers["ETag"]}

    same = client.get(f"{base(finalised)}/state", headers=tag)
    client.post(f"{base(finalised)}/move", json={"turn": opened.turn, "position": 1})
    moved = client.get(f"{base(finalised)}/state", headers=tag)

    assert (first.status_code, same.status_code, moved.status_code) == (200, 304, 200)


def test_the_end_asks_and_publishes(client: Visitor, session: Session, finalised: Cast, opened: Ceremony) -> None:
    client.sign_in(finalised.ana)
    asked = client.get(f"{base(finalised)}/end").text
    before = results.published(session, finalised.section)

    answer = client.post(f"{base(finalised)}/end", data={"then": "publish"})

    assert "Not everything is revealed yet: step 1 of 4." in asked
    assert before is None
    assert answer.headers["Location"].endswith("/results/1")
    assert results.published(session, finalised.section) is not None
    assert client.get(f"/results/{finalised.edition.slug}/{finalised.section.slug}/").status_code == 200
    assert client.get(f"{base(finalised)}/state").json["run"] == ""


def test_who_may_not_publish_ends_without(client: Visitor, session: Session, finalised: Cast, opened: Ceremony) -> None:
    client.sign_in(finalised.ben)

    refused = client.post(f"{base(finalised)}/end", data={"then": "publish"})
    ended = client.post(f"{base(finalised)}/end", data={"then": "wait"})

    assert (refused.status_code, ended.status_code) == (403, 303)
    assert results.published(session, finalised.section) is None


def test_a_rehearsal_says_so_on_both_screens_and_holds_no_real_name(client: Visitor, finalised: Cast) -> None:
    client.sign_in(finalised.ana)
    client.post(f"{base(finalised)}/rehearse")

    pages = [client.get(f"{base(finalised)}/{name}").text for name in ("remote", "hall")]

    assert all("Rehearsal with invented teams." in page for page in pages)
    assert all(one["isRehearsal"] for page in pages for one in loaded(page)["hall"])
    assert [team.name in page for page in pages for team in (finalised.t01, finalised.t02)] == [False] * 4
    assert "17" not in json.dumps(loaded(pages[0])["hall"])
