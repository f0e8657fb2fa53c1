"""A leader appeals from the report card and follows the thread; the staff sees the effect, decides, and a letter goes out."""

from datetime import timedelta
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.models.appeal import Appeal
from olympiad.models.audit import AuditEntry
from olympiad.services.appeals import appeal_windows, appeals
from olympiad.services.results import official_results, results
from tests.applications import Visitor
from tests.factories import Cast
from tests.results_world import AWARDS, finalise, mark_everything, set_rules
from tests.services.test_photos import picture


@pytest.fixture
def open_cast(session: Session, cast: Cast) -> Cast:
    """Preliminary results are published; T02 has 12.5 and the II degree."""
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    results.publish(session, finalise(session, cast), by=cast.ana)
    return cast


def base(cast: Cast) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}"


def lodged(session: Session, cast: Cast) -> Appeal:
    criterion = cast.pipetting.criteria[0]
    return appeals.lodge(session, cast.section, cast.t02, cast.pipetting, criterion, text="Read twice", by=cast.finn)


def test_report_card_leads_the_leader_to_an_appeal_for_each_criterion(client: Visitor, open_cast: Cast) -> None:
    address = f"{base(open_cast)}/appeals/new/T02/P?criterion=yield"

    own = client.sign_in(open_cast.finn).get(f"{base(open_cast)}/report-cards/T02").text
    staff = client.sign_in(open_cast.ana).get(f"{base(open_cast)}/report-cards/T02").text

    assert (address in own, address in staff) == (True, False)


def test_report_card_of_a_closed_window_has_no_appeal(client: Visitor, session: Session, open_cast: Cast) -> None:
    window = appeal_windows.latest(session, open_cast.section)
    assert window is not None
    appeal_windows.change(session, window, closes_at=window.opens_at, reason="Over", by=open_cast.ana)

    page = client.sign_in(open_cast.finn).get(f"{base(open_cast)}/report-cards/T02").text

    assert "appeals/new" not in page


def test_report_card_before_publishing_tells_marks_but_no_place(client: Visitor, session: Session, cast: Cast) -> None:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    appeal_windows.open_window(session, finalise(session, cast), minutes=30, by=cast.ana)

    page = client.sign_in(cast.finn).get(f"{base(cast)}/report-cards/T02").text

    assert ("6.25" in page, "II degree" in page, "<b>2" in page) == (True, False, False)


def test_lodge_acknowledges_with_a_number_and_keeps_the_photo(
    client: Visitor, session: Session, open_cast: Cast
) -> None:
    drawn = BytesIO()
    Image.new("RGB", (20, 10), "white").save(drawn, "PNG")
    drawn.seek(0)

    page = client.sign_in(open_cast.finn).post(
        f"{base(open_cast)}/appeals/new/T02/P?criterion=yield",
        data={"text": "The blank was read twice", "photo": (drawn, "sheet.png")},
        follow_redirects=True,
    )

    photo = client.get(f"{base(open_cast)}/appeals/photos/1.jpg")
    stranger = client.sign_in(open_cast.eva).get(f"{base(open_cast)}/appeals/photos/1.jpg")
    assert "Your appeal is number 1. The jury has it." in page.text
    assert (photo.status_code, photo.data[:2], stranger.status_code) == (200, b"\xff\xd8", 404)


def test_leader_adds_photos_until_there_are_three(client: Visitor, session: Session, open_cast: Cast) -> None:
    lodged(session, open_cast)
    address = f"{base(open_cast)}/appeals/1"
    client.sign_in(open_cast.finn)

    for number in (3, 2, 1):
        assert f"{number} more photo" in client.get(address).text
        client.post(f"{address}/photos", data={"photo": (BytesIO(picture()), "gel.jpg")})

    page = client.get(address).text
    refused = client.post(f"{address}/photos", data={"photo": (BytesIO(picture()), "gel.jpg")})
    other = client.sign_in(open_cast.eva).post(f"{address}/photos", data={"photo": (BytesIO(picture()), "gel.jpg")})
    jury = client.sign_in(open_cast.ben).get(address).text
    assert ("may be added" in page, refused.status_code, other.status_code) == (False, 422, 404)
    assert (jury.count("<img class"), "Add the photo" in jury) == (3, False)


