"""What the chief judge decides about operations that were kept but not applied."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "quarantine_decision",
        sa.Column("operation_id", sa.String(length=32), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("accepted_as_id", sa.String(length=32), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("decision IN ('accepted', 'set_aside')", name=op.f("ck_quarantine_decision_decision")),
        sa.ForeignKeyConstraint(["operation_id"], ["operation.id"], name=op.f("fk_quarantine_decision_operation_id")),
        sa.ForeignKeyConstraint(["accepted_as_id"], ["operation.id"], name=op.f("fk_quarantine_decision_accepted_as_id")),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_quarantine_decision_section_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_quarantine_decision_user_id")),
        sa.PrimaryKeyConstraint("operation_id", name=op.f("pk_quarantine_decision")),
    )
    op.create_index(op.f("ix_quarantine_decision_section_id"), "quarantine_decision", ["section_id"])
