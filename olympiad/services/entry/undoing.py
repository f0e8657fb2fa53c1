"""Undoing a change of set-up from its line in the record: changes go back, what was made goes, what was removed returns."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.errors import DomainError
from olympiad.domain.reasons import given_reason
from olympiad.exchange.cell_kinds import Names
from olympiad.exchange.overlay import Plan
from olympiad.exchange.row_identity import canonical
from olympiad.models.audit import AuditChain, AuditDetail, AuditEntry
from olympiad.models.institution import Institution
from olympiad.models.judge import Judge
from olympiad.models.participant import Participant
from olympiad.models.section import Section
from olympiad.models.task import Criterion, ReadingKey, Sample, ScheduleSlot, Task
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.computing import section_tables
from olympiad.services.entry import (
    import_record,
    row_entry,
    rubric_order,
    section_import,
    section_writing,
    settings_undoing,
)
from olympiad.services.entry.row_entry import EntryRefusedError
from olympiad.services.record import audit
from olympiad.services.sections import editions, removals

Cells = Mapping[str, str]
REMOVALS = (
    AuditAction.TEAMS_REMOVE,
    AuditAction.PARTICIPANTS_REMOVE,
    AuditAction.TASKS_REMOVE,
    AuditAction.CRITERIA_REMOVE,
    AuditAction.JUDGES_REMOVE,
    AuditAction.INSTITUTIONS_REMOVE,
)
SETTINGS, RULES, ORDER = AuditAction.SECTIONS_CHANGE, AuditAction.RULES_SAVE, AuditAction.CRITERIA_MOVE
ACTIONS = frozenset(
    (SETTINGS, RULES, ORDER, *(AuditAction(f"section_import.{name}") for name in import_record.UNDONE), *REMOVALS)
)
"""Lines of a section that can be undone."""
BY_CHIEF_JUDGES = frozenset((RULES, ORDER))
"""Those that chief judges undo, too."""


@dataclass
class Undoing:
    """What undoing a line does."""

    rows: dict[str, list[Cells]] = field(default_factory=dict)
    """Table → rows that are written as they were."""
    made: list[tuple[str, Cells]] = field(default_factory=list)
    """Table and key of what goes away, the last first."""
    settings: dict[str, Any] = field(default_factory=dict)
    """Column of the section → its value before."""
    plan: Plan = field(default_factory=Plan)
    rules: list[tuple[str, str]] | None = None
    """The rules that a new version would hold."""
    moved: tuple[Criterion, int] | None = None
    """A criterion and the place in its rubric to which it goes back."""


def find(session: Session, section: Section, seq: int) -> AuditEntry | None:
    """Return a line of the section's own chain."""
    query = select(AuditEntry).join(AuditChain, AuditChain.id == AuditEntry.chain_id)
    return session.scalars(query.where(AuditChain.name == f"section:{section.id}", AuditEntry.seq == seq)).one_or_none()


def read(session: Session, section: Section, entry: AuditEntry, *, by: User) -> Undoing:
    """Return what undoing a line would do. Raises `undo_impossible`, `undo_purged`, `undo_changed`, `undo_done`."""
    if entry.action not in ACTIONS:
        raise DomainError("undo_impossible")
    if entry.action == RULES:
        return Undoing(rules=settings_undoing.rules_before(session, section, entry)[0])
    if entry.action == ORDER:
        return Undoing(moved=rubric_order.before(session, section, entry))
    kept = session.scalars(
        select(AuditDetail.value).where(AuditDetail.entry_id == entry.id, AuditDetail.field == audit.UNDO)
    ).one_or_none()
    if kept is None:
        raise DomainError("undo_purged" if audit.UNDO in json.loads(entry.content)["sealed"] else "undo_impossible")
    found = _read(session, section, entry, json.loads(kept))
    found.plan = row_entry.planned(session, section, found.rows, by=by).plan
    if not found.made and not found.settings and not any(found.plan.changed(name) for name in found.rows):
        raise DomainError("undo_done")
    return found