@pytest.mark.parametrize(("name", "status"), [("eva", 404), ("gul", 403), ("cem", 403), ("ana", 403)])
def test_lodge_is_for_the_own_leader_alone(client: Visitor, session: Session, open_cast: Cast, name: str, status: int):
    answer = client.sign_in(getattr(open_cast, name)).post(
        f"{base(open_cast)}/appeals/new/T02/P?criterion=yield", data={"text": "Why"}
    )

    assert (answer.status_code, appeals.listed(session, open_cast.section)) == (status, [])


def test_show_is_closed_to_other_teams_and_names_no_juror_to_the_own(
    client: Visitor, session: Session, open_cast: Cast
) -> None:
    appeal = lodged(session, open_cast)
    appeals.say(session, appeal, text="Bring the sheet", side="jury", by=open_cast.ben)

    own = client.sign_in(open_cast.finn).get(f"{base(open_cast)}/appeals/1").text
    other = client.sign_in(open_cast.eva).get(f"{base(open_cast)}/appeals/1")

    assert ("Bring the sheet" in own, "Ben" in own, other.status_code) == (True, False, 404)


def test_decide_shows_the_effect_before_and_counts_it_after(client: Visitor, session: Session, open_cast: Cast) -> None:
    appeal = lodged(session, open_cast)
    client.sign_in(open_cast.ben)

    looked = client.get(f"{base(open_cast)}/appeals/1/decide?outcome=changed&mark=9")
    still = appeal.state
    done = client.post(
        f"{base(open_cast)}/appeals/1/decide",
        data={"outcome": "changed", "mark": "9", "reason": "The second reading counts"},
        follow_redirects=True,
    )

    assert ("1 team moves." in looked.text, still) == (True, "lodged")
    assert ("The second reading counts" in done.text, appeal.state, appeal.outcome) == (True, "decided", "changed")


def test_decide_by_who_marked_it_is_refused_on_the_page(client: Visitor, session: Session, open_cast: Cast) -> None:
    lodged(session, open_cast)
    open_cast.cem_judge.user_id = open_cast.ben.id

    answer = client.sign_in(open_cast.ben).post(
        f"{base(open_cast)}/appeals/1/decide", data={"outcome": "unchanged", "mark": "", "reason": "Right"}
    )

    assert answer.status_code == 422
    assert "You marked this team in this task" in answer.text


def test_decide_is_closed_to_judges_and_leaders(client: Visitor, session: Session, open_cast: Cast) -> None:
    lodged(session, open_cast)

    codes = [
        client.sign_in(person).get(f"{base(open_cast)}/appeals/1/decide").status_code
        for person in (open_cast.cem, open_cast.finn, open_cast.gul)
    ]

    assert codes == [403, 403, 403]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Decision on appeal No. 1"),
        ("uz", "1-apellyatsiya boʻyicha qaror"),
        ("ru", "Решение по апелляции № 1"),
    ],
)
def test_letter_tells_the_decision_in_three_languages(
    client: Visitor, session: Session, open_cast: Cast, language: str, words: str
) -> None:
    appeals.withdraw(session, lodged(session, open_cast), reason="Explained", by=open_cast.finn)

    answer = client.sign_in(open_cast.finn).get(f"{base(open_cast)}/appeals/1/letter.pdf?language={language}")

    text = pypdfium2.PdfDocument(answer.data)[0].get_textpage().get_text_range().replace("\r\n", " ")
    assert words in text
    assert "Read twice" in text


def test_letter_waits_for_the_end_of_the_appeal(client: Visitor, session: Session, open_cast: Cast) -> None:
    lodged(session, open_cast)

    assert client.sign_in(open_cast.finn).get(f"{base(open_cast)}/appeals/1/letter.pdf").status_code == 404


def test_index_tells_the_leader_until_when_and_lets_the_team_waive(
    client: Visitor, session: Session, open_cast: Cast
) -> None:
    client.sign_in(open_cast.finn)
    before = client.get(f"{base(open_cast)}/appeals/").text

    after = client.post(f"{base(open_cast)}/appeals/waive", data={"team": "T02"}, follow_redirects=True).text

    assert "Declare that we do not appeal" in before
    assert "declared by its leader" in after


def test_lose_and_lose_right_are_on_the_staffs_page(client: Visitor, session: Session, open_cast: Cast) -> None:
    lodged(session, open_cast)
    client.sign_in(open_cast.ben)

    client.post(f"{base(open_cast)}/appeals/1/lose", data={"reason": "Did not come to the hearing"})
    client.post(f"{base(open_cast)}/appeals/rights", data={"team": "T01", "reason": "Signed off in time"})
    page = client.get(f"{base(open_cast)}/appeals/").text

    assert "Right lost" in page
    assert "Signed off in time" in page


