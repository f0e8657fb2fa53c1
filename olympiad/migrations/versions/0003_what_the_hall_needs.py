"""Second keying, calls for help, practice sheets and the bench of two judges."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'


def upgrade() -> None:
    op.create_table('calibration',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_calibration_section_id')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_calibration_task_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_calibration_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calibration'))
    )
    with op.batch_alter_table('calibration', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calibration_section_id'), ['section_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_calibration_task_id'), ['task_id'], unique=False)

    op.create_table('bench_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('criterion_id', sa.Integer(), nullable=False),
    sa.Column('judge_id', sa.Integer(), nullable=False),
    sa.Column('choice', sa.String(length=10), nullable=False),
    sa.Column('mark', sa.BigInteger(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(mark IS NOT NULL) = (choice = 'agree')", name=op.f('ck_bench_answer_mark')),
    sa.CheckConstraint("choice IN ('agree', 'keep', 'escalate')", name=op.f('ck_bench_answer_choice')),
    sa.ForeignKeyConstraint(['criterion_id'], ['criterion.id'], name=op.f('fk_bench_answer_criterion_id')),
    sa.ForeignKeyConstraint(['judge_id'], ['judge.id'], name=op.f('fk_bench_answer_judge_id')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_bench_answer_section_id')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_bench_answer_task_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_bench_answer_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bench_answer')),
    sa.UniqueConstraint('team_id', 'task_id', 'criterion_id', 'judge_id', name=op.f('uq_bench_answer_team_id_task_id_criterion_id_judge_id'))
    )
    with op.batch_alter_table('bench_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bench_answer_section_id'), ['section_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_bench_answer_task_id'), ['task_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_bench_answer_team_id'), ['team_id'], unique=False)

    op.create_table('calibration_sheet',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('calibration_id', sa.Integer(), nullable=False),
    sa.Column('judge_id', sa.Integer(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['calibration_id'], ['calibration.id'], name=op.f('fk_calibration_sheet_calibration_id')),
    sa.ForeignKeyConstraint(['judge_id'], ['judge.id'], name=op.f('fk_calibration_sheet_judge_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calibration_sheet')),
    sa.UniqueConstraint('calibration_id', 'judge_id', name=op.f('uq_calibration_sheet_calibration_id_judge_id'))
    )
    op.create_table('help_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('judge_id', sa.Integer(), nullable=True),
    sa.Column('team_code', sa.String(length=40), nullable=False),
    sa.Column('station', sa.String(length=100), nullable=False),
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by_id', sa.Integer(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("reason IN ('instrument', 'material', 'sample', 'team', 'rubric', 'safety', 'device', 'other')", name=op.f('ck_help_request_reason')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['user.id'], name=op.f('fk_help_request_answered_by_id')),
    sa.ForeignKeyConstraint(['closed_by_id'], ['user.id'], name=op.f('fk_help_request_closed_by_id')),
    sa.ForeignKeyConstraint(['judge_id'], ['judge.id'], name=op.f('fk_help_request_judge_id')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_help_request_section_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_help_request_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_help_request'))
    )
    with op.batch_alter_table('help_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_help_request_section_id'), ['section_id'], unique=False)

    op.create_table('second_keying',
    sa.Column('sheet_id', sa.Integer(), nullable=False),
    sa.Column('criterion_id', sa.Integer(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_operation_id', sa.String(length=32), nullable=True),
    sa.Column('settled_by_id', sa.Integer(), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['criterion_id'], ['criterion.id'], name=op.f('fk_second_keying_criterion_id')),
    sa.ForeignKeyConstraint(['settled_by_id'], ['user.id'], name=op.f('fk_second_keying_settled_by_id')),
    sa.ForeignKeyConstraint(['sheet_id'], ['score_sheet.id'], name=op.f('fk_second_keying_sheet_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_second_keying_user_id')),
    sa.PrimaryKeyConstraint('sheet_id', 'criterion_id', name=op.f('pk_second_keying'))
    )
    with op.batch_alter_table('second_keying', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_second_keying_criterion_id'), ['criterion_id'], unique=False)

    op.create_table('calibration_mark',
    sa.Column('calibration_sheet_id', sa.Integer(), nullable=False),
    sa.Column('criterion_id', sa.Integer(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['calibration_sheet_id'], ['calibration_sheet.id'], name=op.f('fk_calibration_mark_calibration_sheet_id')),
    sa.ForeignKeyConstraint(['criterion_id'], ['criterion.id'], name=op.f('fk_calibration_mark_criterion_id')),
    sa.PrimaryKeyConstraint('calibration_sheet_id', 'criterion_id', name=op.f('pk_calibration_mark'))
    )
    with op.batch_alter_table('calibration_mark', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calibration_mark_criterion_id'), ['criterion_id'], unique=False)

    with op.batch_alter_table('section', schema=None) as batch_op:
        batch_op.add_column(sa.Column('double_keying', sa.Boolean(), server_default=sa.false(), nullable=False))

