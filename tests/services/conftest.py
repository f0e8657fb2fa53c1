"""Services are tested on SQLite; where what is sent to the database differs, on PostgreSQL too (`pytest.mark.both_databases`)."""

import os

import pytest

from tests.databases import BOTH

EVERY = os.environ.get("OLYMPIAD_BOTH") == "1"
"""`make both` runs every test of a service on both."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test its databases: a whole day and the demonstration run on both, so that PostgreSQL meets every service."""
    if "database_kind" in metafunc.fixturenames and not hasattr(metafunc.module, "database_kind"):
        is_marked = metafunc.definition.get_closest_marker("both_databases") is not None
        metafunc.parametrize("database_kind", BOTH if EVERY or is_marked else BOTH[:1])
