"""What must have become of submissions and of the marks around them: a slow, obvious replay of what the server kept."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from olympiad.models.score_sheet import Operation

LOCKED = {"sheet_submitted", "sheet_accepted"}


@dataclass(frozen=True)
class Event:
    """What was done to a sheet from outside, after the operation with this number: `returned` or `new rubric`."""

    after: int
    sheet: int
    what: str


@dataclass
class _Sheet:
    marked: set[int] = field(default_factory=set)
    undecided: dict[int, str] = field(default_factory=dict)
    """By criterion, the operation that waits for a choice."""
    version: int = 1
    locked: bool = False
    returned: bool = False
    submission: str | None = None

    def happen(self, event: Event) -> None:
        if event.what == "new rubric":
            self.version += 1
        else:
            self.locked, self.returned = False, True


def replay(rows: Iterable[Operation], events: Iterable[Event], criteria: int) -> None:
    """Go through all operations as the server numbered them; assert that each one came out as its sheet stood then."""
    sheets: dict[int, _Sheet] = {}
    left = sorted(events, key=lambda event: event.after)
    for row in sorted(rows, key=lambda one: one.number):
        while left and left[0].after < row.number:
            event = left.pop(0)
            sheets.setdefault(event.sheet, _Sheet()).happen(event)
        if row.outcome == "quarantined" or code_of(row) == "replaced":
            continue
        sheet = sheets.setdefault(row.sheet_id, _Sheet())
        expected = _of_submission(sheet, row, criteria) if row.kind == "submit" else _of_mark(sheet, row)
        assert code_of(row) in expected, f"{row.kind} {row.number}: {code_of(row)!r}, expected {expected}"
        _apply(sheet, row)


def code_of(row: Operation) -> str:
    """Why an operation does not count; empty where it does."""
    code: str = json.loads(row.answer)["code"]
    return code


def _of_submission(sheet: _Sheet, row: Operation, criteria: int) -> set[str]:
    if sheet.locked:
        return LOCKED
    if row.rubric_version != sheet.version:
        return {"rubric_changed"}
    if sheet.returned and row.base != sheet.submission:
        return {"sheet_returned_meanwhile"}
    if not sheet.marked:
        return {"sheet_not_started"}
    if len(sheet.marked) < criteria:
        return {"sheet_has_holes"}
    return {"sheet_undecided"} if sheet.undecided else {""}


def _of_mark(sheet: _Sheet, row: Operation) -> set[str]:
    if sheet.locked:
        return LOCKED
    return {"", "mark_conflict"}  # also under a newer rubric: it left the criteria as they were


def _apply(sheet: _Sheet, row: Operation) -> None:
    if row.outcome == "refused":
        return
    if row.kind == "submit":
        sheet.locked, sheet.returned, sheet.submission = True, False, row.id
        return
    cell = row.criterion_id or 0
    if row.outcome == "conflict":
        sheet.undecided[cell] = row.id
    elif json.loads(row.value).get("chosen_over") == sheet.undecided.get(cell):
        sheet.undecided.pop(cell, None)
    sheet.marked.add(cell)
