"""Paper sheets keyed in by a clerk: teams × criteria of one judge at one task, each cell an operation of its own."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.domain.choices import HANDED_OVER, CriterionKind, MarkState, SheetState
from olympiad.domain.errors import DomainError
from olympiad.domain.notation.cells import read, written
from olympiad.domain.operations import Kind, Value
from olympiad.domain.sheet_states import can_be_marked
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import Mark, Operation, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.computing import rubrics, stations
from olympiad.services.marking import double_keying, score_sheets, sheet_saving
from olympiad.services.marking.operations import Answer, value_of
from olympiad.services.marking.sheet_saving import Wanted

Place = tuple[int, int]
"""Ids of sheet and criterion."""


class Typed(NamedTuple):
    """What stands in a cell of the form, and the operation whose value the page showed there (empty: none)."""

    text: str
    base: str


@dataclass
class Cell:
    """One cell of the grid, as text."""

    criterion: Criterion
    value: Value
    base: str
    text: str
    conflict_id: str = ""
    conflict_text: str = ""
    error: DomainError | None = None

    @property
    def state(self) -> str:
        """The state as pages show it."""
        return "conflict" if self.conflict_id else str(self.value.state)


@dataclass
class Row:
    """One team's sheet."""

    sheet: ScoreSheet
    team: Team
    cells: list[Cell]
    keyed_by: tuple[str, ...] = ()
    is_hidden: bool = False
    """Keyed by somebody else and not confirmed: who may become its second person does not see it."""

    @property
    def is_editable(self) -> bool:
        """Whether the clerk may type here."""
        return can_be_marked(self.sheet.state) and not self.is_hidden

    @property
    def is_keyed(self) -> bool:
        """Whether it is the clerk's to submit: somebody else than its judge gave marks that stand on it."""
        return self.is_editable and bool(self.keyed_by)

    @property
    def is_complete(self) -> bool:
        """Whether the sheet could be submitted here: keyed, at least in part, and without holes."""
        return self.is_keyed and all(
            cell.value.state is not MarkState.UNMARKED and not cell.conflict_id for cell in self.cells
        )


@dataclass
class Grid:
    """The sheets of one judge at one task, by team code."""

    section: Section
    task: Task
    judge: Judge
    criteria: list[Criterion]
    rows: list[Row]

    def hides(self, place: Place) -> bool:
        """Whether the values of the sheet are hidden from whoever keys."""
        return any(row.sheet.id == place[0] and row.is_hidden for row in self.rows)

    def cell(self, place: Place) -> tuple[Row, Cell]:
        """Find a cell; refused for sheets and criteria that are not here, and for what the reader must not see yet."""
        row = next((row for row in self.rows if row.sheet.id == place[0]), None)
        if row is None:
            raise DomainError("cell_not_here")
        if row.is_hidden:
            raise DomainError("cell_of_another_keying")
        cell = next((cell for cell in row.cells if cell.criterion.id == place[1]), None)
        if cell is None:
            raise DomainError("cell_unknown")
        return row, cell


class Pile(NamedTuple):
    """One judge's paper sheets of a task: how many there are, how many are submitted, how many were keyed by others."""

    task: Task
    judge: Judge
    sheets: int
    submitted: int
    keyed: int


def piles(session: Session, section: Section) -> list[Pile]:
    """List the judges' sheets by task, with how many of them are keyed and submitted."""
    done = func.count().filter(ScoreSheet.state.in_(HANDED_OVER))
    keyed = (
        select(Mark.sheet_id)
        .join(Operation, Operation.id == Mark.operation_id)
        .join(ScoreSheet, ScoreSheet.id == Mark.sheet_id)
        .join(Judge, Judge.id == ScoreSheet.judge_id)
        .where(ScoreSheet.section_id == section.id, double_keying.by_another_hand())
        .distinct()
        .subquery()
    )
    query = (
        select(ScoreSheet.task_id, ScoreSheet.judge_id, func.count(), done, func.count(keyed.c.sheet_id))
        .outerjoin(keyed, keyed.c.sheet_id == ScoreSheet.id)
        .where(ScoreSheet.section_id == section.id, score_sheets.AWAITED)
        .group_by(ScoreSheet.task_id, ScoreSheet.judge_id)
    )
    tasks = {task.id: task for task in session.scalars(select(Task).where(Task.section_id == section.id))}
    judges = {judge.id: judge for judge in session.scalars(select(Judge).where(Judge.section_id == section.id))}
    found = [Pile(tasks[row[0]], judges[row[1]], row[2], row[3], row[4]) for row in session.execute(query)]
    return sorted(found, key=lambda pile: (pile.task.position, pile.task.id, pile.judge.key))


