"""The pages of adjustments: the list, each form, taking back; who may."""

import pytest
from sqlalchemy.orm import Session

from olympiad.services.entry import adjustments
from tests.applications import Visitor
from tests.factories import Cast

ROWS = {
    "penalties": {"team": "T01", "task": "", "points": "2"},
    "absences": {"team": "T01", "task": "P"},
    "times": {"team": "T01", "task": "P", "seconds": "90"},
    "extra-rounds": {"team": "T01", "rank": "1", "by": ""},
    "awards": {"team": "T01", "award": "Fastest solver"},
    "schedule": {"team": "T01", "task": "P", "station": "3", "start": "2026-12-05T09:00", "end": "2026-12-05T09:30"},
}


def url(cast: Cast, then: str = "") -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/adjustments/{then}"


@pytest.mark.parametrize("kind", ROWS)
def test_enter_lists_the_entry_and_withdraw_takes_it_back(
    client: Visitor, cast: Cast, session: Session, kind: str
) -> None:
    client.sign_in(cast.ben)
    client.get(url(cast, f"{kind}/new"))

    answer = client.post(url(cast, f"{kind}/new"), data=ROWS[kind] | {"reason": "Seen by both judges"})

    assert answer.status_code == 303
    line = adjustments.lines(session, cast.section, kind.replace("-", "_"))[0]
    assert f"{kind}/{line.row.id}/withdraw" in client.get(url(cast)).text
    assert client.get(url(cast, f"{kind}/{line.row.id}/withdraw")).status_code == 200
    client.post(url(cast, f"{kind}/{line.row.id}/withdraw"), data={"reason": "A slip"})
    assert adjustments.lines(session, cast.section, kind.replace("-", "_")) == []


def test_slot_is_kept_in_the_time_of_the_edition(client: Visitor, cast: Cast, session: Session) -> None:
    cast.edition.time_zone = "Asia/Samarkand"
    session.flush()

    client.sign_in(cast.ana).post(url(cast, "schedule/new"), data=ROWS["schedule"])

    row = adjustments.lines(session, cast.section, "schedule")[0].row
    assert row.starts_at.isoformat() == "2026-12-05T04:00:00+00:00"


@pytest.mark.parametrize(
    ("kind", "changed", "words"),
    [
        ("penalties", {"reason": ""}, "Give a reason; it is kept on record."),
        ("penalties", {"points": "many", "reason": "x"}, "is not a number"),
        ("times", {"seconds": "-4", "reason": "x"}, "mended"),
    ],
)
def test_enter_says_what_is_wrong(
    client: Visitor, cast: Cast, session: Session, kind: str, changed: dict[str, str], words: str
) -> None:
    answer = client.sign_in(cast.ben).post(url(cast, f"{kind}/new"), data=ROWS[kind] | changed)

    assert (answer.status_code, words in answer.text) == (422, True)
    assert adjustments.lines(session, cast.section, kind) == []


def test_unknown_kind_is_not_found(client: Visitor, cast: Cast) -> None:
    assert client.sign_in(cast.ana).get(url(cast, "bribes/new")).status_code == 404


def test_the_schedule_says_what_cannot_be_kept_until_the_station_has_room(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.ana)
    for team in ("T01", "T02"):
        client.post(url(cast, "schedule/new"), data=ROWS["schedule"] | {"team": team})

    before = client.get(url(cast)).text
    answer = client.post(url(cast, "schedule/stations"), data={"station": "3", "teams": "2"})

    assert "More teams at 3 at the same time than it holds (1): T01 (P, 2026-12-05 09:00–09:30); T02" in before
    assert answer.status_code == 303
    assert "More teams at 3" not in client.get(url(cast)).text


def test_room_for_several_teams_needs_a_number(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.ana).post(url(cast, "schedule/new"), data=ROWS["schedule"])

    assert client.post(url(cast, "schedule/stations"), data={"station": "3", "teams": "0"}).status_code == 422


def test_an_award_and_its_reason_are_read_in_the_readers_language(client, cast, session):
    told = {"team": "T01", "award": "Best report", "award_ru": "Лучший отчёт", "reason": "Clear", "reason_ru": "Ясно"}

    client.sign_in(cast.ana).post(url(cast, "awards/new"), data=told)
    client.set_cookie("language", "ru")
    page = client.get(url(cast)).text

    assert "Лучший отчёт" in page
    assert "Ясно" in page
    assert "Best report" not in page


def test_kinds_without_an_entry_share_one_panel(client: Visitor, cast: Cast) -> None:
    address = f"/editions/{cast.edition.slug}/{cast.section.slug}/adjustments/"

    page = client.sign_in(cast.ana).get(address).text

    without = page[page.index(">Nothing entered yet<") :]
    assert without.count("/new") == page.count("/new") > 3
