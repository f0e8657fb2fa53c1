"""Applying what devices send: each operation once, in its order, conflicts kept, refusals kept."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Row, Table, func, insert, select, update
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.choices import MarkState
from olympiad.domain.errors import DomainError
from olympiad.domain.operations import (
    Current,
    Kind,
    Operation,
    Outcome,
    Standing,
    Value,
    check_value,
    conflicts,
    digest,
    in_order,
    standing,
    trail_of,
    value_from,
    value_json,
)
from olympiad.domain.sheet_states import Move, after
from olympiad.models.score_sheet import Device, Mark, ScoreSheet
from olympiad.models.score_sheet import Operation as OperationRow
from olympiad.models.section import Section
from olympiad.models.task import Criterion
from olympiad.models.user import User
from olympiad.services import audit, score_sheets
from olympiad.services.devices import Sender
from olympiad.services.rubrics import criterion_from

OPERATION = cast(Table, OperationRow.__table__)
MARK = cast(Table, Mark.__table__)
SHEET = cast(Table, ScoreSheet.__table__)
CRITERION = cast(Table, Criterion.__table__)
DEVICE = cast(Table, Device.__table__)

AnyRow = Row[Any]


class Answer(NamedTuple):
    """What became of one operation; a repeated id gets the first answer again."""

    id: str
    seq: int
    outcome: str
    """`applied`, `conflict`, `refused`, `quarantined`, or `again` (not taken: send it again as the code says)."""
    code: str = ""
    fields: dict[str, str | int] = {}
    current: str | None = None
    """The operation whose value stands in the cell now."""

    def plain(self) -> dict[str, object]:
        """Give the answer as it is kept and sent."""
        return {
            "id": self.id,
            "seq": self.seq,
            "outcome": self.outcome,
            "code": self.code,
            "fields": self.fields,
            "current": self.current,
        }


class Request:
    """One list of operations on its way: what is known before, what is changed, what is answered."""

    def __init__(self, session: Session, sender: Sender, operations: Sequence[Operation], now: datetime) -> None:
        self.session, self.sender, self.now = session, sender, now
        self.operations = in_order(operations)
        self.last_seq = sender.last_seq
        self.number = session.scalar(select(func.coalesce(func.max(OPERATION.c.number), 0))) or 0
        self.known = _known(session, [operation.id for operation in operations])
        self.sheets = _sheets(session, {operation.sheet_id for operation in operations})
        cells = [operation for operation in operations if operation.kind is Kind.MARK]
        self.criteria = _criteria(session, {operation.criterion_id for operation in cells})
        self.marks = _marks(
            session, {operation.sheet_id for operation in cells}, {operation.criterion_id for operation in cells}
        )
        self.rows: list[dict[str, object]] = []
        self.answers: list[Answer] = []
        self.hashes: list[str] = []
        self.changed: dict[tuple[int, int], dict[str, object]] = {}
        self.opened: set[int] = set()

    def flush(self) -> None:
        """Write what is collected: operations, then the marks derived from them."""
        if self.rows:
            self.session.execute(insert(OPERATION), self.rows)
            self.rows = []
        if self.changed:
            fresh = [row for key, row in self.changed.items() if key not in self.marks or not self.marks[key]["stored"]]
            for key, row in self.changed.items():
                if key in self.marks and self.marks[key]["stored"]:
                    cell = (MARK.c.sheet_id == row["sheet_id"]) & (MARK.c.criterion_id == row["criterion_id"])
                    self.session.execute(update(MARK).where(cell).values(row))
                self.marks[key] = row | {"stored": True}
            if fresh:
                self.session.execute(insert(MARK), fresh)
            self.changed = {}


def apply(session: Session, sender: Sender, operations: Sequence[Operation], *, by: int) -> list[Answer]:
    """Apply a list of operations of one device, exactly once each, in seq order; answers in that order.

    A gap in the sequence stops: what comes after it is answered `again` and not kept. Everything else is kept
    in the table of operations, also what is refused, in conflict or in quarantine. One line in the record per
    request, with the digest of the operations.
    """
    if not operations:
        return []
    opened = audit.lock(session, sender.section_id)
    request = Request(session, sender, operations, utc_now())
    for operation in request.operations:
        request.answers.append(_take(request, operation, by))
    request.flush()
    if request.hashes:
        _note_contact(request)
        _open_sheets(request, opened.marking_started_at)
        _record(request, by)
    return request.answers


def _take(request: Request, operation: Operation, by: int) -> Answer:
    """Answer one operation by its standing, and keep it where it is new."""
    content = operation.content_hash(request.sender.device_id)
    known = request.known.get(operation.id)
    met = standing(operation.seq, request.last_seq, content, known[0] if known else None)
    if met is Standing.REPEATED and known:
        return _answer_from(known[1])
    if met is Standing.REUSED_ID:
        return Answer(operation.id, operation.seq, Outcome.REFUSED, str(met))
    if met is not Standing.NEXT:
        return Answer(operation.id, operation.seq, "again", str(met), {"next": request.last_seq + 1})
    sheet = request.sheets.get(operation.sheet_id)
    if sheet is None or sheet.section_id != request.sender.section_id:
        request.last_seq = operation.seq
        request.hashes.append(content)
        return Answer(operation.id, operation.seq, Outcome.REFUSED, "sheet_unknown")
    answer = _decide(request, operation, sheet, by)
    _keep(request, operation, content, answer, by)
    return answer


def _decide(request: Request, operation: Operation, sheet: AnyRow, by: int) -> Answer:
    """Ask whether the operation may be applied, and apply it."""
    refused = request.sender.refusal
    if refused:
        return Answer(operation.id, operation.seq, Outcome.QUARANTINED, refused)
    try:
        if sheet.judge_id != request.sender.judge_id:
            raise DomainError("sheet_of_another_judge")
        if operation.kind is Kind.SUBMIT:
            return _submit(request, operation, by)
        after(sheet.state, Move.OPEN)
        if operation.rubric_version != sheet.rubric_version:
            raise DomainError("rubric_changed", version=sheet.rubric_version)
        if operation.kind is Kind.NOTE:
            return _write_note(request, operation)
        return _mark(request, operation, sheet)
    except DomainError as error:
        fields = {name: found if isinstance(found, int) else str(found) for name, found in error.fields.items()}
        return Answer(operation.id, operation.seq, Outcome.REFUSED, error.code, fields)


def _mark(request: Request, operation: Operation, sheet: AnyRow) -> Answer:
    """Give a cell its value, or keep it beside the one that its judge did not see."""
    criterion = request.criteria.get(operation.criterion_id or 0)
    if criterion is None or criterion.task_id != sheet.task_id or criterion.retired_in is not None:
        raise DomainError("criterion_unknown")
    check_value(criterion_from(criterion), operation.value)
    key = (operation.sheet_id, criterion.id)
    there = request.changed.get(key) or request.marks.get(key)
    if there is not None and _meets_another(request, operation, there):
        request.changed[key] = {**_cell(there), "conflict_operation_id": operation.id}
        return Answer(
            operation.id, operation.seq, Outcome.CONFLICT, "mark_conflict", current=str(there["operation_id"])
        )
    conflict = there["conflict_operation_id"] if there else None
    if conflict and operation.value.chosen_over == conflict:
        conflict = None
    request.changed[key] = _row(operation, conflict)
    if sheet.state == "not_started":
        request.opened.add(operation.sheet_id)
    return Answer(operation.id, operation.seq, Outcome.APPLIED, current=operation.id)


def _meets_another(request: Request, operation: Operation, there: dict[str, object]) -> bool:
    """Ask the domain, with the trail of the device whose value stands in the cell."""
    standing_there = str(there["operation_id"]) if there["operation_id"] else None
    if standing_there == operation.base:
        return False
    made = {str(row["id"]): (str(row["device_id"]), cast(str | None, row["base"])) for row in request.rows}
    device, trail = "", frozenset({standing_there})
    if request.sender.remembers:  # a plain form is a device whose tabs know nothing of each other
        device, trail = trail_of(standing_there, lambda one: made.get(one) or _made_by(request.session, one))
    current = Current(standing_there, device, _value_of(there), trail)
    return conflicts(operation.base, operation.value, request.sender.device_id, current)


def _made_by(session: Session, operation_id: str) -> tuple[str, str | None] | None:
    row = session.execute(
        select(OPERATION.c.device_id, OPERATION.c.base).where(OPERATION.c.id == operation_id)
    ).one_or_none()
    return (row.device_id, row.base) if row else None


def _submit(request: Request, operation: Operation, by: int) -> Answer:
    """Submit the sheet with everything that came before in the same list."""
    sheet = request.sheets[operation.sheet_id]
    request.flush()
    if sheet.state == "not_started" and operation.sheet_id in request.opened:
        _open_sheets(request, request.now)
    loaded = request.session.get_one(ScoreSheet, operation.sheet_id, populate_existing=True)
    score_sheets.submit(
        request.session, loaded, by=request.session.get_one(User, by), device_id=request.sender.device_id
    )
    request.sheets[operation.sheet_id] = _sheets(request.session, {operation.sheet_id})[operation.sheet_id]
    return Answer(operation.id, operation.seq, Outcome.APPLIED)


def _write_note(request: Request, operation: Operation) -> Answer:
    request.session.execute(update(SHEET).where(SHEET.c.id == operation.sheet_id).values(note=operation.value.note))
    return Answer(operation.id, operation.seq, Outcome.APPLIED)


def _keep(request: Request, operation: Operation, content: str, answer: Answer, by: int) -> None:
    request.last_seq = operation.seq
    request.number += 1
    request.hashes.append(content)
    text = json.dumps(answer.plain(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    request.known[operation.id] = (content, text)
    request.rows.append(
        {
            "id": operation.id,
            "number": request.number,
            "section_id": request.sender.section_id,
            "device_id": request.sender.device_id,
            "seq": operation.seq,
            "user_id": by,
            "sheet_id": operation.sheet_id,
            "kind": str(operation.kind),
            "rubric_version": operation.rubric_version,
            "criterion_id": operation.criterion_id if operation.criterion_id in request.criteria else None,
            "base": operation.base,
            "value": value_json(operation.value),
            "device_time": operation.device_time,
            "received_at": request.now,
            "content_hash": content,
            "outcome": str(answer.outcome),
            "answer": text,
        }
    )


def _open_sheets(request: Request, started: datetime | None) -> None:
    """The first mark opens the sheet; the first of the section freezes rubric and rules."""
    if not request.opened:
        return
    opens = update(SHEET).where(SHEET.c.id.in_(request.opened), SHEET.c.state == "not_started")
    request.session.execute(opens.values(state="open", opened_at=request.now))
    request.opened = set()
    if started is None:
        freezes = update(Section).where(Section.id == request.sender.section_id, Section.marking_started_at.is_(None))
        request.session.execute(
            freezes.values(marking_started_at=request.now), execution_options={"synchronize_session": False}
        )


def _note_contact(request: Request) -> None:
    seen = (
        update(DEVICE)
        .where(DEVICE.c.id == request.sender.device_id)
        .values(last_seq=request.last_seq, last_seen_at=request.now)
    )
    request.session.execute(seen)


def _record(request: Request, by: int) -> None:
    outcomes: dict[str, audit.Plain] = {}
    for answer in request.answers:
        count = outcomes.get(str(answer.outcome), 0)
        outcomes[str(answer.outcome)] = (count if isinstance(count, int) else 0) + 1
    audit.append(
        request.session,
        "operations.apply",
        f"device:{request.sender.device_id}",
        by_id=by,
        section_id=request.sender.section_id,
        device_id=request.sender.device_id,
        after={
            "count": len(request.hashes),
            "digest": digest(request.hashes),
            "last_seq": request.last_seq,
            "outcomes": outcomes,
        },
    )


def _known(session: Session, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    query = select(OPERATION.c.id, OPERATION.c.content_hash, OPERATION.c.answer).where(OPERATION.c.id.in_(ids))
    return {row.id: (row.content_hash, row.answer) for row in session.execute(query)}


def _sheets(session: Session, ids: Iterable[int]) -> dict[int, AnyRow]:
    columns = (SHEET.c.id, SHEET.c.section_id, SHEET.c.task_id, SHEET.c.judge_id, SHEET.c.state, SHEET.c.rubric_version)
    rows: Iterable[AnyRow] = session.execute(select(*columns).where(SHEET.c.id.in_(ids)))
    return {row.id: row for row in rows}


def _criteria(session: Session, ids: Iterable[int | None]) -> dict[int, AnyRow]:
    return {row.id: row for row in session.execute(select(CRITERION).where(CRITERION.c.id.in_(ids)))} if ids else {}


def _marks(
    session: Session, sheets: Iterable[int], criteria: Iterable[int | None]
) -> dict[tuple[int, int], dict[str, object]]:
    if not sheets:
        return {}
    query = select(MARK).where(MARK.c.sheet_id.in_(sheets), MARK.c.criterion_id.in_(criteria))
    return {(row.sheet_id, row.criterion_id): {**row._mapping, "stored": True} for row in session.execute(query)}


def _row(operation: Operation, conflict: object) -> dict[str, object]:
    value = operation.value
    return {
        "sheet_id": operation.sheet_id,
        "criterion_id": operation.criterion_id,
        "operation_id": operation.id,
        "state": str(value.state),
        "mark": value.mark,
        "readings": value.readings,
        "consequence": value.consequence,
        "note": value.note,
        "unsure": value.unsure,
        "conflict_operation_id": conflict,
    }


def _cell(there: dict[str, object]) -> dict[str, object]:
    return {name: found for name, found in there.items() if name != "stored"}


def _value_of(row: dict[str, object]) -> Value:
    given = {name: row[name] for name in ("state", "mark", "readings", "consequence", "note")}
    return value_from({**given, "state": str(given["state"]), "unsure": bool(row["unsure"])})


def _answer_from(text: str) -> Answer:
    return Answer(**json.loads(text))


def value_of(row: Mark | None) -> Value:
    """Give the value of a cell as an operation would say it."""
    if row is None:
        return Value()
    return Value(MarkState(row.state), row.mark, row.readings, row.consequence, row.note, row.unsure)
