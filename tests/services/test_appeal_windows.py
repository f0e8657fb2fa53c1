"""The time for appeals: opened once for a preliminary version, moved with a reason, never behind what has happened."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.models.audit import AuditEntry
from olympiad.models.results_version import ResultsVersion
from olympiad.services.appeals import appeal_windows
from olympiad.services.record import audit
from olympiad.services.results import official_results, results
from tests.appeals_world import close, publish, window_of
from tests.factories import NOON, Cast


@pytest.fixture
def open_cast(session: Session, cast: Cast) -> Cast:
    return publish(session, cast)


def code_of(deed: object, *given: object, **named: object) -> str:
    with pytest.raises(DomainError) as refused:
        deed(*given, **named)  # type: ignore[operator]
    return refused.value.code


def test_publish_of_preliminary_results_opens_the_window_for_as_long_as_the_section_says(
    session: Session, open_cast: Cast
) -> None:
    window = window_of(session, open_cast)

    assert window.closes_at - window.opens_at == timedelta(minutes=120)
    assert open_cast.section.state == "appeals"


def test_change_window_wants_a_reason_and_extends(session: Session, open_cast: Cast) -> None:
    window = window_of(session, open_cast)
    later = window.closes_at + timedelta(hours=1)

    refused = code_of(appeal_windows.change, session, window, closes_at=later, reason="", by=open_cast.ana)
    appeal_windows.change(session, window, closes_at=later, reason="The network was down", by=open_cast.ana)

    assert (refused, window.closes_at) == ("reason_missing", later)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set the clock by which windows are opened and changed."""
    return lambda moment: monkeypatch.setattr(appeal_windows, "utc_now", lambda: moment)


@pytest.fixture
def version(session: Session, cast: Cast) -> ResultsVersion:
    """Published as preliminary in a section that gives appeals no time of itself."""
    cast.section.appeal_minutes = 0
    publish(session, cast)
    found = results.latest(session, cast.section)
    assert found is not None
    return found


def lines(session: Session, action: str) -> list[dict[str, object]]:
    query = select(AuditEntry.content).where(AuditEntry.action == action).order_by(AuditEntry.id)
    return [json.loads(content) for content in session.scalars(query)]


def test_a_window_is_open_from_its_first_moment_up_to_its_last(
    session: Session, cast: Cast, version: ResultsVersion, at: Callable[[datetime], None]
) -> None:
    at(NOON)

    window = appeal_windows.open_window(session, version, minutes=90, by=cast.ana)

    end = NOON + timedelta(minutes=90)
    moments = [NOON - timedelta(seconds=1), NOON, end - timedelta(seconds=1), end]
    found = [appeal_windows.running(session, cast.section, moment) for moment in moments]
    assert found == [None, window, window, None]
    assert (appeal_windows.of_version(session, version), cast.section.state) == (window, "appeals")
    [line] = lines(session, "appeals.open_window")
    assert (line["before"], line["after"]) == ({}, {"closes_at": audit.iso(end), "version": version.number})


@pytest.mark.parametrize(
    ("happens", "minutes", "code"),
    [("official", 90, "appeals_official"), ("open", 90, "appeal_window_there"), ("", 0, "appeal_minutes_wrong")],
)
def test_open_window_is_refused_and_opens_nothing(
    session: Session, cast: Cast, version: ResultsVersion, happens: str, minutes: int, code: str
) -> None:
    if happens == "official":
        official_results.make_official(session, version, without_appeals=True, by=cast.ana)
    if happens == "open":
        appeal_windows.open_window(session, version, minutes=5, by=cast.ana)
    before = (appeal_windows.latest(session, cast.section), len(lines(session, "appeals.open_window")))

    assert code_of(appeal_windows.open_window, session, version, minutes=minutes, by=cast.ana) == code

    after = (appeal_windows.latest(session, cast.section), len(lines(session, "appeals.open_window")))
    assert after == before


def test_open_window_is_refused_before_results_are_published(session: Session, cast: Cast) -> None:
    version = ResultsVersion(section_id=cast.section.id, number=1)

    assert code_of(appeal_windows.open_window, session, version, minutes=9, by=cast.ana) == "move_unknown_here"
    assert appeal_windows.latest(session, cast.section) is None


def test_a_window_closed_early_ends_now_and_one_that_is_over_stays_over(
    session: Session, cast: Cast, version: ResultsVersion, at: Callable[[datetime], None]
) -> None:
    at(NOON)
    window = appeal_windows.open_window(session, version, minutes=90, by=cast.ana)
    at(NOON + timedelta(minutes=30))

    appeal_windows.change(session, window, closes_at=NOON, reason="All were heard", by=cast.ana)
    early = window.closes_at
    at(NOON + timedelta(minutes=60))
    appeal_windows.change(session, window, closes_at=NOON, reason="Once more", by=cast.ana)

    assert (early, window.closes_at) == (NOON + timedelta(minutes=30),) * 2
    first, _second = lines(session, "appeals.change_window")
    assert first["before"] == {"closes_at": audit.iso(NOON + timedelta(minutes=90))}
    assert first["after"] == {"closes_at": audit.iso(early)}
    assert list(first["sealed"]) == ["reason"]


def test_the_time_stays_as_it_was_once_results_are_official(session: Session, open_cast: Cast) -> None:
    close(session, open_cast)
    version, window = results.latest(session, open_cast.section), window_of(session, open_cast)
    assert version is not None
    official_results.make_official(session, version, by=open_cast.ana)
    before = window.closes_at
    later = before + timedelta(hours=9)

    code = code_of(appeal_windows.change, session, window, closes_at=later, reason="Late", by=open_cast.ana)

    assert (code, window.closes_at) == ("appeal_window_over", before)
