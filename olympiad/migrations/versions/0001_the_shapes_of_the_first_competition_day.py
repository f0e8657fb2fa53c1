"""The shapes of the first competition day."""

import sqlalchemy as sa
from alembic import op

from olympiad.models.triggers import AT_FIRST, postgresql_triggers, sqlite_triggers

revision = '0001'
down_revision = None


def upgrade() -> None:
    op.create_table('edition',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=60), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('name_uz', sa.String(length=300), nullable=False),
    sa.Column('name_ru', sa.String(length=300), nullable=False),
    sa.Column('name_en', sa.String(length=300), nullable=False),
    sa.Column('ordinal', sa.String(length=40), nullable=False),
    sa.Column('year', sa.String(length=20), nullable=False),
    sa.Column('organisation_uz', sa.String(length=300), nullable=False),
    sa.Column('organisation_ru', sa.String(length=300), nullable=False),
    sa.Column('organisation_en', sa.String(length=300), nullable=False),
    sa.Column('city', sa.String(length=100), nullable=False),
    sa.Column('time_zone', sa.String(length=60), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('certificate_prefix', sa.String(length=20), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_edition')),
    sa.UniqueConstraint('slug', name=op.f('uq_edition_slug'))
    )
    op.create_table('sign_in_attempt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(length=80), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_attempt'))
    )
    with op.batch_alter_table('sign_in_attempt', schema=None) as batch_op:
        batch_op.create_index('ix_sign_in_attempt_subject_at', ['subject', 'at'], unique=False)

    op.create_table('user',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=True),
    sa.Column('username', sa.String(length=100), nullable=True),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('password', sa.String(length=255), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('fs_uniquifier', sa.String(length=64), nullable=False),
    sa.Column('language', sa.String(length=10), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tf_primary_method', sa.String(length=64), nullable=True),
    sa.Column('tf_totp_secret', sa.String(length=255), nullable=True),
    sa.Column('mf_recovery_codes', sa.UnicodeText(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_user')),
    sa.UniqueConstraint('email', name=op.f('uq_user_email')),
    sa.UniqueConstraint('fs_uniquifier', name=op.f('uq_user_fs_uniquifier')),
    sa.UniqueConstraint('username', name=op.f('uq_user_username'))
    )
    op.create_table('institution',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('name_uz', sa.String(length=300), nullable=False),
    sa.Column('name_ru', sa.String(length=300), nullable=False),
    sa.Column('name_en', sa.String(length=300), nullable=False),
    sa.Column('aliases', sa.Text(), nullable=False),
    sa.Column('city', sa.String(length=100), nullable=False),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('is_host', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_institution_edition_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_institution')),
    sa.UniqueConstraint('edition_id', 'key', name=op.f('uq_institution_edition_id_key'))
    )
    op.create_table('reset_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['made_by_id'], ['user.id'], name=op.f('fk_reset_link_made_by_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_reset_link_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reset_link')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_reset_link_token_hash'))
    )
    op.create_table('section',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=60), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('title_uz', sa.String(length=300), nullable=False),
    sa.Column('title_ru', sa.String(length=300), nullable=False),
    sa.Column('title_en', sa.String(length=300), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('rubric_version', sa.Integer(), nullable=False),
    sa.Column('marking_started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('publishes_task_marks', sa.Boolean(), nullable=False),
    sa.Column('chair', sa.String(length=200), nullable=False),
    sa.Column('chair_title', sa.String(length=200), nullable=False),
    sa.Column('second_signatory', sa.String(length=200), nullable=False),
    sa.Column('second_signatory_title', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_section_edition_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_section')),
    sa.UniqueConstraint('edition_id', 'slug', name=op.f('uq_section_edition_id_slug'))
    )
    op.create_table('access_card',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('last_used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_reason', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['made_by_id'], ['user.id'], name=op.f('fk_access_card_made_by_id')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_access_card_section_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_access_card_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_access_card')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_access_card_code_hash'))
    )
    with op.batch_alter_table('access_card', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_access_card_section_id'), ['section_id'], unique=False)

    op.create_table('audit_chain',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=True),
    sa.Column('head_seq', sa.Integer(), nullable=False),
    sa.Column('head_hash', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_audit_chain_section_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_chain')),
    sa.UniqueConstraint('name', name=op.f('uq_audit_chain_name'))
    )
    op.create_table('import_preview',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=40), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('filename', sa.String(length=300), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('imported_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_import_preview_section_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_import_preview_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_preview')),
    sa.UniqueConstraint('token', name=op.f('uq_import_preview_token'))
    )
    with op.batch_alter_table('import_preview', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_preview_section_id'), ['section_id'], unique=False)

    op.create_table('judge',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('institution_id', sa.Integer(), nullable=True),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('all_tasks', sa.Boolean(), nullable=False),
    sa.Column('all_teams', sa.Boolean(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("kind IN ('official', 'practice')", name=op.f('ck_judge_kind')),
    sa.ForeignKeyConstraint(['institution_id'], ['institution.id'], name=op.f('fk_judge_institution_id')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_judge_section_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_judge_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_judge')),
    sa.UniqueConstraint('section_id', 'key', name=op.f('uq_judge_section_id_key'))
    )
    with op.batch_alter_table('judge', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_judge_section_id'), ['section_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_judge_user_id'), ['user_id'], unique=False)

    op.create_table('results_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('bundle', sa.Text(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('finalised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finalised_by_id', sa.Integer(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('unpublished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('unpublished_reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['finalised_by_id'], ['user.id'], name=op.f('fk_results_version_finalised_by_id')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_results_version_section_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_results_version')),
    sa.UniqueConstraint('section_id', 'number', name=op.f('uq_results_version_section_id_number'))
    )
    with op.batch_alter_table('results_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_results_version_section_id'), ['section_id'], unique=False)

    op.create_table('rules',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('rules', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('signed_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_rules_section_id')),
    sa.ForeignKeyConstraint(['signed_by_id'], ['user.id'], name=op.f('fk_rules_signed_by_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_rules_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rules')),
    sa.UniqueConstraint('section_id', 'number', name=op.f('uq_rules_section_id_number'))
    )
    with op.batch_alter_table('rules', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rules_section_id'), ['section_id'], unique=False)

    op.create_table('task',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('title_uz', sa.String(length=300), nullable=False),
    sa.Column('title_ru', sa.String(length=300), nullable=False),
    sa.Column('title_en', sa.String(length=300), nullable=False),
    sa.Column('part', sa.String(length=100), nullable=False),
    sa.Column('weight', sa.BigInteger(), nullable=False),
    sa.Column('judges', sa.Integer(), nullable=False),
    sa.Column('method', sa.String(length=20), nullable=False),
    sa.Column('drop', sa.Integer(), nullable=False),
    sa.Column('joined_by', sa.String(length=10), nullable=False),
    sa.Column('disagreement', sa.String(length=20), nullable=False),
    sa.Column('disagreement_step', sa.String(length=20), nullable=False),
    sa.Column('station', sa.String(length=100), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.CheckConstraint("joined_by IN ('sheet', 'criterion')", name=op.f('ck_task_joined_by')),
    sa.CheckConstraint("method IN ('mean', 'median', 'trimmed', 'lowest', 'highest')", name=op.f('ck_task_method')),
    sa.CheckConstraint('judges >= 0', name=op.f('ck_task_judges')),
    sa.CheckConstraint('weight > 0', name=op.f('ck_task_weight')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_task_section_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task')),
    sa.UniqueConstraint('section_id', 'code', name=op.f('uq_task_section_id_code'))
    )
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_task_section_id'), ['section_id'], unique=False)

    op.create_table('team',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('institution_id', sa.Integer(), nullable=True),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('mentor', sa.String(length=300), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('status_reason', sa.Text(), nullable=False),
    sa.Column('language', sa.String(length=10), nullable=False),
    sa.CheckConstraint("status IN ('competing', 'guest', 'withdrawn', 'disqualified')", name=op.f('ck_team_status')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_team_edition_id')),
    sa.ForeignKeyConstraint(['institution_id'], ['institution.id'], name=op.f('fk_team_institution_id')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_team_section_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team')),
    sa.UniqueConstraint('edition_id', 'code', name=op.f('uq_team_edition_id_code')),
    sa.UniqueConstraint('section_id', 'key', name=op.f('uq_team_section_id_key'))
    )
    with op.batch_alter_table('team', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_team_institution_id'), ['institution_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_team_section_id'), ['section_id'], unique=False)

    op.create_table('audit_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('chain_id', sa.Integer(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('device_id', sa.String(length=32), nullable=True),
    sa.Column('action', sa.String(length=60), nullable=False),
    sa.Column('subject', sa.String(length=80), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('previous_hash', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['chain_id'], ['audit_chain.id'], name=op.f('fk_audit_entry_chain_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entry')),
    sa.UniqueConstraint('chain_id', 'seq', name=op.f('uq_audit_entry_chain_id_seq'))
    )
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_entry_action'), ['action'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entry_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entry_subject'), ['subject'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entry_user_id'), ['user_id'], unique=False)

    op.create_table('award',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('results_version_id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['results_version_id'], ['results_version.id'], name=op.f('fk_award_results_version_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_award_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_award'))
    )
    with op.batch_alter_table('award', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_award_results_version_id'), ['results_version_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_award_team_id'), ['team_id'], unique=False)

    op.create_table('criterion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('maximum', sa.BigInteger(), nullable=False),
    sa.Column('step', sa.BigInteger(), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('label_uz', sa.Text(), nullable=False),
    sa.Column('label_ru', sa.Text(), nullable=False),
    sa.Column('label_en', sa.Text(), nullable=False),
    sa.Column('critical', sa.String(length=20), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('introduced_in', sa.Integer(), nullable=False),
    sa.Column('retired_in', sa.Integer(), nullable=True),
    sa.CheckConstraint("kind IN ('points', 'check', 'levels', 'reading', 'penalty')", name=op.f('ck_criterion_kind')),
    sa.CheckConstraint('maximum >= 0', name=op.f('ck_criterion_maximum')),
    sa.CheckConstraint('step > 0', name=op.f('ck_criterion_step')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_criterion_task_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_criterion')),
    sa.UniqueConstraint('task_id', 'code', 'introduced_in', name=op.f('uq_criterion_task_id_code_introduced_in'))
    )
    with op.batch_alter_table('criterion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_criterion_task_id'), ['task_id'], unique=False)

    op.create_table('device',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('judge_id', sa.Integer(), nullable=True),
    sa.Column('access_card_id', sa.Integer(), nullable=True),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('label', sa.String(length=100), nullable=False),
    sa.Column('level', sa.String(length=10), nullable=False),
    sa.Column('app_version', sa.String(length=40), nullable=False),
    sa.Column('last_seq', sa.Integer(), nullable=False),
    sa.Column('waiting', sa.Integer(), nullable=False),
    sa.Column('waiting_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['access_card_id'], ['access_card.id'], name=op.f('fk_device_access_card_id')),
    sa.ForeignKeyConstraint(['judge_id'], ['judge.id'], name=op.f('fk_device_judge_id')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_device_section_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_device_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_device'))
    )
    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_device_judge_id'), ['judge_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_device_section_id'), ['section_id'], unique=False)

    op.create_table('extra_round',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('decided_by', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_extra_round_section_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_extra_round_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_extra_round')),
    sa.UniqueConstraint('team_id', name=op.f('uq_extra_round_team_id'))
    )
    with op.batch_alter_table('extra_round', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_extra_round_section_id'), ['section_id'], unique=False)

    op.create_table('judge_task',
    sa.Column('judge_id', sa.Integer(), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['judge_id'], ['judge.id'], name=op.f('fk_judge_task_judge_id')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_judge_task_task_id')),
    sa.PrimaryKeyConstraint('judge_id', 'task_id', name=op.f('pk_judge_task'))
    )
    with op.batch_alter_table('judge_task', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_judge_task_task_id'), ['task_id'], unique=False)

    op.create_table('judge_team',
    sa.Column('judge_id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['judge_id'], ['judge.id'], name=op.f('fk_judge_team_judge_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_judge_team_team_id')),
    sa.PrimaryKeyConstraint('judge_id', 'team_id', name=op.f('pk_judge_team'))
    )
    with op.batch_alter_table('judge_team', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_judge_team_team_id'), ['team_id'], unique=False)

    op.create_table('participant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=True),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('name_local', sa.String(length=300), nullable=False),
    sa.Column('role', sa.String(length=10), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('consents_name', sa.Boolean(), nullable=False),
    sa.Column('consents_score', sa.Boolean(), nullable=False),
    sa.Column('consents_photo', sa.Boolean(), nullable=False),
    sa.Column('consented_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('name_confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("role IN ('member', 'leader')", name=op.f('ck_participant_role')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_participant_section_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_participant_team_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_participant_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_participant'))
    )
    with op.batch_alter_table('participant', schema=None) as batch_op:
        batch_op.create_index('ix_participant_section_key', ['section_id', 'key'], unique=True)
        batch_op.create_index(batch_op.f('ix_participant_team_id'), ['team_id'], unique=False)

    op.create_table('penalty',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=True),
    sa.Column('points', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('points >= 0', name=op.f('ck_penalty_points')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_penalty_section_id')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_penalty_task_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_penalty_team_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_penalty_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_penalty'))
    )
    with op.batch_alter_table('penalty', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_penalty_section_id'), ['section_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_penalty_team_id'), ['team_id'], unique=False)

    op.create_table('role_membership',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=True),
    sa.Column('section_id', sa.Integer(), nullable=True),
    sa.Column('team_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("role IN ('administrator', 'organizer', 'chief_judge', 'judge', 'clerk', 'leader', 'participant')", name=op.f('ck_role_membership_role')),
    sa.CheckConstraint('section_id IS NULL OR edition_id IS NOT NULL', name=op.f('ck_role_membership_scope')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_role_membership_edition_id')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_role_membership_section_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_role_membership_team_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_role_membership_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_membership'))
    )
    with op.batch_alter_table('role_membership', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_role_membership_section_id'), ['section_id'], unique=False)
        batch_op.create_index('ix_role_membership_user', ['user_id'], unique=False)

    op.create_table('sample',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('sample', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_sample_task_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_sample_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sample')),
    sa.UniqueConstraint('team_id', 'task_id', name=op.f('uq_sample_team_id_task_id'))
    )
    with op.batch_alter_table('sample', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sample_task_id'), ['task_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_sample_team_id'), ['team_id'], unique=False)

    op.create_table('schedule_slot',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('station', sa.String(length=100), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('order_number', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_schedule_slot_task_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_schedule_slot_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_schedule_slot')),
    sa.UniqueConstraint('team_id', 'task_id', name=op.f('uq_schedule_slot_team_id_task_id'))
    )
    with op.batch_alter_table('schedule_slot', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_schedule_slot_task_id'), ['task_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_schedule_slot_team_id'), ['team_id'], unique=False)

    op.create_table('score_sheet',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('judge_id', sa.Integer(), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('rubric_version', sa.Integer(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.CheckConstraint("state IN ('not_started', 'open', 'submitted', 'accepted', 'returned', 'void')", name=op.f('ck_score_sheet_state')),
    sa.ForeignKeyConstraint(['judge_id'], ['judge.id'], name=op.f('fk_score_sheet_judge_id')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_score_sheet_section_id')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_score_sheet_task_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_score_sheet_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_score_sheet')),
    sa.UniqueConstraint('team_id', 'task_id', 'judge_id', 'attempt', name=op.f('uq_score_sheet_team_id_task_id_judge_id_attempt'))
    )
    with op.batch_alter_table('score_sheet', schema=None) as batch_op:
        batch_op.create_index('ix_score_sheet_judge_state', ['judge_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_score_sheet_section_id'), ['section_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_score_sheet_task_id'), ['task_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_score_sheet_team_id'), ['team_id'], unique=False)

    op.create_table('special_award',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('award', sa.String(length=300), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_special_award_section_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_special_award_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_special_award')),
    sa.UniqueConstraint('team_id', 'award', name=op.f('uq_special_award_team_id_award'))
    )
    with op.batch_alter_table('special_award', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_special_award_section_id'), ['section_id'], unique=False)

    op.create_table('time_taken',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('seconds', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('seconds >= 0', name=op.f('ck_time_taken_seconds')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_time_taken_section_id')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_time_taken_task_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_time_taken_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_time_taken')),
    sa.UniqueConstraint('team_id', 'task_id', name=op.f('uq_time_taken_team_id_task_id'))
    )
    with op.batch_alter_table('time_taken', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_time_taken_section_id'), ['section_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_time_taken_task_id'), ['task_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_time_taken_team_id'), ['team_id'], unique=False)

    op.create_table('agreed_mark',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('criterion_id', sa.Integer(), nullable=True),
    sa.Column('mark', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('decided_by', sa.String(length=300), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['criterion_id'], ['criterion.id'], name=op.f('fk_agreed_mark_criterion_id')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_agreed_mark_section_id')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_agreed_mark_task_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_agreed_mark_team_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_agreed_mark_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreed_mark'))
    )
    with op.batch_alter_table('agreed_mark', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_agreed_mark_section_id'), ['section_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_agreed_mark_task_id'), ['task_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_agreed_mark_team_id'), ['team_id'], unique=False)

    op.create_table('audit_detail',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('field', sa.String(length=80), nullable=False),
    sa.Column('salt', sa.String(length=32), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['audit_entry.id'], name=op.f('fk_audit_detail_entry_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_detail')),
    sa.UniqueConstraint('entry_id', 'field', name=op.f('uq_audit_detail_entry_id_field'))
    )
    with op.batch_alter_table('audit_detail', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_detail_entry_id'), ['entry_id'], unique=False)

    op.create_table('certificate',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('results_version_id', sa.Integer(), nullable=False),
    sa.Column('participant_id', sa.Integer(), nullable=True),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('token', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=15), nullable=False),
    sa.Column('fields', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('issued_by_id', sa.Integer(), nullable=True),
    sa.Column('superseded_by_id', sa.Integer(), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.CheckConstraint("kind IN ('award', 'participation')", name=op.f('ck_certificate_kind')),
    sa.CheckConstraint("state IN ('valid', 'superseded', 'revoked')", name=op.f('ck_certificate_state')),
    sa.ForeignKeyConstraint(['issued_by_id'], ['user.id'], name=op.f('fk_certificate_issued_by_id')),
    sa.ForeignKeyConstraint(['participant_id'], ['participant.id'], name=op.f('fk_certificate_participant_id')),
    sa.ForeignKeyConstraint(['results_version_id'], ['results_version.id'], name=op.f('fk_certificate_results_version_id')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_certificate_section_id')),
    sa.ForeignKeyConstraint(['superseded_by_id'], ['certificate.id'], name=op.f('fk_certificate_superseded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate')),
    sa.UniqueConstraint('number', name=op.f('uq_certificate_number')),
    sa.UniqueConstraint('token', name=op.f('uq_certificate_token'))
    )
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_certificate_participant_id'), ['participant_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_certificate_results_version_id'), ['results_version_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_certificate_section_id'), ['section_id'], unique=False)

    op.create_table('operation',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('device_id', sa.String(length=32), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('sheet_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('rubric_version', sa.Integer(), nullable=False),
    sa.Column('criterion_id', sa.Integer(), nullable=True),
    sa.Column('base', sa.String(length=32), nullable=True),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('device_time', sa.String(length=40), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('content_hash', sa.String(length=64), nullable=False),
    sa.Column('outcome', sa.String(length=12), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.CheckConstraint("kind IN ('mark', 'note', 'submit')", name=op.f('ck_operation_kind')),
    sa.CheckConstraint("outcome IN ('applied', 'conflict', 'refused', 'quarantined')", name=op.f('ck_operation_outcome')),
    sa.ForeignKeyConstraint(['criterion_id'], ['criterion.id'], name=op.f('fk_operation_criterion_id')),
    sa.ForeignKeyConstraint(['device_id'], ['device.id'], name=op.f('fk_operation_device_id')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_operation_section_id')),
    sa.ForeignKeyConstraint(['sheet_id'], ['score_sheet.id'], name=op.f('fk_operation_sheet_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_operation_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_operation')),
    sa.UniqueConstraint('device_id', 'seq', name=op.f('uq_operation_device_id_seq'))
    )
    with op.batch_alter_table('operation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_operation_number'), ['number'], unique=False)
        batch_op.create_index(batch_op.f('ix_operation_section_id'), ['section_id'], unique=False)
        batch_op.create_index('ix_operation_sheet_criterion', ['sheet_id', 'criterion_id'], unique=False)

    op.create_table('reading_key',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('criterion_id', sa.Integer(), nullable=False),
    sa.Column('sample', sa.String(length=40), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['criterion_id'], ['criterion.id'], name=op.f('fk_reading_key_criterion_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reading_key')),
    sa.UniqueConstraint('criterion_id', 'sample', name=op.f('uq_reading_key_criterion_id_sample'))
    )
    op.create_table('mark',
    sa.Column('sheet_id', sa.Integer(), nullable=False),
    sa.Column('criterion_id', sa.Integer(), nullable=False),
    sa.Column('operation_id', sa.String(length=32), nullable=True),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('mark', sa.BigInteger(), nullable=True),
    sa.Column('readings', sa.Text(), nullable=False),
    sa.Column('consequence', sa.String(length=10), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('unsure', sa.Boolean(), nullable=False),
    sa.Column('conflict_operation_id', sa.String(length=32), nullable=True),
    sa.CheckConstraint("consequence IN ('', 'exclude', 'full', 'others')", name=op.f('ck_mark_consequence')),
    sa.CheckConstraint("state IN ('marked', 'not_assessed', 'absent', 'unmarked')", name=op.f('ck_mark_state')),
    sa.ForeignKeyConstraint(['conflict_operation_id'], ['operation.id'], name=op.f('fk_mark_conflict_operation_id')),
    sa.ForeignKeyConstraint(['criterion_id'], ['criterion.id'], name=op.f('fk_mark_criterion_id')),
    sa.ForeignKeyConstraint(['operation_id'], ['operation.id'], name=op.f('fk_mark_operation_id')),
    sa.ForeignKeyConstraint(['sheet_id'], ['score_sheet.id'], name=op.f('fk_mark_sheet_id')),
    sa.PrimaryKeyConstraint('sheet_id', 'criterion_id', name=op.f('pk_mark'))
    )
    with op.batch_alter_table('mark', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mark_criterion_id'), ['criterion_id'], unique=False)


    triggers = sqlite_triggers if op.get_bind().dialect.name == "sqlite" else postgresql_triggers
    for statement in triggers(AT_FIRST):
        op.execute(statement)
