"""Designs of certificates in versions, their pictures, what was issued with which, and certificates of teams and thanks."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"

KINDS = "kind IN ('degree', 'absolute', 'nomination', 'participation', 'mentor', 'judge', 'organizer', 'team')"
ISSUED = "kind IN ('award', 'participation', 'mentor', 'judge', 'organizer', 'team')"


def upgrade() -> None:
    op.create_table(
        "certificate_design",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=15), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(KINDS, name=op.f("ck_certificate_design_kind")),
        sa.CheckConstraint(
            "state IN ('current', 'replaced', 'removed')", name=op.f("ck_certificate_design_state")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_certificate_design_by_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_certificate_design_edition_id")),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_certificate_design_section_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_design")),
    )
    op.create_index(op.f("ix_certificate_design_edition_id"), "certificate_design", ["edition_id"])
    op.create_index(op.f("ix_certificate_design_section_id"), "certificate_design", ["section_id"])
    op.create_table(
        "design_picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("svg", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_design_picture_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_design_picture")),
        sa.UniqueConstraint("edition_id", "sha256", name=op.f("uq_design_picture_edition_id_sha256")),
    )
    op.create_index(op.f("ix_design_picture_edition_id"), "design_picture", ["edition_id"])
    op.create_table(
        "issued_design",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_issued_design_section_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_design")),
        sa.UniqueConstraint("section_id", "sha256", name=op.f("uq_issued_design_section_id_sha256")),
    )
    op.create_index(op.f("ix_issued_design_section_id"), "issued_design", ["section_id"])
    with op.batch_alter_table("certificate") as table:
        table.drop_constraint(op.f("ck_certificate_kind"), type_="check")
        table.create_check_constraint(op.f("ck_certificate_kind"), ISSUED)
        table.add_column(sa.Column("issued_design_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_certificate_issued_design_id"), "issued_design", ["issued_design_id"], ["id"])
    op.create_index(op.f("ix_certificate_issued_design_id"), "certificate", ["issued_design_id"])
