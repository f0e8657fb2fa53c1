"""Roles by invitation wait until the person accepts them; unused links of people with roles in several editions end."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    with op.batch_alter_table("role_membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pending_since", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("reset_link", schema=None) as batch_op:
        batch_op.add_column(sa.Column("membership_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_reset_link_membership_id"), "role_membership", ["membership_id"], ["id"]
        )
    op.execute(
        """
        UPDATE reset_link SET expires_at = made_at WHERE used_at IS NULL AND user_id IN (
          SELECT user_id FROM role_membership GROUP BY user_id HAVING COUNT(DISTINCT COALESCE(edition_id, 0)) > 1)
        """
    )
