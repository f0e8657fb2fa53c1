"""The report card on a phone while appeals run: figures of the field and the way to appeal stand beside each other, never on."""

from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from olympiad.models.team import Team
from olympiad.services.appeals import appeal_windows
from olympiad.services.results import results
from tests.browsers import LiveServer, no_overflow, sign_in
from tests.factories import make_cast
from tests.results_world import AWARDS, finalise, mark_everything, set_rules

OVERLAPS = """(rows) => rows.filter((row) => {
  const [figures, button] = ["[data-label]", "a.btn"].map((which) => row.querySelector(which)?.getBoundingClientRect());
  return !figures || !button || (figures.left < button.right && button.left < figures.right
    && figures.top < button.bottom && button.top < figures.bottom);
}).length"""


def test_quartiles_and_the_button_to_appeal_do_not_overlap(phone: Page, live_server: LiveServer, app: Flask) -> None:
    with live_server.session() as session:
        cast = make_cast(session)
        set_rules(session, cast, AWARDS)
        mark_everything(session, cast, {"T01": 8750, "T02": 6250})
        version = finalise(session, cast)
        appeal_windows.open_window(session, version, minutes=30, by=cast.ana)
        results.publish(session, version, by=cast.ana)
        key = session.scalars(select(Team.key).where(Team.id == cast.t01.id)).one()
    sign_in(app, phone.context, live_server, cast.eva)

    phone.goto(f"/editions/{cast.edition.slug}/{cast.section.slug}/report-cards/{key}")

    rows = phone.locator(".report-criteria tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first.get_by_role("link", name="Appeal")).to_be_visible()
    assert rows.evaluate_all(OVERLAPS) == 0
    no_overflow(phone)
