"""Answers that are sent while they are made: a thread makes parts, the loop sends them, neither waits for long."""

import logging
from collections import deque
from collections.abc import Iterable, Iterator
from threading import BoundedSemaphore, Condition, Thread

AHEAD = 8 * 1024 * 1024
"""Bytes that are made before the client has taken them; then the thread waits."""
AT_ONCE = BoundedSemaphore(4)
"""Streams of a process; one more is made whole before it is sent."""


class Stream:
    """Parts of a body, by one thread of its own; with `chunked`, each says how long it is, so that its end is known."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        self._parts = iter(parts)
        self._ready: deque[bytes] = deque()
        self._waiting = 0
        self._turn = Condition()
        self._ended = self._closed = self._broken = self._chunked = self._started = False

    def __iter__(self) -> Iterator[bytes]:
        """Make the parts here, for an answer that is made whole."""
        return self._parts

    def start(self, *, chunked: bool) -> bool:
        """Begin to make parts; return whether there is room for one more stream."""
        if not AT_ONCE.acquire(blocking=False):
            return False
        self._chunked, self._started = chunked, True
        Thread(target=self._make, daemon=True).start()
        return True

    def read(self, _size: int) -> bytes | None:
        """Return what is there; None: nothing yet, empty: that was all. Raises ConnectionAbortedError where making it failed."""
        with self._turn:
            if self._ready:
                part = self._ready.popleft()
                self._waiting -= len(part)
                self._turn.notify()
                return part
            if self._broken:
                raise ConnectionAbortedError("what was sent so far is not whole")
            return b"" if self._ended else None

    def close(self) -> None:
        """Make no more: the client is gone, or has everything."""
        with self._turn:
            self._closed = True
            self._turn.notify()
        if not self._started:
            self._end_parts()

    def _make(self) -> None:
        try:
            if all(self._put(part) for part in self._parts if part) and self._chunked:
                self._put(b"", last=True)
        except Exception:
            logging.getLogger(__name__).exception("an answer broke off while it was sent")
            self._broken = True
        finally:
            self._end_parts()
            self._ended = True
            AT_ONCE.release()

    def _end_parts(self) -> None:
        """Let the parts' own contexts end in the thread that began them."""
        close = getattr(self._parts, "close", None)
        if close is not None:
            close()

    def _put(self, part: bytes, *, last: bool = False) -> bool:
        """Add a part once there is room; return whether anybody still takes it."""
        if self._chunked:
            part = b"0\r\n\r\n" if last else b"%x\r\n%b\r\n" % (len(part), part)
        with self._turn:
            self._turn.wait_for(lambda: self._closed or self._waiting < AHEAD)
            if self._closed:
                return False
            self._ready.append(part)
            self._waiting += len(part)
            return True
