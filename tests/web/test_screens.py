"""Screens of the hall: what the jury chose and nothing else, by an unguessable link that can be taken back."""

import json
import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.errors import DomainError
from olympiad.domain.screens import Shows
from olympiad.models.adjustment import Penalty
from olympiad.models.audit import AuditEntry
from olympiad.models.participant import Participant
from olympiad.models.screen import Screen
from olympiad.services.appeals import appeal_windows
from olympiad.services.overview import screens
from olympiad.services.overview.screens import Choice
from olympiad.services.record import audit_verification
from olympiad.services.results import ceremonies, results
from olympiad.web.sections import screen_stamps
from tests.applications import Visitor
from tests.factories import Cast, make_team
from tests.results_world import AWARDS, finalise, mark_everything, set_rules


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen_stamps, "FRESH", -1.0)


@pytest.fixture
def token(session: Session, cast: Cast) -> str:
    set_rules(session, cast, AWARDS)
    return screens.add(session, cast.section, name="Hall A", language="en", by=cast.ana)[1]


def choose(session: Session, cast: Cast, shows: Shows, **given) -> None:
    (row,) = screens.of_section(session, cast.section)
    screens.show(session, cast.section, row, Choice(shows, "en", **given), by=cast.ben)


def told(client: Visitor, token: str) -> dict:
    answer = client.get(f"/screen/{token}/picture")
    assert answer.status_code == 200
    return answer.json


def base(cast: Cast) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/screens"


def test_a_screen_opens_without_sign_in_and_is_dark_at_first(client: Visitor, token: str) -> None:
    page = client.get(f"/screen/{token}")

    assert page.status_code == 200
    assert told(client, token)["shows"] == "dark"
    assert client.get("/screen/another").status_code == 404
    assert client.get("/screen/another/picture").status_code == 404


def test_progress_names_no_team_and_no_mark(client: Visitor, session: Session, cast: Cast, token: str) -> None:
    cast.sheets["T01", "P", "cem"].state = "open"
    for judge in ("cem", "dana"):
        cast.sheets["T02", "G", judge].state = "accepted"
    choose(session, cast, Shows.PROGRESS)

    found = told(client, token)

    assert (found["done"], found["of"], found["teams"]) == (1, 4, 2)
    assert [(one["code"], one["cells"]) for one in found["tasks"]] == [("P", "on"), ("G", "do")]
    text = json.dumps(found)
    hidden = [one for team in (cast.t01, cast.t02) for one in (team.key, team.code, team.name)]
    assert [one for one in hidden if one in text] == []


def test_what_stands_still_keeps_its_moment(client: Visitor, session: Session, cast: Cast, token: str) -> None:
    choose(session, cast, Shows.FROZEN, until=utc_now() + timedelta(hours=1))
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})

    frozen = told(client, token)
    choose(session, cast, Shows.PROGRESS)

    assert (frozen["done"], told(client, token)["done"]) == (0, 4)
    assert re.fullmatch(r"\d\d:\d\d", frozen["at"])


def test_a_board_stands_still_from_a_set_moment_until_another(
    client: Visitor, session: Session, cast: Cast, token: str
) -> None:
    now = utc_now()
    choose(session, cast, Shows.FROZEN, freezes_at=now + timedelta(hours=1), until=now + timedelta(hours=2))
    announced = told(client, token)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    cast.section.revision += 1

    seen = [announced, told(client, token)]
    for hours in (1, 2):
        seen += [follow(session, now + timedelta(hours=hours)), told(client, token)]

    assert [(one["shows"], one["done"]) for one in (seen[0], seen[1], seen[3], seen[5])] == [
        ("progress", 0), ("progress", 4), ("frozen", 4), ("progress", 4),
    ]  # fmt: skip
    assert (seen[3]["at"], "freezes" in seen[5]) == (announced["freezes"], False)
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert [one for one in actions if one.startswith("screens")][-2:] == ["screens.freeze", "screens.thaw"]
    assert [report.findings for report in audit_verification.verify(session)] == [(), ()]


