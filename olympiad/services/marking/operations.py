"""Applying what devices send: each operation once, in its order, conflicts kept, refusals kept."""

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.choices import MarkState, SheetState
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import points
from olympiad.domain.lifecycle import Stage
from olympiad.domain.operations import (
    Current,
    Kind,
    Operation,
    Outcome,
    Standing,
    Value,
    check_note,
    check_value,
    conflicts,
    digest,
    in_order,
    seen_otherwise,
    standing,
    value_from,
    value_json,
)
from olympiad.domain.sheet_states import Move, after, can_be_marked
from olympiad.models.score_sheet import Mark, ScoreSheet
from olympiad.models.score_sheet import Operation as OperationRow
from olympiad.models.user import User
from olympiad.services.computing.rubrics import criterion_from
from olympiad.services.marking import devices, score_sheets, unsent_parts
from olympiad.services.marking.devices import Contact, Sender
from olympiad.services.marking.operation_rows import Known, OperationRows
from olympiad.services.record import audit
from olympiad.services.record.row_content import digest_of_operations, hash_of_operation
from olympiad.services.sections import lifecycle

AnyRow = Row[Any]


class Answer(NamedTuple):
    """What became of one operation; a repeated id gets the first answer again."""

    id: str
    seq: int
    outcome: str
    """`applied`, `conflict`, `refused`, `quarantined`, or `again` (not taken: send it again as the code says)."""
    code: str = ""
    fields: Mapping[str, str | int] = MappingProxyType({})
    current: str | None = None
    """The operation whose value stands in the cell now."""

    def plain(self) -> dict[str, object]:
        """Return the answer as it is kept and sent."""
        return {
            "id": self.id,
            "seq": self.seq,
            "outcome": self.outcome,
            "code": self.code,
            "fields": dict(self.fields),
            "current": self.current,
        }


class Parcel(NamedTuple):
    """One list of operations as it arrives: the device that sends it, and on whose behalf."""

    sender: Sender
    operations: Sequence[Operation]
    by: int
    seen: Mapping[str, frozenset[str | None]] = MappingProxyType({})
    """Of operations brought by file or picture: all whose values the judge had seen, those on the way there included."""

    def set_apart(self, why: str) -> "Parcel":
        """Return the same list, to be kept in quarantine."""
        return self._replace(sender=self.sender._replace(refusal=self.sender.refusal or why))


@dataclass
class Request:
    """One list of operations on its way; what is known before and what is changed is shared by all that go together."""

    rows: OperationRows
    sender: Sender
    by: int
    last_seq: int
    seen: Mapping[str, frozenset[str | None]]
    replaced: frozenset[str]
    """Operations that the device still holds, but whose cells have a later value of it already."""
    halted: bool = False
    answers: list[Answer] = field(default_factory=list)
    hashes: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """Hashes over every column of what is kept, for the line in the record."""


def _take_all(rows: OperationRows, parcel: Parcel, last_seq: int) -> Request:
    """Answer the operations of one list in their order."""
    sender = parcel.sender
    replaced = unsent_parts.replaced(rows.session, sender.device_id) if sender.carried else frozenset()
    request = Request(rows, sender, parcel.by, last_seq, parcel.seen, replaced)
    for operation in in_order(parcel.operations):
        request.answers.append(_take(request, operation))
    return request


def apply(session: Session, sender: Sender, operations: Sequence[Operation], *, by: int) -> list[Answer]:
    """Apply a list of operations of one device, exactly once each, in seq order; answers in that order.

    A number that does not fit stops: it and what comes after it are answered `again` and not kept. Everything else is kept
    in the table of operations, also what is refused, in conflict or in quarantine. One line in the record per
    request, with the digest of the operations.
    """
    return apply_together(session, [Parcel(sender, operations, by)])[0] if operations else []


def apply_together(
    session: Session, parcels: Sequence[Parcel], contacts: Mapping[str, Contact] = MappingProxyType({})
) -> list[list[Answer]]:
    """Apply the lists of several devices of one section one after the other, as `apply` would, in few statements.

    `contacts`: what these devices say of themselves, kept beside how far they have come.
    """
    section_id = parcels[0].sender.section_id
    locked = audit.lock(session, section_id)
    started = locked.marking_started_at
    if locked.stage == Stage.ARCHIVED:
        parcels = [parcel.set_apart("section_archived_meanwhile") for parcel in parcels]
    rows = OperationRows(session, section_id, [one for parcel in parcels for one in parcel.operations], started)
    requests = _take_in_turn(rows, parcels)
    rows.flush()
    if started is None and rows.started is not None:
        lifecycle.note_first_mark(session, section_id, by=session.get(User, parcels[0].by))
    _note_contact(rows, requests, contacts)
    audit.append(session, section_id, [_line(request) for request in requests if request.hashes])
    return [request.answers for request in requests]


