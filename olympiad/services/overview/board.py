"""The board of a section: every team at every task with its state, who owes what, devices, conflicts of interest."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.domain.choices import HANDED_OVER, OUT_OF_RUNNING, JudgeKind, MarkState, SheetState
from olympiad.domain.sheet_states import is_awaited
from olympiad.domain.sheets import is_absent
from olympiad.models.absence import Absence
from olympiad.models.adjustment import AgreedMark
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import Device, Mark, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion, ScheduleSlot, Task
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.record.key_order import natural

STATES = (
    "accepted", "submitted", "in-progress", "open", "returned", "disagreement", "missing", "absent", "withdrawn",
)  # fmt: skip
"""States of a cell, in the order of the filter chips."""
UNFINISHED = ("submitted", "in-progress", "open", "returned", "missing")
"""States in which a place still owes a sheet."""


class Sheet(NamedTuple):
    """A sheet of the board, as a tuple of columns."""

    id: int
    team_id: int
    task_id: int
    judge_id: int
    state: str


class Cell(NamedTuple):
    """One team at one task; `owing` are the judges whose sheets are not handed over."""

    state: str
    done: int
    expected: int
    owing: tuple[int, ...] = ()


ABSENT = Cell("absent", 0, 0)
"""A team that is declared absent at a task owes nothing and nothing is expected of its judges."""


class TeamRow(NamedTuple):
    """A team with its cells, in the order of the tasks."""

    id: int
    key: str
    code: str
    name: str
    status: str
    institution_id: int | None
    cells: tuple[Cell, ...]


class TaskColumn(NamedTuple):
    """A task with its progress: sheets handed over of those expected."""

    task: Task
    done: int
    expected: int


class JudgeProgress(NamedTuple):
    """A judge with sheets handed over of all, and those whose time is over."""

    judge: Judge
    done: int
    total: int
    overdue: int


@dataclass
class Board:
    """Everything that the board shows."""

    columns: list[TaskColumn] = field(default_factory=list)
    rows: list[TeamRow] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    judges: list[JudgeProgress] = field(default_factory=list)
    judge_names: dict[int, str] = field(default_factory=dict)
    devices: list[tuple[Device, str]] = field(default_factory=list)

    def places(self, state: str) -> list[tuple[TeamRow, Task, Cell]]:
        """List team, task and cell of every place in a state."""
        return [
            (row, column.task, cell)
            for row in self.rows
            for column, cell in zip(self.columns, row.cells, strict=True)
            if cell.state == state
        ]


def load(session: Session, section: Section, now: datetime, *, by_code: bool = False) -> Board:
    """Load the board in a fixed number of statements, whatever the size of the section.

    Rows in the order of the organizers' keys, or of the codes for those who must not learn which team is which.
    """
    tasks = list(session.scalars(select(Task).where(Task.section_id == section.id).order_by(Task.position, Task.id)))
    teams = session.execute(
        select(Team.id, Team.key, Team.code, Team.name, Team.status, Team.institution_id)
        .where(Team.section_id == section.id)
        .order_by(*((Team.code,) if by_code else natural(Team.key)))
    ).all()
    judges = list(session.scalars(select(Judge).where(Judge.section_id == section.id).order_by(Judge.key)))
    sheets = _sheets(session, section, _practice(judges))
    absent, agreed, over = _absent(session, section), _agreed(session, section), _over(session, section, now)
    gone = _gone(session, section)
    statuses = {team.id: team.status for team in teams}
    by_station = _by_station(sheets)
    wanted = [(task.id, task.judges) for task in tasks]
    known = _Known(absent, agreed, over, gone)
    rows = [TeamRow(*team, known.cells(team.id, team.status, wanted, by_station)) for team in teams]
    return Board(
        _columns(tasks, rows),
        rows,
        Counter(cell.state for row in rows for cell in row.cells),
        _progress(judges, [sheet for sheet in sheets if is_awaited(sheet.state, statuses[sheet.team_id])], over),
        _names(judges),
        _devices(session, section),
    )


def _sheets(session: Session, section: Section, practice: set[int]) -> list[Sheet]:
    query = select(ScoreSheet.id, ScoreSheet.team_id, ScoreSheet.task_id, ScoreSheet.judge_id, ScoreSheet.state).where(
        ScoreSheet.section_id == section.id, ScoreSheet.state != SheetState.VOID
    )
    found = [sheet for row in session.execute(query) if (sheet := Sheet._make(row)).judge_id not in practice]
    return sorted(found, key=lambda sheet: sheet.judge_id)  # the order of their numbers means nothing


def _absent(session: Session, section: Section) -> set[int]:
    """Sheets that say that the team was not there: every one of their cells does."""
    lines = select(Criterion.task_id, func.count()).join(Task, Task.id == Criterion.task_id)
    present = lines.where(Task.section_id == section.id, Criterion.retired_in.is_(None)).group_by(Criterion.task_id)
    criteria = {task_id: number for task_id, number in session.execute(present)}  # noqa: C416 rows are not pairs to the type checker
    query = (
        select(Mark.sheet_id, ScoreSheet.task_id, func.count())
        .join(ScoreSheet, ScoreSheet.id == Mark.sheet_id)
        .join(Criterion, Criterion.id == Mark.criterion_id)
        .where(ScoreSheet.section_id == section.id, Mark.state == MarkState.ABSENT, Criterion.retired_in.is_(None))
        .group_by(Mark.sheet_id, ScoreSheet.task_id)
    )
    return {
        sheet_id for sheet_id, task_id, number in session.execute(query) if is_absent(number, criteria.get(task_id, 0))
    }


def _gone(session: Session, section: Section) -> set[tuple[int, int]]:
    """Places where the team is declared absent as a whole."""
    query = select(Absence.team_id, Absence.task_id).where(Absence.section_id == section.id)
    return {(team_id, task_id) for team_id, task_id in session.execute(query)}


def _agreed(session: Session, section: Section) -> set[tuple[int, int]]:
    """Places where the whole task's mark is agreed."""
    query = select(AgreedMark.team_id, AgreedMark.task_id).where(
        AgreedMark.section_id == section.id, AgreedMark.criterion_id.is_(None), AgreedMark.withdrawn_at.is_(None)
    )
    return {(team_id, task_id) for team_id, task_id in session.execute(query)}


