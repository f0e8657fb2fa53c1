"""Naming a row by the codes that people know: team, task, criterion, judge, number."""

from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from olympiad.services.record.row_content import Values, members, table_of
from olympiad.services.record.sealed_columns import is_hashed

OWN = ("code", "key", "slug", "number", "award", "role", "station", "name_en")
"""Columns that tell rows of one table apart to a reader, where they have them."""
LEADS = {
    "sheet_id": "score_sheet", "team_id": "team", "task_id": "task", "criterion_id": "criterion", "judge_id": "judge",
    "participant_id": "participant", "section_id": "section", "incident_id": "incident", "user_id": "user",
}  # fmt: skip
CODES = {
    "team": "code", "task": "code", "criterion": "code", "judge": "key", "participant": "key", "section": "slug",
    "incident": "number", "user": "username",
}  # fmt: skip


def of_row(session: Session, table: Table, row: Values) -> str:
    """Name a row, such as `V83 · T1 · J3`; empty where nothing tells it apart but its number."""
    parts = [_sheet(session, row["sheet_id"])] if row.get("sheet_id") else []
    for column, other in LEADS.items():
        if other in CODES and row.get(column) is not None and (column != "section_id" or not parts):
            parts.append(_code(session, other, row[column]))
    parts += [str(row[name]) for name in OWN if name in table.c and row.get(name) not in (None, "")][:1]
    return " · ".join(filter(None, dict.fromkeys(parts)))


def of_content(session: Session, table: Table, content: str) -> str:
    """Name a row that is gone by what was sealed of it, as far as that stands openly."""
    said: Values = members(content)
    hashed = {column.name for column in table.columns if is_hashed(column)}
    return of_row(session, table, {name: one for name, one in said.items() if name not in hashed})


def _sheet(session: Session, sheet_id: object) -> str:
    sheet = table_of("score_sheet")
    row = session.execute(select(sheet).where(sheet.c.id == sheet_id)).mappings().one_or_none()
    return of_row(session, sheet, row) if row else ""


def _code(session: Session, table: str, row_id: Any) -> str:
    other = table_of(table)
    return str(session.scalar(select(other.c[CODES[table]]).where(other.c.id == row_id)) or "")
