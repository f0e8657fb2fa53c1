"""The city of an edition in Uzbek, Russian and English."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"


def upgrade() -> None:
    for language in ("uz", "ru", "en"):
        op.add_column("edition", sa.Column(f"city_{language}", sa.String(length=100), server_default="", nullable=False))
