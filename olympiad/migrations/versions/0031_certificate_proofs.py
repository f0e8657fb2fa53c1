"""Signing keys of editions, and what was signed of each certificate."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0029"


def upgrade() -> None:
    op.create_table(
        "edition_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("public_key", sa.String(length=43), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_edition_key_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_key")),
        sa.UniqueConstraint("public_key", name=op.f("uq_edition_key_public_key")),
    )
    op.create_index(op.f("ix_edition_key_edition_id"), "edition_key", ["edition_id"])
    op.create_table(
        "certificate_proof",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("public_key", sa.String(length=43), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_hash", sa.String(length=22), nullable=False),
        sa.Column("award", sa.String(length=100), nullable=False),
        sa.Column("signature", sa.String(length=86), nullable=False),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_proof_certificate_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_proof")),
        sa.UniqueConstraint("certificate_id", name=op.f("uq_certificate_proof_certificate_id")),
        sa.UniqueConstraint("public_key", "position", name=op.f("uq_certificate_proof_public_key_position")),
    )
