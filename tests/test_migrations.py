"""Asks whether an empty database that is migrated has exactly the tables of the models, on both databases."""

from datetime import datetime
from fractions import Fraction

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, inspect, select
from sqlalchemy.orm import Session

from olympiad.db import make_engine
from olympiad.migrations.upgrade import upgrade
from olympiad.models import metadata
from olympiad.models.adjustment import AgreedMark
from olympiad.models.appeal import Appeal
from tests.databases import BOTH
from tests.factories import NOON


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


def test_agreed_marks_become_thousandths_and_stay_exact(empty_database_url):
    engine = make_engine(empty_database_url, may_write=lambda: True)
    upgrade(engine, "0019")
    with engine.begin() as connection:
        write = _writer(connection)
        edition = write("edition", slug="e")
        section = write("section", edition_id=edition, slug="s", state="marking")
        team = write("team", edition_id=edition, section_id=section, key="T01", status="competing")
        task = write("task", section_id=section, code="A", weight=1000, method="mean", joined_by="sheet")
        version = write("results_version", section_id=section, bundle="{}")
        user = write("user", username="ben", fs_uniquifier="ben")
        where = {"section_id": section, "team_id": team, "task_id": task}
        for mark in ("17.5", "25/3", "0"):
            write("agreed_mark", **where, mark=mark)
        appeal = {**where, "results_version_id": version, "lodged_by_id": user, "state": "decided"}
        write("appeal", **appeal, number=1, outcome="changed", mark="8.25")
        write("appeal", **appeal, number=2, outcome="unchanged")

    upgrade(engine)

    with Session(engine) as session:
        marks = session.scalars(select(AgreedMark.mark).order_by(AgreedMark.id)).all()
        assert marks == [17_500, Fraction(25_000, 3), 0]
        assert session.scalars(select(Appeal.mark).order_by(Appeal.number)).all() == [8250, None]
    engine.dispose()


def _writer(connection):
    """Write rows of the tables as they are, with something dull in every column that must be filled."""
    tables = MetaData()
    tables.reflect(connection)
    dull = {str: "", int: 1, bool: False, datetime: NOON}

    def write(name, **given):
        table = tables.tables[name]
        filled = {
            column.name: dull[column.type.python_type]
            for column in table.columns
            if not column.nullable and column.server_default is None and column.name != "id"
        }
        return connection.execute(table.insert().values(**filled | given)).inserted_primary_key[0]

    return write
