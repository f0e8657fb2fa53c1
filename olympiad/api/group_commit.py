"""Saves that wait for the disk together: whoever comes first applies and commits all that is waiting, then hands over."""

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

Item = TypeVar("Item")
Result = TypeVar("Result")

MOST_TOGETHER = 64


class Waiting(Generic[Item, Result]):
    """One save in the queue: what is sent, its result, and whether its thread is to lead the next group."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self.woken = Event()
        self.leads = False
        self.result: Result
        self.error: BaseException | None = None


class GroupCommit(Generic[Item, Result]):
    """A fair queue of one process; the processes of a machine take turns by a file's lock.

    The leader waits for the turn first and takes then whatever has gathered: a slow disk makes larger groups, not
    a longer queue. An answer is given after the commit. Where a group cannot be applied or committed, each of
    its saves is tried by itself, so that one that fails undoes only itself.
    """

    def __init__(
        self, apply: Callable[[Session, Sequence[Item]], Sequence[Result]], turn_file: Path | None = None
    ) -> None:
        self._apply = apply
        self._turn_file = turn_file
        self._lock = Lock()
        self._queue: list[Waiting[Item, Result]] = []
        self._busy = False

    def run(self, session: Session, item: Item) -> Result:
        """Apply an item in a transaction that may be shared, and give its result once it is committed."""
        mine = Waiting[Item, Result](item)
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
        group: list[Waiting[Item, Result]] = []
        try:
            with self._turn():
                group = self._take()
                if not self._try(session, group) and len(group) > 1:
                    for waiting in group:
                        self._try(session, [waiting])
        except BaseException as error:  # no turn could be had
            group = group or self._take()
            for waiting in group:
                waiting.error = error
        finally:
            self._hand_over()
            for waiting in group:
                waiting.woken.set()

    def _take(self) -> list[Waiting[Item, Result]]:
        """Take what waits, in its order; the leader itself stands first."""
        with self._lock:
            group, self._queue = self._queue[:MOST_TOGETHER], self._queue[MOST_TOGETHER:]
        for waiting in group:
            waiting.leads = False
        return group

    def _try(self, session: Session, group: Sequence[Waiting[Item, Result]]) -> bool:
        """Apply and commit a group; say whether that succeeded."""
        try:
            results = self._apply(session, [waiting.item for waiting in group])
            session.commit()
        except BaseException as error:
            session.rollback()
            for waiting in group:
                waiting.error = error
            return False
        for waiting, result in zip(group, results, strict=True):
            waiting.result, waiting.error = result, None
        return True

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Take turns with the other workers on this machine by a file's lock: SQLite's own waiting only polls."""
        if not self._turn_file:
            yield
            return
        handle = self._open_turn(self._turn_file)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    @staticmethod
    def _open_turn(file: Path) -> int:
        try:
            return os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except FileNotFoundError:
            file.parent.mkdir(parents=True, exist_ok=True)
            return os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def _hand_over(self) -> None:
        with self._lock:
            self._busy = bool(self._queue)
            if self._queue:
                self._queue[0].leads = True
                self._queue[0].woken.set()
