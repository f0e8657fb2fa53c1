"""A mail server on loopback that takes, refuses, puts off, hangs and breaks off as a test wants it."""

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import cast


class MailServer(socketserver.ThreadingTCPServer):
    """Keeps what it has taken."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.context = context
        self.taken: list[tuple[str, EmailMessage]] = []
        self.answers: dict[str, str] = {}
        """Recipient → what is said to RCPT."""
        self.hangs_at = ""
        self.breaks_at = ""
        self.users: list[str] = []
        self.has_text = threading.Event()
        """A whole text has arrived."""
        self.is_over = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        if self._stops("greeting"):
            return
        self._say("220 mail.test ready")
        recipient = ""
        while line := self.rfile.readline(2000).decode().strip():
            word, _, rest = line.partition(" ")
            if self._stops(word.lower()):
                return
            match word.upper():
                case "EHLO":
                    self._greet()
                case "STARTTLS":
                    self._say("220 go on")
                    if not self._begin_tls():
                        return
                case "AUTH":
                    self.server.users.append(rest)
                    self._say("235 welcome" if "wrong" not in rest else "535 no")
                case "RCPT":
                    recipient = rest.partition("<")[2].partition(">")[0]
                    self._say(self.server.answers.get(recipient, "250 ok"))
                case "DATA":
                    self._say("354 go on")
                    if not self._take(recipient):
                        return
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 ok")

    def _greet(self) -> None:
        if self.server.context is not None:
            self._say("250-mail.test", "250-STARTTLS", "250 AUTH LOGIN PLAIN")
        else:
            self._say("250 mail.test")

    def _begin_tls(self) -> bool:
        assert self.server.context is not None
        try:
            self.connection = self.server.context.wrap_socket(self.connection, server_side=True)
        except ssl.SSLError:
            return False
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb")  # type: ignore[assignment]
        return True

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()
        self.connection.close()

    def _take(self, recipient: str) -> bool:
        lines = []
        while (line := self.rfile.readline(100_000)) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if line == b"":
            return False
        self.server.taken.append((recipient, cast(EmailMessage, message_from_bytes(b"".join(lines), policy=default))))
        self.server.has_text.set()
        if self._stops("receipt"):
            return False
        self._say("250 taken as 4711")
        return True

    def _stops(self, at: str) -> bool:
        if self.server.hangs_at == at:
            self.server.is_over.wait(30)
            return True
        return self.server.breaks_at == at

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())
        self.wfile.flush()


@contextmanager
def mail_server(folder: Path | None = None) -> Iterator[MailServer]:
    """Serve until the end of the block; with a folder that holds `server.pem` it offers STARTTLS."""
    context = None
    if folder is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "server.pem", folder / "server.key")
    server = MailServer(context)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.is_over.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
