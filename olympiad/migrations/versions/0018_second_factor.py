"""The last accepted time step of a second factor, so that no code counts twice."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column('user', sa.Column('tf_last_step', sa.Integer(), nullable=True))
