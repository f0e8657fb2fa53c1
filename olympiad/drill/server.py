"""The server of a drill: the same program as `make run`, on a free port, killed and started again at will."""

import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

START_SECONDS = 40.0


class Server:
    """A process group that serves one instance folder on the loopback."""

    def __init__(self, instance: Path) -> None:
        self.instance = instance
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self.process: subprocess.Popen[bytes] | None = None
        self.kills = 0

    def start(self) -> None:
        """Start it and wait until it answers."""
        environ = {name: value for name, value in os.environ.items() if not name.startswith("OLYMPIAD_")}
        environ |= {"OLYMPIAD_INSTANCE": str(self.instance), "HOST": "127.0.0.1", "PORT": str(self.port), "HTTPS": ""}
        with (self.instance / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "olympiad.serve"],
                env=environ,
                stdout=log,
                stderr=log,
                cwd=Path(__file__).parents[2],
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError(f"the server does not start:\n{self.log()[-2000:]}")
            time.sleep(0.05)

    def kill(self) -> None:
        """End server and workers at once, whatever they are doing, as a power cut would."""
        self._signal(signal.SIGKILL)
        self.kills += 1

    def stop(self) -> None:
        """End it in order."""
        self._signal(signal.SIGTERM)

    def log(self) -> str:
        """What it wrote."""
        return (self.instance / "server.log").read_text("utf-8", "replace")

    def _signal(self, number: signal.Signals) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        os.killpg(self.process.pid, number)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(15)

    def _answers(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/card")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()
