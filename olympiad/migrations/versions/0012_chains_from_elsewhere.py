"""Chains of the record that came with a section from another installation."""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'


def upgrade() -> None:
    with op.batch_alter_table('audit_chain', schema=None) as batch_op:
        batch_op.add_column(sa.Column('written_as', sa.String(length=40), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('origin', sa.Text(), nullable=False, server_default=''))
    with op.batch_alter_table('audit_chain', schema=None) as batch_op:
        batch_op.alter_column('written_as', server_default=None)
        batch_op.alter_column('origin', server_default=None)
