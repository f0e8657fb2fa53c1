"""Who has to sign the rules of a section, and who has signed which version."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'


def upgrade() -> None:
    op.create_table('rule_signatory',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_rule_signatory_section_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_rule_signatory_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rule_signatory'))
    )
    with op.batch_alter_table('rule_signatory', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rule_signatory_section_id'), ['section_id'], unique=False)
    op.create_table('rule_signature',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('rules_id', sa.Integer(), nullable=False),
    sa.Column('signatory_id', sa.Integer(), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('on_paper', sa.Boolean(), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['rules_id'], ['rules.id'], name=op.f('fk_rule_signature_rules_id')),
    sa.ForeignKeyConstraint(['signatory_id'], ['rule_signatory.id'], name=op.f('fk_rule_signature_signatory_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_rule_signature_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rule_signature')),
    sa.UniqueConstraint('rules_id', 'signatory_id', 'sha256', name=op.f('uq_rule_signature_rules_id_signatory_id_sha256'))
    )
    with op.batch_alter_table('rule_signature', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rule_signature_rules_id'), ['rules_id'], unique=False)
