"""What the record seals: every table and column by itself, openly where it names nobody, and what stays out has a reason."""

import pytest
from sqlalchemy import Table

from olympiad.models.base import Base
from olympiad.services.record import sealed_columns

TABLES = Base.metadata.tables


def columns_of(table: Table) -> set[str]:
    return {column.name for column in sealed_columns.sealed_columns(table)}


def test_every_table_is_sealed_or_left_out_with_a_reason() -> None:
    sealed = sealed_columns.sealed_tables()

    assert sealed | sealed_columns.NOT_SEALED.keys() == TABLES.keys()
    assert sealed.isdisjoint(sealed_columns.NOT_SEALED)
    assert all(sealed_columns.NOT_SEALED.values())


@pytest.mark.parametrize("name", ["mark", "operation", "rules", "results_version", "certificate", "role_membership"])
def test_of_what_results_and_rights_follow_from_no_column_is_left_out(name: str) -> None:
    assert columns_of(TABLES[name]) == {column.name for column in TABLES[name].columns}


def test_what_moves_by_itself_is_left_out_and_the_rest_of_its_table_is_not() -> None:
    section, user = TABLES["section"], TABLES["user"]

    assert {column.name for column in section.columns} - columns_of(section) == {"revision"}
    assert "password" in columns_of(user)
    assert "tf_last_step" not in columns_of(user)


def test_the_key_of_a_sealed_row_is_among_its_columns() -> None:
    """By a row without its key nobody could tell two rows of one content apart."""
    lost = {
        name
        for name in sealed_columns.sealed_tables()
        if not {column.name for column in TABLES[name].primary_key.columns} <= columns_of(TABLES[name])
    }

    assert lost == set()


@pytest.mark.parametrize(
    ("table", "column", "is_hashed"),
    [
        ("participant", "name", True),
        ("participant", "key", True),  # what a university calls its people
        ("team", "key", False),
        ("team", "code", False),
        ("rules", "rules", True),
        ("mark", "mark", False),
        ("mark", "note", True),
        ("operation", "id", False),  # a text, but the key
        ("mark", "operation_id", False),  # a text that leads to another row
        ("user", "id", False),
    ],
)
def test_what_may_name_somebody_is_hashed(table: str, column: str, is_hashed: bool) -> None:
    assert sealed_columns.is_hashed(TABLES[table].c[column]) is is_hashed


def test_tables_that_are_sealed_by_sheet_lead_to_it() -> None:
    leads = {key.column.table.name for name in sealed_columns.BY_SHEET for key in TABLES[name].c.sheet_id.foreign_keys}

    assert leads == {"score_sheet"}
