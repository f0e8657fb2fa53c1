"""How institutions are compared in public, per section."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    with op.batch_alter_table("section", schema=None) as batch_op:
        batch_op.add_column(sa.Column("institutions_table", sa.String(length=10), nullable=False, server_default=""))
