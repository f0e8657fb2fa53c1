"""Places that newcomers stumbled over, each as small as it can be asked for."""

import re
from pathlib import Path

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from olympiad.domain.roles import Role
from olympiad.models.user import RoleMembership
from olympiad.services.results import results
from olympiad.web.results.report_cards import Strip
from tests.applications import Visitor
from tests.factories import NOON, Cast, give_role, make_mark
from tests.results_world import AWARDS, finalise, mark_everything, set_rules

CSS = Path(__file__).parents[2] / "static" / "css" / "theme.css"


@pytest.fixture
def place(cast: Cast) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}"


def rule(selector: str) -> str:
    """Return what the style sheet says of a selector, every rule of it together."""
    found = re.findall(r"(?:^|[\s};])" + re.escape(selector) + r"\s*\{([^}]*)\}", CSS.read_text("utf-8"))
    assert found, f"nothing is said of {selector}"
    return " ".join(found)


def test_marks_that_came_in_a_file_are_not_called_the_judges_own(
    client: Visitor, session: Session, cast: Cast, place: str
) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    make_mark(session, sheet, cast.pipetting.criteria[0], 5000)
    sheet.state, sheet.submitted_at = "submitted", NOON
    session.commit()

    settled = client.sign_in(cast.ben).get(f"{place}/moderation/{cast.t01.id}/{cast.pipetting.id}").text

    assert "loaded from a file" in settled
    assert (
        "were loaded from a file by the organizers"
        in client.sign_in(cast.cem).get(f"{place}/score-sheets/{sheet.id}").text
    )


def test_a_page_that_is_secure_without_https_is_not_called_so(client: Visitor, cast: Cast, place: str) -> None:
    page = client.sign_in(cast.cem).get(f"{place}/score-sheets/").text

    assert "HTTPS:" not in page
    assert "this page opens without a network" in page


def test_who_is_alone_hears_in_time_that_a_second_person_is_needed(
    client: Visitor, session: Session, cast: Cast, place: str
) -> None:
    set_rules(session, cast, AWARDS)
    session.execute(delete(RoleMembership).where(RoleMembership.user_id != cast.ana.id))
    session.commit()

    page = client.sign_in(cast.ana).get(f"{place}/").text

    assert "A second person is needed to finalise" in page


def test_addresses_are_made_of_names_and_time_zones_are_offered(client: Visitor, session: Session, cast: Cast) -> None:
    give_role(session, cast.ana, Role.ADMINISTRATOR)
    session.commit()

    form = client.sign_in(cast.ana).get("/editions/new").text
    client.post("/editions/new", data={"name": "Samarqand – 2027", "time_zone": "Asia/Samarkand"})

    assert '<option value="Asia/Tashkent">' in form
    assert client.get("/editions/samarqand-2027/").status_code == 200


def test_a_judge_changes_the_language_on_the_own_list(client: Visitor, cast: Cast, place: str) -> None:
    page = client.sign_in(cast.cem).get(f"{place}/score-sheets/").text

    assert re.findall(r'hreflang="(\w\w)"', page[page.index("<main") :]) == ["uz", "ru", "en"]


def test_reasons_of_a_call_for_help_begin_at_one_edge(client: Visitor, cast: Cast, place: str) -> None:
    page = client.sign_in(cast.cem).get(f"{place}/score-sheets/").text

    reasons = re.findall(r'<button class="([^"]*)" type="submit" name="reason"', page)
    assert reasons
    assert {"justify-content-start", "text-start"} <= set.intersection(*(set(one.split()) for one in reasons))


def test_the_emblem_and_name_of_the_olympiad_stay_whole_on_a_phone() -> None:
    assert "flex: none" in rule(".brand svg")
    assert "white-space: normal" in rule(".band-row .brand span")


def test_words_of_a_plot_keep_their_size_on_a_phone() -> None:
    assert "height: auto" not in rule(".strip")


@pytest.mark.parametrize(
    ("middle", "anchor", "ends"),
    [("50.00", "middle", (True, True)), ("87.00", "end", (True, True)), ("96.00", "end", (True, False)),
     ("3.00", "start", (False, True)), (None, "middle", (True, True))],
)  # fmt: skip
def test_the_median_never_runs_into_the_numbers_at_the_edges(middle: str | None, anchor: str, ends: tuple) -> None:
    drawn = Strip((), None, middle, None)

    assert (drawn.middle_anchor, (drawn.shows_least, drawn.shows_most)) == (anchor, ends)


def test_rows_of_a_protocol_are_not_parted_over_two_pages() -> None:
    source = (CSS.parents[2] / "templates" / "documents" / "protocol.typ").read_text("utf-8")

    assert "breakable: false" in source


def test_what_earlier_public_versions_changed_is_still_told(session: Session, cast: Cast) -> None:
    for number, marks in enumerate((6250, 7000, 7500), 1):
        mark_everything(session, cast, {"T01": 8750, "T02": marks})
        version = finalise(session, cast, reason="Checked again" if number > 1 else "")
        results.publish(session, version, by=cast.ana)

    told = results.steps_before(session, version)

    assert [(one.number, one.before, one.reason) for one in told] == [(2, 1, "Checked again")]
    assert len(told[0].changed) == 1