def _take_in_turn(rows: OperationRows, parcels: Sequence[Parcel]) -> list[Request]:
    """Answer the lists one after the other; a second one of a device goes on from where its first came to."""
    last_seq = {parcel.sender.device_id: parcel.sender.last_seq for parcel in parcels}
    requests = []
    for parcel in parcels:
        request = _take_all(rows, parcel, last_seq[parcel.sender.device_id])
        last_seq[parcel.sender.device_id] = request.last_seq
        requests.append(request)
    return requests


def _note_contact(rows: OperationRows, requests: Sequence[Request], contacts: Mapping[str, Contact]) -> None:
    """Keep how far each device has come, with what it says of itself where it does."""
    reached = {one.sender.device_id: one.last_seq for one in requests if one.hashes}
    rows.note_contact({device: seq for device, seq in reached.items() if device not in contacts})
    devices.note_contact(rows.session, contacts, reached)


def _take(request: Request, operation: Operation) -> Answer:
    """Answer one operation by its standing, and keep it where it is new."""
    content = operation.content_hash(request.sender.device_id)
    known = request.rows.known.get(operation.id)
    met = standing(operation.seq, request.last_seq, content, known.content_hash if known else None)
    if known and _is_repeated(request, operation, met, known):
        return _answer_from(known.answer)
    if met is Standing.REUSED_ID:
        return Answer(operation.id, operation.seq, Outcome.REFUSED, str(met))
    if met is not Standing.NEXT or request.halted:
        return _halt(request, operation, Standing.GAP if met is Standing.NEXT else met)
    sheet = request.rows.sheets.get(operation.sheet_id)
    if sheet is None or sheet.section_id != request.sender.section_id:
        request.last_seq = operation.seq
        request.hashes.append(content)
        return Answer(operation.id, operation.seq, Outcome.REFUSED, "sheet_unknown")
    answer = _decide(request, operation, sheet)
    _keep(request, operation, content, answer)
    return answer


def _is_repeated(request: Request, operation: Operation, met: Standing, known: Known) -> bool:
    return met is Standing.REPEATED or _is_same_judges(request, operation, known)


def _halt(request: Request, operation: Operation, why: Standing) -> Answer:
    """Ask for an operation again; what comes after waits too: a later mark must never be taken before an earlier one."""
    request.halted = True
    return Answer(operation.id, operation.seq, "again", str(why), {"next": request.last_seq + 1})


def _is_same_judges(request: Request, operation: Operation, known: Known) -> bool:
    """Whether this judge sent the same before under another token, whose answer was lost with the token."""
    same = known.judge_id is not None and known.judge_id == request.sender.judge_id
    return same and known.content_hash == operation.content_hash(known.device_id)


def _decide(request: Request, operation: Operation, sheet: AnyRow) -> Answer:
    """Ask whether the operation may be applied, and apply it."""
    refused = request.sender.refusal
    if refused:
        return Answer(operation.id, operation.seq, Outcome.QUARANTINED, refused)
    if operation.id in request.replaced:
        return Answer(operation.id, operation.seq, Outcome.APPLIED, "replaced")
    try:
        if sheet.judge_id != request.sender.judge_id:
            raise DomainError("sheet_of_another_judge")
        if operation.kind is Kind.SUBMIT:
            return _submit(request, operation)
        after(sheet.state, Move.OPEN)
        if operation.kind is Kind.NOTE:
            check_note(operation.value.note)
            request.rows.notes[operation.sheet_id] = operation.value.note
            return Answer(operation.id, operation.seq, Outcome.APPLIED)
        return _mark(request, operation, sheet)
    except DomainError as error:
        fields = {name: found if isinstance(found, int) else str(found) for name, found in error.fields.items()}
        return Answer(operation.id, operation.seq, Outcome.REFUSED, error.code, fields)


def _conflict_left(there: Mapping[str, Any] | None, operation: Operation) -> str | None:
    """Return the value that still waits beside a cell's; None once its judge has chosen over it."""
    conflict: str | None = there["conflict_operation_id"] if there else None
    return None if operation.value.chosen_over == conflict else conflict


def _mark(request: Request, operation: Operation, sheet: AnyRow) -> Answer:
    """Return a cell its value, or keep it beside the one that its judge did not see."""
    rows = request.rows
    criterion = rows.criteria.get(operation.criterion_id or 0)
    if criterion is None or criterion.task_id != sheet.task_id:
        raise DomainError("criterion_unknown")
    if criterion.retired_in is not None:  # a criterion that a newer rubric left as it was is taken all the same
        raise DomainError("rubric_changed", version=sheet.rubric_version)
    check_value(criterion_from(criterion), operation.value)
    key = (operation.sheet_id, criterion.id)
    there = rows.changed.get(key) or rows.marks.get(key)
    if there is not None and _meets_another(request, operation, there):
        rows.changed[key] = {**_cell(there), "conflict_operation_id": operation.id}
        return Answer(
            operation.id, operation.seq, Outcome.CONFLICT, "mark_conflict", current=str(there["operation_id"])
        )
    rows.changed[key] = _row(operation, _conflict_left(there, operation))
    if sheet.state == SheetState.NOT_STARTED:
        rows.opened.add(operation.sheet_id)
    return Answer(operation.id, operation.seq, Outcome.APPLIED, current=operation.id)


