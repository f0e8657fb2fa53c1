"""Stations that hold several teams at the same time."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table('shared_station',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('station', sa.String(length=100), nullable=False),
    sa.Column('teams', sa.Integer(), nullable=False),
    sa.CheckConstraint('teams > 1', name=op.f('ck_shared_station_teams')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_shared_station_section_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shared_station')),
    sa.UniqueConstraint('section_id', 'station', name=op.f('uq_shared_station_section_id_station'))
    )
    with op.batch_alter_table('shared_station', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_shared_station_section_id'), ['section_id'], unique=False)
