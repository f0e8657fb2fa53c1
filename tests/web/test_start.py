"""The start page leads everyone to what is theirs."""

import io
import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.certificate_designs import DesignKind
from olympiad.domain.roles import Role
from olympiad.models.certificate import Certificate
from olympiad.services.appeals import appeal_windows
from olympiad.services.people import access_cards
from olympiad.services.results import certificate_designs, certificates, results
from olympiad.wording.ready_designs import ready
from tests.applications import Visitor
from tests.factories import Cast, give_role, make_device, make_section, make_task, make_team, make_user
from tests.results_world import AWARDS, confirm_borders, finalise, mark_everything, set_rules
from tests.web.test_list_pages import number_of_statements


def section_start(cast: Cast) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/"


def test_a_stranger_finds_both_ways_in(client: Visitor) -> None:
    page = client.get("/")

    assert page.status_code == 200
    assert '"/card"' in page.text
    assert '"/account/sign-in"' in page.text


def test_a_stranger_finds_the_olympiad_by_its_name_and_asks_about_a_certificate(
    client: Visitor, session: Session, cast: Cast
) -> None:
    cast.edition.name_en = "Olympiad of Samarkand"
    closed = client.get("/").text
    cast.edition.site_is_open = True
    session.commit()

    page = client.get("/").text

    assert "Olympiad of Samarkand" not in closed
    assert "<title>Olympiad of Samarkand" in page
    assert f'href="/results/{cast.edition.slug}/"' in page
    assert 'href="/c/"' in page


def test_the_start_page_leads_straight_to_what_it_names(client: Visitor, session: Session, cast: Cast) -> None:
    empty = make_section(session, edition=cast.edition, slug="empty")
    make_team(session, empty)
    give_role(session, cast.ana, Role.ORGANIZER, section=empty)
    session.commit()
    place = f"/editions/{cast.edition.slug}/empty/"

    without_tasks = client.sign_in(cast.ana).get(place).text
    make_task(session, empty)
    session.commit()
    without_judges = client.get(place).text

    assert f'href="{place}tasks/new"' in without_tasks
    assert f'href="{place}judges/new"' in without_judges


def test_a_frozen_version_that_nobody_sees_is_one_click_from_being_published(
    client: Visitor, session: Session, cast: Cast
) -> None:
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    finalise(session, cast)
    session.commit()

    page = client.sign_in(cast.ana).get(section_start(cast)).text

    assert f'href="{section_start(cast)}results/1/publish"' in page


def test_a_judge_goes_to_the_own_score_sheets(client: Visitor, cast: Cast) -> None:
    assert client.sign_in(cast.cem).get("/").location == section_start(cast) + "score-sheets/"


def test_staff_of_one_section_goes_there(client: Visitor, cast: Cast) -> None:
    assert client.sign_in(cast.ben).get("/").location == section_start(cast)


def test_staff_of_several_sections_chooses(session: Session, client: Visitor, cast: Cast) -> None:
    other = make_section(session, edition=cast.edition, title="Anatomy")

    page = client.sign_in(cast.ana).get("/")

    assert page.status_code == 200
    assert f"/{other.slug}/" in page.text


def test_staff_of_several_sections_see_who_is_on_duty_and_where_nobody_decides(
    session: Session, client: Visitor, cast: Cast
) -> None:
    cast.ben.name, cast.section.title, cast.section.state = "Bahodir", "Biochemistry", "marking"
    make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id, last_seen_at=utc_now())
    other = make_section(session, edition=cast.edition, title="Anatomy", state="marking")

    page = client.sign_in(cast.ana).get("/").text

    duty = page[page.index('id="duty"') :]
    assert duty.index("Anatomy") < duty.index("Nobody is chief judge here.") < duty.index("Biochemistry")
    assert duty.index("Biochemistry") < duty.index("Bahodir") < duty.index("1 of 2 judges heard of")
    assert f'href="/editions/{other.edition.slug}/people/"' in duty


def test_a_leader_sees_the_own_team_only(client: Visitor, cast: Cast) -> None:
    page = client.sign_in(cast.eva).get("/")

    assert cast.t01.code in page.text
    assert cast.t02.code not in page.text


