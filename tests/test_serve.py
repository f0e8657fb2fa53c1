"""Asks whether `make run`'s program prepares an instance, loads the demonstration once, and says how to sign in."""

import socket
import stat

import pytest
from sqlalchemy import func, select

from olympiad import create_app, db
from olympiad.models.edition import Edition
from olympiad.production import PRODUCTION_MARK
from olympiad.serve import Server, prepare, refuse_taken, welcome


@pytest.fixture
def empty_app(tmp_path):
    return create_app({"INSTANCE_PATH": str(tmp_path), "TESTING": True})


def count_editions(app):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Edition))


@pytest.mark.usefixtures("unmarked_demonstration")
def test_prepare_loads_the_demonstration_once_and_keeps_secrets_from_other_people(empty_app, tmp_path):
    prepare(empty_app)
    words = welcome(empty_app, "127.0.0.1:8000")

    prepare(empty_app)

    assert count_editions(empty_app) == 1
    assert welcome(empty_app, "127.0.0.1:8000") == words
    assert "Organizer" in words
    modes = {name: stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("secret_key", "demo-sign-in.txt")}
    assert modes == {"secret_key": 0o600, "demo-sign-in.txt": 0o600}


def test_prepare_leaves_a_production_instance_empty(empty_app, tmp_path):
    (tmp_path / PRODUCTION_MARK).touch()

    prepare(empty_app)

    assert count_editions(empty_app) == 0
    assert welcome(empty_app, "127.0.0.1:8000").count("\n") == 0


def test_server_has_two_workers_and_the_application_once(empty_app):
    server = Server(empty_app, "127.0.0.1:0")

    assert (server.cfg.workers, server.cfg.preload_app, server.cfg.bind) == (2, True, ["127.0.0.1:0"])
    assert server.load() is empty_app


def test_a_taken_port_is_one_sentence():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(SystemExit, match=f"127.0.0.1:{port}.*PORT={port + 1} make run"):
            refuse_taken("127.0.0.1", port)
    refuse_taken("127.0.0.1", port)
