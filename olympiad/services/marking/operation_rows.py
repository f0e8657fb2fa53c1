"""Rows that operations stand on: loaded at once for all lists that are applied together, and written at once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Row, Table, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.operations import Kind, Operation
from olympiad.models.score_sheet import Device, Mark, ScoreSheet
from olympiad.models.score_sheet import Operation as OperationRow
from olympiad.models.section import Section
from olympiad.models.task import Criterion

OPERATION = cast(Table, OperationRow.__table__)
MARK = cast(Table, Mark.__table__)
SHEET = cast(Table, ScoreSheet.__table__)
CRITERION = cast(Table, Criterion.__table__)
DEVICE = cast(Table, Device.__table__)
SECTION = cast(Table, Section.__table__)


class Known(NamedTuple):
    """An operation that is kept already: its content, its first answer, and whose device sent it."""

    content_hash: str
    answer: str
    device_id: str
    judge_id: int | None


Cell = tuple[int, int]
"""Ids of sheet and criterion."""
AnyRow = Row[Any]

LAST_NUMBER = select(func.coalesce(func.max(OPERATION.c.number), 0))
KNOWN = (
    select(OPERATION.c.id, OPERATION.c.content_hash, OPERATION.c.answer, OPERATION.c.device_id, DEVICE.c.judge_id)
    .join(DEVICE, DEVICE.c.id == OPERATION.c.device_id)
    .where(OPERATION.c.id.in_(bindparam("ids", expanding=True)))
)
MADE_BY = select(OPERATION.c.device_id, OPERATION.c.base).where(OPERATION.c.id == bindparam("one"))
SHEETS = select(
    SHEET.c.id, SHEET.c.section_id, SHEET.c.task_id, SHEET.c.judge_id, SHEET.c.state, SHEET.c.rubric_version
).where(SHEET.c.id.in_(bindparam("ids", expanding=True)))
CRITERIA = select(CRITERION).where(CRITERION.c.id.in_(bindparam("ids", expanding=True)))
MARKS = select(MARK).where(
    MARK.c.sheet_id.in_(bindparam("sheets", expanding=True)),
    MARK.c.criterion_id.in_(bindparam("criteria", expanding=True)),
)
WRITE_MARK = (
    update(MARK)
    .where(MARK.c.sheet_id == bindparam("of_sheet"), MARK.c.criterion_id == bindparam("of_criterion"))
    .values({column.name: bindparam(column.name) for column in MARK.c if not column.primary_key})
)
WRITE_NOTE = update(SHEET).where(SHEET.c.id == bindparam("one")).values(note=bindparam("text"))
OPEN = (
    update(SHEET)
    .where(SHEET.c.id.in_(bindparam("ids", expanding=True)), SHEET.c.state == "not_started")
    .values(state="open", opened_at=bindparam("now", type_=SHEET.c.opened_at.type))
)
FREEZE = (
    update(SECTION)
    .where(SECTION.c.id == bindparam("one"), SECTION.c.marking_started_at.is_(None))
    .values(marking_started_at=bindparam("now", type_=SECTION.c.marking_started_at.type))
)
CONTACT = (
    update(DEVICE)
    .where(DEVICE.c.id == bindparam("one"))
    .values(last_seq=bindparam("seq"), last_seen_at=bindparam("now", type_=DEVICE.c.last_seen_at.type))
)


class OperationRows:
    """What lists of operations of one section share while they are applied together."""

    def __init__(
        self, session: Session, section_id: int, operations: Sequence[Operation], started: datetime | None
    ) -> None:
        self.session, self.section_id, self.started, self.now = session, section_id, started, utc_now()
        self._execute = session.connection().execute
        self._number: int = self._execute(LAST_NUMBER).scalar_one()
        found = self._execute(KNOWN, {"ids": [operation.id for operation in operations]})
        self.known = {row.id: Known(row.content_hash, row.answer, row.device_id, row.judge_id) for row in found}
        self.sheets: dict[int, AnyRow] = {}
        self.load_sheets({operation.sheet_id for operation in operations})
        cells = [operation for operation in operations if operation.kind is Kind.MARK]
        self.criteria: dict[int, AnyRow] = {}
        self.marks: dict[Cell, dict[str, object]] = {}
        if cells:
            self._load_cells({one.sheet_id for one in cells}, {one.criterion_id for one in cells})
        self.changed: dict[Cell, dict[str, object]] = {}
        self.opened: set[int] = set()
        self.notes: dict[int, str] = {}
        self._new: dict[str, dict[str, object]] = {}

    def load_sheets(self, ids: Iterable[int]) -> None:
        """Take the sheets as they are now."""
        self.sheets |= {row.id: row for row in self._execute(SHEETS, {"ids": list(ids)})}

    def _load_cells(self, sheets: Iterable[int], criteria: Iterable[int | None]) -> None:
        self.criteria = {row.id: row for row in self._execute(CRITERIA, {"ids": list(criteria)})}
        found = self._execute(MARKS, {"sheets": list(sheets), "criteria": list(criteria)})
        self.marks = {(row.sheet_id, row.criterion_id): dict(row._mapping) for row in found}

    def keep(self, row: dict[str, object], judge_id: int | None) -> None:
        """Number an operation of a judge's device and remember it for the next flush."""
        self._number += 1
        row |= {"number": self._number, "section_id": self.section_id, "received_at": self.now}
        self.known[str(row["id"])] = Known(
            str(row["content_hash"]), str(row["answer"]), str(row["device_id"]), judge_id
        )
        self._new[str(row["id"])] = row

    def made_by(self, operation_id: str) -> tuple[str, str | None] | None:
        """Give device and base of an operation, written or about to be."""
        if (new := self._new.get(operation_id)) is not None:
            return str(new["device_id"]), cast(str | None, new["base"])
        row = self._execute(MADE_BY, {"one": operation_id}).one_or_none()
        return (row.device_id, row.base) if row else None

    def flush(self) -> None:
        """Write what is collected: operations, the marks derived from them, notes, opened sheets."""
        if self._new:
            self._execute(insert(OPERATION), list(self._new.values()))
            self._new = {}
        self._write_marks()
        if self.notes:
            self._execute(WRITE_NOTE, [{"one": one, "text": text} for one, text in self.notes.items()])
            self.notes = {}
        self._open_sheets()

    def _write_marks(self) -> None:
        fresh = [row for key, row in self.changed.items() if key not in self.marks]
        again = [
            {**row, "of_sheet": key[0], "of_criterion": key[1]}
            for key, row in self.changed.items()
            if key in self.marks
        ]
        if again:
            self._execute(WRITE_MARK, again)
        if fresh:
            self._execute(insert(MARK), fresh)
        self.marks |= self.changed
        self.changed = {}

    def _open_sheets(self) -> None:
        """The first mark opens the sheet; the first of the section freezes rubric and rules."""
        if not self.opened:
            return
        self._execute(OPEN, {"ids": list(self.opened), "now": self.now})
        self.opened = set()
        if self.started is None:
            self._execute(FREEZE, {"one": self.section_id, "now": self.now})
            self.started = self.now

    def note_contact(self, last_seq: Mapping[str, int]) -> None:
        """Keep how far each device has come."""
        if last_seq:
            seen = [{"one": device, "seq": seq, "now": self.now} for device, seq in last_seq.items()]
            self._execute(CONTACT, seen)
