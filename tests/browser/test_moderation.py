"""The chief judge at the desk: settling in each way, undoing it, returning a sheet, and an incident on its whole way."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from olympiad.models.incident import Incident
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.task import ScheduleSlot
from tests.browsers import PHONE, LiveServer, no_overflow, sign_in
from tests.factories import NOON, Cast, make_cast, make_criterion, make_judge, make_mark

TEN = timedelta(minutes=10)


@pytest.fixture
def day(live_server: LiveServer) -> Cast:
    """cem and dana disagree about T01 at pipetting, more than about T02; T01 works there at noon."""
    with live_server.session() as session:
        cast = make_cast(session)
        make_criterion(session, cast.pipetting, code="tidy")
        session.refresh(cast.pipetting, ["criteria"])
        for team, judge, points in (
            ("T01", "cem", (7000, 6000)), ("T01", "dana", (9000, 6000)),
            ("T02", "cem", (5000, 6000)), ("T02", "dana", (7500, 6000)),
        ):  # fmt: skip
            sheet = cast.sheets[team, "P", judge]
            for criterion, mark in zip(cast.pipetting.criteria, points, strict=True):
                make_mark(session, sheet, criterion, mark)
            sheet.state = "submitted"
        for number, team in enumerate((cast.t01, cast.t02)):
            start = NOON + number * TEN
            session.add(ScheduleSlot(team_id=team.id, task_id=cast.pipetting.id, starts_at=start, ends_at=start + TEN))
        make_judge(session, cast.section, key="third", name="Third Judge", tasks=[])
        return cast


@pytest.fixture
def desk(app: Flask, live_server: LiveServer, page: Page, day: Cast) -> Page:
    """ben at the moderation page of T01."""
    sign_in(app, page.context, live_server, day.ben)
    page.goto(address(day, f"moderation/{day.t01.id}/{day.pipetting.id}"))
    return page


def address(cast: Cast, then: str) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/{then}"


def settle(page: Page, way: str, reason: str = "Seen on the video") -> None:
    page.get_by_role("radio", name=way).check()
    page.get_by_label("Reason, kept on record").fill(reason)
    page.get_by_role("button", name="Settle").click()


def states(server: LiveServer, cast: Cast, team: str = "T01") -> list[str]:
    ids = [cast.sheets[team, "P", judge].id for judge in ("cem", "dana")]
    with server.session() as session:
        return list(
            session.scalars(select(ScoreSheet.state).where(ScoreSheet.id.in_(ids)).order_by(ScoreSheet.judge_id))
        )


@pytest.mark.parametrize(
    ("way", "mark"),
    [("Mean of the sheets", "14"), ("Sheet of dana", "15"), ("Agreed mark for the whole task", "14.25")],
)
def test_settle_in_each_way_and_undo(live_server: LiveServer, desk: Page, day: Cast, way: str, mark: str) -> None:
    if way.startswith("Agreed"):
        desk.locator("input[name=task-mark]").fill(mark)
    settle(desk, way)

    expect(desk.get_by_text(f"recorded the agreed mark {mark}.")).to_be_visible()
    assert states(live_server, day) == ["accepted", "accepted"]
    desk.get_by_label("Reason for withdrawing").fill("Wrong video")
    desk.get_by_role("button", name="Withdraw this settlement").click()
    expect(desk.get_by_text(f"withdrew the agreed mark {mark}. Wrong video")).to_be_visible()
    assert states(live_server, day) == ["submitted", "submitted"]


def test_settle_per_criterion_with_the_worst_first(live_server: LiveServer, desk: Page, day: Cast) -> None:
    codes = desk.get_by_role("navigation", name="Disagreements").locator(".team-code")
    expect(codes).to_have_text([f"Team {day.t02.code}", f"Team {day.t01.code}"])

    desk.get_by_label("Agreed mark for criterion 1").fill("8")
    settle(desk, "Agreed mark per criterion")

    expect(desk.get_by_text("recorded the agreed mark 8.")).to_contain_text("yield – ")
    assert states(live_server, day) == ["accepted", "accepted"]


def test_a_third_judge_gets_a_sheet_and_returning_names_the_criteria(
    app: Flask, live_server: LiveServer, open_context: Any, desk: Page, day: Cast
) -> None:
    desk.get_by_label("Judge", exact=True).select_option(label="Third Judge")
    settle(desk, "One more judge marks the team", "Far apart")
    expect(desk.get_by_role("columnheader", name="Third Judge")).to_be_visible()

    desk.get_by_text("Return a sheet to its judge").click()
    desk.get_by_label("Sheet", exact=True).select_option(label="cem")
    desk.get_by_label("1. yield").check()
    desk.get_by_label("Reason for returning").fill("The third tube")
    desk.get_by_role("button", name="Return sheet").click()

    expect(desk.get_by_text("returned the sheet of cem. Criteria 1. The third tube")).to_be_visible()
    assert states(live_server, day) == ["returned", "submitted"]
    phone = open_context(viewport=PHONE).new_page()
    sign_in(app, phone.context, live_server, day.cem)
    phone.goto(address(day, f"score-sheets/{day.sheets['T01', 'P', 'cem'].id}"))
    expect(phone.get_by_text("The third tube – look again at criterion 1")).to_be_visible()


def test_an_incident_from_the_bench_to_its_remedy_and_back(
    app: Flask, live_server: LiveServer, open_context: Any, desk: Page, day: Cast
) -> None:
    phone = open_context(viewport=PHONE).new_page()
    sign_in(app, phone.context, live_server, day.cem)
    phone.goto(address(day, f"incidents/report?sheet={day.sheets['T01', 'P', 'cem'].id}"))
    phone.get_by_label("Spilt sample").check()
    phone.get_by_label("Began").fill("2026-12-05T17:00")
    phone.get_by_label("Ended").fill("2026-12-05T17:10")
    phone.get_by_label("What happened").fill("The tray was knocked over.")
    no_overflow(phone)
    phone.get_by_role("button", name="Record the incident").click()
    expect(phone.get_by_text("Incident 1 is on record")).to_be_visible()

    desk.goto(address(day, "incidents/1"))
    expect(desk.locator("main")).to_contain_text("by the schedule")
    desk.get_by_label("Leave criteria out").check()
    desk.get_by_label("1. yield").check()
    desk.get_by_label("Reason, kept on record").last.fill("Nothing was left to measure")
    desk.get_by_role("button", name="Apply to 1 team").click()
    expect(desk.get_by_text("The remedy is applied")).to_be_visible()
    assert states(live_server, day) == ["accepted", "accepted"]

    desk.get_by_label("Reason for withdrawing").fill("There was a second tray")
    desk.get_by_role("button", name="Withdraw the remedy").click()
    expect(desk.get_by_text("There was a second tray")).to_be_visible()
    assert states(live_server, day) == ["submitted", "submitted"]
    desk.get_by_label("Reason, kept on record").first.fill("The team measured again")
    desk.get_by_role("button", name="Close the incident").click()
    expect(desk.get_by_text("The team measured again")).to_be_visible()
    with live_server.session() as session:
        assert session.scalars(select(Incident.state).where(Incident.section_id == day.section.id)).one() == "settled"
