"""Agreed marks, and those that a jury gave after an appeal, in thousandths like all other marks."""

from fractions import Fraction

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    connection = op.get_bind()
    for name in ("agreed_mark", "appeal"):
        table = sa.table(name, sa.column("id", sa.Integer()), sa.column("mark", sa.Text()))
        rows = connection.execute(sa.select(table.c.id, table.c.mark).where(table.c.mark.is_not(None))).all()
        scaled = [{"one": row.id, "scaled": str(Fraction(row.mark) * 1000)} for row in rows]
        if scaled:
            change = table.update().where(table.c.id == sa.bindparam("one")).values(mark=sa.bindparam("scaled"))
            connection.execute(change, scaled)
