"""What the record says of an import: which columns stand there openly, and how objects are named."""

import hashlib
from collections.abc import Sequence

from sqlalchemy.orm import Session

from olympiad.domain.audit_actions import AuditAction
from olympiad.exchange.columns import DECLARED
from olympiad.exchange.overlay import Action, Plan, PlannedRow
from olympiad.exchange.row_identity import IDENTITY, Cells, identity
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.record import audit

PUBLIC_COLUMNS: dict[str, tuple[str, ...]] = {
    name: tuple(one.name for one in columns if one.is_open) for name, columns in DECLARED.items()
}
"""Columns whose values stand in the record; the others are named there and sealed."""

UNDONE = ("institutions", "teams", "participants", "tasks", "criteria", "keys", "samples", "judges", "schedule")
"""Tables whose lines can be undone from the record."""

ALSO_NAMED_BY = {"participants": ("participant",)}
"""Columns that name an object besides its identity."""

PERSONAL = ("teams", "participants", "judges", "agreed_marks", "extra_rounds", "awards")


def subject_of(name: str, cells: Cells) -> str:
    """Name an object in the record: by its keys, never by a person's name."""
    if name == "participants":
        return f"{cells['team']}/{cells['participant']}"
    if name == "penalties":
        return f"{cells['team']}/{cells['task']}: {cells['points']}"
    return "/".join(identity(name, cells))


def record(session: Session, section: Section, plan: Plan, name: str, *, source: bytes, reason: str, by: User) -> None:
    """Write the line of one table: what was created and changed, why, and what undoing it needs."""
    rows = plan.changed(name)
    before, after = _open_changes(name, rows)
    created: list[audit.Plain] = [] if name == "marks" else [subject_of(name, row.cells) for row in _made(rows)]
    audit.record(
        session, AuditAction(f"section_import.{name}"), f"section:{section.id}", by=by, section=section, before=before,
        after={"sha256": hashlib.sha256(source).hexdigest(), "rows": len(rows), "created": created, "changed": after},
        personal=_sealed(name, rows, reason) or None,
    )  # fmt: skip


def _made(rows: Sequence[PlannedRow]) -> list[PlannedRow]:
    return [row for row in rows if row.action is Action.CREATE]


def _changes(name: str, rows: Sequence[PlannedRow]) -> dict[str, dict[str, audit.Plain]]:
    """Return subject → column → the texts before and after."""
    return {
        subject_of(name, row.cells): {column: [row.before.get(column, ""), row.cells[column]] for column in row.before}
        for row in rows
        if row.action is Action.CHANGE and name != "marks"
    }


def _open_changes(name: str, rows: Sequence[PlannedRow]) -> tuple[dict[str, audit.Plain], dict[str, audit.Plain]]:
    """Return subject → the open columns before, and after."""
    before: dict[str, audit.Plain] = {}
    after: dict[str, audit.Plain] = {}
    for row in rows:
        if row.action is Action.CHANGE and name != "marks":
            shown = [column for column in row.before if column in PUBLIC_COLUMNS[name]]
            before[subject_of(name, row.cells)] = {column: row.before[column] for column in shown}
            after[subject_of(name, row.cells)] = {column: row.cells[column] for column in shown}
    return before, after


def _sealed(name: str, rows: Sequence[PlannedRow], reason: str) -> dict[str, str]:
    """Return what stands beside the chain and may be purged: the reason, personal values, what undoing needs."""
    sealed = {"reason": reason} if reason else {}
    changes = _changes(name, rows)
    if name in PERSONAL and changes:
        sealed["changes"] = audit.canonical(changes)
    if name in UNDONE and rows:
        sealed[audit.UNDO] = audit.canonical([_step(name, row) for row in rows])
    return sealed


def _step(name: str, row: PlannedRow) -> dict[str, object]:
    key = {column: row.cells.get(column, "") for column in (*IDENTITY[name], *ALSO_NAMED_BY.get(name, ()))}
    if row.action is Action.CREATE:
        return {"key": key}
    return {"key": key, "before": dict(row.before), "after": {column: row.cells[column] for column in row.before}}
