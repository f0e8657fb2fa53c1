"""Sends the queued e-mails, in a thread of the process beside the server: whoever publishes or copies never waits for it."""

import secrets
import smtplib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from flask import Flask
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from olympiad import db, limits, mailing
from olympiad.clock import utc_now
from olympiad.domain.errors import DomainError
from olympiad.domain.mails import Fault
from olympiad.mailing import Letter, NotSentError, Server
from olympiad.services.results import mail_queue
from olympiad.wording.mails import written

Found = TypeVar("Found")
ATTEMPTS = 5
"""To write what became of a mail, where another transaction was first."""


class Post:
    """At most one round of sending at a time."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._thread: threading.Thread | None = None

    def look(self) -> None:
        """Begin a round in its thread, unless one still runs."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=send_due, args=(self._app,), daemon=True)
            self._thread.start()


@dataclass(frozen=True)
class _Round:
    server: Server
    token: str
    language: str


def send_due(app: Flask) -> int:
    """Send what is due over one connection; return how many left. What fails stands on the organizer's page."""
    with app.app_context():
        try:
            server = mailing.server_of(app.config, Path(app.instance_path))
            if server is None or not _is_waiting():
                return 0
            return _round(_Round(server, secrets.token_hex(16), str(app.config["DEFAULT_LANGUAGE"])))
        except DomainError as error:
            app.logger.error("No e-mail is sent: %s %s", error.code, error.fields)
        except SQLAlchemyError:
            app.logger.exception("The queue of e-mails could not be read or written.")
    return 0


def _is_waiting() -> bool:
    with db.reading() as scoped:
        return mail_queue.is_waiting(scoped(), utc_now())


def _write(deed: Callable[[Session], Found]) -> Found:
    """Run one short transaction, again where it lost a race: what happened to a mail must not be forgotten."""
    for attempt in range(ATTEMPTS):
        try:
            with db.writing() as scoped:
                return deed(scoped())
        except OperationalError:
            if attempt + 1 == ATTEMPTS:
                raise
            time.sleep(0.05 * 2**attempt)
    raise AssertionError("the last attempt returns or raises")


def _round(here: _Round) -> int:
    """Connect first: while the server is away no mail is claimed, and one attempt stands for all."""
    _write(lambda session: mail_queue.recover(session, utc_now()))
    try:
        with mailing.connected(here.server) as smtp:
            return _send_all(here, smtp)
    except NotSentError as missed:
        _postpone_all(missed)
        return 0
    finally:
        _write(mail_queue.record_finished)


def _postpone_all(missed: NotSentError) -> None:
    _write(lambda session: mail_queue.postpone_all(session, missed.fault, missed.answer, utc_now()))


def _send_all(here: _Round, smtp: smtplib.SMTP) -> int:
    count = 0
    for _ in range(limits.MAILS_AT_ONCE):
        mail_id = _write(lambda session: mail_queue.claim(session, utc_now(), here.token))
        if mail_id is None:
            break
        missed = _send(here, smtp, mail_id)
        if missed is None:
            count += 1
        elif missed.fault is Fault.CONNECTION and not count:
            _postpone_all(missed)
            break
        elif missed.fault in (Fault.CONNECTION, Fault.UNCLEAR) or not mailing.reset(smtp):
            break
    return count


def _send(here: _Round, smtp: smtplib.SMTP, mail_id: int) -> NotSentError | None:
    """Send one mail and note what became of it; what failed is returned."""
    try:
        answer = _hand_in(here, smtp, mail_id)
    except NotSentError as error:
        missed = error
        _write(lambda session: mail_queue.failed(session, mail_id, here.token, missed.fault, missed.answer, utc_now()))
        return missed
    _write(lambda session: mail_queue.sent(session, mail_id, here.token, answer, utc_now()))
    return None


def _hand_in(here: _Round, smtp: smtplib.SMTP, mail_id: int) -> str:
    with db.reading() as scoped:
        facts = mail_queue.facts_of(scoped(), mail_id)
    if facts.is_needless:
        raise NotSentError(Fault.NEEDLESS)
    words = written(facts, here.language)
    to = mailing.usable(facts.address)
    letter = Letter(to, facts.name, facts.edition[here.language], words.subject, words.text, facts.message_id)
    text = mailing.message(letter, here.server)

    def hand_over() -> None:
        if not _write(lambda session: mail_queue.hand_over(session, mail_id, here.token, to)):
            raise NotSentError(Fault.CONNECTION)

    return mailing.deliver(smtp, here.server.sender, to, text, hand_over)
