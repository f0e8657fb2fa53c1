"""Fixtures: the application on the test's database, and a client that acts for one of the cast."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from olympiad import create_app
from olympiad.db import make_engine
from olympiad.demo import marking
from olympiad.models.user import User
from olympiad.services.people import passwords
from olympiad.web.results import published_state
from tests.databases import share_compiled
from tests.factories import Cast, make_cast

passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # a password is meant to take long
passwords._NOBODY = passwords._HASHER.hash("nobody")
SECRET = "only-for-tests-" + "0" * 32


class Visitor(FlaskClient):
    """A browser without a screen; whatever the test's session prepared is committed before each request."""

    test_session: Session

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Ask the application."""
        self.test_session.commit()
        response = super().open(*args, **kwargs)
        self.test_session.expire_all()
        return response

    def sign_in(self, user: User) -> "Visitor":
        """Go on as this person, without the pages of signing in."""
        self.sign_out()
        self.test_session.commit()
        with self.session_transaction() as kept:
            kept |= {"_user_id": user.fs_uniquifier, "_fresh": True}
        return self

    def sign_out(self) -> None:
        """Go on as a stranger."""
        with self.session_transaction() as kept:
            kept.clear()


@pytest.fixture(scope="session")
def worker_app(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application per worker: its templates are compiled once; `app` gives it the test's database and folder."""
    app = create_app(
        {
            "TESTING": True,
            "SECRET_KEY": SECRET,
            "WTF_CSRF_ENABLED": False,
            "DATABASE_URL": f"sqlite:///{sqlite_template}",
            "INSTANCE_PATH": str(tmp_path_factory.mktemp("instance")),
        }
    )
    app.test_client_class = Visitor
    app.extensions[published_state.LATER] = lambda drawing: drawing()
    return app


@pytest.fixture
def app(worker_app: Flask, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application on the test's fresh database, with an instance folder of its own."""
    engine = share_compiled(make_engine(database_url))
    monkeypatch.setitem(worker_app.extensions, "olympiad_engine", engine)
    monkeypatch.setitem(worker_app.config, "DATABASE_URL", database_url)
    monkeypatch.setattr(worker_app, "instance_path", str(tmp_path))
    yield worker_app
    engine.dispose()


@pytest.fixture
def client(app: Flask, session: Session) -> Visitor:
    """A stranger's client; `client.sign_in(cast.ana)` makes it ana's."""
    made = app.test_client()
    assert isinstance(made, Visitor)
    made.test_session = session
    return made


@pytest.fixture
def unmarked_demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the marks when the demonstration is loaded: they take most of the time, and other tests ask about them."""
    monkeypatch.setattr(marking, "mark_part", lambda _session, _section: None)


@pytest.fixture
def cast(session: Session) -> Cast:
    """The fixed cast and their section, flushed in the test's session."""
    return make_cast(session)
