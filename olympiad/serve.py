"""`make run`: prepares the instance folder, then serves it with gunicorn's two workers until Ctrl-C."""

import os
import subprocess
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from sqlalchemy import select

from olympiad import create_app, db
from olympiad.demo.command import demo
from olympiad.demo.ways_in import SIGN_IN_FILE
from olympiad.migrations.upgrade import upgrade
from olympiad.models.edition import Edition
from olympiad.production import is_production

WORKERS = 2
THREADS = 16
SWITCH_SECONDS = 0.001
"""A thread that draws a large page gives way after so long: a save beside it asks for the interpreter some twenty times."""


class Server(BaseApplication):  # type: ignore[misc]  # why: gunicorn is untyped
    """gunicorn, with the application made once before the workers are forked."""

    def __init__(self, app: Flask, address: str) -> None:
        self.app = app
        self.address = address
        super().__init__()

    def load_config(self) -> None:
        settings: dict[str, Any] = {
            "bind": self.address,
            "workers": WORKERS,
            "worker_class": "gthread",
            "threads": THREADS,
            "preload_app": True,
            "graceful_timeout": 5,
            "keepalive": 15,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.app


def prepare(app: Flask) -> None:
    """Migrate the database; load the demo where there is no edition and no production instance was made."""
    Path(app.instance_path).mkdir(parents=True, exist_ok=True)
    with app.app_context():
        upgrade(db.engine())
        has_edition = db.session.scalars(select(Edition.id).limit(1)).first() is not None
        db.session.remove()
        if not has_edition and not is_production(app.instance_path):
            with redirect_stdout(StringIO()):  # what it prints is printed at every start, from its file
                demo.main(args=[], standalone_mode=False)
            db.session.remove()
        db.engine().dispose()  # no connection may be carried over a fork


def welcome(app: Flask, address: str) -> str:
    """Say where the pages are, and how to sign in to the demo."""
    lines = [f"Serving http://{address} from {app.instance_path}; Ctrl-C stops it."]
    sign_in = Path(app.instance_path) / SIGN_IN_FILE
    if sign_in.exists() and not is_production(app.instance_path):
        lines.append(sign_in.read_text("utf-8").rstrip())
    return "\n".join(lines)


def main() -> None:
    """Serve at HOST (127.0.0.1) and PORT (8000)."""
    address = f"{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"
    os.umask(0o027)  # database and uploads hold personal data
    sys.setswitchinterval(SWITCH_SECONDS)
    app = create_app()
    prepare(app)
    print(welcome(app, address), flush=True)
    guard = subprocess.Popen([sys.executable, "-m", "olympiad.guard"])  # a thread here would be forked in mid-work
    try:
        Server(app, address).run()
    finally:
        guard.terminate()


if __name__ == "__main__":
    main()
