"""The server as `make run` starts it, for measuring: its address, its processor time, its memory."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECRET = "only-for-measuring-" + "0" * 32


class Server:
    """A running server and its processes."""

    def __init__(self, url: str, pid: int) -> None:
        self.url, self._pid = url, pid

    def workers(self) -> list[int]:
        """Ids of the workers: children of the arbiter that are not the process of the hourly copy."""
        kids = Path(f"/proc/{self._pid}/task/{self._pid}/children").read_text("ascii").split()
        beside = (b"olympiad.serving.hourly", b"olympiad.jobs")
        lines = {int(kid): Path(f"/proc/{kid}/cmdline").read_bytes() for kid in kids}
        return [kid for kid, line in lines.items() if not any(name in line for name in beside)]

    def processor(self) -> float:
        """Seconds of processor time that the workers have used."""
        ticks = 0
        for pid in self.workers():
            fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self) -> list[float]:
        """Megabytes of each worker: most that it ever held, what it shares with its siblings included."""
        return [_kilobytes(pid, "VmHWM") / 1024 for pid in self.workers()]

    def now(self) -> list[float]:
        """Megabytes of each worker at the moment."""
        return [_kilobytes(pid, "VmRSS") / 1024 for pid in self.workers()]


def _kilobytes(pid: int, name: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    return 0


@contextmanager
def serving(instance: Path, database_url: str = "", root: Path = ROOT, **settings: str) -> Iterator[Server]:
    """Start `olympiad.serve` on an instance that has its database, wait until it answers, stop it at the end.

    `root` may be the folder of another version, for comparisons in one run.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environ = os.environ | {"OLYMPIAD_INSTANCE": str(instance), "PORT": str(port), "OLYMPIAD_SECRET_KEY": SECRET}
    if database_url:
        environ["OLYMPIAD_DATABASE_URL"] = database_url
    environ |= settings
    log = (instance / "server.log").open("w")
    process = subprocess.Popen([sys.executable, "-m", "olympiad.serve"], cwd=root, env=environ, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process)
        yield Server(url, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(900):
        try:
            urllib.request.urlopen(url, timeout=5).read()
            return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    raise SystemExit("The server does not start.")
