"""Handing one e-mail to a mail server (SMTP): settings, the text with safe headers, and what each answer means."""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any, TypeVar

from olympiad import limits
from olympiad.clock import utc_now
from olympiad.domain.errors import DomainError
from olympiad.domain.mails import Fault

SECURITY = ("starttls", "tls", "none")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
"""What ends a header or turns the direction of reading."""
LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
DOMAIN = re.compile(r"([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}")
LONGEST = 254
Found = TypeVar("Found")
OK, START_TEXT, CLOSING, FOR_GOOD = 250, 354, 421, 500


class NotSentError(Exception):
    """A mail was not sent, or nobody knows."""

    def __init__(self, fault: Fault, answer: str = "") -> None:
        super().__init__(fault, answer)
        self.fault = fault
        self.answer = shown(answer)


@dataclass(frozen=True)
class Server:
    """How the mail server is reached, and who writes."""

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str
    seconds: int
    authority: Path | None


@dataclass(frozen=True)
class Letter:
    """What is sent; texts are plain, and may hold anything."""

    to: str
    name: str
    sender_name: str
    subject: str
    text: str
    message_id: str


def server_of(settings: Mapping[str, Any], instance: Path) -> Server | None:
    """Read the settings; None where no server is set. Raises `mail_settings` with the name of the one that is wrong."""
    if not settings["SMTP_HOST"]:
        return None
    authority = instance / str(settings["SMTP_AUTHORITY"]) if settings["SMTP_AUTHORITY"] else None
    wrong = {
        "SMTP_SECURITY": settings["SMTP_SECURITY"] not in SECURITY,
        "SMTP_SENDER": not is_usable(str(settings["SMTP_SENDER"])),
        "SMTP_PASSWORD": settings["SMTP_SECURITY"] == "none" and bool(settings["SMTP_PASSWORD"]),
        "SMTP_AUTHORITY": authority is not None and not authority.is_file(),
    }
    for name, is_wrong in wrong.items():
        if is_wrong:
            raise DomainError("mail_settings", setting=f"OLYMPIAD_{name}")
    return Server(
        host=str(settings["SMTP_HOST"]), port=int(settings["SMTP_PORT"]), security=str(settings["SMTP_SECURITY"]),
        user=str(settings["SMTP_USER"]), password=str(settings["SMTP_PASSWORD"]), sender=str(settings["SMTP_SENDER"]),
        seconds=max(1, int(settings["SMTP_SECONDS"])), authority=authority,
    )  # fmt: skip


def is_usable(address: str) -> bool:
    """Tell whether a mail can be sent to this address."""
    try:
        usable(address)
    except NotSentError:
        return False
    return True


def usable(address: str) -> str:
    """Return an address as it is sent, its domain in ASCII; raises NotSentError(ADDRESS) for what is none.

    >>> usable(" gul@sammu.uz "), usable("gul@почта.рф")
    ('gul@sammu.uz', 'gul@xn--80a1acny.xn--p1ai')
    """
    local, _, domain = address.strip().rpartition("@")
    try:
        plain = domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise NotSentError(Fault.ADDRESS, address) from error
    found = f"{local}@{plain}"
    if len(found) > LONGEST or not LOCAL.fullmatch(local) or not DOMAIN.fullmatch(plain):
        raise NotSentError(Fault.ADDRESS, address)
    return found


def one_line(text: str) -> str:
    r"""Return a text as a header may hold it.

    >>> one_line("Gul\r\nBcc: all@example.org")
    'Gul Bcc: all@example.org'
    """
    return " ".join(CONTROL.sub(" ", text).split())


def shown(answer: str) -> str:
    """Return what a server said, short and on one line."""
    return one_line(answer)[: limits.MAIL_ANSWER]


def message(letter: Letter, server: Server) -> bytes:
    """Write a letter with its headers; raises NotSentError(ADDRESS)."""
    made = EmailMessage(policy=SMTP)
    made["From"] = Address(one_line(letter.sender_name)[:100], addr_spec=usable(server.sender))
    made["To"] = Address(one_line(letter.name)[:200], addr_spec=usable(letter.to))
    made["Subject"] = one_line(letter.subject)[:300]
    made["Date"] = format_datetime(utc_now())
    made["Message-ID"] = letter.message_id
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(letter.text, cte="base64")
    return made.as_bytes()


@contextmanager
def connected(server: Server) -> Iterator[smtplib.SMTP]:
    """Open a connection and sign in; raises NotSentError(CONNECTION) or NotSentError(LOGIN)."""
    smtp = _attempt(Fault.CONNECTION, lambda: _open(server))
    try:
        if server.user:
            _attempt(Fault.LOGIN, lambda: smtp.login(server.user, server.password))
        yield smtp
    finally:
        with suppress(OSError, smtplib.SMTPException):
            smtp.close()


def _attempt(fault: Fault, deed: Callable[[], Found]) -> Found:
    try:
        return deed()
    except smtplib.SMTPResponseException as error:
        raise NotSentError(fault, _words(error.smtp_code, error.smtp_error)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise NotSentError(fault, str(error)) from error


def _open(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context(cafile=str(server.authority) if server.authority else None)
    if server.security == "tls":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=server.seconds, context=context)
    smtp = smtplib.SMTP(server.host, server.port, timeout=server.seconds)
    try:
        if server.security == "starttls":
            smtp.starttls(context=context)
    except BaseException:
        smtp.close()
        raise
    return smtp


def deliver(smtp: smtplib.SMTP, sender: str, to: str, text: bytes, hand_over: Callable[[], None]) -> str:
    """Hand over one message; `hand_over` is called when its text is about to leave. Returns the server's receipt.

    Raises NotSentError: what fails before the text leaves certainly did not arrive; what breaks after that is UNCLEAR.
    """
    _attempt(Fault.CONNECTION, smtp.ehlo_or_helo_if_needed)
    for step in (lambda: smtp.mail(sender), lambda: smtp.rcpt(to)):
        _expect((250, 251, 252), *_attempt(Fault.CONNECTION, step))
    _expect((START_TEXT,), *_attempt(Fault.CONNECTION, lambda: smtp.docmd("DATA")))
    hand_over()
    _attempt(Fault.UNCLEAR, lambda: smtp.send(_quoted(text) + b".\r\n"))
    code, answer = _attempt(Fault.UNCLEAR, smtp.getreply)
    _expect((OK,), code, answer)
    return shown(_words(code, answer))


def _expect(wanted: tuple[int, ...], code: int, answer: bytes) -> None:
    if code in wanted:
        return
    fault = Fault.REFUSED if code >= FOR_GOOD else Fault.CONNECTION if code in (CLOSING, -1) else Fault.LATER
    raise NotSentError(fault, _words(code, answer))


def _quoted(text: bytes) -> bytes:
    """Write line ends as SMTP wants them, and double a dot that begins a line: a single one ends the text."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", text)
    quoted = re.sub(rb"(?m)^\.", b"..", lines)
    return quoted if quoted.endswith(b"\r\n") else quoted + b"\r\n"


def _words(code: int, answer: bytes | str) -> str:
    said = answer if isinstance(answer, str) else answer.decode("utf-8", "replace")
    return f"{code} {said}"


def reset(smtp: smtplib.SMTP) -> bool:
    """Forget a message that was refused; False where the connection is gone."""
    with suppress(OSError, smtplib.SMTPException):
        smtp.rset()
        return True
    return False
