"""`make run`: prepares the instance folder, then serves it with gunicorn's two workers until Ctrl-C."""

import ctypes
import gc
import os
import socket
import subprocess
import sys
from contextlib import redirect_stdout, suppress
from io import StringIO
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from sqlalchemy import select

from olympiad import create_app, db
from olympiad.cli.upgrades import bring_up_to_date
from olympiad.clock import utc_now
from olympiad.demo.command import demo
from olympiad.demo.ways_in import SIGN_IN_FILE
from olympiad.models.edition import Edition
from olympiad.production import is_production
from olympiad.serving.worker import Worker
from olympiad.tls.certificates import places_of
from olympiad.tls.hall import FOLDER, SERVER, Certificates, authority_file, certificates
from olympiad.web.frame.trust import fingerprint

WORKERS = 2
THREADS = 48
"""A waiting thread costs next to nothing, and whoever saves waits for the disk together with all others."""
M_ARENA_MAX = -8
"""glibc's name for the number of heaps, from <malloc.h>."""
SWITCH_SECONDS = 0.001
"""A thread that draws a large page gives way after so long: a save beside it asks for the interpreter some twenty times."""


class Server(BaseApplication):  # type: ignore[misc]  # why: gunicorn is untyped
    """gunicorn, with the application made once before the workers are forked."""

    def __init__(
        self, app: Flask, address: str, certificates: Certificates | None = None, workers: int = WORKERS
    ) -> None:
        self.app = app
        self.address = address
        self.certificates = certificates
        self.workers = workers
        super().__init__()

    def load_config(self) -> None:
        settings: dict[str, Any] = {
            "bind": self.address,
            "workers": self.workers,
            "worker_class": Worker,
            "threads": THREADS,
            "preload_app": True,
            "graceful_timeout": 5,
            "keepalive": 15,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        if self.certificates:
            settings |= {"certfile": str(self.certificates.certificate), "keyfile": str(self.certificates.key)}
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.app


def prepare(app: Flask) -> None:
    """Migrate the database; load the demo where there is no edition and no production instance was made."""
    Path(app.instance_path).mkdir(parents=True, exist_ok=True)
    with app.app_context():
        bring_up_to_date(db.engine())
        has_edition = db.session.scalars(select(Edition.id).limit(1)).first() is not None
        db.session.remove()
        if not has_edition and not is_production(app.instance_path):
            with redirect_stdout(StringIO()):  # what it prints is printed at every start, from its file
                demo.main(args=[], standalone_mode=False)
            db.session.remove()
        db.engine().dispose()  # no connection may be carried over a fork


def welcome(app: Flask, address: str, scheme: str = "http") -> str:
    """Say where the pages are, and how to sign in to the demo."""
    lines = [f"Serving {scheme}://{address} from {app.instance_path}; Ctrl-C stops it."]
    sign_in = Path(app.instance_path) / SIGN_IN_FILE
    if sign_in.exists() and not is_production(app.instance_path):
        lines.append(sign_in.read_text("utf-8").rstrip())
    return "\n".join(lines)


def welcome_by_https(app: Flask, port: int, door: int, local: bool) -> str:
    """Say under which addresses the hall reaches the server, and what its tablets have to trust."""
    names = server_names(Path(app.instance_path), local)
    lines = [welcome(app, f"{names[0]}:{port}", "https"), *(f"  also https://{name}:{port}" for name in names[1:])]
    if local:
        pem = authority_file(app.instance_path).read_bytes()
        lines.append(f"Tablets get the hall's certificate at http://{names[0]}:{door}/ – SHA-256 {fingerprint(pem)}")
    return "\n".join(lines)


def server_names(instance: Path, local: bool) -> list[str]:
    """List the names and addresses of the hall's certificate, those of other machines' use first."""
    if not local:
        return [socket.gethostname()]
    found = places_of((instance / FOLDER / SERVER).read_bytes())
    outside = [name for name in found.names if name.endswith(".local")]
    outside += [str(one) for one in found.addresses if not one.is_loopback and one.version == 4]
    return [*outside, "localhost"]


def refuse_taken(host: str, port: int) -> None:
    """End with one sentence where another program already serves the port, before anything is prepared."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host.strip("[]"), port))
        except OSError as error:
            why = error.strerror or error
            sys.exit(
                f"Cannot serve at {host}:{port}: {why}. Stop what runs there, or choose another port: PORT={port + 1} make run"
            )


def share_heaps() -> None:
    """Let the threads share two heaps: glibc gives them eight per processor, each of which keeps what a large page has freed."""
    with suppress(AttributeError, OSError):  # another C library
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)


def main() -> None:
    """Serve at HOST (127.0.0.1) and PORT (8000); with HTTPS=1 by TLS at PORT (8443), with a plain door at DOOR (8000)."""
    os.umask(0o027)  # database and uploads hold personal data
    sys.setswitchinterval(SWITCH_SECONDS)
    share_heaps()
    by_https = os.environ.get("HTTPS", "").lower() in ("1", "yes", "true", "on")
    host = os.environ.get("HOST") or ("0.0.0.0" if by_https else "127.0.0.1")  # noqa: S104 the hall has to reach it
    port = int(os.environ.get("PORT") or (8443 if by_https else 8000))
    refuse_taken(host, port)
    app = create_app()
    prepare(app)
    beside = [
        subprocess.Popen([sys.executable, "-m", "olympiad.serving.hourly"])
    ]  # a thread here would be forked in mid-work
    found = None
    if by_https:
        door = int(os.environ.get("DOOR") or 8000)
        found = certificates(Path(app.instance_path), host, utc_now())
        app.extensions |= {"olympiad_https_port": port, "olympiad_local_authority": found.is_local}
        environ = os.environ | {"HTTPS_PORT": str(port), "DOOR_ADDRESS": f"{host}:{door}"}
        if found.is_local:
            beside.append(subprocess.Popen([sys.executable, "-m", "olympiad.serving.door"], env=environ))
        print(welcome_by_https(app, port, door, found.is_local), flush=True)
    else:
        print(welcome(app, f"{host}:{port}"), flush=True)
    try:
        gc.collect()
        gc.freeze()  # what the workers share is neither walked again nor, by that, copied
        Server(app, f"{host}:{port}", found).run()
    finally:
        for process in beside:
            process.terminate()


if __name__ == "__main__":
    main()