def follow(session: Session, now: datetime) -> None:
    for screen_id in screens.due(session, now):
        assert screens.follow_clock(session, screen_id, now)
        assert not screens.follow_clock(session, screen_id, now)


def test_what_stands_keeps_standing_when_only_its_words_are_chosen_anew(
    client: Visitor, session: Session, cast: Cast, token: str
) -> None:
    choose(session, cast, Shows.FROZEN)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})

    choose(session, cast, Shows.FROZEN, seconds=20)

    assert told(client, token)["done"] == 0


def test_an_embargo_stands_on_the_board_of_progress(client: Visitor, session: Session, cast: Cast, token: str) -> None:
    choose(session, cast, Shows.PROGRESS)
    tag = {"If-None-Match": client.get(f"/screen/{token}/picture").headers["ETag"]}
    cast.section.publishes_at = at = utc_now() + timedelta(hours=3)
    cast.section.revision += 1
    session.commit()

    found = client.get(f"/screen/{token}/picture", headers=tag)

    assert (found.status_code, found.json["closed"]) == (200, int(at.timestamp() * 1000))


def test_all_sections_tell_counts_alone(client: Visitor, session: Session, cast: Cast, token: str) -> None:
    choose(session, cast, Shows.SECTIONS)
    tag = {"If-None-Match": client.get(f"/screen/{token}/picture").headers["ETag"]}
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    cast.section.revision += 1
    session.commit()

    found = client.get(f"/screen/{token}/picture", headers=tag)

    assert found.status_code == 200
    assert [(one["done"], one["of"]) for one in found.json["sections"]] == [(8, 8)]
    assert [one for one in (cast.t01.name, cast.t01.code, cast.t01.key) if one in found.text] == []


def test_places_are_closed_before_publishing_and_hold_no_award(
    client: Visitor, session: Session, cast: Cast, token: str
) -> None:
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    version = finalise(session, cast)
    with pytest.raises(DomainError, match="screen_places_closed"):
        choose(session, cast, Shows.PLACES)
    results.publish(session, version, by=cast.ana)

    choose(session, cast, Shows.PLACES)

    found = told(client, token)
    assert [(one["place"], one["name"], one["total"]) for one in found["lines"]] == [
        ("1", cast.t01.name, "17.50"),
        ("2", cast.t02.name, "12.50"),
    ]
    assert "degree" not in json.dumps(found)
    window = appeal_windows.latest(session, cast.section)
    assert (found["isOfficial"], found["appeals"]) == (False, int(window.closes_at.timestamp() * 1000) if window else 0)
    results.unpublish(session, version, reason="wrong", by=cast.ana)
    assert told(client, token)["shows"] == "dark"


def second_version(session: Session, cast: Cast) -> None:
    """The first team falls behind, and the corrected version takes the place of the first one."""
    session.add(
        Penalty(section_id=cast.section.id, team_id=cast.t01.id, task_id=None, points=9_000, user_id=None, at=utc_now())
    )
    session.flush()
    results.publish(session, finalise(session, cast, reason="A sum was wrong", confirmed=True), by=cast.ana)