def test_whoever_lost_every_role_is_told_so(session: Session, client: Visitor, cast: Cast) -> None:
    page = client.sign_in(make_user(session, "hira")).get("/")

    assert "You have no role here now" in page.text


def test_a_clerk_sees_the_stages_of_the_section(session: Session, client: Visitor, cast: Cast) -> None:
    hira = make_user(session, "hira")
    give_role(session, hira, Role.CLERK, section=cast.section)

    assert client.sign_in(hira).get(section_start(cast)).status_code == 200


def test_the_section_start_says_how_far_marking_is(session: Session, client: Visitor, cast: Cast) -> None:
    cast.sheets["T01", "P", "cem"].state = "submitted"

    page = client.sign_in(cast.ana).get(section_start(cast))

    assert "1 of 8 done" in page.text


def test_the_section_start_asks_for_cards_of_judges_without_one(session: Session, client: Visitor, cast: Cast) -> None:
    address = section_start(cast)
    assert "2 judges have no access card" in client.sign_in(cast.ana).get(address).text

    people = [person for person in access_cards.holders(session, cast.section) if person.role == Role.JUDGE]
    access_cards.make_cards(session, cast.section, people, secret="s", address="", by=cast.ana)

    assert "no access card" not in client.get(address).text


def test_an_edition_and_its_sections_are_made_by_hand(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.admin)
    edition = {"name": "Samarkand-2027", "slug": "samarkand-2027", "time_zone": "Asia/Samarkand"}
    assert client.post("/editions/new", data=edition).location == "/editions/samarkand-2027/"

    section = {"title": "Biochemistry", "slug": "biochemistry"}
    answer = client.post("/editions/samarkand-2027/new-section", data=section)

    assert answer.location == "/editions/samarkand-2027/biochemistry/"
    assert client.get(answer.location).status_code == 200


def test_a_taken_or_reserved_address_is_refused_at_its_field(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.admin)

    for slug in (cast.edition.slug, "new", "Two Words"):
        answer = client.post("/editions/new", data={"name": "X", "slug": slug, "time_zone": "Asia/Samarkand"})
        assert answer.status_code == 200
        assert 'id="slug-error"' in answer.text


def test_a_year_is_written_in_digits_and_shown(session: Session, client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.admin)
    edition = {"name": "Seventh", "slug": "seventh", "time_zone": "Asia/Samarkand", "ordinal": "VII"}

    assert 'id="year-error"' in client.post("/editions/new", data=edition | {"year": "twenty"}).text
    client.post("/editions/new", data=edition | {"year": "2027"})

    page = client.get("/editions/seventh/").text
    assert ">2027<" in page
    assert ">VII<" in page


@pytest.fixture
def issued(session: Session, cast: Cast) -> list[Certificate]:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    version = finalise(session, cast, official=True)
    results.publish(session, version, by=cast.ana)
    return certificates.issue(session, version, by=cast.ana)


def test_a_participant_finds_place_award_and_the_own_certificate(
    client: Visitor, cast: Cast, issued: list[Certificate]
) -> None:
    page = client.sign_in(cast.gul).get("/").text
    result = page[page.index('data-part="result"') :]
    own = re.findall(r'href="(/certificates/\d+\.pdf)"', result)

    assert [words for words in ("17.50", "I degree") if words not in result] == []
    assert own == [f"/certificates/{issued[1].id}.pdf"]
    assert client.get(own[0]).data.startswith(b"%PDF")


def test_a_leader_finds_the_certificates_of_the_own_team_and_no_other(
    client: Visitor, cast: Cast, issued: list[Certificate]
) -> None:
    eva, gul, finn = (f"/certificates/{row.id}.pdf" for row in issued)

    page = client.sign_in(cast.eva).get("/").text

    assert re.findall(r'href="(/certificates/\d+\.pdf)"', page) == [eva, gul]
    assert (client.get(gul).status_code, client.get(finn).status_code) == (200, 404)
    assert client.sign_in(cast.gul).get(eva).status_code == 404


