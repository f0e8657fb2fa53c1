"""Which words of a list are read as other ones: chosen for an upload, remembered for the next list."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0058"


def upgrade() -> None:
    op.create_table(
        "list_replacement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("column", sa.String(length=40), nullable=False),
        sa.Column("found", sa.String(length=80), nullable=False),
        sa.Column("value", sa.String(length=80), nullable=False),
        sa.Column("remembered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_list_replacement_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_replacement")),
        sa.UniqueConstraint("user_id", "column", "found", name=op.f("uq_list_replacement_user_id_column_found")),
    )
    op.add_column("import_preview", sa.Column("replaced", sa.Text(), nullable=False, server_default=""))
