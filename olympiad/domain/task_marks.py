"""Task marks: from the sheets of one team on one task to the mark that is printed, or what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from olympiad.domain.choices import JoinBy
from olympiad.domain.errors import DomainError
from olympiad.domain.evidence import Evidence, gather
from olympiad.domain.exact import Amount, round_amount, weighted_sum
from olympiad.domain.joining import METHODS
from olympiad.domain.rubric import Task
from olympiad.domain.rules import Rules
from olympiad.domain.section import AgreedMark, Penalty, ScoreSheet, Section
from olympiad.domain.sheets import COUNTING, Basis, Worth, Worths, floored, is_complete, sheet_worths, total_of


class TaskMark(NamedTuple):
    """The mark of one team on one task: thousandths, or what is missing for it.

    `missing` holds `TASK/JUDGE` for every sheet without a total, and `TASK/?` for every gap. An absent
    team's value is 0, and `is_absent` says so.
    """

    value: Amount | None
    is_absent: bool = False
    missing: tuple[str, ...] = ()

    @property
    def counted(self) -> Amount:
        """The value, a missing one as 0 (it matters with `missing=zero` only)."""
        return self.value or 0


AS_MARKED = frozenset({Basis.MARKED, Basis.UNMARKED})
"""What a cell is while nobody but its judge has said anything about it."""


class MarkedSheet(NamedTuple):
    """One official sheet with what its cells are worth; the total is None where it is missing."""

    judge: str
    is_absent: bool
    submitted: bool
    worths: Worths
    total: Amount | None

    @property
    def is_as_marked(self) -> bool:
        """Whether the total is the sum that the judge's sheet shows: nothing was agreed, given or left out since."""
        return all(worth.basis in AS_MARKED for worth in self.worths)

    @property
    def is_complete(self) -> bool:
        """Whether it has been handed over and every cell has points or is excluded."""
        return not self.is_absent and self.submitted and is_complete(self.worths)


@dataclass(frozen=True)
class TaskDetail:
    """How one task mark arose: every sheet, what was joined, what was agreed or taken off."""

    task: Task
    mark: TaskMark
    sheets: tuple[MarkedSheet, ...] = ()
    joined_criteria: Worths | None = None
    """With by=criterion: the joined worth of each criterion."""
    joined: Amount | None = None
    agreed: AgreedMark | None = None
    agreed_criteria: tuple[AgreedMark, ...] = ()
    penalties: tuple[Penalty, ...] = ()
    unrounded: Amount | None = None
    penalty_points: Amount = 0
    """What the penalties take off together."""


def task_mark(evidence: Evidence, team: str, task: Task) -> TaskMark:
    """Steps 1 to 6 for one team and task: quickly where every sheet is simply full, else in detail."""
    joined = _joined_quickly(evidence, team, task)
    if joined is None:
        return task_detail(evidence, team, task).mark
    return TaskMark(finished(evidence, team, task, joined)[1])


def _joined_quickly(evidence: Evidence, team: str, task: Task) -> Amount | None:
    """The joined mark where all sheets are there and full, and nothing agreed, critical or joined by criterion."""
    place = (team, task.code)
    sheets = evidence.sheets.get(place)
    if not sheets or len(sheets) < task.judges or not task.is_simple or place in evidence.settled:
        return None
    totals: list[Amount] = []
    for sheet in sheets:
        total = None if sheet.absent or not sheet.submitted else _sum_quickly(evidence, task, sheet)
        if total is None:
            return None
        totals.append(total)
    return METHODS[task.method](totals, task.drop)


def _sum_quickly(evidence: Evidence, task: Task, sheet: ScoreSheet) -> Amount | None:
    """Σ points of a sheet without a hole; None where a cell is unmarked, not assessed or without a key."""
    total: Amount
    if task.is_plain:
        try:
            total = sum(sheet.marks)  # type: ignore[arg-type]
        except TypeError:
            return None
    else:
        scorers = evidence.scorers_of(sheet.team, task)
        points = [scorer(cell) if scorer else cell for cell, scorer in zip(sheet.marks, scorers, strict=True)]
        try:
            total = weighted_sum(task.ones, points)  # type: ignore[arg-type]
        except AttributeError:  # None, a consequence: no number
            return None
    return floored(total, evidence.section.rules)


def finished(evidence: Evidence, team: str, task: Task, joined: Amount) -> tuple[Amount, Amount]:
    """Steps 5 and 6: minus the task's penalties, floor 0; rounded to `task_decimals`. Before and after rounding."""
    penalty = evidence.penalty_points(team, task.code)
    value = joined - penalty if penalty else joined
    value = 0 if value.numerator < 0 else value
    decimals = evidence.section.rules.task_decimals
    return value, value if decimals is None else round_amount(value, decimals)


def task_detail(evidence: Evidence, team: str, task: Task, sheets: tuple[MarkedSheet, ...] | None = None) -> TaskDetail:
    """Steps 1 to 6 for one team and task, with everything that explains the mark; `sheets` where they are known."""
    place = (team, task.code)
    sheets = marked_sheets(evidence, team, task) if sheets is None else sheets
    agreed = evidence.agreed.get(place)
    joined_criteria = None
    joined: Amount | None = None
    missing: tuple[str, ...] = ()
    if not task.maximum:
        missing = _all_missing(task, sheets)
    elif agreed is not None:
        joined = agreed.mark
    elif is_absent(evidence, place, task, sheets):
        mark, taken = TaskMark(0, is_absent=True), evidence.penalty_points(*place)
        return TaskDetail(task, mark, sheets, penalties=_penalties(evidence, place), penalty_points=taken)
    else:
        missing = _missing(task, sheets)
        if not missing:
            joined, joined_criteria = _join(task, sheets, evidence.section.rules)
            missing = _unjoined(task, sheets) if joined is None else ()
    unrounded, value = (None, None) if joined is None else finished(evidence, team, task, joined)
    return TaskDetail(
        task,
        TaskMark(value, missing=missing),
        sheets,
        joined_criteria,
        joined,
        agreed,
        tuple(evidence.agreed_criteria.get(place, {}).values()),
        _penalties(evidence, place),
        unrounded,
        evidence.penalty_points(*place),
    )


