"""The titles of those who sign for a section, in three languages."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"


def upgrade() -> None:
    for title in ("chair_title", "second_signatory_title"):
        for language in ("uz", "ru", "en"):
            column = sa.Column(f"{title}_{language}", sa.String(length=200), server_default="", nullable=False)
            op.add_column("section", column)
