"""What the columns of a department's list mean: said for an upload, remembered for the next list of the same shape."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0046"


def upgrade() -> None:
    op.create_table(
        "list_shape",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("shape", sa.String(length=64), nullable=False),
        sa.Column("table", sa.String(length=40), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("remembered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_list_shape_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_shape")),
        sa.UniqueConstraint("user_id", "shape", name=op.f("uq_list_shape_user_id_shape")),
    )
    op.add_column("import_preview", sa.Column("assigned", sa.Text(), nullable=False, server_default=""))
    op.add_column("import_preview", sa.Column("is_recalled", sa.Boolean(), nullable=False, server_default=sa.false()))
