"""Appeals: by the leader in time about the own team, talked about, withdrawn; closed at once into the next version."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from olympiad.domain.appeals import Outcome
from olympiad.domain.errors import DomainError
from olympiad.models.user import User
from olympiad.services.appeals import appeal_decisions, appeals
from olympiad.services.keeping import retention
from olympiad.services.results import blockers, results
from tests.appeals_world import close, lodge, publish
from tests.factories import Cast
from tests.results_world import confirm_borders


@pytest.fixture
def open_cast(session: Session, cast: Cast) -> Cast:
    return publish(session, cast)


def code_of(deed: object, *given: object, **named: object) -> str:
    with pytest.raises(DomainError) as refused:
        deed(*given, **named)  # type: ignore[operator]
    return refused.value.code


def test_lodge_gives_a_number_and_blocks_the_next_version(session: Session, open_cast: Cast) -> None:
    appeal = lodge(session, open_cast)

    found = blockers.blockers(session, open_cast.section)
    assert (appeal.number, appeal.state, appeal.text) == (1, "lodged", "The blank was read twice")
    assert [(one.code, one.fields["number"]) for one in found] == [("blocker_appeal_open", 1)]


@pytest.mark.parametrize("name", ["eva", "gul", "cem", "ben", "ana"])
def test_lodge_is_refused_to_everybody_but_the_own_leader(session: Session, open_cast: Cast, name: str) -> None:
    by: User = getattr(open_cast, name)

    code = code_of(
        appeals.lodge, session, open_cast.section, open_cast.t02, open_cast.pipetting, None, text="Why", by=by
    )

    assert (code, appeals.listed(session, open_cast.section)) == ("appeal_not_leader", [])


def test_lodge_is_refused_when_the_window_is_over(session: Session, open_cast: Cast) -> None:
    close(session, open_cast)

    assert code_of(lodge, session, open_cast) == "appeal_window_closed"


def test_lodge_without_words_or_twice_is_refused(session: Session, open_cast: Cast) -> None:
    empty = code_of(lodge, session, open_cast, text="  ")
    lodge(session, open_cast)

    assert (empty, code_of(lodge, session, open_cast)) == ("appeal_text_missing", "appeal_twice")
    assert lodge(session, open_cast, whole=True).number == 2


def test_waive_ends_the_right_and_is_on_record(session: Session, open_cast: Cast) -> None:
    appeals.waive(session, open_cast.section, open_cast.t02, by=open_cast.finn)

    assert code_of(lodge, session, open_cast) == "appeal_right_ended"
    assert [(right.kind, team.key) for right, team in appeals.rights_of(session, open_cast.section)] == [
        ("waived", "T02")
    ]


def test_lose_right_waits_for_open_appeals_and_wants_a_reason(session: Session, open_cast: Cast) -> None:
    appeal = lodge(session, open_cast)
    given = (session, open_cast.section, open_cast.t02)

    assert code_of(appeals.lose_right, *given, reason="Signed off", by=open_cast.ben) == "appeals_waiting"
    appeals.withdraw(session, appeal, by=open_cast.finn)
    assert code_of(appeals.lose_right, *given, reason=" ", by=open_cast.ben) == "reason_missing"
    assert appeals.lose_right(*given, reason="Signed off", by=open_cast.ben).kind == "lost"


def test_withdraw_ends_the_appeal_and_nothing_moves_it_again(session: Session, open_cast: Cast) -> None:
    appeal = lodge(session, open_cast)

    appeals.withdraw(session, appeal, reason="Explained at the bench", by=open_cast.finn)

    assert (appeal.state, appeal.reason) == ("withdrawn", "Explained at the bench")
    decide = code_of(appeal_decisions.decide, session, appeal, Outcome.UNCHANGED, reason="No", by=open_cast.ben)
    assert (decide, code_of(appeals.say, session, appeal, text="Still", side="team", by=open_cast.finn)) == (
        "appeal_ended",
        "appeal_ended",
    )
    assert [one.code for one in blockers.blockers(session, open_cast.section)] == []


def test_say_keeps_the_thread_in_order(session: Session, open_cast: Cast) -> None:
    appeal = lodge(session, open_cast)
    appeals.say(session, appeal, text="Bring the sheet", side="jury", by=open_cast.ben)
    appeals.say(session, appeal, text="Here it is", side="team", by=open_cast.finn)

    assert [(one.side, one.text) for one in appeals.thread(session, appeal)] == [
        ("jury", "Bring the sheet"),
        ("team", "Here it is"),
    ]


def test_finalise_waits_for_open_appeals(session: Session, open_cast: Cast) -> None:
    lodge(session, open_cast)
    confirm_borders(session, open_cast)

    assert code_of(results.finalise, session, open_cast.section, reason="Now", by=open_cast.ana) == "finalise_blocked"


def test_purge_takes_the_words_out_of_appeals_and_leaves_what_was_decided(session: Session, open_cast: Cast) -> None:
    appeal = lodge(session, open_cast)
    appeals.say(session, appeal, text="Bring the sheet", side="jury", by=open_cast.ben)
    appeal_decisions.decide(session, appeal, Outcome.CHANGED, mark=9000, reason="Signed", by=open_cast.ben)
    open_cast.edition.keep_personal_until = date(2026, 12, 31)
    session.flush()

    retention.purge(session, open_cast.edition, today=date(2027, 1, 1), by=open_cast.ana)
    session.expire_all()

    assert (appeal.text, appeal.reason, appeal.outcome, appeal.mark) == ("", "", "changed", 9000)
    assert [message.text for message in appeals.thread(session, appeal)] == [""]
