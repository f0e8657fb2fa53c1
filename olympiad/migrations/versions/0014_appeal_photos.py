"""Photos that leaders add to appeals."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "appeal_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_photo_appeal_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_appeal_photo_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_photo")),
    )
    op.create_index(op.f("ix_appeal_photo_appeal_id"), "appeal_photo", ["appeal_id"])
    op.create_index(op.f("ix_appeal_photo_sha256"), "appeal_photo", ["sha256"])
