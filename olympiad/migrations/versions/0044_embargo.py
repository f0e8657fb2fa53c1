"""The moment at which the results of a section publish themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    op.add_column("section", sa.Column("publishes_at", sa.DateTime(timezone=True), nullable=True))