def _read(session: Session, section: Section, entry: AuditEntry, kept: Any) -> Undoing:
    if entry.action in REMOVALS:
        return _put_back(session, section, kept)
    if entry.action == SETTINGS:
        return _settings(section, json.loads(entry.content)["after"], kept["before"])
    return _step_back(session, section, entry.action.partition(".")[2], kept)


def _settings(section: Section, after: Mapping[str, Any], before: Mapping[str, Any]) -> Undoing:
    """What is told of a section, unless an open value was changed again since."""
    changed = next((name for name, value in after.items() if getattr(section, name) != value), None)
    if changed is not None:
        raise DomainError("undo_changed", found=changed)
    return Undoing(settings={name: value for name, value in before.items() if getattr(section, name) != value})


def _put_back(session: Session, section: Section, kept: Mapping[str, Any]) -> Undoing:
    """Rows that were removed, and the assignments of judges in which they stood."""
    rows = {name: list(found) for name, found in kept["rows"].items() if found}
    judges = {one["judge"]: one for one in section_tables.read(session, section, ["judges"])["judges"]}
    assigned = []
    for judge, listed in kept["judges"].items():
        for column, key in listed.items() if judge in judges else ():
            keys = {*judges[judge][column].split(";"), key} - {""}
            assigned.append({"judge": judge, column: ";".join(sorted(keys))})
    return Undoing(rows | ({"judges": assigned} if assigned else {}))


def _step_back(session: Session, section: Section, table: str, steps: Sequence[Mapping[str, Any]]) -> Undoing:
    present = [canonical(table, row, Names()) for row in section_tables.read(session, section, [table])[table]]
    found = Undoing()
    for step in steps:
        row = next((one for one in present if _is_same(table, one, step["key"])), None)
        if "before" in step:
            found.rows.setdefault(table, []).append(_before(step, row))
        elif row is not None:
            found.made.insert(0, (table, step["key"]))
    return found


def _is_same(table: str, row: Cells, key: Cells) -> bool:
    """A member with a key of its own is found by it, whatever the name or team is now."""
    if table == "participants" and key["participant"]:
        return row["participant"] == key["participant"]
    return all(row[column] == text for column, text in key.items() if column != "participant")


def _before(step: Mapping[str, Any], row: Cells | None) -> Cells:
    """Return a row as it was, if it still is what the line made of it."""
    name = "/".join(filter(None, step["key"].values()))
    if row is None or any(row[column] != text for column, text in step["after"].items()):
        if row is not None and all(row[column] == text for column, text in step["before"].items()):
            return {**step["key"], **step["before"]}  # undone by hand already
        raise DomainError("undo_changed", found=name)
    return {**step["key"], **step["before"]}


def needs_reason(section: Section, undoing: Undoing) -> bool:
    """Return whether teams, members or judges would change after the first mark."""
    if undoing.rules is not None:
        return section.marking_started_at is not None
    made = section.marking_started_at is not None and any(name in section_import.PEOPLE for name, _ in undoing.made)
    return made or section_import.needs_reason(section, undoing.plan)


def apply(session: Session, section: Section, entry: AuditEntry, *, reason: str, by: User) -> None:
    """Undo a line; what it does are lines of their own.

    Raises what `read` raises, EntryRefusedError for rows that cannot stand there any more, and what forbids removing.
    """
    section_writing.lock(session, section)
    undoing = read(session, section, entry, by=by)
    loaded = row_entry.planned(session, section, undoing.rows, by=by)
    if loaded.plan.problems:
        raise EntryRefusedError(loaded.plan.problems)
    audit.record(
        session, AuditAction.UNDOING_APPLY, f"audit_entry:{entry.id}", by=by, section=section, after={"seq": entry.seq},
        personal={"reason": reason} if reason else None,
    )  # fmt: skip
    if needs_reason(section, undoing):
        reason = given_reason(reason)
    if undoing.rules is not None:
        settings_undoing.restore_rules(session, section, entry, reason=reason, by=by)
        return
    if undoing.moved is not None:
        criterion, place = undoing.moved
        rubric_order.put(session, section, criterion.task, criterion, place, by=by)
        return
    section_import.apply_loaded(session, section, loaded, source=b"", by=by, reason=reason)
    for table, key in undoing.made:
        REMOVERS[table](session, section, key, by, reason)
    if undoing.settings:
        editions.change_section(session, section, {"slug": section.slug} | undoing.settings, by=by)
    session.flush()


