"""Results are preliminary until a second person has seen the borders, appeals are over and nothing has moved since."""

import json
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.errors import DomainError
from olympiad.models.results_version import ResultsVersion
from olympiad.models.user import ResetLink
from olympiad.services.appeals import appeal_windows
from olympiad.services.results import blockers, border_confirmations, certificates, official_results, results
from tests.factories import Cast
from tests.results_world import AWARDS, finalise, mark_everything, set_mark, set_rules


@pytest.fixture
def marked(session: Session, cast: Cast) -> Cast:
    """T01 has 17.5 and the I degree, T02 12.5 and the II degree."""
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    return cast


def refusal(session: Session, version: ResultsVersion, cast: Cast, **given: bool) -> str:
    with pytest.raises(DomainError) as refused:
        official_results.make_official(session, version, by=cast.ana, **given)
    return refused.value.code


def test_finalise_waits_for_somebody_to_look_at_the_borders(session: Session, marked: Cast) -> None:
    found = [(one.code, one.fields["award"]) for one in blockers.blockers(session, marked.section)]

    assert found == [("blocker_border_unconfirmed", "I degree"), ("blocker_border_unconfirmed", "II degree")]


def test_finalise_is_refused_to_whoever_alone_confirmed_a_border(session: Session, marked: Cast) -> None:
    for border in blockers.outlook(session, marked.section).borders:
        border_confirmations.confirm(session, marked.section, border, fingerprint=border.fingerprint, by=marked.ana)

    with pytest.raises(DomainError) as refused:
        results.finalise(session, marked.section, by=marked.ana)

    assert refused.value.code == "border_confirmed_by_same"
    assert results.finalise(session, marked.section, by=marked.ben).number == 1


@pytest.mark.parametrize("hours", [1, 25])
def test_an_account_that_the_finaliser_opened_of_late_is_no_second_person(
    session: Session, marked: Cast, hours: int
) -> None:
    used_at = utc_now() - timedelta(hours=hours)
    session.add(
        ResetLink(
            user_id=marked.ben.id, made_by_id=marked.ana.id, token_hash="0" * 64, made_at=used_at, expires_at=used_at,
            used_at=used_at,
        )
    )  # fmt: skip
    for border in blockers.outlook(session, marked.section).borders:
        border_confirmations.confirm(session, marked.section, border, fingerprint=border.fingerprint, by=marked.ben)

    if hours > 24:
        assert results.finalise(session, marked.section, by=marked.ana).number == 1
        return
    with pytest.raises(DomainError, match="border_confirmed_by_link"):
        results.finalise(session, marked.section, by=marked.ana)


def test_confirm_is_refused_when_the_sums_were_others(session: Session, marked: Cast) -> None:
    border = blockers.outlook(session, marked.section).borders[0]

    with pytest.raises(DomainError) as refused:
        border_confirmations.confirm(session, marked.section, border, fingerprint="0" * 64, by=marked.ben)

    assert refused.value.code == "border_changed"
    assert border_confirmations.of_section(session, marked.section) == {}


def test_confirm_lapses_when_a_sum_at_the_border_changes(session: Session, marked: Cast) -> None:
    finalise(session, marked)
    for judge in ("cem", "dana"):
        set_mark(session, marked.sheets["T02", "P", judge], 6500)

    assert {one.code for one in blockers.blockers(session, marked.section)} == {"blocker_border_unconfirmed"}


def test_finalise_makes_a_preliminary_version_and_make_official_an_official_one(session: Session, marked: Cast) -> None:
    version = finalise(session, marked)
    before = (version.official_at, marked.section.state)

    official_results.make_official(session, version, without_appeals=True, by=marked.ana)

    assert before == (None, "preliminary")
    assert (version.official_by_id, marked.section.state) == (marked.ana.id, "official")


def test_make_official_asks_whether_leaders_shall_have_no_time_to_appeal(session: Session, marked: Cast) -> None:
    version = finalise(session, marked)

    assert refusal(session, version, marked) == "official_without_appeals"
    marked.section.appeal_minutes = 0
    official_results.make_official(session, version, by=marked.ana)
    assert version.official_at is not None


def test_make_official_waits_until_the_window_is_over(session: Session, marked: Cast) -> None:
    version = finalise(session, marked)
    results.publish(session, version, by=marked.ana)
    window = appeal_windows.of_version(session, version)
    assert window is not None

    there = (marked.section.state, refusal(session, version, marked, without_appeals=True))
    appeal_windows.change(session, window, closes_at=window.opens_at, reason="All leaders waived", by=marked.ana)
    official_results.make_official(session, version, by=marked.ana)

    assert there == ("appeals", "official_window_open")
    assert marked.section.state == "published"


def test_make_official_refuses_a_version_that_marks_have_left_behind(session: Session, marked: Cast) -> None:
    version = finalise(session, marked)
    for judge in ("cem", "dana"):
        set_mark(session, marked.sheets["T02", "P", judge], 7000)

    assert refusal(session, version, marked, without_appeals=True) == "official_outdated"


def test_make_official_refuses_an_older_version(session: Session, marked: Cast) -> None:
    first = finalise(session, marked)
    finalise(session, marked, reason="Recounted")

    assert refusal(session, first, marked, without_appeals=True) == "results_not_newest"


def test_withdraw_official_wants_a_reason_and_leads_back(session: Session, marked: Cast) -> None:
    version = finalise(session, marked, official=True)

    with pytest.raises(DomainError):
        official_results.withdraw_official(session, version, reason=" ", by=marked.ben)
    official_results.withdraw_official(session, version, reason="A late appeal is heard", by=marked.ben)

    assert (version.official_at, marked.section.state) == (None, "preliminary")


def test_withdraw_official_is_refused_while_everybody_sees_it(session: Session, marked: Cast) -> None:
    version = finalise(session, marked, official=True)
    results.publish(session, version, by=marked.ana)

    with pytest.raises(DomainError) as refused:
        official_results.withdraw_official(session, version, reason="Late appeal", by=marked.ben)

    assert (refused.value.code, marked.section.state) == ("results_public", "published")


def test_issue_is_refused_from_a_preliminary_version(session: Session, marked: Cast) -> None:
    version = finalise(session, marked)

    with pytest.raises(DomainError) as refused:
        certificates.issue(session, version, by=marked.ana)

    assert refused.value.code == "certificates_not_official"
    assert certificates.listed(session, marked.section) == []


def test_make_official_supersedes_what_changed_and_leaves_the_rest_valid(session: Session, marked: Cast) -> None:
    certificates.issue(session, finalise(session, marked, official=True), by=marked.ana)
    for judge in ("cem", "dana"):
        set_mark(session, marked.sheets["T02", "P", judge], 7000)
    second = finalise(session, marked, reason="Recounted")

    official_results.make_official(session, second, without_appeals=True, by=marked.ana)
    states = [(json.loads(row.fields)["name"], row.state) for row in certificates.listed(session, marked.section)]
    new = certificates.issue(session, second, by=marked.ana)

    old = certificates.listed(session, marked.section)[2]
    assert states == [("Eva", "valid"), ("Gul", "valid"), ("Finn", "superseded")]
    assert (len(new), old.superseded_by_id) == (1, new[0].id)


def test_publish_of_official_results_and_certificates_lead_on(session: Session, marked: Cast) -> None:
    version = finalise(session, marked, official=True)
    results.publish(session, version, by=marked.ana)
    published = marked.section.state

    certificates.issue(session, version, by=marked.ana)

    assert (published, marked.section.state) == ("published", "certificates")
