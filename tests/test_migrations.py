"""Asks whether an empty database that is migrated has exactly the tables of the models, on both databases."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from olympiad.db import make_engine
from olympiad.migrations.upgrade import upgrade
from olympiad.models import metadata
from tests.databases import BOTH


@pytest.fixture(params=BOTH)
def database_kind(request):
    return request.param


def test_upgrade_makes_the_tables_of_the_models(empty_database_url):
    engine = make_engine(empty_database_url)

    upgrade(engine)

    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata) == []
    engine.dispose()


def test_upgrade_twice_changes_nothing(empty_database_url):
    engine = make_engine(empty_database_url)
    upgrade(engine)
    before = sorted(inspect(engine).get_table_names())

    upgrade(engine)

    assert sorted(inspect(engine).get_table_names()) == before
    engine.dispose()


def test_every_constraint_of_the_models_has_a_name_by_convention():
    unnamed = [
        f"{table.name}: {constraint}"
        for table in metadata.sorted_tables
        for constraint in table.constraints
        if not str(constraint.name or "").startswith(("pk_", "fk_", "uq_", "ck_"))
    ]

    assert unnamed == []