def _own(session: Session, section: Section, model: Any, column: Any, key: str) -> Any:
    return session.scalars(select(model).where(model.section_id == section.id, column == key)).one()


def _remove_team(session: Session, section: Section, key: Cells, by: User, reason: str) -> None:
    removals.remove_team(session, section, _own(session, section, Team, Team.key, key["team"]), by=by, reason=reason)


def _remove_participant(session: Session, section: Section, key: Cells, by: User, reason: str) -> None:
    query = select(Participant).where(Participant.section_id == section.id)
    if key["participant"]:
        query = query.where(Participant.key == key["participant"])
    else:
        query = query.where(Participant.name == key["name"], Participant.team.has(key=key["team"]))
    removals.remove_participant(session, section, session.scalars(query).one(), by=by, reason=reason)


def _remove_task(session: Session, section: Section, key: Cells, by: User, _reason: str) -> None:
    removals.remove_task(session, section, _own(session, section, Task, Task.code, key["task"]), by=by)


def _criterion(session: Session, section: Section, key: Cells) -> Criterion:
    query = select(Criterion).join(Task).where(Task.section_id == section.id, Task.code == key["task"])
    return session.scalars(query.where(Criterion.code == key["criterion"], Criterion.retired_in.is_(None))).one()


def _remove_criterion(session: Session, section: Section, key: Cells, by: User, _reason: str) -> None:
    removals.remove_criterion(session, section, _criterion(session, section, key), by=by)


def _remove_judge(session: Session, section: Section, key: Cells, by: User, reason: str) -> None:
    judge = _own(session, section, Judge, Judge.key, key["judge"])
    removals.remove_judge(session, section, judge, by=by, reason=reason)


def _remove_institution(session: Session, section: Section, key: Cells, by: User, _reason: str) -> None:
    where = (Institution.edition_id == section.edition_id) & (Institution.key == key["institution"])
    removals.remove_institution(session, section, session.scalars(select(Institution).where(where)).one(), by=by)


def _remove_key(session: Session, section: Section, key: Cells, _by: User, _reason: str) -> None:
    if section.marking_started_at is not None:
        raise DomainError("frozen")
    criterion = _criterion(session, section, key)
    session.execute(
        delete(ReadingKey).where(ReadingKey.criterion_id == criterion.id, ReadingKey.sample == key["sample"])
    )


def _remove_place(model: type[Sample] | type[ScheduleSlot]) -> "Remover":
    def remove(session: Session, section: Section, key: Cells, _by: User, _reason: str) -> None:
        if model is Sample and section.marking_started_at is not None:
            raise DomainError("frozen")
        team = _own(session, section, Team, Team.key, key["team"])
        task = _own(session, section, Task, Task.code, key["task"])
        session.execute(delete(model).where(model.team_id == team.id, model.task_id == task.id))

    return remove


Remover = Callable[[Session, Section, Cells, User, str], None]
REMOVERS: dict[str, Remover] = {
    "institutions": _remove_institution,
    "teams": _remove_team,
    "participants": _remove_participant,
    "tasks": _remove_task,
    "criteria": _remove_criterion,
    "keys": _remove_key,
    "samples": _remove_place(Sample),
    "judges": _remove_judge,
    "schedule": _remove_place(ScheduleSlot),
}
"""Table → what takes one of its rows away."""
