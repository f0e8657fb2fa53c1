"""gunicorn's worker: one loop receives requests whole and sends answers, threads run the application in between."""

import contextlib
import os
import queue
import resource
import select
import socket
import ssl
import threading
import time
from typing import Any

from gunicorn.workers.base import Worker as BaseWorker

from olympiad import limits, turns
from olympiad.serving.answers import ask, environ_of, refusal
from olympiad.serving.connection import Connection, Phase
from olympiad.serving.garbage import FullCollections
from olympiad.serving.kept_answers import KeptAnswers, Noted, noting
from olympiad.serving.shares import SHARES
from olympiad.web.frame.published_folders import KEEP

STAY_MS = 5
"""Milliseconds that a thread waits for the next request on its connection, as long as no other request waits for a thread."""
ACCEPTED_AT_ONCE = 2
"""The other workers take connections too; all are woken for each."""
GIVE_WAY_SECONDS = 0.005
"""So long a worker with more connections than another one leaves a new one to that."""
ALONE = select.EPOLLONESHOT
Line = queue.SimpleQueue[Connection]
"""Connections whose requests are whole and wait for a thread."""
GONE = (OSError, ssl.SSLError)


class Worker(BaseWorker):  # type: ignore[misc]  # why: gunicorn is untyped
    """A connection is the loop's until a request is whole, then a thread's until its answer is written.

    What a slow client does not take of an answer goes back to the loop: threads wait for nobody. Only the loop
    opens and closes connections. `ALONE` hands a connection over: it reports nothing but its end until it is armed again.
    """

    def init_process(self) -> None:
        """Allow as many open files as the system does."""
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        self.room = min(limits.CONNECTIONS, soft - 300) if soft > 0 else limits.CONNECTIONS
        self.connections: dict[int, Connection] = {}
        self.kept = KeptAnswers()
        self.saves: Line = queue.SimpleQueue()
        self.pages: Line = queue.SimpleQueue()
        self.tls = self._tls_context()
        super().init_process()

    def _tls_context(self) -> ssl.SSLContext | None:
        if not self.cfg.is_ssl:
            return None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self.cfg.certfile, self.cfg.keyfile)
        context.set_alpn_protocols(["http/1.1"])
        return context

    def run(self) -> None:
        """Serve until told to stop, then finish what is being answered."""
        self.poller = select.epoll()
        self.settings = getattr(self.wsgi, "config", {})
        self.listening = {listener.fileno(): listener for listener in self.sockets}
        for listener in self.sockets:
            listener.setblocking(False)
            self.poller.register(listener.fileno(), select.EPOLLIN)
        for _ in range(self.cfg.threads // 2):
            for line in (self.saves, self.pages):
                threading.Thread(target=self._answer_all, args=(line,), daemon=True).start()
        garbage = FullCollections()
        swept = time.monotonic()
        while self.alive and self.ppid == os.getppid():
            self._turn(0.5)
            if (now := time.monotonic()) - swept >= 0.5:
                self.notify()
                self._sweep(now)
                self._tell_share()
                garbage.collect_if_due(idle=not any(one.busy for one in self.connections.values()))
                swept = now
        self._finish()

    def _finish(self) -> None:
        """Take no more connections, and let those go on that are being answered or sent."""
        for fd in self.listening:
            self.poller.unregister(fd)
        self.listening = {}
        end = time.monotonic() + self.cfg.graceful_timeout
        while time.monotonic() < end:
            for connection in list(self.connections.values()):
                if not connection.busy and connection.answer is None:
                    self._close(connection)
            if not self.connections:
                break
            self.notify()
            self._turn(0.05)

    def _turn(self, seconds: float) -> None:
        for fd, _ in self.poller.poll(seconds, 512):
            if (listener := self.listening.get(fd)) is not None:
                self._accept(listener)
            elif (connection := self.connections.get(fd)) is not None and not connection.busy:
                self._go_on(connection)

    def _accept(self, listener: Any) -> None:
        if SHARES.is_ahead(self.age, len(self.connections), time.monotonic()):
            time.sleep(GIVE_WAY_SECONDS)
        for _ in range(ACCEPTED_AT_ONCE):
            if len(self.connections) >= self.room:
                self._make_room()
            try:
                accepted, address = listener.accept()
            except OSError:  # another worker was first, or no more files: the sweep makes room
                return
            accepted.setblocking(False)
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection = Connection(accepted, address, self.tls, self.settings)
            self.connections[connection.fd] = connection
            connection.armed = connection.interest
            self.poller.register(connection.fd, connection.armed)
            self._tell_share()

    def _tell_share(self) -> None:
        SHARES.tell(self.age, len(self.connections), time.monotonic())

    def _make_room(self) -> None:
        """Close the tenth that has waited longest of the address that holds most: a hall behind one address stays far below."""
        waiting: dict[str, list[Connection]] = {}
        for connection in self.connections.values():
            if not connection.busy:
                waiting.setdefault(connection.address[0], []).append(connection)
        if waiting:
            held = max(waiting, key=lambda address: len(waiting[address]))
            most = sorted(waiting[held], key=lambda one: one.since)
            for connection in most[: 1 + len(most) // 10]:
                self._close(connection)

    def _go_on(self, connection: Connection) -> None:
        """The loop's part: handshake, receiving, sending."""
        try:
            if connection.answer is not None:
                self._after_sending(connection, connection.send())
            elif connection.phase is Phase.LINGER and not connection.discard():
                self._close(connection)
            elif connection.phase is not Phase.LINGER and connection.receive(self.kept.repeat):
                self._take_up(connection)
            else:
                self._wait_on(connection)
        except GONE:
            self._close(connection)

    def _hand_over(self, connection: Connection) -> None:
        """Let a thread answer: few draw pages at a time, so that those who save are not slowed by many of them."""
        connection.busy, connection.armed = True, 0
        self.poller.modify(connection.fd, ALONE)
        (self.saves if connection.is_saving else self.pages).put(connection)

    def _wait_on(self, connection: Connection) -> None:
        """A connection that has nothing for a thread: refused, at its end, or not there yet."""
        if connection.answer is not None:
            self._after_sending(connection, connection.send())
        elif connection.phase is Phase.CLOSED:
            self._close(connection)
        else:
            self._limit_large(connection)
            self._arm(connection)

    def _after_sending(self, connection: Connection, sent: bool) -> None:
        """Wait until the client takes more, or for its next request; from the loop only."""
        if not sent:
            self._arm(connection)
        elif connection.has_next():
            self._take_up(connection)
        elif connection.phase is Phase.CLOSED:
            self._close(connection)
        else:
            self._arm(connection)

    def _take_up(self, connection: Connection) -> None:
        """Repeat at once what is kept of published files; everything else is a thread's."""
        answer = self.kept.find(connection.coming_request(), connection.received)
        if answer is None:
            self._hand_over(connection)
        else:
            connection.next_request()
            connection.begin_answer(answer)
            self._after_sending(connection, connection.send())

    def _arm(self, connection: Connection) -> None:
        if connection.armed != connection.interest:
            connection.armed = connection.interest
            self.poller.modify(connection.fd, connection.armed)

    def _limit_large(self, connection: Connection) -> None:
        """Few bodies fill files at a time: the slowest makes room."""
        if connection.parser is None or not connection.parser.large:
            return
        large = [one for one in self.connections.values() if not one.busy and one.parser and one.parser.large]
        if len(large) > limits.LARGE_BODIES:
            self._close(min(large, key=Connection.rate))

    def _close(self, connection: Connection) -> None:
        self.connections.pop(connection.fd, None)
        connection.close()
        self._tell_share()

    def _sweep(self, now: float) -> None:
        """End what has passed its deadline; a client that was slow to ask is told."""
        for connection in list(self.connections.values()):
            if not connection.busy and connection.answer is not None and connection.answer.waits:
                self._go_on(connection)
            if connection.busy or now < connection.deadline:
                continue
            if connection.phase in (Phase.HEAD, Phase.BODY) and connection.answer is None:
                connection.refuse(408)
                self._go_on(connection)
            else:
                self._close(connection)

    def _answer_all(self, line: Line) -> None:
        """A thread's life."""
        while True:
            connection = line.get()
            try:
                self._answer(connection, line)
            except GONE:
                self._give_back(connection, closes=True)
            except Exception:
                self.log.exception("a connection failed")
                self._give_back(connection, closes=True)

    def _answer(self, connection: Connection, line: Line) -> None:
        """Answer a request, and those that follow closely on its connection as long as nobody else waits."""
        while True:
            with turns.saving() if line is self.saves else turns.working():
                is_kept = self._ask(connection)
            if is_kept and not connection.has_next():  # the loop goes on with what it knows
                connection.send()
                return self._give_back(connection)
            if not connection.send() or connection.phase is Phase.LINGER or not self._asks_again(connection, line):
                return self._give_back(connection)
            if connection.is_saving is not (line is self.saves) or not line.empty():
                return self._hand_over(connection)

    def _ask(self, connection: Connection) -> bool:
        """Let the application answer; return whether the answer is kept for who asks next."""
        request = connection.next_request()
        scheme = "https" if self.tls else "http"
        noted: list[Noted] = []
        try:
            environ = environ_of(request, connection.address, connection.server, scheme)
            answer = ask(self.wsgi, request, environ | {KEEP: noting(noted)})
            connection.begin_answer(answer)
            return self.kept.keep(request, answer, noted)
        except Exception:
            self.log.exception("Error handling request %r", request.target[:200])
            connection.begin_answer(refusal(500))
            return False
        finally:
            if request.body is not None:
                request.body.close()

    def _asks_again(self, connection: Connection, line: Line) -> bool:
        """Say whether a next request is there; wait a moment for it, unless another one waits for this thread."""
        if connection.has_next():
            return True
        if not self.alive or not line.empty():
            return False
        readable = select.poll()
        readable.register(connection.fd, select.POLLIN)
        return bool(readable.poll(STAY_MS)) and connection.receive()

    def _give_back(self, connection: Connection, *, closes: bool = False) -> None:
        """Hand the connection to the loop; one that is to be closed reports its end there."""
        if closes:
            connection.end()
        connection.busy = False
        with contextlib.suppress(OSError, ValueError):
            self._arm(connection)
