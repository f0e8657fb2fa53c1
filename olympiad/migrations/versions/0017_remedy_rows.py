"""The rows that came of a remedy, so that a section can move with them."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table('remedy_row',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('remedy_id', sa.Integer(), nullable=False),
    sa.Column('agreed_mark_id', sa.Integer(), nullable=True),
    sa.Column('penalty_id', sa.Integer(), nullable=True),
    sa.Column('sheet_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['agreed_mark_id'], ['agreed_mark.id'], name=op.f('fk_remedy_row_agreed_mark_id')),
    sa.ForeignKeyConstraint(['penalty_id'], ['penalty.id'], name=op.f('fk_remedy_row_penalty_id')),
    sa.ForeignKeyConstraint(['remedy_id'], ['incident_remedy.id'], name=op.f('fk_remedy_row_remedy_id')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_remedy_row_section_id')),
    sa.ForeignKeyConstraint(['sheet_id'], ['score_sheet.id'], name=op.f('fk_remedy_row_sheet_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_remedy_row'))
    )
    with op.batch_alter_table('remedy_row', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_remedy_row_remedy_id'), ['remedy_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_remedy_row_section_id'), ['section_id'], unique=False)
    with op.batch_alter_table('incident_remedy', schema=None) as batch_op:
        batch_op.drop_column('made')
