"""Photographs of editions, and who is shown on them."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"


def upgrade() -> None:
    op.create_table(
        "gallery_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("taken_at", sa.String(length=5), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("caption_en", sa.Text(), nullable=False),
        sa.Column("caption_uz", sa.Text(), nullable=False),
        sa.Column("caption_ru", sa.Text(), nullable=False),
        sa.Column("others_agreed", sa.Boolean(), nullable=False),
        sa.Column("is_cover", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'published', 'hidden')", name=op.f("ck_gallery_photo_state")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_gallery_photo_by_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_gallery_photo_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gallery_photo")),
        sa.UniqueConstraint("edition_id", "sha256", name=op.f("uq_gallery_photo_edition_id_sha256")),
    )
    op.create_index(op.f("ix_gallery_photo_edition_id"), "gallery_photo", ["edition_id"])
    op.create_table(
        "gallery_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_gallery_person_participant_id")),
        sa.ForeignKeyConstraint(["photo_id"], ["gallery_photo.id"], name=op.f("fk_gallery_person_photo_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gallery_person")),
        sa.UniqueConstraint("photo_id", "participant_id", name=op.f("uq_gallery_person_photo_id_participant_id")),
    )
    op.create_index(op.f("ix_gallery_person_participant_id"), "gallery_person", ["participant_id"])
