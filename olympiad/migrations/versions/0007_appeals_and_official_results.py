"""Appeals, official results, confirmed borders; sections that were marked or published before get their stage."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table('border_confirmation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('award', sa.String(length=300), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_border_confirmation_section_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_border_confirmation_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_border_confirmation'))
    )
    op.create_index(op.f('ix_border_confirmation_section_id'), 'border_confirmation', ['section_id'], unique=False)

    op.create_table('appeal_right',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('results_version_id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('waived', 'lost')", name=op.f('ck_appeal_right_kind')),
    sa.ForeignKeyConstraint(['results_version_id'], ['results_version.id'], name=op.f('fk_appeal_right_results_version_id')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_appeal_right_section_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_appeal_right_team_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_appeal_right_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appeal_right')),
    sa.UniqueConstraint('results_version_id', 'team_id', name=op.f('uq_appeal_right_results_version_id_team_id'))
    )
    op.create_index(op.f('ix_appeal_right_section_id'), 'appeal_right', ['section_id'], unique=False)
    op.create_index(op.f('ix_appeal_right_team_id'), 'appeal_right', ['team_id'], unique=False)

    op.create_table('appeal_window',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('results_version_id', sa.Integer(), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('closes_at >= opens_at', name=op.f('ck_appeal_window_order')),
    sa.ForeignKeyConstraint(['opened_by_id'], ['user.id'], name=op.f('fk_appeal_window_opened_by_id')),
    sa.ForeignKeyConstraint(['results_version_id'], ['results_version.id'], name=op.f('fk_appeal_window_results_version_id')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_appeal_window_section_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appeal_window')),
    sa.UniqueConstraint('results_version_id', name=op.f('uq_appeal_window_results_version_id'))
    )
    op.create_index(op.f('ix_appeal_window_section_id'), 'appeal_window', ['section_id'], unique=False)

    op.create_table('appeal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('results_version_id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('criterion_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('lodged_by_id', sa.Integer(), nullable=False),
    sa.Column('lodged_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('outcome', sa.String(length=10), nullable=False),
    sa.Column('mark', sa.Text(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('effect', sa.Text(), nullable=False),
    sa.Column('ended_by_id', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_in_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("outcome IN ('', 'unchanged', 'changed', 'void')", name=op.f('ck_appeal_outcome')),
    sa.CheckConstraint("state IN ('lodged', 'decided', 'withdrawn', 'lost')", name=op.f('ck_appeal_state')),
    sa.ForeignKeyConstraint(['closed_in_id'], ['results_version.id'], name=op.f('fk_appeal_closed_in_id')),
    sa.ForeignKeyConstraint(['criterion_id'], ['criterion.id'], name=op.f('fk_appeal_criterion_id')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['user.id'], name=op.f('fk_appeal_ended_by_id')),
    sa.ForeignKeyConstraint(['lodged_by_id'], ['user.id'], name=op.f('fk_appeal_lodged_by_id')),
    sa.ForeignKeyConstraint(['results_version_id'], ['results_version.id'], name=op.f('fk_appeal_results_version_id')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_appeal_section_id')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_appeal_task_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_appeal_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appeal')),
    sa.UniqueConstraint('section_id', 'number', name=op.f('uq_appeal_section_id_number'))
    )
    op.create_index(op.f('ix_appeal_results_version_id'), 'appeal', ['results_version_id'], unique=False)
    op.create_index(op.f('ix_appeal_section_id'), 'appeal', ['section_id'], unique=False)
    op.create_index(op.f('ix_appeal_task_id'), 'appeal', ['task_id'], unique=False)
    op.create_index(op.f('ix_appeal_team_id'), 'appeal', ['team_id'], unique=False)

    op.create_table('appeal_message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('appeal_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('side', sa.String(length=5), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("side IN ('team', 'jury')", name=op.f('ck_appeal_message_side')),
    sa.ForeignKeyConstraint(['appeal_id'], ['appeal.id'], name=op.f('fk_appeal_message_appeal_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_appeal_message_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appeal_message'))
    )
    op.create_index(op.f('ix_appeal_message_appeal_id'), 'appeal_message', ['appeal_id'], unique=False)

    op.create_table('void_criterion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('criterion_id', sa.Integer(), nullable=False),
    sa.Column('appeal_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['appeal_id'], ['appeal.id'], name=op.f('fk_void_criterion_appeal_id')),
    sa.ForeignKeyConstraint(['criterion_id'], ['criterion.id'], name=op.f('fk_void_criterion_criterion_id')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_void_criterion_section_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_void_criterion_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_void_criterion'))
    )
    op.create_index(op.f('ix_void_criterion_criterion_id'), 'void_criterion', ['criterion_id'], unique=False)
    op.create_index(op.f('ix_void_criterion_section_id'), 'void_criterion', ['section_id'], unique=False)
    op.add_column("results_version", sa.Column("official_at", sa.DateTime(timezone=True)))
    op.execute(
        "ALTER TABLE results_version ADD COLUMN official_by_id INTEGER "
        'CONSTRAINT fk_results_version_official_by_id REFERENCES "user" (id)'
    )  # why: SQLite adds a named reference only with its column
    op.add_column("section", sa.Column("appeal_minutes", sa.Integer(), server_default="120", nullable=False))
    op.execute("UPDATE results_version SET official_at = published_at WHERE published_at IS NOT NULL")
    op.execute("UPDATE section SET state = 'marking' WHERE marking_started_at IS NOT NULL")
    for stage, condition in (("preliminary", "true"), ("published", "published_at IS NOT NULL AND unpublished_at IS NULL")):
        op.execute(
            f"UPDATE section SET state = '{stage}' "
            f"WHERE id IN (SELECT section_id FROM results_version WHERE {condition})"
        )
