"""The console under the hand: typing a team's code, keys, undo, what the page weighs, what moves."""

import json
import re
from datetime import timedelta

from playwright.sync_api import Page, Response, expect
from sqlalchemy import select

from olympiad.clock import utc_now
from olympiad.domain.operations import value_from
from olympiad.models.score_sheet import Operation, ScoreSheet
from olympiad.models.task import ScheduleSlot
from tests.browser.halls import HTTP_ONLY, HTTPS_ONLY, Hall, hall, level, ready

__all__ = ["hall", "level"]
KILO = 1_000


def go(page: Page, code: str) -> None:
    page.get_by_label("Team code").fill(code)
    page.get_by_label("Team code").press("Enter")


@HTTPS_ONLY
def test_a_typed_code_opens_the_sheet_or_says_why_not(hall: Hall) -> None:
    cast, now = hall.cast, utc_now()
    with hall.server.session() as session:
        for team, start in ((cast.t01, 0), (cast.t02, 60)):
            for task in (cast.pipetting, cast.glucose):
                begin = now + timedelta(minutes=start - 5)
                end = begin + timedelta(minutes=30)
                session.add(ScheduleSlot(team_id=team.id, task_id=task.id, starts_at=begin, ends_at=end))
        done = session.get_one(ScoreSheet, hall.sheet("T01", "G").id)
        done.state, done.submitted_at = "submitted", now
    page = hall.open(cast.cem)

    go(page, "ZZ99")
    expect(page.get_by_text("You have no score sheet of team ZZ99")).to_be_visible()
    go(page, cast.t02.code.lower())
    expect(page.get_by_text(f"{cast.t02.code} is with you in several tasks. Which one?")).to_be_visible()
    page.get_by_role("link", name=cast.glucose.title, exact=True).click()
    expect(page.get_by_text(f"Now {cast.t01.code} is expected here; {cast.t02.code} comes at")).to_be_visible()
    page.locator("[data-part=back]").click()
    go(page, f" {cast.t01.code} ")
    expect(page.locator("h1 [data-part=code]")).to_have_text(cast.t01.code)
    expect(page).to_have_url(re.compile(rf"/{hall.sheet().id}$"))


@HTTPS_ONLY
def test_a_team_that_is_marked_already_is_told_at_once(hall: Hall) -> None:
    cast = hall.cast
    with hall.server.session() as session:
        for task in ("P", "G"):
            done = session.get_one(ScoreSheet, hall.sheet("T01", task).id)
            done.state, done.submitted_at = "submitted", utc_now()
    page = hall.open(cast.cem)

    go(page, cast.t01.code)

    expect(page.get_by_text(f"{cast.t01.code} is already marked: submitted at")).to_be_visible()


STRIKE = """(keys) => keys.forEach(([key, at]) => {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  Object.defineProperty(event, "timeStamp", { value: at });
  document.activeElement.dispatchEvent(event);
})"""


def strike(page: Page, *keys: tuple[str, int]) -> None:
    """Strike keys at these milliseconds of the hand, all of which the page hears of at once."""
    page.evaluate(STRIKE, [list(key) for key in keys])


@HTTPS_ONLY
def test_a_sheet_is_marked_and_submitted_by_keys_alone(hall: Hall) -> None:
    page = hall.open(hall.cast.cem, hall.sheet())
    keys = page.keyboard

    given = page.locator("#c1 [data-part=given]")
    expect(page.locator("#c1 :focus")).to_have_count(1)
    strike(page, ("8", 100_000), ("2", 101_000))
    expect(given).to_contain_text("2")
    strike(page, ("7", 110_000), (".", 110_300), ("5", 110_600))
    expect(given).to_contain_text("7.5")
    keys.press("ArrowRight")
    expect(given).to_contain_text("8")
    keys.press("Enter")
    keys.press("1")
    keys.press("Enter")
    keys.type("5.6")
    keys.press("Enter")
    keys.type("1")
    keys.press("Enter")
    expect(page.get_by_text("All sent")).to_be_visible()
    expect(page.get_by_role("button", name="Submit")).to_be_focused()
    keys.press("Enter")
    page.wait_for_url("**/submit")

    assert list(hall.marks().values()) == [8000, 1000, "5.6", 1000]


@HTTPS_ONLY
def test_each_step_can_be_undone_also_after_a_reload(hall: Hall) -> None:
    page = hall.open(hall.cast.cem, hall.sheet())
    given = page.locator("#c1 [data-part=given]")
    for words in ("7.5", "8"):
        page.locator("#c1 label.choice").get_by_text(words, exact=True).click()
    page.locator("#c4").get_by_role("button", name="One more").click()
    expect(page.get_by_text("All sent")).to_be_visible()
    page.reload()
    ready(page)

    for words in ("8", "7.5", "Not marked yet"):
        page.get_by_role("button", name="Undo").click()
        expect(given).to_contain_text(words)

    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    expect(page.get_by_text("All sent")).to_be_visible()
    for _ in range(50):
        if hall.marks() == {}:
            break
        page.wait_for_timeout(100)
    assert hall.marks() == {}


