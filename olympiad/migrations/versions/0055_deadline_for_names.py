"""Until when members confirm their names."""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"


def upgrade() -> None:
    op.add_column("edition", sa.Column("names_until", sa.DateTime(timezone=True), nullable=True))