def test_places_stand_still_as_of_a_time_while_a_newer_version_takes_their_place(
    client: Visitor, session: Session, cast: Cast, token: str
) -> None:
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    with pytest.raises(DomainError, match="screen_places_closed"):
        choose(session, cast, Shows.FROZEN_PLACES)
    results.publish(session, finalise(session, cast), by=cast.ana)
    choose(session, cast, Shows.FROZEN_PLACES, until=utc_now() + timedelta(hours=1))
    tag = {"If-None-Match": client.get(f"/screen/{token}/picture").headers["ETag"]}

    second_version(session, cast)
    session.commit()

    stands = told(client, token)
    assert [(one["place"], one["name"]) for one in stands["lines"]] == [("1", cast.t01.name), ("2", cast.t02.name)]
    assert (stands["shows"], stands["isOfficial"], "degree" in json.dumps(stands)) == ("frozen_places", False, False)
    assert re.fullmatch(r"\d\d:\d\d", stands["at"])
    assert re.fullmatch(r"\d\d:\d\d", stands["until"])
    assert client.get(f"/screen/{token}/picture", headers=tag).status_code == 200
    follow(session, utc_now() + timedelta(hours=1))
    moves = told(client, token)
    assert (moves["shows"], moves["lines"][0]["name"]) == ("places", cast.t02.name)


def test_places_that_stand_still_hide_the_names_that_must_be_hidden_since_and_go_with_what_is_taken_down(
    client: Visitor, session: Session, cast: Cast, token: str
) -> None:
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    version = finalise(session, cast)
    results.publish(session, version, by=cast.ana)
    choose(session, cast, Shows.FROZEN_PLACES)
    cast.t01.name = "Ana Karimova"
    session.add(Participant(section_id=cast.section.id, team_id=cast.t01.id, name="Ana Karimova", consents_name=False))
    session.flush()

    hidden = told(client, token)
    results.unpublish(session, version, reason="wrong", by=cast.ana)

    assert hidden["lines"][0]["name"] == cast.t01.code
    assert told(client, token)["shows"] == "dark"
    results.publish(session, version, by=cast.ana)
    assert told(client, token)["shows"] == "frozen_places"


def test_places_move_until_the_set_moment_from_which_they_stand(
    client: Visitor, session: Session, cast: Cast, token: str
) -> None:
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    results.publish(session, finalise(session, cast), by=cast.ana)
    at = utc_now() + timedelta(hours=1)
    choose(session, cast, Shows.FROZEN_PLACES, freezes_at=at)

    before = told(client, token)
    follow(session, at)

    after = told(client, token)
    assert (before["shows"], after["shows"]) == ("places", "frozen_places")
    assert (before["freezes"], before["lines"]) == (after["at"], after["lines"])


def test_a_ceremony_sends_only_the_picture_that_is_shown(
    client: Visitor, session: Session, cast: Cast, token: str
) -> None:
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    finalise(session, cast)
    choose(session, cast, Shows.CEREMONY)
    before = told(client, token)
    row = ceremonies.open_ceremony(session, cast.section, is_rehearsal=False, by=cast.ana)
    ceremonies.move(session, cast.section, seen=row.turn, position=2, is_dark=False, by=cast.ana)

    found = told(client, token)

    assert before["ceremony"] is None
    assert found["ceremony"]["teams"][0]["name"] == cast.t02.name
    assert cast.t01.name not in json.dumps(found)


@pytest.mark.parametrize(
    ("shows", "given", "code"),
    [
        (Shows.ANNOUNCEMENT, {"words": " "}, "screen_words_missing"),
        (Shows.ANNOUNCEMENT, {"words": "a" * 201}, "screen_words_too_long"),
        (Shows.COUNTDOWN, {}, "screen_moment_missing"),
        (Shows.DARK, {"seconds": 1}, "screen_seconds"),
        (Shows.FROZEN, {"freezes_at": utc_now()}, "screen_freeze_past"),
        (Shows.FROZEN, {"until": utc_now()}, "screen_freeze_empty"),
    ],
)
def test_what_would_be_empty_is_refused(session: Session, cast: Cast, token: str, shows, given, code) -> None:
    with pytest.raises(DomainError, match=code):
        choose(session, cast, shows, **given)


