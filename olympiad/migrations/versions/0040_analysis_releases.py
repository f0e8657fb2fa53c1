"""Figures of the analysis that the chief judge releases to judges or the public, and advice kept for the next edition."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0031"


def upgrade() -> None:
    op.create_table(
        "analysis_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('severity', 'agreement', 'advice')", name=op.f("ck_analysis_release_kind")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_analysis_release_by_id")),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_analysis_release_section_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analysis_release")),
        sa.UniqueConstraint("section_id", "kind", name=op.f("uq_analysis_release_section_id_kind")),
    )
    op.create_index(op.f("ix_analysis_release_section_id"), "analysis_release", ["section_id"])
