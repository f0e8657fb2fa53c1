"""Why submitted score sheets went back to their judges."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table('sheet_return',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('sheet_id', sa.Integer(), nullable=False),
    sa.Column('criteria', sa.String(length=400), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_sheet_return_section_id')),
    sa.ForeignKeyConstraint(['sheet_id'], ['score_sheet.id'], name=op.f('fk_sheet_return_sheet_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_sheet_return_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sheet_return'))
    )
    with op.batch_alter_table('sheet_return', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sheet_return_section_id'), ['section_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_sheet_return_sheet_id'), ['sheet_id'], unique=False)
