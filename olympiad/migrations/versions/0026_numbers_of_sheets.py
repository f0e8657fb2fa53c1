"""Score sheets that nobody has seen yet get numbers that follow no list of teams."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0024"

UNSEEN = """
SELECT id FROM score_sheet
WHERE section_id NOT IN (SELECT section_id FROM operation)
  AND section_id NOT IN (SELECT section_id FROM device)
  AND section_id NOT IN (SELECT section_id FROM photo)
  AND section_id NOT IN (SELECT id FROM section WHERE marking_started_at IS NOT NULL)
  AND section_id NOT IN (
    SELECT audit_chain.section_id FROM audit_chain JOIN audit_entry ON audit_entry.chain_id = audit_chain.id
    WHERE audit_chain.section_id IS NOT NULL AND audit_entry.subject LIKE 'score_sheet:%')
  AND id NOT IN (SELECT sheet_id FROM mark)
  AND id NOT IN (SELECT sheet_id FROM remedy_row WHERE sheet_id IS NOT NULL)
"""
"""Where marking has begun, devices and the record name sheets by their numbers: these stay as they are."""


def upgrade() -> None:
    connection = op.get_bind()
    taken = set(connection.scalars(sa.text("SELECT id FROM score_sheet")))
    named = _named_elsewhere(connection)
    for old in connection.scalars(sa.text(UNSEEN)).all():
        if old in named:
            continue
        fresh = old
        while fresh in taken:
            fresh = 1 + secrets.randbelow(2**31 - 1)
        taken.add(fresh)
        connection.execute(
            sa.text("UPDATE score_sheet SET id = :fresh WHERE id = :old"), {"fresh": fresh, "old": old}
        )


def _named_elsewhere(connection: sa.Connection) -> set[int]:
    """Return the sheets at which rows of any table point: they keep their numbers, too."""
    found: set[int] = set()
    inspector = sa.inspect(connection)
    for name in inspector.get_table_names():
        for key in inspector.get_foreign_keys(name):
            if key["referred_table"] == "score_sheet":
                column = sa.column(key["constrained_columns"][0])
                found |= set(connection.scalars(sa.select(column).select_from(sa.table(name)).where(column.is_not(None))))
    return found