@HTTPS_ONLY
def test_unsure_and_not_assessed_are_repeated_before_submitting(hall: Hall) -> None:
    page = hall.open(hall.cast.cem, hall.sheet())
    hall.tap(page, 1, "7.5")
    hall.tap(page, 2, "Done")
    for number in (1, 3):
        page.locator(f"#c{number} .criterion-more > summary").click()
    page.locator("#c1").get_by_label("I am unsure").check()
    page.locator("#c3").get_by_label("Note or reason").fill("Photometer broken")
    page.locator("#c3").get_by_label("Not assessed, for the reason above").check()
    page.locator("#c4").get_by_role("button", name="None").click()
    page.get_by_role("button", name="Submit").click()
    page.wait_for_url("**/submit")

    expect(page.locator("[data-part=unsure] li")).to_have_text(["1. yield"])
    expect(page.locator("[data-part=not-assessed] li")).to_have_text(["3. glucose – Photometer broken"])


@HTTPS_ONLY
def test_no_reading_is_one_large_button_and_one_choice(hall: Hall) -> None:
    page = hall.open(hall.cast.cem, hall.sheet())
    given, preview = page.locator("#c3 [data-part=given]"), page.locator("#c3 [data-part=preview]")
    page.get_by_label("Reading 1").fill("5.6")
    for choice, words in (("0 points, with this note", "0 of 4"), ("Not assessed, for this reason", "Not assessed")):
        page.get_by_text("No reading obtained…").click()
        page.get_by_role("button", name=choice).click()
        expect(given).to_contain_text(words)
        expect(preview).to_have_text("No reading obtained")
    expect(page.get_by_text("All sent")).to_be_visible()

    page.get_by_label("Reading 1").fill("5.7")
    page.get_by_label("Reading 1").press("Enter")
    expect(preview).to_contain_text("5.7 mmol/L")
    expect(page.get_by_text("All sent")).to_be_visible()

    assert hall.marks() == {hall.criterion(3): "5.7"}
    with hall.server.session() as session:
        rows = session.scalars(select(Operation).where(Operation.sheet_id == hall.sheet().id).order_by(Operation.seq))
        values = [value_from(json.loads(row.value)) for row in rows]
    assert [(value.state, value.mark, value.readings, value.note) for value in values] == [
        ("marked", None, "5.6", ""),
        ("marked", 0, "", "No reading obtained"),
        ("not_assessed", None, "", "No reading obtained"),
        ("marked", None, "5.7", ""),
    ]


@HTTPS_ONLY
def test_points_appear_as_typed_and_nothing_typed_is_lost_with_the_tab(hall: Hall) -> None:
    page = hall.open(hall.cast.cem, hall.sheet())
    preview = page.locator("#c3 [data-part=preview]")
    page.get_by_label("Note on the whole sheet").press_sequentially("second tube spilt")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    page.get_by_label("Reading 1").press_sequentially("5.6")
    expect(preview).to_contain_text("gives 4 points")
    expect(page.locator("#c3 [data-part=given]")).to_contain_text("4 of 4")  # kept, though the field was not left
    expect(page.get_by_text("All sent")).to_be_visible()
    context = page.context
    page.close()

    again = hall.open(hall.cast.cem, hall.sheet(), context)

    expect(again.get_by_label("Reading 1")).to_have_value("5.6")
    expect(again.get_by_label("Note on the whole sheet")).to_have_value("second tube spilt")


WHERE = """() => [...document.querySelectorAll("section.criterion:not([hidden])")]
  .map((one) => Math.round(one.getBoundingClientRect().top + scrollY))"""


@HTTP_ONLY
def test_nothing_moves_under_the_finger(hall: Hall) -> None:
    page = hall.open(hall.cast.cem, hall.sheet())
    expect(page.get_by_text("All sent")).to_be_visible()
    before, bar = page.evaluate(WHERE), page.locator("[data-part=bar]").bounding_box()

    page.locator("#c1 label.choice").get_by_text("8", exact=True).click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert page.locator("[data-part=bar]").bounding_box() == bar
    page.context.set_offline(True)
    page.locator("#c2 label.choice").get_by_text("Done", exact=True).click()
    expect(page.get_by_text("No connection.")).to_be_visible()

    assert page.evaluate(WHERE) == before


@HTTPS_ONLY
def test_every_target_is_large_enough_for_gloves(hall: Hall) -> None:
    page = hall.open(hall.cast.cem, hall.sheet())
    page.get_by_text("No reading obtained…").click()
    targets = "[data-console] .choice, [data-console] summary, .console-bar .btn:not([hidden]), [data-console] input[inputmode]"
    sizes = page.locator(targets).evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().height)")

    assert len(sizes) > 20
    assert min(sizes) >= 56


@HTTP_ONLY
def test_the_first_load_is_light(hall: Hall) -> None:
    context = hall.new_context()
    hall.sign_in(context, hall.cast.cem)
    page = context.new_page()
    answers: list[Response] = []

    def note(answer: Response) -> None:
        answers.append(answer)

    page.on("response", note)
    page.goto(hall.home)
    ready(page)
    page.wait_for_load_state("networkidle")
    own = [answer for answer in answers if answer.request.resource_type == "script"]

    assert sum(answer.request.sizes()["responseBodySize"] for answer in answers) <= 250 * KILO
    assert sum(answer.request.sizes()["responseBodySize"] for answer in own) <= 100 * KILO  # as it is sent
