"""The scoring system of an Olympiad's laboratory section: `create_app` makes the application."""

import os
from collections.abc import Mapping
from typing import Any

from flask import Flask

from olympiad import file_commands
from olympiad.config import ROOT, instance_path, load_settings


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """Make the application from defaults, instance/config.py, OLYMPIAD_* environment and overrides."""
    if overrides is None and file_commands.asked_for():
        return file_commands.add_to(Flask(__name__))

    from olympiad.setup import configure  # why: a command on files must not pay for the whole web

    os.umask(0o077)  # database, photos and secrets are this process's alone; what is published says so itself
    instance = (overrides or {}).get("INSTANCE_PATH") or instance_path()
    app = Flask(
        __name__,
        instance_path=str(instance),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
    )
    return configure(file_commands.add_to(app), load_settings(app.instance_path, overrides))
