"""Teams declared absent in a task as a whole."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'


def upgrade() -> None:
    op.create_table('absence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_absence_section_id')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_absence_task_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_absence_team_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_absence_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_absence')),
    sa.UniqueConstraint('team_id', 'task_id', name=op.f('uq_absence_team_id_task_id'))
    )
    with op.batch_alter_table('absence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_absence_section_id'), ['section_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_absence_task_id'), ['task_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_absence_team_id'), ['team_id'], unique=False)
