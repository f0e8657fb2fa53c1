"""The ceremony of a section with its order and state, and how names are said."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    op.create_table(
        "ceremony",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("settings", sa.Text(), server_default="{}", nullable=False),
        sa.Column("results_version_id", sa.Integer(), nullable=True),
        sa.Column("is_rehearsal", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last", sa.Integer(), server_default="0", nullable=False),
        sa.Column("turn", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_dark", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moved_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["moved_by_id"], ["user.id"], name=op.f("fk_ceremony_moved_by_id")),
        sa.ForeignKeyConstraint(
            ["results_version_id"], ["results_version.id"], name=op.f("fk_ceremony_results_version_id")
        ),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_ceremony_section_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ceremony")),
        sa.UniqueConstraint("section_id", name=op.f("uq_ceremony_section_id")),
    )
    op.create_index(op.f("ix_ceremony_section_id"), "ceremony", ["section_id"])
    op.create_table(
        "spoken_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=True),
        sa.Column("said", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_spoken_name_participant_id")),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_spoken_name_section_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_spoken_name_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spoken_name")),
    )
    op.create_index(op.f("ix_spoken_name_section_id"), "spoken_name", ["section_id"])
    op.create_index(op.f("ix_spoken_name_team_id"), "spoken_name", ["team_id"])