def _meets_another(request: Request, operation: Operation, there: dict[str, object]) -> bool:
    """Ask the domain, with the trail of the device whose value stands in the cell."""
    standing_there = str(there["operation_id"]) if there["operation_id"] else None
    if standing_there == operation.base or standing_there in request.seen.get(operation.id, ()):
        return False
    device, trail = "", frozenset({standing_there})
    if request.sender.remembers:  # a plain form is a device whose tabs know nothing of each other
        device, trail = request.rows.trail_of(standing_there, operation.sheet_id, operation.criterion_id)
    current = Current(standing_there, device, _value_of(there), trail)
    return conflicts(operation.base, operation.value, request.sender.device_id, current)


def _submit(request: Request, operation: Operation) -> Answer:
    """Submit the sheet with everything that came before in the same list."""
    rows = request.rows
    sheet = rows.sheets[operation.sheet_id]
    if can_be_marked(sheet.state) and operation.rubric_version != sheet.rubric_version:
        raise DomainError("rubric_changed", version=sheet.rubric_version)
    rows.flush()
    session = rows.session
    if sheet.state == SheetState.RETURNED and operation.base != last_submission(session, sheet.id):
        raise DomainError("sheet_returned_meanwhile")
    loaded = session.get_one(ScoreSheet, operation.sheet_id, populate_existing=True)
    if can_be_marked(sheet.state):
        _check_sight(session, loaded, operation.value.seen)
    score_sheets.submit(session, loaded, by=session.get_one(User, request.by), device_id=request.sender.device_id)
    session.expire_all()
    rows.load_sheets({operation.sheet_id})
    return Answer(operation.id, operation.seq, Outcome.APPLIED)


def _check_sight(session: Session, sheet: ScoreSheet, seen: str) -> None:
    """Refuse a submission of something else than its judge confirmed, with both versions."""
    cells = score_sheets.cells_of(session, sheet)
    other = seen_otherwise(seen, {criterion.id: value_of(mark) for criterion, mark in cells})
    if other:
        numbers = [(str(number), other[one.id]) for number, (one, _) in enumerate(cells, 1) if one.id in other]
        raise DomainError(
            "sheet_seen_otherwise",
            criteria=", ".join(number for number, _ in numbers),
            seen=", ".join(_shown(saw) for _, (saw, _) in numbers),
            now=", ".join(_shown(stands) for _, (_, stands) in numbers),
        )


def _shown(sight: str) -> str:
    """Points of a mark as people read them; everything else as it is."""
    return points(int(sight)) if sight.isdecimal() else sight.removeprefix("=").replace("|", " / ")


def last_submission(session: Session, sheet_id: int) -> str | None:
    """Return the operation that submitted a sheet last: whoever submits a returned sheet has seen that it came back."""
    return last_submissions(session, [sheet_id]).get(sheet_id)


def last_submissions(session: Session, sheet_ids: Collection[int]) -> dict[int, str]:
    """Return the operation that submitted each of some sheets last, by sheet."""
    query = select(OperationRow.sheet_id, OperationRow.id).where(
        OperationRow.sheet_id.in_(sheet_ids),
        OperationRow.kind == Kind.SUBMIT,
        OperationRow.outcome == Outcome.APPLIED,
    )
    rows = session.execute(query.order_by(OperationRow.number)) if sheet_ids else ()
    return {sheet_id: operation_id for sheet_id, operation_id in rows}  # noqa: C416 rows are not pairs to the type checker


def _keep(request: Request, operation: Operation, content: str, answer: Answer) -> None:
    request.last_seq = operation.seq
    request.hashes.append(content)
    text = audit.canonical(answer.plain())
    row = request.rows.keep(
        {
            "id": operation.id,
            "device_id": request.sender.device_id,
            "seq": operation.seq,
            "user_id": request.by,
            "sheet_id": operation.sheet_id,
            "kind": operation.kind.value,
            "rubric_version": operation.rubric_version,
            "criterion_id": operation.criterion_id if operation.criterion_id in request.rows.criteria else None,
            "base": operation.base,
            "value": value_json(operation.value),
            "device_time": operation.device_time,
            "content_hash": content,
            "outcome": str(answer.outcome),
            "answer": text,
        },
        request.sender.judge_id,
    )
    request.kept.append(hash_of_operation(row))


def _line(request: Request) -> audit.Line:
    """The line in the record for one list."""
    outcomes: dict[str, audit.Plain] = dict(Counter(str(answer.outcome) for answer in request.answers))
    after: dict[str, audit.Plain] = {
        "count": len(request.hashes),
        "digest": digest(request.hashes),
        "sent": digest_of_operations(request.kept),
        "last_seq": request.last_seq,
        "outcomes": outcomes,
    }
    device_id = request.sender.device_id
    return audit.Line(AuditAction.OPERATIONS_APPLY, f"device:{device_id}", request.by, device_id, after)


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
    """Return the value of a cell as an operation would say it."""
    if row is None:
        return Value()
    return Value(MarkState(row.state), row.mark, row.readings, row.consequence, row.note, row.unsure)