def load(
    session: Session, section: Section, task: Task, judge: Judge, *, by: User, only: Collection[int] | None = None
) -> Grid:
    """Load the sheets of a judge at a task as a grid, all or only some; what the reader must not see yet is hidden."""
    criteria = rubrics.of_task(session, section.id, task.id).criteria
    query = (
        select(ScoreSheet, Team)
        .join(Team, Team.id == ScoreSheet.team_id)
        .where(ScoreSheet.judge_id == judge.id, ScoreSheet.task_id == task.id, ScoreSheet.state != SheetState.VOID)
        .order_by(Team.code)
    )
    pairs = session.execute(query if only is None else query.where(ScoreSheet.id.in_(only))).all()
    ids = [sheet.id for sheet, _ in pairs]
    marks = stations.marks_of(session, ids)
    keyers = double_keying.keyers_of(session, ids)
    hidden = double_keying.hidden_from(session, section, ids, keyers, by)
    others = sheet_saving.values_of(
        session, {m.conflict_operation_id for m in marks.values() if m.conflict_operation_id}
    )
    rows = [
        Row(
            sheet,
            team,
            [_cell(one, marks.get((sheet.id, one.id)), others) for one in criteria],
            tuple(sorted(keyers.get(sheet.id, {}).values())),
            sheet.id in hidden,
        )
        for sheet, team in pairs
    ]
    return Grid(section, task, judge, criteria, rows)


def _cell(criterion: Criterion, mark: Mark | None, others: Mapping[str, Value]) -> Cell:
    kind, value = CriterionKind(criterion.kind), value_of(mark)
    cell = Cell(criterion, value, (mark.operation_id or "") if mark else "", written(kind, value))
    if mark is not None and mark.conflict_operation_id:
        cell.conflict_id = mark.conflict_operation_id
        cell.conflict_text = written(kind, others.get(cell.conflict_id, Value()))
    return cell


def save(session: Session, grid: Grid, typed: Mapping[Place, Typed], *, by: User) -> dict[Place, DomainError | Answer]:
    """Save what differs from what the page showed, one operation a cell; what cannot be read or is refused keeps no other back.

    Gives the error or the server's answer of every cell that was changed; a change to a sheet that is locked, hidden or no
    longer in the pile is refused. A value that was changed meanwhile is kept beside the new one as a conflict, as everywhere.
    """
    found: dict[Place, DomainError | Answer] = {}
    wanted: dict[Place, Wanted] = {}
    open_bases = {one.base for place, one in typed.items() if one.base and not grid.hides(place)}
    bases = sheet_saving.values_of(session, open_bases)
    for place, one in typed.items():
        based_on = bases.get(one.base, Value())
        try:
            if operation := _operation(grid, place, one, based_on):
                wanted[place] = operation
        except DomainError as error:
            if not _is_as_shown(grid, place, one.text, based_on):
                found[place] = error
    answers = sheet_saving.send(session, grid.judge, list(wanted.values()), by=by)
    return found | dict(zip(wanted, answers, strict=True))


def _is_as_shown(grid: Grid, place: Place, text: str, shown: Value) -> bool:
    """Whether a cell that cannot be saved was not touched, as most of a plain form."""
    kinds = {one.id: CriterionKind(one.kind) for one in grid.criteria}
    return text.strip() == (written(kinds[place[1]], shown) if place[1] in kinds else "")


def check(grid: Grid, texts: Mapping[Place, str]) -> dict[Place, DomainError]:
    """Return what of some texts would be refused, by the same rules as `save`, and change nothing."""
    found: dict[Place, DomainError] = {}
    for place, text in texts.items():
        try:
            row, cell = grid.cell(place)
            if not row.is_editable:
                raise DomainError("sheet_locked_meanwhile", found=text.strip())
            read(rubrics.criterion_from(cell.criterion), text)
        except DomainError as error:
            found[place] = error
    return found


def _operation(grid: Grid, place: Place, typed: Typed, based_on: Value) -> Wanted | None:
    """Return the operation that writes what was typed into a cell; None where it is what the page showed."""
    row, cell = grid.cell(place)
    value = _changed(cell.criterion, typed.text, cell.value if typed.base == cell.base else based_on)
    if value is None:
        return None
    if not row.is_editable:
        raise DomainError("sheet_locked_meanwhile", found=typed.text.strip())
    return Wanted(row.sheet, Kind.MARK, place[1], typed.base or None, value)


def _changed(criterion: Criterion, text: str, shown: Value) -> Value | None:
    """The value that was typed, None where it is what the page showed."""
    if text.strip() == written(CriterionKind(criterion.kind), shown):
        return None
    value = read(rubrics.criterion_from(criterion), text)
    return None if value.says_the_same(shown) else value


def submit(session: Session, grid: Grid, sheet_ids: Iterable[int], *, by: User) -> dict[int, Answer]:
    """Submit keyed sheets on behalf of their judge; the record says who did. Sheets with holes are refused, each for itself.

    Sheets that nobody keyed are their judges' own to submit, and are left out.
    """
    wanted = set(sheet_ids)
    rows = [row for row in grid.rows if row.sheet.id in wanted and row.is_keyed]
    answers = sheet_saving.send(
        session, grid.judge, [Wanted(row.sheet, Kind.SUBMIT, None, None, Value()) for row in rows], by=by
    )
    return {row.sheet.id: answer for row, answer in zip(rows, answers, strict=True)}


def complete_sheets(rows: Sequence[Row]) -> list[int]:
    """Return the sheets that could be submitted."""
    return [row.sheet.id for row in rows if row.is_complete]
