"""A judge's call for help from inside the console: it waits on the device while there is no network."""

from playwright.sync_api import expect
from sqlalchemy import select

from olympiad.models.help_request import HelpRequest
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.marking import help_requests
from tests.browser.halls import HTTP_FIRST, HTTPS_ONLY, Hall, hall, level, ready

__all__ = ["hall", "level"]


def calls(hall: Hall) -> list[tuple[str, str, str]]:
    with hall.server.session() as session:
        rows = session.scalars(select(HelpRequest).where(HelpRequest.section_id == hall.cast.section.id))
        return [(row.reason, row.team_code, row.words) for row in rows]


@HTTP_FIRST
def test_a_call_for_help_waits_on_the_device_until_it_is_sent(hall: Hall) -> None:
    page = hall.open(hall.cast.cem, hall.sheet())
    expect(page.get_by_text("All sent")).to_be_visible()
    page.context.set_offline(True)
    for words in ("tube broke", "never mind"):
        page.get_by_text("Request help").click()
        page.get_by_label("Words, if needed").fill(words)
        page.get_by_role("button", name="A sample is spilt or doubtful").click()
    waiting = page.locator("[data-part=calls] .notice[data-state=waiting]")
    expect(waiting).to_have_count(2)
    expect(waiting.first).to_contain_text("waits on this device")
    waiting.last.get_by_role("button", name="Not needed any more").click()
    expect(waiting).to_have_count(1)
    assert calls(hall) == []
    page.context.set_offline(False)

    expect(page.get_by_text("The organizers see your call.")).to_be_visible(timeout=20_000)
    expect(waiting).to_have_count(0)
    assert calls(hall) == [("sample", hall.cast.t01.code, "tube broke")]


@HTTPS_ONLY
def test_a_call_waits_also_where_the_page_opened_without_a_network(hall: Hall) -> None:
    page = hall.open(hall.cast.cem)
    expect(page.locator("[data-part=level-words]")).to_contain_text("opens without a network", timeout=20_000)
    page.context.set_offline(True)
    page.goto(f"{hall.home}{hall.sheet().id}")
    ready(page).get_by_text("Request help").click()
    page.get_by_role("button", name="Safety or health").click()
    expect(page.get_by_text("waits on this device")).to_be_visible()
    page.reload()
    expect(ready(page).get_by_text("waits on this device")).to_be_visible()
    page.context.set_offline(False)

    expect(page.get_by_text("The organizers see your call.")).to_be_visible(timeout=20_000)
    assert calls(hall) == [("safety", hall.cast.t01.code, "")]


@HTTPS_ONLY
def test_the_answer_appears_where_the_judge_marks(hall: Hall) -> None:
    page = hall.open(hall.cast.cem, hall.sheet())
    page.get_by_text("Request help").click()
    page.get_by_role("button", name="A sample is spilt or doubtful").click()
    expect(page.get_by_text("The organizers see your call.")).to_be_visible(timeout=20_000)
    with hall.server.session() as session:
        call = session.scalars(select(HelpRequest).where(HelpRequest.section_id == hall.cast.section.id)).one()
        section, ana = session.get_one(Section, hall.cast.section.id), session.get_one(User, hall.cast.ana.id)
        help_requests.answer(session, section, call, "Zarina is coming", by=ana)

    page.evaluate("window.dispatchEvent(new Event('online'))")  # the next beat

    expect(page.get_by_text("Zarina is coming")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("The organizers see your call.")).to_have_count(0)
    with page.expect_response("**/close"):
        page.get_by_role("button", name="Not needed any more").click()
    expect(page.get_by_text("Zarina is coming")).to_have_count(0)
    with hall.server.session() as session:
        closed = session.scalars(select(HelpRequest).where(HelpRequest.section_id == hall.cast.section.id)).one()
        assert closed.closed_at is not None
