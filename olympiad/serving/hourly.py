"""A process beside the server: it does what is due at a set time, sends e-mails, and hourly notes heads and makes a copy."""

import os
import time
from contextlib import suppress
from pathlib import Path

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from olympiad import create_app, db
from olympiad.clock import utc_now
from olympiad.domain.errors import DomainError
from olympiad.services.keeping import backups
from olympiad.services.overview import screens
from olympiad.services.record.audit_verification import write_witness
from olympiad.services.results import embargoes
from olympiad.serving.post import Post

SECONDS = 3600
LOOK_SECONDS = 2
"""How often it looks whether the server is still there, and whether results or e-mails are due."""


def guard(app: Flask) -> None:
    """Do the hour's work once; what cannot be done is logged, the server goes on."""
    instance = Path(app.instance_path)
    try:
        with app.app_context():
            write_witness(db.session(), instance)
            db.session.remove()
            backups.make(db.engine(), instance, now=utc_now())
            backups.rotate(instance)
    except (SQLAlchemyError, OSError, DomainError):
        app.logger.exception("The hourly copy could not be made.")


def publish_due(app: Flask) -> int:
    """Publish what is due, section by section; return how many. What fails is logged and tried again at the next look."""
    published = 0
    with app.app_context():
        try:
            with db.reading() as scoped:
                due = embargoes.due(scoped(), utc_now())
            for section_id in due:
                with db.writing() as scoped:
                    published += embargoes.publish_due(scoped(), section_id, utc_now())
        except (SQLAlchemyError, DomainError):
            app.logger.exception("Results that are due could not be published.")
    return published


def follow_screens(app: Flask) -> int:
    """Let boards of the hall stand still or move again at their set time; return how many did."""
    followed = 0
    with app.app_context():
        try:
            with db.reading() as scoped:
                due = screens.due(scoped(), utc_now())
            for screen_id in due:
                with db.writing() as scoped:
                    followed += screens.follow_clock(scoped(), screen_id, utc_now())
        except (SQLAlchemyError, DomainError):
            app.logger.exception("Screens whose time has come could not be changed.")
    return followed


def main() -> None:
    """Go on until the server that started this process has ended."""
    os.nice(10)  # a save comes before its copy
    server, app = os.getppid(), create_app()
    post, due = Post(app), time.monotonic()
    while os.getppid() == server:
        publish_due(app)
        follow_screens(app)
        post.look()
        if time.monotonic() >= due:
            guard(app)
            due = time.monotonic() + SECONDS
        time.sleep(LOOK_SECONDS)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):  # Ctrl-C reaches the whole group
        main()
