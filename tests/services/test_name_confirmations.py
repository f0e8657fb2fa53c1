"""Names confirmed: per script, changed since, corrections before and after issuing."""

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad import limits
from olympiad.domain.errors import DomainError
from olympiad.models.certificate import Certificate
from olympiad.models.name_confirmation import NameConfirmation
from olympiad.models.participant import Participant
from olympiad.services.record import audit_verification
from olympiad.services.results import certificates, name_confirmations
from olympiad.services.results.name_confirmations import LATIN, LOCAL, NameState
from olympiad.services.sections import removals
from tests.factories import Cast
from tests.results_world import AWARDS, finalise, mark_everything, set_rules

pytestmark = pytest.mark.both_databases


@pytest.fixture
def eva(session: Session, cast: Cast) -> Participant:
    person = session.scalars(select(Participant).where(Participant.key == "eva")).one()
    person.name, person.name_local = "Oʻgʻiloy Saʼdullayeva", "Ўғилой Саъдуллаева"
    session.flush()
    return person


def state(session: Session, person: Participant) -> NameState:
    return name_confirmations.line_of(session, person).state


def confirm(session: Session, cast: Cast, person: Participant, *scripts: str) -> None:
    seen = name_confirmations.seen_of(person)
    name_confirmations.confirm(session, person, scripts, seen=seen, by=cast.eva)


def test_each_script_is_confirmed_on_its_own(session: Session, cast: Cast, eva: Participant) -> None:
    states = [state(session, eva)]
    confirm(session, cast, eva, LATIN)
    states.append(state(session, eva))
    confirm(session, cast, eva, LOCAL)
    states.append(state(session, eva))

    assert states == [NameState.OPEN, NameState.PARTLY, NameState.CONFIRMED]
    assert eva.name_confirmed_at is not None


def test_what_is_sent_twice_is_confirmed_once(session: Session, cast: Cast, eva: Participant) -> None:
    confirm(session, cast, eva, LATIN)
    confirm(session, cast, eva, LATIN)

    assert len(session.scalars(select(NameConfirmation)).all()) == 1


def test_nobody_asks_for_corrections_without_end(
    session: Session, cast: Cast, eva: Participant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "NAME_CORRECTIONS", 2)
    for name in ("Ogiloy A", "Ogiloy B"):
        name_confirmations.ask(session, eva, name, "", "", by=cast.eva)

    with pytest.raises(DomainError) as refused:
        name_confirmations.ask(session, eva, "Ogiloy C", "", "", by=cast.eva)

    assert (refused.value.code, refused.value.fields) == ("name_asked_too_often", {"limit": 2})


def test_a_name_that_was_changed_since_is_open_again(session: Session, cast: Cast, eva: Participant) -> None:
    confirm(session, cast, eva, LATIN, LOCAL)

    eva.name = "Another"

    assert state(session, eva) == NameState.PARTLY


def test_what_was_not_seen_is_not_confirmed(session: Session, cast: Cast, eva: Participant) -> None:
    seen = name_confirmations.seen_of(eva)
    eva.name = "Another"

    with pytest.raises(DomainError) as refused:
        name_confirmations.confirm(session, eva, (LATIN,), seen=seen, by=cast.eva)

    assert (refused.value.code, state(session, eva)) == ("name_changed_meanwhile", NameState.OPEN)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (" ", "name_missing"),
        ("x" * 301, "name_too_long"),
        ("Oʻgʻiloy Saʼdullayeva", "name_same"),
        ("張玉彤", "certificate_glyph_missing"),
    ],
)
def test_ask_refuses(session: Session, cast: Cast, eva: Participant, name: str, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        name_confirmations.ask(session, eva, name, eva.name_local, "", by=cast.eva)

    assert (refused.value.code, state(session, eva)) == (code, NameState.OPEN)


def test_a_correction_after_issuing_supersedes_the_certificate(session: Session, cast: Cast, eva: Participant) -> None:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    old = certificates.issue(session, finalise(session, cast, official=True), by=cast.ana)[0]
    row = name_confirmations.ask(session, eva, "Ogiloy Sadullayeva", eva.name_local, "passport", by=cast.eva)

    (new,) = name_confirmations.accept(session, row, by=cast.ana)

    assert (old.state, old.superseded_by_id) == ("superseded", new.id)
    assert json.loads(new.fields)["name"] == "Ogiloy Sadullayeva"
    assert state(session, eva) == NameState.CONFIRMED
    assert [report.findings for report in audit_verification.verify(session) if report.findings] == []


def test_a_correction_is_decided_once(session: Session, cast: Cast, eva: Participant) -> None:
    row = name_confirmations.ask(session, eva, "Ogiloy", "", "", by=cast.eva)
    name_confirmations.decline(session, row, reason="The passport says otherwise", by=cast.ana)

    with pytest.raises(DomainError) as refused:
        name_confirmations.accept(session, row, by=cast.ana)

    assert (refused.value.code, eva.name) == ("name_correction_decided", "Oʻgʻiloy Saʼdullayeva")
    assert (state(session, eva), row.answer) == (NameState.DECLINED, "The passport says otherwise")
    assert session.scalars(select(Certificate)).all() == []


def test_a_member_who_has_answered_can_still_be_removed(session: Session, cast: Cast, eva: Participant) -> None:
    confirm(session, cast, eva, LATIN)

    removals.remove_participant(session, cast.section, eva, by=cast.ana, reason="left")

    assert len(name_confirmations.of_section(session, cast.section, cast.t01.id)) == 1
