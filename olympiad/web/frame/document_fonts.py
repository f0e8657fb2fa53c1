"""Where the organizers' own fonts lie: the folder `fonts` of the instance."""

from pathlib import Path

from flask import Flask

from olympiad.documents import fonts


def init_app(app: Flask) -> None:
    """Tell the documents."""
    fonts.prepare(Path(app.instance_path) / "fonts")
