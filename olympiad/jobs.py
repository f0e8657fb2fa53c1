"""Heavy work on strangers' files, in a process of its own with limits of time and memory; the web's threads only wait."""

import atexit
import os
import pickle
import resource
import select
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from importlib import import_module
from typing import IO, Any, TypeVar

from olympiad import limits, turns
from olympiad.domain.errors import DomainError

Result = TypeVar("Result")
Progress = Callable[[int, int], None]
"""Called with steps done and steps in all."""
SIZE = struct.Struct(">Q")


class Lane:
    """One process that does one job after the other; a few wait, and whoever comes then is told to come later.

    Strangers have a lane of their own, so that their files keep no photo of a judge waiting. The process starts with the
    first job, and again after one that was ended.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._turn, self._room = threading.Lock(), threading.BoundedSemaphore(limits.JOBS_WAITING)
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        atexit.register(self.end)

    def run(self, work: Callable[..., Result], *given: object, progress: Progress | None = None) -> Result:
        """Return what a function of a module returns for plain values; what it refuses is refused here.

        With `progress`, the function is given a `progress` of its own, and what it tells is told here meanwhile.
        Raises `job_ended` where it takes more time or memory than there is for it, `jobs_waiting` where many wait.
        """
        if not self._room.acquire(blocking=False):
            raise DomainError("jobs_waiting")
        try:
            with turns.waiting():
                return self._run_in_turn(work, given, progress)
        finally:
            self._room.release()

    def _run_in_turn(self, work: Callable[..., Result], given: tuple[object, ...], progress: Progress | None) -> Result:
        if not self._turn.acquire(timeout=limits.JOB_SECONDS):
            raise DomainError("jobs_waiting")
        try:
            return self._run(work, given, progress)
        finally:
            self._turn.release()

    def _run(self, work: Callable[..., Result], given: tuple[object, ...], progress: Progress | None) -> Result:
        process = self._ready()
        sent = pickle.dumps((work.__module__, work.__qualname__, given, progress is not None), pickle.HIGHEST_PROTOCOL)
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(SIZE.pack(len(sent)) + sent)
            process.stdin.flush()
            done, said = _received(process.stdout, limits.JOB_SECONDS)
            while done == "progress" and progress is not None:
                progress(*said)
                done, said = _received(process.stdout, limits.JOB_SECONDS)
        except (OSError, EOFError, TimeoutError, pickle.UnpicklingError):
            self.end()
            raise DomainError("job_ended") from None
        if done == "refused":
            raise DomainError(said[0], **said[1])
        if done != "done":
            self.end()  # whatever it holds now is not needed any more
            raise DomainError("job_ended")
        result: Result = said
        return result

    def _ready(self) -> "subprocess.Popen[bytes]":
        """Return the process of this lane; one that was made before a fork is another's."""
        if self._process is None or self._owner != os.getpid() or self._process.poll() is not None:
            self._owner = os.getpid()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "olympiad.jobs"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        return self._process

    @property
    def pid(self) -> int | None:
        """The process that works here, if there is one."""
        return self._process.pid if self._process and self._owner == os.getpid() else None

    def end(self) -> None:
        """End the process, whatever it is doing."""
        if self._process is None or self._owner != os.getpid():
            return
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process = None


STRANGERS = Lane("strangers")
"""For whoever is not signed in."""
PEOPLE = Lane("people")
ANALYSES = Lane("analyses")
"""For statistics of large sections, which shall keep no photo waiting."""


def _received(stream: IO[bytes], seconds: float) -> Any:
    """Read one message; raises TimeoutError where it does not begin in time."""
    if not select.select([stream], [], [], seconds)[0]:
        raise TimeoutError
    head = stream.read(SIZE.size)
    if len(head) < SIZE.size:
        raise EOFError
    return pickle.loads(stream.read(SIZE.unpack(head)[0]))  # noqa: S301 from our own process


def _limit(seconds: float) -> None:
    """Give the next job its processor time; the kernel ends the process that takes more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    allowed = int(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _do(sent: bytes, tell: Progress) -> tuple[str, object]:
    module, name, given, tells = pickle.loads(sent)  # noqa: S301 from the web's own process
    try:
        return "done", getattr(import_module(module), name)(*given, **({"progress": tell} if tells else {}))
    except DomainError as error:
        return "refused", (error.code, {key: _plain(value) for key, value in error.fields.items()})
    except MemoryError:
        return "ended", None


def _plain(value: object) -> object:
    return value if isinstance(value, int) else str(value)


def main() -> None:
    """Work until the other side closes."""
    os.nice(10)  # a save comes first
    resource.setrlimit(resource.RLIMIT_AS, (limits.JOB_BYTES, limits.JOB_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    coming, going = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints is no answer

    def send(*message: object) -> None:
        answer = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
        going.write(SIZE.pack(len(answer)) + answer)
        going.flush()

    while len(head := coming.read(SIZE.size)) == SIZE.size:
        sent = coming.read(SIZE.unpack(head)[0])
        _limit(limits.JOB_PROCESSOR_SECONDS)
        send(*_do(sent, lambda done, of: send("progress", (done, of))))


if __name__ == "__main__":
    main()