def test_nothing_new_is_answered_before_the_view_until_the_jury_chooses(
    app: Flask, client: Visitor, session: Session, cast: Cast, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get(f"/screen/{token}/picture")
    tag = {"If-None-Match": first.headers["ETag"]}
    asked: list[str] = []
    with monkeypatch.context() as patched:
        stamps = app.extensions["olympiad_screen_stamps"]
        patched.setattr(stamps, "inner", lambda environ, start: asked.append(environ["PATH_INFO"]) or [])
        same = client.get(f"/screen/{token}/picture", headers=tag)
    choose(session, cast, Shows.ANNOUNCEMENT, words="Lunch")
    other = client.get(f"/screen/{token}/picture", headers=tag)

    assert (same.status_code, asked, other.status_code) == (304, [], 200)
    assert other.json["text"] == "Lunch"


@pytest.mark.parametrize(
    "shows",
    [Shows.PROGRESS, Shows.SECTIONS, Shows.SCHEDULE, Shows.ANNOUNCEMENT, Shows.COUNTDOWN, Shows.CEREMONY, Shows.DARK],
)
def test_marks_alone_ask_no_screen_to_draw_anew(
    session: Session, cast: Cast, app: Flask, token: str, shows: Shows
) -> None:
    choose(session, cast, shows, words="x", until=utc_now() + timedelta(hours=1))
    session.commit()
    with app.app_context():
        before = screen_stamps.read()
    cast.section.revision += 1
    session.commit()

    with app.app_context():
        after = screen_stamps.read()

    assert (before == after) is (shows is not Shows.SCHEDULE)


def test_a_link_that_is_taken_back_opens_nothing(client: Visitor, session: Session, cast: Cast, token: str) -> None:
    (row,) = screens.of_section(session, cast.section)
    tag = {"If-None-Match": client.get(f"/screen/{token}/picture").headers["ETag"]}
    client.sign_in(cast.ana).post(f"{base(cast)}/{row.id}/revoke")
    client.sign_out()

    answers = [
        client.get(f"/screen/{token}").status_code,
        client.get(f"/screen/{token}/picture", headers=tag).status_code,
    ]
    answers.append(client.post(f"/screen/{token}/beat").status_code)

    assert answers == [404, 404, 404]


def test_the_desk_adds_shows_and_darkens(client: Visitor, session: Session, cast: Cast) -> None:
    client.sign_in(cast.ben)
    made = client.post(f"{base(cast)}/new", data={"name": "Corridor", "language": "uz"}).text
    link = re.search(r'href="http://localhost(/screen/[^"]+)"', made)
    (row,) = screens.of_section(session, cast.section)

    chosen = {"shows": "announcement", "words": "Tanaffus", "seconds": "10", "language": "uz"}
    answer = client.post(f"{base(cast)}/{row.id}", data=chosen)

    assert (answer.status_code, link is not None) == (303, True)
    page = client.get(f"{base(cast)}/").text
    assert "Corridor" in page
    assert "not opened yet" in page
    assert client.get(f"{base(cast)}/{row.id}/picture").json["text"] == "Tanaffus"
    client.post(f"{base(cast)}/darken")
    session.expire_all()
    assert row.shows is Shows.DARK
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert [one for one in actions if one.startswith("screens")] == ["screens.add", "screens.show", "screens.darken"]


def test_a_beat_is_no_line_of_the_record(client: Visitor, session: Session, cast: Cast, token: str) -> None:
    session.commit()
    before = len(session.scalars(select(AuditEntry.id)).all())

    assert client.post(f"/screen/{token}/beat").status_code == 204

    assert session.scalars(select(Screen.seen_at)).one() is not None
    assert len(session.scalars(select(AuditEntry.id)).all()) == before
    assert [report.findings for report in audit_verification.verify(session)] == [(), ()]


def test_a_large_section_tells_bars_instead_of_tiles(client: Visitor, session: Session, cast: Cast, token: str) -> None:
    for _ in range(48):
        make_team(session, cast.section)
    choose(session, cast, Shows.PROGRESS)

    found = told(client, token)

    assert (found["teams"], {one["cells"] for one in found["tasks"]}) == (50, {""})
