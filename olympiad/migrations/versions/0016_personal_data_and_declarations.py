"""Names of a version apart from what is frozen; requests about one's own data; declared conflicts; days of keeping."""

import json

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'


def upgrade() -> None:
    op.add_column('edition', sa.Column('keep_personal_until', sa.Date(), nullable=True))
    op.add_column('edition', sa.Column('personal_purged_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('results_version', sa.Column('display', sa.Text(), nullable=False, server_default='{}'))
    _part_displays()
    op.create_table('data_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("state IN ('open', 'done', 'declined')", name=op.f('ck_data_request_state')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['user.id'], name=op.f('fk_data_request_answered_by_id')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_data_request_section_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_data_request_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_data_request'))
    )
    op.create_index(op.f('ix_data_request_section_id'), 'data_request', ['section_id'])
    op.create_table('conflict_declaration',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('judge_id', sa.Integer(), nullable=False),
    sa.Column('institution_id', sa.Integer(), nullable=True),
    sa.Column('person', sa.String(length=300), nullable=False),
    sa.Column('relation', sa.Text(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=True),
    sa.Column('declared_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['institution_id'], ['institution.id'], name=op.f('fk_conflict_declaration_institution_id')),
    sa.ForeignKeyConstraint(['judge_id'], ['judge.id'], name=op.f('fk_conflict_declaration_judge_id')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_conflict_declaration_section_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_conflict_declaration_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conflict_declaration'))
    )
    for column in ('section_id', 'judge_id', 'team_id'):
        op.create_index(op.f(f'ix_conflict_declaration_{column}'), 'conflict_declaration', [column])


def _part_displays() -> None:
    """Move the names out of the frozen bundles; what is frozen stays the same byte by byte, the checksum too."""
    connection = op.get_bind()
    rows = connection.execute(sa.text('SELECT id, bundle FROM results_version')).all()
    if not rows:
        return
    sqlite = connection.dialect.name == 'sqlite'
    if sqlite:
        trigger = connection.execute(
            sa.text("SELECT sql FROM sqlite_master WHERE name = 'results_version_no_update'")
        ).scalar_one()
        connection.execute(sa.text('DROP TRIGGER results_version_no_update'))
    else:
        connection.execute(sa.text('ALTER TABLE results_version DISABLE TRIGGER USER'))
    change = sa.text('UPDATE results_version SET bundle = :bundle, display = :display WHERE id = :id')
    for row in rows:
        bundle = json.loads(row.bundle)
        display = bundle.pop('display', {})
        connection.execute(change, {'id': row.id, 'bundle': _canonical(bundle), 'display': _canonical(display)})
    connection.execute(sa.text(trigger if sqlite else 'ALTER TABLE results_version ENABLE TRIGGER USER'))


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(',', ':'))
