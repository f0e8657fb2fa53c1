"""Calls for help: asked once, answered, closed, each on record."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.models.audit import AuditEntry
from olympiad.models.help_request import HelpRequest
from olympiad.services.marking import help_requests
from tests.factories import Cast, make_cast


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast(session)


def ask(session: Session, cast: Cast, reason: str = "instrument", words: str = "pH meter") -> HelpRequest:
    return help_requests.ask(
        session, cast.section, cast.cem_judge, reason, words, team_code="Y07", station="3", by=cast.cem
    )


def states(session: Session, cast: Cast) -> list[tuple[str, str, str]]:
    found = help_requests.calls(session, cast.section)
    return [(call.request.reason, call.state, call.answered_by) for call in found]


def test_ask_answer_close_stand_in_the_list_and_on_record(session: Session, cast: Cast) -> None:
    first, second = ask(session, cast), ask(session, cast, "sample")
    revision = cast.section.revision

    help_requests.answer(session, cast.section, second, "take bottle B", by=cast.ana)
    help_requests.close(session, cast.section, first, by=cast.ben)

    assert states(session, cast) == [("sample", "answered", "Ana"), ("instrument", "closed", "")]
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == [f"help_requests.{verb}" for verb in ("ask", "ask", "answer", "close")]
    assert cast.section.revision == revision + 2


def test_ask_twice_is_one_call(session: Session, cast: Cast) -> None:
    assert ask(session, cast).id == ask(session, cast).id
    assert len(states(session, cast)) == 1


@pytest.mark.parametrize(
    ("reason", "words", "code"),
    [
        ("lunch", "", "help_reason_unknown"),
        ("other", " ", "help_words_missing"),
        ("team", "x" * 501, "help_words_too_long"),
    ],
)
def test_ask_is_refused_without_a_known_reason_or_words(
    session: Session, cast: Cast, reason: str, words: str, code: str
) -> None:
    with pytest.raises(DomainError, match=code):
        ask(session, cast, reason, words)

    assert states(session, cast) == []


def test_close_twice_is_refused(session: Session, cast: Cast) -> None:
    call = ask(session, cast)
    help_requests.close(session, cast.section, call, by=cast.cem)

    with pytest.raises(DomainError, match="help_closed_already"):
        help_requests.close(session, cast.section, call, by=cast.ana)


def test_calls_of_one_person_leave_out_the_others(session: Session, cast: Cast) -> None:
    ask(session, cast)
    help_requests.ask(session, cast.section, cast.dana_judge, "device", "", by=cast.dana)

    mine = help_requests.calls(session, cast.section, by=cast.dana, only_open=True)

    assert [call.request.reason for call in mine] == ["device"]
