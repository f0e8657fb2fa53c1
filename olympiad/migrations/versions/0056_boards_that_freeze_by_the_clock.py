"""From when a board of the hall stands still, set beforehand."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"


def upgrade() -> None:
    op.add_column("screen", sa.Column("freezes_at", sa.DateTime(timezone=True), nullable=True))
