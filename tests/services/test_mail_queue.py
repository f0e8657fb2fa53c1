"""The queue of e-mails on both databases: one sender at a time for each mail, and what a process left behind."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad import limits
from olympiad.domain.mails import Fault, MailState
from olympiad.models.audit import AuditEntry
from olympiad.models.mail import Mail
from olympiad.models.participant import Participant
from olympiad.services.results import mail_queue, mails
from tests.factories import NOON, Cast

pytestmark = pytest.mark.both_databases
LATER = timedelta(seconds=limits.MAIL_CLAIM_SECONDS + 1)


@pytest.fixture
def mail(session: Session, cast: Cast) -> Mail:
    """A reminder to gul, due at noon."""
    session.scalars(select(Participant).where(Participant.key == "gul")).one().email = "gul@example.org"
    mails.remind_of_names(session, cast.section, "http://localhost/names", by=cast.ana)
    row = session.scalars(select(Mail)).one()
    row.due_at = NOON
    session.flush()
    return row


def test_a_mail_is_claimed_once_and_only_its_holder_may_hand_it_over(session: Session, mail: Mail) -> None:
    first, second = mail_queue.claim(session, NOON, "one"), mail_queue.claim(session, NOON, "two")

    handed = [mail_queue.hand_over(session, mail.id, token, "gul@example.org") for token in ("two", "one")]

    assert (first, second, handed) == (mail.id, None, [False, True])


@pytest.mark.parametrize(("handed_over", "state"), [(False, MailState.WAITING), (True, MailState.UNCLEAR)])
def test_what_a_process_left_behind_is_taken_back(
    session: Session, mail: Mail, handed_over: bool, state: MailState
) -> None:
    mail_queue.claim(session, NOON, "one")
    if handed_over:
        mail_queue.hand_over(session, mail.id, "one", "gul@example.org")

    mail_queue.recover(session, NOON + LATER)
    mail_queue.sent(session, mail.id, "one", "250 taken", NOON + LATER)

    assert (mail.state, mail.attempts) == (state, 1)


def test_after_the_last_pause_a_mail_has_failed_and_one_line_says_so(session: Session, mail: Mail) -> None:
    states = []
    for _ in range(8):
        mail.due_at = NOON
        mail_queue.claim(session, NOON, "one")
        mail_queue.failed(session, mail.id, "one", Fault.LATER, "450 later", NOON)
        states.append(mail.state)

    mail_queue.record_finished(session)
    mail_queue.record_finished(session)

    assert states == [MailState.WAITING] * 7 + [MailState.FAILED]
    actions = session.scalars(
        select(AuditEntry.action).where(AuditEntry.action.startswith("mails.")).order_by(AuditEntry.id)
    )
    assert list(actions) == ["mails.queue", "mails.finish"]


def test_a_server_that_is_away_puts_all_off_by_one_attempt(session: Session, mail: Mail) -> None:
    mail_queue.postpone_all(session, Fault.CONNECTION, "refused", NOON)

    assert (mail.state, mail.attempts, mail.due_at) == (MailState.WAITING, 1, NOON + timedelta(minutes=1))