def _penalties(evidence: Evidence, place: tuple[str, str]) -> tuple[Penalty, ...]:
    return tuple(evidence.penalties.get(place, ()))


def marked_sheets(evidence: Evidence, team: str, task: Task) -> tuple[MarkedSheet, ...]:
    """The official sheets of a team on a task, by judge, with worths and totals."""
    place = (team, task.code)
    sheets = evidence.sheets.get(place, [])
    present = [sheet for sheet in sheets if not sheet.absent]
    agreed = {position: one.mark for position, one in evidence.agreed_criteria.get(place, {}).items()}
    worths = iter(sheet_worths(task, present, agreed, evidence.keys(team, task)))
    rules = evidence.section.rules
    return tuple(
        MarkedSheet(sheet.judge, True, sheet.submitted, [], None)
        if sheet.absent
        else _marked_sheet(task, sheet, next(worths), rules)
        for sheet in sheets
    )


def as_given(section: Section) -> Evidence:
    """Return a section's sheets as the judges gave them, before anything was agreed."""
    return gather(replace(section, agreed_marks=()))


def given_totals(evidence: Evidence, task: Task) -> dict[str, dict[str, Amount]]:
    """Return the totals of a task's sheets by team and judge.

    Sheets without a total, and of absent teams, are left out; so is a team where `others` finds no other sheet.
    """
    found: dict[str, dict[str, Amount]] = {}
    for team in evidence.section.teams:
        try:
            sheets = marked_sheets(evidence, team.key, task)
        except DomainError:
            continue
        found[team.key] = {sheet.judge: sheet.total for sheet in sheets if sheet.total is not None}
    return found


def _marked_sheet(task: Task, sheet: ScoreSheet, worths: Worths, rules: Rules) -> MarkedSheet:
    whole = sheet.submitted and is_complete(worths)
    return MarkedSheet(sheet.judge, False, sheet.submitted, worths, total_of(task, worths, rules) if whole else None)


def is_absent(evidence: Evidence, place: tuple[str, str], task: Task, sheets: Sequence[MarkedSheet]) -> bool:
    """Declared as a whole; otherwise every expected sheet says so and there is no gap."""
    if place in evidence.section.absences:
        return True
    return bool(sheets) and len(sheets) >= task.judges and all(sheet.is_absent for sheet in sheets)


def _gaps(task: Task, sheets: Sequence[MarkedSheet]) -> tuple[str, ...]:
    return (f"{task.code}/?",) * max(0, task.judges - len(sheets))


def _all_missing(task: Task, sheets: Sequence[MarkedSheet]) -> tuple[str, ...]:
    """A task without a non-penalty criterion is missing for everybody."""
    return (*(f"{task.code}/{sheet.judge}" for sheet in sheets), *_gaps(task, sheets)) or (f"{task.code}/?",)


def _missing(task: Task, sheets: Sequence[MarkedSheet]) -> tuple[str, ...]:
    """Every sheet that has no total yet, then every gap; where only absences stand in the way, those sheets."""
    if not task.judges:
        return (f"{task.code}/?",)
    gaps = _gaps(task, sheets)
    awaited = [sheet.judge for sheet in sheets if not sheet.is_absent and not _is_joinable(task, sheet)]
    if not awaited and not gaps:
        awaited = [sheet.judge for sheet in sheets if sheet.is_absent]
    return (*(f"{task.code}/{judge}" for judge in awaited), *gaps)


def _is_joinable(task: Task, sheet: MarkedSheet) -> bool:
    return sheet.is_complete if task.by is JoinBy.CRITERION else sheet.total is not None


def _join(task: Task, sheets: Sequence[MarkedSheet], rules: Rules) -> tuple[Amount | None, Worths | None]:
    """Step 3: the method over sheet totals, or over each criterion's points and then step 2 again."""
    if task.by is JoinBy.SHEET:
        return METHODS[task.method]([sheet.total for sheet in sheets if sheet.total is not None], task.drop), None
    joined = [joined_worth(task, position, sheets) for position in range(len(task.criteria))]
    known = [worth for worth in joined if worth is not None]
    if len(known) < len(joined):
        return None, None
    return total_of(task, known, rules), known


def joined_worth(task: Task, position: int, sheets: Sequence[MarkedSheet]) -> Worth | None:
    """One criterion joined over the complete sheets that assessed it; None where the method has too few.

    Occurrences are joined as the points are: `lowest` takes the sheet with the most.
    """
    cells = [sheet.worths[position] for sheet in sheets if sheet.is_complete]
    cells = [cell for cell in cells if cell.basis in COUNTING]
    if not cells:
        return Worth(Basis.EXCLUDED)
    method = METHODS[task.method]
    points = method([cell.points for cell in cells], task.drop)
    fewer = method([-cell.occurrences for cell in cells], task.drop)
    return None if points is None or fewer is None else Worth(Basis.MARKED, points, -fewer)


def _unjoined(task: Task, sheets: Sequence[MarkedSheet]) -> tuple[str, ...]:
    """Too few values to trim: `TASK/?`; everything excluded on every sheet: each of them."""
    if task.by is JoinBy.CRITERION and all(sheet.total is None for sheet in sheets):
        return tuple(f"{task.code}/{sheet.judge}" for sheet in sheets)
    return (f"{task.code}/?",)
