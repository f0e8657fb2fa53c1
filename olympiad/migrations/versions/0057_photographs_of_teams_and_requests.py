"""Photographs that stand for a team, and those that somebody asked to have hidden."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"


def upgrade() -> None:
    op.add_column("gallery_photo", sa.Column("is_of_team", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("gallery_photo", sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("gallery_photo", sa.Column("asked_words", sa.Text(), server_default="", nullable=False))
    op.add_column("gallery_photo", sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
