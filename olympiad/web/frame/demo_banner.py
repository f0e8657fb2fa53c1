"""Whether a page says that people, marks and numbers on it are invented."""

from pathlib import Path

from flask import Flask, current_app, g

DEMO_FILE = "demo-sign-in.txt"


def init_app(app: Flask) -> None:
    """Give the base template `shows_demo_banner`."""
    app.jinja_env.globals.update(shows_demo_banner=shows_demo_banner)


def shows_demo_banner() -> bool:
    """On pages of a demonstration edition, and on the others of an instance where one is loaded."""
    edition = g.get("edition")
    if edition is not None:
        return bool(edition.is_demo)
    return is_demo()


def is_demo() -> bool:
    """Return whether this installation holds a demonstration, whose passwords are everybody's."""
    return bool(current_app.config["DEMO"]) or (Path(current_app.instance_path) / DEMO_FILE).exists()
