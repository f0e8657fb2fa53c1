"""Why a device was revoked, and the chief judge's word that a section may be finalised without it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    with op.batch_alter_table("device") as batch_op:
        batch_op.add_column(sa.Column("revoked_reason", sa.String(length=300), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("excused_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("excused_reason", sa.String(length=300), nullable=False, server_default=""))