def _over(session: Session, section: Section, now: datetime) -> set[tuple[int, int]]:
    """Places whose time in the schedule is over."""
    query = (
        select(ScheduleSlot.team_id, ScheduleSlot.task_id)
        .join(Team, Team.id == ScheduleSlot.team_id)
        .where(Team.section_id == section.id, ScheduleSlot.ends_at < now)
    )
    return {(team_id, task_id) for team_id, task_id in session.execute(query)}


def _names(judges: Iterable[Judge]) -> dict[int, str]:
    return {judge.id: judge.name or judge.key for judge in judges}


def _practice(judges: Iterable[Judge]) -> set[int]:
    return {judge.id for judge in judges if judge.kind is JudgeKind.PRACTICE}


def _by_station(sheets: Iterable[Sheet]) -> dict[tuple[int, int], list[Sheet]]:
    found: dict[tuple[int, int], list[Sheet]] = {}
    for sheet in sheets:
        found.setdefault((sheet.team_id, sheet.task_id), []).append(sheet)
    return found


class _Known(NamedTuple):
    """What decides states besides the sheets: sheets of absent teams; places agreed, over, declared absent."""

    absent: set[int]
    agreed: set[tuple[int, int]]
    over: set[tuple[int, int]]
    gone: set[tuple[int, int]]

    def cells(
        self,
        team_id: int,
        status: str,
        tasks: Sequence[tuple[int, int]],
        sheets: Mapping[tuple[int, int], Sequence[Sheet]],
    ) -> tuple[Cell, ...]:
        """Return the cells of a team; `tasks` have their number of judges."""
        return tuple([self.cell(team_id, status, *task, sheets.get((team_id, task[0]), ())) for task in tasks])

    def cell(self, team_id: int, status: str, task_id: int, judges: int, sheets: Sequence[Sheet]) -> Cell:
        """Name the state of a team at a task."""
        place = (team_id, task_id)
        if place in self.gone and status not in OUT_OF_RUNNING:
            return ABSENT
        owing = tuple([sheet.judge_id for sheet in sheets if sheet.state not in HANDED_OVER])
        done, expected = len(sheets) - len(owing), max(judges, len(sheets))
        state = "withdrawn" if status in OUT_OF_RUNNING else self._state(place, sheets, done, expected)
        return Cell(state, done, expected, owing)

    def _state(self, place: tuple[int, int], sheets: Sequence[Sheet], done: int, expected: int) -> str:
        """Return the first state that holds, in order of precedence."""
        states = {sheet.state for sheet in sheets}
        return self._decided(place, sheets, states, is_all_in=done == expected) or self._under_way(
            place, states, done, expected, has_gap=len(sheets) < expected
        )

    def _decided(
        self, place: tuple[int, int], sheets: Sequence[Sheet], states: Collection[str], *, is_all_in: bool
    ) -> str:
        """Return what was said or decided of a place, empty where nothing was."""
        if sheets and is_all_in and all(sheet.id in self.absent for sheet in sheets):
            return "absent"
        if place in self.agreed or states == {"accepted"}:
            return "accepted"
        return "returned" if "returned" in states else ""

    def _under_way(
        self, place: tuple[int, int], states: Collection[str], done: int, expected: int, *, has_gap: bool
    ) -> str:
        """Return how far the marking of a place is."""
        if expected and done == expected:
            return "disagreement" if expected > 1 else "submitted"
        if place in self.over or has_gap:
            return "missing"
        if done:
            return "submitted"
        if "open" in states:
            return "in-progress"
        return "open" if expected else "missing"


def _columns(tasks: Sequence[Task], rows: Sequence[TeamRow]) -> list[TaskColumn]:
    columns = []
    for position, task in enumerate(tasks):
        cells = [row.cells[position] for row in rows if row.status not in OUT_OF_RUNNING]
        done = sum(cell.expected if cell.state == "accepted" else cell.done for cell in cells)
        columns.append(TaskColumn(task, done, sum(cell.expected for cell in cells)))
    return columns


def _progress(judges: Sequence[Judge], sheets: Iterable[Sheet], over: set[tuple[int, int]]) -> list[JudgeProgress]:
    total: Counter[int] = Counter()
    done: Counter[int] = Counter()
    overdue: Counter[int] = Counter()
    for sheet in sheets:
        total[sheet.judge_id] += 1
        if sheet.state in HANDED_OVER:
            done[sheet.judge_id] += 1
        elif (sheet.team_id, sheet.task_id) in over:
            overdue[sheet.judge_id] += 1
    found = [JudgeProgress(one, done[one.id], total[one.id], overdue[one.id]) for one in judges if total[one.id]]
    return sorted(found, key=lambda one: (-one.overdue, one.done - one.total, one.judge.key))


def _devices(session: Session, section: Section) -> list[tuple[Device, str]]:
    """Devices that hold marks that are not sent yet, with whose they are."""
    query = (
        select(Device, User.name)
        .join(User, User.id == Device.user_id)
        .where(Device.section_id == section.id, Device.waiting > 0, Device.revoked_at.is_(None))
        .order_by(Device.last_seen_at)
    )
    return [(device, name) for device, name in session.execute(query)]
