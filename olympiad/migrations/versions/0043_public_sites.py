"""The public site of an edition: whether it is open before the first results, and whom a visitor asks."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    op.add_column("edition", sa.Column("site_is_open", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("edition", sa.Column("contact", sa.String(length=300), server_default="", nullable=False))
