"""A request whose transaction lost a race is run again, whole, up to three times."""

import time
from collections.abc import Callable
from typing import Any

from flask import Flask, g
from sqlalchemy.exc import OperationalError

from olympiad.db import session

ATTEMPTS = 3
RETRIED = ("40001", "40P01")
"""PostgreSQL: serialization failure, deadlock."""


def init_app(app: Flask) -> None:
    """Wrap the dispatching of views."""
    dispatch: Callable[[], Any] = app.dispatch_request

    def dispatch_with_retries() -> Any:
        for attempt in range(ATTEMPTS):
            try:
                return dispatch()
            except OperationalError as error:
                session.rollback()
                if attempt + 1 == ATTEMPTS or not lost_a_race(error):
                    raise
                g.pop("grants", None)
                time.sleep(0.02 * 2**attempt)
        raise AssertionError("the last attempt answers or raises")

    app.dispatch_request = dispatch_with_retries  # type: ignore[method-assign]


def lost_a_race(error: OperationalError) -> bool:
    """Return whether running the transaction again may succeed."""
    state = getattr(error.orig, "sqlstate", None)
    return state in RETRIED or "database is locked" in str(error.orig)