def test_a_leader_and_nobody_else_finds_the_diploma_of_the_team(
    client: Visitor, session: Session, cast: Cast, issued: list[Certificate]
) -> None:
    certificate_designs.save(session, cast.edition, None, DesignKind.TEAM, ready(DesignKind.TEAM), base=0, by=cast.ana)
    version = results.latest(session, cast.section)
    assert version is not None
    diploma = next(one for one in certificates.issue(session, version, by=cast.ana) if one.kind == "team")

    page = client.sign_in(cast.eva).get("/").text

    assert re.findall(r'href="(/certificates/\d+\.pdf)"', page)[0] == f"/certificates/{diploma.id}.pdf"
    assert client.get(f"/certificates/{diploma.id}.pdf").data.startswith(b"%PDF")
    for other in (cast.gul, cast.finn):
        assert client.sign_in(other).get(f"/certificates/{diploma.id}.pdf").status_code == 404


def test_a_revoked_certificate_is_not_handed_out(
    client: Visitor, session: Session, cast: Cast, issued: list[Certificate]
) -> None:
    certificates.revoke(session, issued[1], reason="Wrong person", by=cast.ana)

    assert client.sign_in(cast.gul).get(f"/certificates/{issued[1].id}.pdf").status_code == 404


def test_nothing_of_the_result_stands_there_before_it_is_public(client: Visitor, session: Session, cast: Cast) -> None:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    finalise(session, cast)

    page = client.sign_in(cast.eva).get("/").text

    assert 'data-part="result"' not in page
    assert "17.50" not in page


def test_the_first_page_of_a_clerk_is_the_paper_sheets(session: Session, client: Visitor, cast: Cast) -> None:
    hira = make_user(session, "hira")
    give_role(session, hira, Role.CLERK, section=cast.section)

    answer = client.sign_in(hira).get("/")
    page = client.get(answer.location).text
    pages = re.findall(r'<a class="nav-link" href="([^"]*)"', page)

    assert answer.location == section_start(cast) + "keying/"
    assert pages == [f"{section_start(cast)}{name}/" for name in ("keying", "check-in", "board")]


def test_a_clerk_finds_the_other_pages_under_one_more_word(session: Session, client: Visitor, cast: Cast) -> None:
    hira = make_user(session, "hira")
    give_role(session, hira, Role.CLERK, section=cast.section)

    page = client.sign_in(hira).get(section_start(cast) + "check-in/").text
    nav = page[page.index('class="band-nav"') : page.index("</nav>")]

    more = re.findall(r'<a class="menu-item" href="([^"]*)"', nav)
    assert more == [section_start(cast) + name for name in ("help-requests/", "unsent-marks/", "")]
    assert nav.count("<details") == 1


def test_the_pages_of_a_section_stand_in_four_menus(client: Visitor, cast: Cast) -> None:
    page = client.sign_in(cast.ana).get(section_start(cast)).text
    nav = page[page.index('class="band-nav"') : page.index("</nav>")]

    assert nav.count("<details") == 4
    assert nav.count('class="nav-link" href') == 1
    assert f'href="{section_start(cast)}certificates/"' in nav


@pytest.mark.parametrize("path", ["results/77", "nothing-here"])
def test_an_error_page_keeps_pages_and_account(client: Visitor, cast: Cast, path: str) -> None:
    answer = client.sign_in(cast.ana).get(section_start(cast) + path)

    assert answer.status_code == 404
    assert cast.ana.name in answer.text
    assert ('class="band-nav"' in answer.text) == (path == "results/77")


def test_staff_of_several_sections_sees_first_what_is_lost_soonest(
    session: Session, client: Visitor, cast: Cast
) -> None:
    """A mark on a device comes before an empty section; the first has the one filled button."""
    make_section(session, edition=cast.edition, title="Anatomy")
    make_device(session, cast.section, cast.cem, waiting=3)

    page = client.sign_in(cast.ana).get("/").text

    assert "Marks still on devices: 3" in page
    assert page.index("Marks still on devices: 3") < page.index("The section is empty")
    assert page.count("btn btn-primary") == 1


