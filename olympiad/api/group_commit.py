"""Saves that wait for the disk together: whoever comes first runs and commits what is waiting, then hands over."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock

from sqlalchemy.orm import Session

Work = Callable[[Session], object]

MOST_TOGETHER = 64


class Waiting:
    """One save in the queue: its work, its result, and whether its thread is to lead the next group."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.woken = Event()
        self.leads = False
        self.result: object = None
        self.error: BaseException | None = None


class GroupCommit:
    """A fair queue of one process. Each save runs in a savepoint of its own, so that one that fails undoes only itself.

    An answer is given after the commit. A commit that fails is an error for all of its group; each is then tried
    again by itself, like any request that lost a race.
    """

    def __init__(self, turn_file: str = "") -> None:
        self._turn_file = turn_file
        self._lock = Lock()
        self._queue: list[Waiting] = []
        self._busy = False

    def run(self, session: Session, work: Work) -> object:
        """Run the work in a transaction that may be shared, and give its result once it is committed."""
        mine = Waiting(work)
        with self._lock:
            self._queue.append(mine)
            mine.leads, self._busy = not self._busy, True
        if not mine.leads:
            mine.woken.wait()
        if mine.leads:
            self._lead(session)
        if mine.error is not None:
            raise mine.error
        return mine.result

    def _lead(self, session: Session) -> None:
        with self._lock:
            group, self._queue = self._queue[:MOST_TOGETHER], self._queue[MOST_TOGETHER:]
        try:
            with self._turn():
                for waiting in group:
                    _attempt(session, waiting)
                session.commit()
        except BaseException as error:
            session.rollback()
            for waiting in group:
                waiting.error = waiting.error or error
        finally:
            self._hand_over()
            for waiting in group:
                waiting.leads = False
                waiting.woken.set()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Take turns with the other workers on this machine by a file's lock: SQLite's own waiting only polls."""
        if not self._turn_file:
            yield
            return
        handle = os.open(self._turn_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _hand_over(self) -> None:
        with self._lock:
            self._busy = bool(self._queue)
            if self._queue:
                self._queue[0].leads = True
                self._queue[0].woken.set()


def _attempt(session: Session, waiting: Waiting) -> None:
    savepoint = session.begin_nested()
    try:
        waiting.result = waiting.work(session)
        savepoint.commit()
    except Exception as error:
        savepoint.rollback()
        waiting.error = error
    session.expire_all()
