"""Rows are sealed by the lines of the record, so that a change beside the application is found."""

import sqlalchemy as sa
from alembic import op

from olympiad.models.triggers import postgresql_row_triggers, sqlite_triggers

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.create_table(
        "sealed_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("row", sa.String(length=100), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["audit_entry.id"], name=op.f("fk_sealed_row_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_row")),
    )
    with op.batch_alter_table("sealed_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sealed_row_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index("ix_sealed_row_table_row", ["table_name", "row"], unique=False)
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in sqlite_triggers({"sealed_row"}) if is_sqlite else postgresql_row_triggers({"sealed_row"}):
        op.execute(statement)