def test_the_overview_asks_as_much_for_twelve_sections_as_for_two(
    app: Flask, session: Session, client: Visitor, cast: Cast
) -> None:
    make_section(session, edition=cast.edition)
    client.sign_in(cast.ana)
    for_two = number_of_statements(app, client, "/")
    for _ in range(10):
        make_section(session, edition=cast.edition)

    assert number_of_statements(app, client, "/") == for_two


def test_a_judge_of_two_sections_sees_where_sheets_wait(session: Session, client: Visitor, cast: Cast) -> None:
    other = make_section(session, edition=cast.edition, title="Anatomy")
    give_role(session, cast.cem, Role.JUDGE, section=other)

    page = client.sign_in(cast.cem).get("/").text

    assert "4 score sheets to mark" in page
    assert "Everything is handed over" in page


def test_a_leader_sees_points_and_time_left_while_appeals_run_but_no_place(
    client: Visitor, session: Session, cast: Cast
) -> None:
    """A member who does not lead learns nothing before the results are published."""
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    appeal_windows.open_window(session, finalise(session, cast), minutes=30, by=cast.ana)

    leader, member = (client.sign_in(person).get("/").text for person in (cast.eva, cast.gul))

    assert "17.50" in leader
    assert 'role="timer"' in leader
    assert "I degree" not in leader
    assert "17.50" not in member
    assert 'role="timer"' not in member


def marked(session: Session, cast: Cast) -> None:
    cast.section.state = "marking"
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})


def test_the_section_start_offers_to_finalise_only_where_results_would(
    session: Session, client: Visitor, cast: Cast
) -> None:
    """Sums next to a border that nobody confirmed, or the reader alone, are in the way on both pages."""
    marked(session, cast)
    before = client.sign_in(cast.ben).get(section_start(cast)).text
    confirm_borders(session, cast)
    session.commit()
    cast.section.revision += 1

    own = client.get(section_start(cast)).text
    other = client.sign_in(cast.ana).get(section_start(cast)).text

    told = [("Everything is marked" in page, "Sums next to award borders" in page) for page in (before, own, other)]
    assert told == [(False, True), (False, True), (True, False)]


def test_nothing_is_in_the_way_of_a_version_that_stands(session: Session, client: Visitor, cast: Cast) -> None:
    """Who confirmed the borders needs nobody else any more once the results are final."""
    marked(session, cast)
    finalise(session, cast)
    session.commit()

    page = client.sign_in(cast.ben).get(section_start(cast)).text

    assert "The results are finalised and not public" in page
    assert "Sums next to award borders" not in page


def test_the_start_of_several_sections_says_what_the_section_says(
    session: Session, client: Visitor, cast: Cast
) -> None:
    marked(session, cast)
    make_section(session, edition=cast.edition, title="Anatomy")
    before = client.sign_in(cast.ana).get("/").text
    confirm_borders(session, cast)
    session.commit()

    after = client.get("/").text

    told = [("In the way of finalising: " in page, "Ready to finalise" in page) for page in (before, after)]
    assert told == [(True, False), (False, True)]


def test_a_section_with_teams_alone_is_led_to_its_tasks_and_judges(
    session: Session, client: Visitor, cast: Cast
) -> None:
    other = make_section(session, edition=cast.edition, title="Anatomy")
    make_team(session, other)
    session.commit()
    start = f"/editions/{cast.edition.slug}/{other.slug}/"
    without_tasks = client.sign_in(cast.ana).get(start).text
    make_task(session, other)
    session.commit()

    without_judges = client.get(start).text

    assert [("No tasks yet" in page, "No judges yet" in page) for page in (without_tasks, without_judges)] == [
        (True, False),
        (False, True),
    ]


def test_the_latest_of_the_record_tells_setting_up_once_for_many_rows(
    session: Session, client: Visitor, cast: Cast
) -> None:
    text = b"team,name\nT10,Zarafshon\nT11,Norin\nT12,Sirdaryo\n"
    imports = f"{section_start(cast)}imports/"
    preview = client.sign_in(cast.ana).post(imports, data={"file": (io.BytesIO(text), "teams.csv")}).location
    client.post(f"{preview}/confirm")

    page = client.get(section_start(cast)).text

    assert page.count(f"{cast.ana.name} entered teams and their members") == 1
