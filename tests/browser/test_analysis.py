"""In a browser: the three pages of the analysis, their plots and tables, and what of them is told to whom."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from olympiad.models.user import User
from olympiad.services.results import results
from tests.browsers import DESKTOP, PHONE, LiveServer, axe, no_overflow, press, sign_in
from tests.factories import Cast, make_cast
from tests.results_world import AWARDS, finalise, mark_everything, mark_further_teams, set_rules

PAGES = ("", "tasks/", "order/")
PLOTS_WITHOUT_WORDS = """[...document.querySelectorAll("main svg")].filter((plot) => {
  const told = plot.getAttribute("aria-label") || plot.closest("[aria-hidden=true]")
  return !told && !plot.closest("table") && !plot.parentElement.closest("svg")
}).map((plot) => plot.outerHTML.slice(0, 120))"""
"""A plot has a text of its own, or its numbers stand in the row of the table in which it is drawn."""
STRIPS_OUTSIDE_TABLES = (
    "[...document.querySelectorAll('main .strip-plot')].filter((plot) => !plot.closest('table')).length"
)


@pytest.fixture
def day(live_server: LiveServer) -> Cast:
    """Published results of eight teams; cem gives about two points of ten more than dana."""
    with live_server.session() as session:
        made = make_cast(session)
        set_rules(session, made, AWARDS)
        mark_everything(session, made, {"T01": 8750, "T02": 6250})
        mark_further_teams(session, made)
        results.publish(session, finalise(session, made, official=True), by=made.ana)
        session.flush()
        return made


def address(cast: Cast, then: str = "analysis/") -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/{then}"


def as_person(app, context, server: LiveServer, person: User) -> Page:
    """Open a page of this person."""
    sign_in(app, context, server, person)
    page: Page = context.new_page()
    return page


@pytest.mark.parametrize(
    ("viewport", "theme", "language"), [(PHONE, "light", "ru"), (PHONE, "dark", "uz"), (DESKTOP, "dark", "en")]
)
def test_pages_fit_and_every_plot_has_words_or_a_table(app, live_server, open_context, day, viewport, theme, language):
    page = as_person(app, open_context(viewport=viewport, color_scheme=theme, locale=language), live_server, day.ben)

    for then in PAGES:
        page.goto(address(day) + then)

        no_overflow(page)
        axe(page)
        assert page.evaluate(PLOTS_WITHOUT_WORDS) == [], then
        assert page.evaluate(STRIPS_OUTSIDE_TABLES) == 0, then
        assert page.locator("main .strip-plot circle, main .strip-plot path, main .hist rect").count() > 0, then


def test_the_table_beneath_a_plot_is_downloaded_as_csv(app, live_server, open_context, day, tmp_path: Path):
    page = as_person(app, open_context(), live_server, day.ben)
    page.goto(address(day))
    shown = page.get_by_role("region", name="How strict is each judge?: Table").locator("tbody tr")

    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Table, CSV.*How strict")).click()
    file = tmp_path / "severity.csv"
    download.value.save_as(file)

    rows = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
    assert rows[0][:3] == ["Task", "Judge", "Sheets"]
    assert [row[1] for row in rows[1:]] == ["cem", "dana", "cem", "dana"]
    expect(shown).to_have_count(len(rows) - 1)


def test_a_judge_reads_the_own_severity_once_it_is_released(app, live_server, open_context, day):
    judge = as_person(app, open_context(viewport=PHONE, has_touch=True, is_mobile=True), live_server, day.cem)
    assert judge.goto(address(day, "analysis/own")).status == 404
    chief = as_person(app, open_context(), live_server, day.ben)
    chief.goto(address(day))

    press(chief, "Tell the judges")
    judge.goto(address(day, "analysis/own"))

    expect(judge.get_by_role("heading", name="How strict was I?")).to_be_visible()
    expect(judge.locator("main")).to_contain_text("points more than the others")
    assert "dana" not in judge.locator("main").inner_text()
    no_overflow(judge)
    axe(judge)

    press(chief, "Take back: the own severity")
    assert judge.goto(address(day, "analysis/own")).status == 404


def test_the_public_reads_one_line_by_choice_and_nothing_of_persons(app, live_server, open_context, day):
    stranger = open_context().new_page()
    public = f"/results/{day.edition.slug}/{day.section.slug}/en"
    stranger.goto(public)
    line = stranger.get_by_text("2 judges per team and task")
    expect(line).to_have_count(0)
    chief = as_person(app, open_context(), live_server, day.ben)
    chief.goto(address(day))

    press(chief, "Show it")
    stranger.goto(public)

    expect(line).to_be_visible()
    assert "dana" not in stranger.locator("main").inner_text()


def test_whoever_is_not_of_the_jury_is_refused(app, live_server, open_context, day):
    stranger = open_context().new_page()
    for then in PAGES:
        stranger.goto(address(day) + then)
        expect(stranger.get_by_label("Password")).to_be_visible()
    for person in (day.cem, day.eva, day.gul):
        page = as_person(app, open_context(), live_server, person)
        assert [page.goto(address(day) + then).status for then in (*PAGES, "report.pdf", "tables.zip")] == [403] * 5
