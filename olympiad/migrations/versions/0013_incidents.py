"""What went wrong at a station, whom it touched, what was done about it."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table('incident',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=True),
    sa.Column('station', sa.String(length=100), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('reported_by_id', sa.Integer(), nullable=False),
    sa.Column('reported_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('conclusion', sa.Text(), nullable=False),
    sa.Column('closed_by_id', sa.Integer(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('drift', 'spilt', 'lost_time', 'wrong_reagent', 'safety', 'replacement', 'other')", name=op.f('ck_incident_kind')),
    sa.CheckConstraint("state IN ('open', 'settled', 'dismissed')", name=op.f('ck_incident_state')),
    sa.ForeignKeyConstraint(['closed_by_id'], ['user.id'], name=op.f('fk_incident_closed_by_id')),
    sa.ForeignKeyConstraint(['reported_by_id'], ['user.id'], name=op.f('fk_incident_reported_by_id')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_incident_section_id')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_incident_task_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incident')),
    sa.UniqueConstraint('section_id', 'number', name=op.f('uq_incident_section_id_number'))
    )
    with op.batch_alter_table('incident', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_incident_section_id'), ['section_id'], unique=False)
    op.create_table('incident_remedy',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('incident_id', sa.Integer(), nullable=False),
    sa.Column('remedy', sa.String(length=20), nullable=False),
    sa.Column('ordered', sa.Text(), nullable=False),
    sa.Column('teams', sa.Text(), nullable=False),
    sa.Column('made', sa.Text(), nullable=False),
    sa.Column('effect', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('applied_by_id', sa.Integer(), nullable=False),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_by_id', sa.Integer(), nullable=True),
    sa.Column('withdrawn_reason', sa.Text(), nullable=False),
    sa.CheckConstraint("remedy IN ('rerun', 'extra_time', 'exclude', 'mean', 'full', 'remark', 'warning', 'removal', 'replacement')", name=op.f('ck_incident_remedy_remedy')),
    sa.ForeignKeyConstraint(['applied_by_id'], ['user.id'], name=op.f('fk_incident_remedy_applied_by_id')),
    sa.ForeignKeyConstraint(['incident_id'], ['incident.id'], name=op.f('fk_incident_remedy_incident_id')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_incident_remedy_section_id')),
    sa.ForeignKeyConstraint(['withdrawn_by_id'], ['user.id'], name=op.f('fk_incident_remedy_withdrawn_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incident_remedy'))
    )
    with op.batch_alter_table('incident_remedy', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_incident_remedy_incident_id'), ['incident_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_incident_remedy_section_id'), ['section_id'], unique=False)
    op.create_table('incident_team',
    sa.Column('incident_id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('found_by', sa.String(length=10), nullable=False),
    sa.CheckConstraint("found_by IN ('schedule', 'marks', 'hand')", name=op.f('ck_incident_team_found_by')),
    sa.ForeignKeyConstraint(['incident_id'], ['incident.id'], name=op.f('fk_incident_team_incident_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_incident_team_team_id')),
    sa.PrimaryKeyConstraint('incident_id', 'team_id', name=op.f('pk_incident_team'))
    )
    with op.batch_alter_table('incident_team', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_incident_team_team_id'), ['team_id'], unique=False)
    op.create_table('exclusion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('criterion_id', sa.Integer(), nullable=False),
    sa.Column('remedy_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['criterion_id'], ['criterion.id'], name=op.f('fk_exclusion_criterion_id')),
    sa.ForeignKeyConstraint(['remedy_id'], ['incident_remedy.id'], name=op.f('fk_exclusion_remedy_id')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_exclusion_section_id')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_exclusion_task_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_exclusion_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exclusion'))
    )
    with op.batch_alter_table('exclusion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_exclusion_remedy_id'), ['remedy_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_exclusion_section_id'), ['section_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_exclusion_task_id'), ['task_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_exclusion_team_id'), ['team_id'], unique=False)
