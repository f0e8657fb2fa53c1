"""Rows that operations stand on: loaded at once for all lists that are applied together, and written at once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Row, Table, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from olympiad import limits
from olympiad.clock import utc_now
from olympiad.db import filled
from olympiad.domain.choices import SheetState
from olympiad.domain.operations import Kind, Operation, trail_of
from olympiad.models.score_sheet import Device, Mark, ScoreSheet
from olympiad.models.score_sheet import Operation as OperationRow
from olympiad.models.section import Section
from olympiad.models.task import Criterion
from olympiad.services.record import row_changes

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


Makers = dict[str, tuple[str, str | None]]
"""Operation → its device and base."""
Cell = tuple[int, int]
"""Ids of sheet and criterion."""
AnyRow = Row[Any]

LAST_NUMBER = select(func.coalesce(func.max(OPERATION.c.number), 0))
KNOWN = (
    select(OPERATION.c.id, OPERATION.c.content_hash, OPERATION.c.answer, OPERATION.c.device_id, DEVICE.c.judge_id)
    .join(DEVICE, DEVICE.c.id == OPERATION.c.device_id)
    .where(OPERATION.c.id.in_(bindparam("ids", expanding=True)))
)
_BACK = (
    select(
        OPERATION.c.id,
        OPERATION.c.device_id,
        OPERATION.c.base,
        OPERATION.c.sheet_id,
        OPERATION.c.criterion_id,
        func.row_number()
        .over(partition_by=(OPERATION.c.sheet_id, OPERATION.c.criterion_id), order_by=OPERATION.c.number.desc())
        .label("back"),
    )
    .where(
        OPERATION.c.sheet_id.in_(bindparam("sheets", expanding=True)),
        OPERATION.c.criterion_id.in_(bindparam("criteria", expanding=True)),
    )
    .subquery()
)
LATEST = select(_BACK).where(_BACK.c.back <= limits.TRAIL)
"""The latest operations of each of some cells: as far back as a trail is followed."""
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
    .where(SHEET.c.id.in_(bindparam("ids", expanding=True)), SHEET.c.state == SheetState.NOT_STARTED)
    .values(state=SheetState.OPEN, opened_at=bindparam("now", type_=SHEET.c.opened_at.type))
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
        found = self._execute(KNOWN, {"ids": filled(operation.id for operation in operations)})
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
        self._latest: dict[tuple[int, int | None], Makers] = {}
        self._trails: dict[str, tuple[str, frozenset[str | None]]] = {}

    def load_sheets(self, ids: Iterable[int]) -> None:
        """Take the sheets as they are now."""
        self.sheets |= {row.id: row for row in self._execute(SHEETS, {"ids": filled(ids)})}

    def _load_cells(self, sheets: Iterable[int], criteria: Iterable[int | None]) -> None:
        self.criteria = {row.id: row for row in self._execute(CRITERIA, {"ids": filled(criteria)})}
        found = self._execute(MARKS, {"sheets": filled(sheets), "criteria": filled(criteria)})
        self.marks = {(row.sheet_id, row.criterion_id): dict(row._mapping) for row in found}

    def keep(self, row: dict[str, object], judge_id: int | None) -> dict[str, object]:
        """Number an operation of a judge's device and remember it for the next flush; return the row as it will stand."""
        self._number += 1
        row |= {"number": self._number, "section_id": self.section_id, "received_at": self.now}
        self.known[str(row["id"])] = Known(
            str(row["content_hash"]), str(row["answer"]), str(row["device_id"]), judge_id
        )
        self._new[str(row["id"])] = row
        if (
            latest := self._latest.get((cast(int, row["sheet_id"]), cast(int | None, row["criterion_id"])))
        ) is not None:
            latest[str(row["id"])] = _maker(row)
        return row

    def trail_of(
        self, operation_id: str | None, sheet_id: int, criterion_id: int | None
    ) -> tuple[str, frozenset[str | None]]:
        """Return the device of a cell's operation and all that was seen on the way there; looked up once per operation."""
        if operation_id is None:
            return "", frozenset({None})
        if operation_id not in self._trails:
            self._trails[operation_id] = trail_of(operation_id, self._makers(sheet_id, criterion_id).get)
        return self._trails[operation_id]

    def _makers(self, sheet_id: int, criterion_id: int | None) -> Makers:
        """Return device and base of a cell's latest operations, written or about to be; all cells are loaded together."""
        cell = (sheet_id, criterion_id)
        if cell not in self._latest:
            self._latest |= {one: {} for one in (*self.marks, cell) if one not in self._latest}
            given = {"sheets": [one[0] for one in self._latest], "criteria": [one[1] for one in self._latest]}
            for row in (*self._execute(LATEST, given).mappings(), *self._new.values()):
                latest = self._latest.get((cast(int, row["sheet_id"]), cast(int | None, row["criterion_id"])))
                if latest is not None:
                    latest[str(row["id"])] = _maker(row)
        return self._latest[cell]

    def flush(self) -> None:
        """Write what is collected: operations, the marks derived from them, notes, opened sheets."""
        if self._new:
            self._execute(insert(OPERATION), list(self._new.values()))
            self._new = {}
        self._write_marks()
        if self.notes:
            self._execute(WRITE_NOTE, [{"one": one, "text": text} for one, text in self.notes.items()])
            row_changes.note(self.session, SHEET.name, [(one,) for one in self.notes])
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
        self._execute(OPEN, {"ids": filled(self.opened), "now": self.now})
        row_changes.note(self.session, SHEET.name, [(one,) for one in self.opened])
        self.opened = set()
        if self.started is None:
            self._execute(FREEZE, {"one": self.section_id, "now": self.now})
            row_changes.note(self.session, SECTION.name, [(self.section_id,)])
            self.started = self.now

    def note_contact(self, last_seq: Mapping[str, int]) -> None:
        """Keep how far each device has come."""
        if last_seq:
            seen = [{"one": device, "seq": seq, "now": self.now} for device, seq in last_seq.items()]
            self._execute(CONTACT, seen)


def _maker(row: Mapping[Any, Any]) -> tuple[str, str | None]:
    """Return device and base of an operation's row."""
    return str(row["device_id"]), cast(str | None, row["base"])