def test_open_window_and_change_by_the_pages(client: Visitor, session: Session, cast: Cast) -> None:
    set_rules(session, cast, [])
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    finalise(session, cast)
    client.sign_in(cast.ana).post(f"{base(cast)}/appeals/window/open", data={"minutes": "30"})
    window = appeal_windows.latest(session, cast.section)
    assert window is not None
    opened = window.closes_at - window.opens_at

    local = (utc_now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    client.post(f"{base(cast)}/appeals/window/change", data={"closes_at": local, "reason": "Nobody appeals"})

    assert opened == timedelta(minutes=30)
    assert window.closes_at <= utc_now()


def test_make_official_by_the_page_names_what_is_in_the_way(client: Visitor, session: Session, open_cast: Cast) -> None:
    lodged(session, open_cast)

    page = client.sign_in(open_cast.ana).get(f"{base(open_cast)}/results/1/make-official").text

    assert "The time for appeals is still running." in page
    assert "Appeals wait for a decision: 1." in page


def test_public_page_says_preliminary_until_it_is_official(client: Visitor, session: Session, open_cast: Cast) -> None:
    address = f"/results/{open_cast.edition.slug}/{open_cast.section.slug}/en"
    before = client.get(address).text
    window = appeal_windows.latest(session, open_cast.section)
    assert window is not None
    appeal_windows.change(session, window, closes_at=window.opens_at, reason="Over", by=open_cast.ana)

    client.sign_in(open_cast.ana).post(f"{base(open_cast)}/results/1/make-official")
    client.sign_out()
    after = client.get(address).text

    assert ("Preliminary results" in before, "team leaders may appeal until" in before) == (True, True)
    assert ("Official results" in after, "Preliminary" in after) == (True, False)


def test_correction_lists_publicly_what_changed(client: Visitor, session: Session, open_cast: Cast) -> None:
    client.sign_in(open_cast.ben)
    lodged(session, open_cast)
    client.post(
        f"{base(open_cast)}/appeals/1/decide", data={"outcome": "changed", "mark": "9", "reason": "Second reading"}
    )
    window = appeal_windows.latest(session, open_cast.section)
    assert window is not None
    appeal_windows.change(session, window, closes_at=window.opens_at, reason="Over", by=open_cast.ana)
    version = finalise(session, open_cast, reason="Appeal No. 1", confirmed=True)
    official_results.make_official(session, version, by=open_cast.ana)
    client.sign_in(open_cast.ana).post(f"{base(open_cast)}/results/2/publish")
    client.sign_out()

    place = f"/results/{open_cast.edition.slug}/{open_cast.section.slug}/"
    lines = client.get(f"{place}changes.csv").text.splitlines()

    assert lines[1] == "T02,2,12.50,II degree,2,15.25,I degree,Appeal No. 1"
    assert "Changed since version 1: Appeal No. 1" in client.get(f"{place}en").text.replace("\n", " ")


def test_an_administrator_reads_an_appeal_on_record_only(client: Visitor, session: Session, open_cast: Cast) -> None:
    appeal = lodged(session, open_cast)
    page = f"{base(open_cast)}/appeals/{appeal.number}"
    client.sign_in(open_cast.admin)
    closed = client.get(page).text
    elsewhere = [client.get(f"{page}{way}").headers["Location"] for way in ("/decide", "/letter.pdf")]

    opened = client.post(f"{page}/open", follow_redirects=True).text

    assert ("Read twice" in closed, "This appeal is protected." in closed) == (False, True)
    assert elsewhere == [page, page]
    assert "Read twice" in opened
    last = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert last is not None
    assert (last.action, last.subject, last.user_id) == ("appeals.read", f"appeal:{appeal.id}", open_cast.admin.id)


def test_whoever_decides_reads_appeals_without_a_line(client: Visitor, session: Session, open_cast: Cast) -> None:
    appeal = lodged(session, open_cast)
    session.commit()
    before = session.scalar(select(func.count(AuditEntry.id)))

    page = client.sign_in(open_cast.ben).get(f"{base(open_cast)}/appeals/{appeal.number}").text
    refused = client.post(f"{base(open_cast)}/appeals/{appeal.number}/open").status_code

    assert "Read twice" in page
    assert (refused, session.scalar(select(func.count(AuditEntry.id)))) == (403, before)
