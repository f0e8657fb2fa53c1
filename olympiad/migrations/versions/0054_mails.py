"""The queue of e-mails to members."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0052"


def upgrade() -> None:
    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("message_id", sa.String(length=100), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("queued_by_id", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claim", sa.String(length=32), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_over", sa.Boolean(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.String(length=20), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("is_recorded", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('certificate', 'name')", name=op.f("ck_mail_kind")),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'unclear', 'failed', 'given_up')", name=op.f("ck_mail_state")
        ),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_mail_section_id")),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_mail_participant_id")),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificate.id"], name=op.f("fk_mail_certificate_id")),
        sa.ForeignKeyConstraint(["queued_by_id"], ["user.id"], name=op.f("fk_mail_queued_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("certificate_id", name=op.f("uq_mail_certificate_id")),
    )
    op.create_index(op.f("ix_mail_section_id"), "mail", ["section_id"])
    op.create_index(op.f("ix_mail_participant_id"), "mail", ["participant_id"])
    op.create_index("ix_mail_state_due_at", "mail", ["state", "due_at"])
