"""When a team came to the hall."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"


def upgrade() -> None:
    op.add_column("team", sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True))
