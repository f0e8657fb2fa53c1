"""gunicorn's worker with threads; a thread stays with its connection while the next request there is about to come."""

import select
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

STAY_MS = 5
"""Milliseconds that a thread waits for the next request on its connection, as long as no other connection waits for a thread."""


class Worker(ThreadWorker):  # type: ignore[misc]  # why: gunicorn is untyped
    """Spares what gunicorn does between two requests of one connection: four changes of threads.

    Each change queues for the interpreter. Devices that send a queue, and pages that fetch their parts, ask again at once.
    """

    def handle(self, conn: Any) -> Any:
        """Answer a request, and those that follow closely; give what gunicorn has to do with the connection then."""
        kept = super().handle(conn)
        while kept is True and self.alive and self._asks_again(conn):
            kept = super().handle(conn)
        return kept

    def _asks_again(self, conn: Any) -> bool:
        if conn.is_http2 or conn.parser.unreader.buf.getvalue() or not self.tpool._work_queue.empty():
            return False
        readable = select.poll()
        readable.register(conn.sock, select.POLLIN)
        return bool(readable.poll(STAY_MS))
