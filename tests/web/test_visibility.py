"""State × who × what: each page shows what the one table of the domain says, and nothing more."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.visibility import SEES, Part, Reader, Shown
from olympiad.models.participant import Participant
from olympiad.services.appeals import appeal_windows
from olympiad.services.results import results
from tests.applications import Visitor
from tests.factories import Cast
from tests.results_world import AWARDS, finalise, mark_everything, set_rules

PEOPLE = {Reader.STAFF: "ana", Reader.LEADER: "eva", Reader.PARTICIPANT: "gul", Reader.ANYBODY: ""}
TOTAL = "17.50"
STATES = ("frozen", "window", "window over", "public", "taken down", "window, public, taken down")
MEANS = {"window": Shown.APPEALS, "window over": Shown.APPEALS, "public": Shown.PUBLIC}


def bring_to(session: Session, cast: Cast, state: str) -> None:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    cast.section.appeal_minutes = 0
    version = finalise(session, cast)
    if "window" in state:
        window = appeal_windows.open_window(session, version, minutes=60, by=cast.ana)
        if "over" in state:
            window.opens_at, window.closes_at = (utc_now() - timedelta(hours=hours) for hours in (3, 2))
    if "public" in state or "down" in state:
        results.publish(session, version, by=cast.ana)
    if "down" in state:
        results.unpublish(session, version, reason="a wrong key", by=cast.ana)
    session.flush()


def address(cast: Cast, part: Part) -> str:
    place = f"{cast.edition.slug}/{cast.section.slug}"
    return {
        Part.RANKING: f"/results/{place}/en",
        Part.REPORT_CARD: f"/editions/{place}/report-cards/T01",
        Part.EXPLANATION: f"/editions/{place}/teams/T01/explanation?of=published",
    }[part]


@pytest.mark.parametrize("state", STATES)
def test_every_page_shows_what_the_table_says(session: Session, client: Visitor, cast: Cast, state: str) -> None:
    bring_to(session, cast, state)
    seen = {}
    for part in Part:
        for reader, name in PEOPLE.items():
            if name:
                client.sign_in(getattr(cast, name))
            else:
                client.sign_out()
            answer = client.get(address(cast, part))
            seen[part, reader] = answer.status_code == 200 and TOTAL in answer.text

    shown = MEANS.get(state, Shown.HIDDEN)
    assert seen == {(part, reader): reader in SEES[shown, part] for part in Part for reader in Reader}


def test_other_teams_without_consent_are_shown_by_code(session: Session, client: Visitor, cast: Cast) -> None:
    cast.t01.name = "Ilya Perevozchikov"
    member = session.query(Participant).filter_by(key="eva").one()
    member.name, member.consents_name = "Ilya Perevozchikov", False
    bring_to(session, cast, "public")

    page = client.sign_in(cast.finn).get(address(cast, Part.REPORT_CARD).replace("T01", "T02")).text
    own = client.sign_in(cast.eva).get(address(cast, Part.REPORT_CARD)).text

    assert (cast.t01.code in page, "Perevozchikov" in page) == (True, False)
    assert "Perevozchikov" in own


def test_a_key_with_a_slash_has_a_report_card(session: Session, client: Visitor, cast: Cast) -> None:
    cast.t01.key = "UZ/01"
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    results.publish(session, finalise(session, cast), by=cast.ana)

    for part in (Part.REPORT_CARD, Part.EXPLANATION):
        assert client.sign_in(cast.eva).get(address(cast, part).replace("T01", "UZ/01")).status_code == 200
