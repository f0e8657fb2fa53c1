"""What is brought from a device by file or picture because it could not send it."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    with op.batch_alter_table("device") as batch_op:
        batch_op.add_column(sa.Column("carried_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "unsent_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.String(length=32), nullable=False),
        sa.Column("set_id", sa.String(length=8), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=False),
        sa.Column("replaced", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_unsent_part_section_id")),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_unsent_part_device_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_unsent_part_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unsent_part")),
        sa.UniqueConstraint("device_id", "set_id", "number", "of", name=op.f("uq_unsent_part_device_id_set_id_number_of")),
    )
    op.create_index(op.f("ix_unsent_part_section_id"), "unsent_part", ["section_id"])
