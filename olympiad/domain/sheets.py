"""Score sheets: what each cell is worth, what a sheet adds up to, what is still unmarked."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from olympiad.domain.choices import Consequence
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import Amount, divide, simplest
from olympiad.domain.kinds import KINDS
from olympiad.domain.rubric import AnswerKey, Cell, Criterion, Task, mark_points
from olympiad.domain.rules import Rules
from olympiad.domain.section import ScoreSheet


class Basis(StrEnum):
    """Where the points of a cell come from; `unmarked`, `undecided` and `unresolved` have none yet."""

    MARKED = "marked"
    AGREED = "agreed"
    FULL = "full"
    OTHERS = "others"
    EXCLUDED = "excluded"
    UNMARKED = "unmarked"
    UNDECIDED = "undecided"
    UNRESOLVED = "unresolved"


class Worth(NamedTuple):
    """What one cell is worth: points (negative for penalties) and occurrences, both thousandths."""

    basis: Basis
    points: Amount = 0
    occurrences: Amount = 0

    @property
    def counts(self) -> bool:
        """Whether the cell has points."""
        return self.basis in COUNTING


COUNTING = frozenset({Basis.MARKED, Basis.AGREED, Basis.FULL, Basis.OTHERS})
OPEN = frozenset({Basis.UNMARKED, Basis.UNDECIDED, Basis.UNRESOLVED})
ASSESSED = frozenset({Basis.MARKED, Basis.AGREED})
Worths = list[Worth]


def sheet_worths(
    task: Task,
    sheets: Sequence[ScoreSheet],
    agreed: Mapping[int, Amount],
    keys: Sequence[AnswerKey | None],
) -> list[Worths]:
    """Step 1 for all official sheets of one team and task that are not absent.

    `agreed` has agreed criterion marks by position: they replace, and fill in, that criterion on every
    sheet. `keys` are the keys of answers that apply to the team's sample. `others` becomes the mean of the
    points on the other sheets on which that criterion is marked.
    """
    worths = [
        [
            _agreed_worth(criterion, agreed[position]) if position in agreed else _worth(criterion, cell, key)
            for position, (criterion, cell, key) in enumerate(zip(task.criteria, sheet.marks, keys, strict=True))
        ]
        for sheet in sheets
    ]
    _resolve_others(task, sheets, worths)
    return worths


def _agreed_worth(criterion: Criterion, mark: Amount) -> Worth:
    return Worth(Basis.AGREED, _points(criterion, mark), mark if criterion.is_penalty else 0)


def _points(criterion: Criterion, mark: Amount) -> Amount:
    points = mark_points(criterion, mark) if criterion.is_penalty else mark
    return points or 0


def _worth(criterion: Criterion, cell: Cell, key: AnswerKey | None) -> Worth:
    if cell is None:
        return Worth(Basis.UNMARKED)
    if isinstance(cell, Consequence):
        return _not_assessed(criterion, cell)
    points = mark_points(criterion, cell, key)
    if points is None:
        return Worth(Basis.UNRESOLVED)
    occurrences = cell if criterion.is_penalty and isinstance(cell, int | Fraction) else 0
    return Worth(Basis.MARKED, points, occurrences)


def _not_assessed(criterion: Criterion, consequence: Consequence) -> Worth:
    """`full` gives the maximum, and takes nothing off for a penalty; `others` waits for the other sheets."""
    if consequence is Consequence.FULL:
        return Worth(Basis.FULL, KINDS[criterion.kind].full_points(criterion))
    waiting = {
        Consequence.UNDECIDED: Basis.UNDECIDED,
        Consequence.EXCLUDE: Basis.EXCLUDED,
        Consequence.OTHERS: Basis.OTHERS,
    }
    return Worth(waiting[consequence])


def _resolve_others(task: Task, sheets: Sequence[ScoreSheet], worths: list[Worths]) -> None:
    found = {
        (row, column): _mean_of_others(task, sheets[row], column, [w[column] for w in worths[:row] + worths[row + 1 :]])
        for row, sheet in enumerate(worths)
        for column, worth in enumerate(sheet)
        if worth.basis is Basis.OTHERS
    }
    for (row, column), worth in found.items():
        worths[row][column] = worth


def _mean_of_others(task: Task, sheet: ScoreSheet, column: int, others: Worths) -> Worth:
    if any(other.basis in (Basis.UNMARKED, Basis.UNRESOLVED) for other in others):
        return Worth(Basis.UNRESOLVED)
    marked = [other for other in others if other.basis in ASSESSED]
    if not marked:
        criterion = task.criteria[column].code
        raise DomainError("no_other_sheet", team=sheet.team, task=task.code, judge=sheet.judge, criterion=criterion)
    return Worth(
        Basis.OTHERS,
        divide(sum(other.points for other in marked), len(marked)),
        divide(sum(other.occurrences for other in marked), len(marked)),
    )


def is_complete(worths: Worths) -> bool:
    """Whether every cell has points or is excluded."""
    return not any(worth.basis in OPEN for worth in worths)


def total_of(task: Task, worths: Worths, rules: Rules) -> Amount | None:
    """Step 2: Σ points, rescaled for what is excluded; floor 0 unless `penalty_floor=no`; then critical criteria.

    Points of the assessed non-penalty criteria × task maximum ÷ their maximum, then penalties. None
    where everything is excluded.
    """
    points: Amount = 0
    penalties: Amount = 0
    assessed: Amount = 0
    for criterion, worth in zip(task.criteria, worths, strict=True):
        if worth.basis is Basis.EXCLUDED:
            continue
        if criterion.is_penalty:
            penalties += worth.points
        else:
            points += worth.points
            assessed += criterion.maximum
    if not assessed:
        return None
    if assessed != task.maximum:
        points = points * task.maximum / Fraction(assessed)
    total = points + penalties
    return simplest(_hold_down(task, worths, floored(total, rules)))


def floored(total: Amount, rules: Rules) -> Amount:
    """Return a sum of points no lower than 0, unless the rules say `penalty_floor=no`.

    >>> floored(-3000, Rules()), floored(-3000, Rules(penalty_floor=False))
    (0, -3000)
    """
    return 0 if total.numerator < 0 and rules.penalty_floor else total


def _hold_down(task: Task, worths: Worths, total: Amount) -> Amount:
    """A failed critical criterion leaves at most 0, or at most its cap of the task maximum."""
    for position in failed_criteria(task, worths):
        critical = task.criteria[position].critical
        total = min(total, task.maximum * critical.cap if critical else total)
    return total


def failed_criteria(task: Task, worths: Worths) -> tuple[int, ...]:
    """Positions of critical criteria with 0 points, and of critical penalties with an occurrence, free ones too."""
    return tuple(
        position
        for position, (criterion, worth) in enumerate(zip(task.criteria, worths, strict=True))
        if criterion.critical
        and worth.counts
        and (worth.occurrences > 0 if criterion.is_penalty else worth.points == 0)
    )


class SheetProgress(NamedTuple):
    """One sheet as its judge sees it, on its own: the total so far, and the total once nothing is missing."""

    so_far: Amount
    total: Amount | None
    """None while a cell has no points yet, also where it takes them from the other judges' sheets."""


def progress(task: Task, marks: Sequence[Cell], keys: Sequence[AnswerKey | None], rules: Rules) -> SheetProgress:
    """Return the running total of one sheet (Σ points of what is marked) and its total.

    >>> from olympiad.domain.choices import CriterionKind
    >>> rubric = Criterion("yield", CriterionKind.POINTS, 10_000), Criterion("clean", CriterionKind.CHECK, 2000)
    >>> progress(Task("A", rubric), (7500, None), (None, None), Rules())
    SheetProgress(so_far=7500, total=None)
    """
    worths = [_worth(*cells) for cells in zip(task.criteria, marks, keys, strict=True)]
    so_far = simplest(floored(sum(worth.points for worth in worths), rules))
    is_whole = is_complete(worths) and all(worth.basis is not Basis.OTHERS for worth in worths)
    return SheetProgress(so_far, total_of(task, worths, rules) if is_whole else None)


def is_absent(absent_cells: int, criteria: int) -> bool:
    """Whether a sheet says that the team was not there: every one of its cells does.

    >>> is_absent(3, 3), is_absent(2, 3), is_absent(0, 0)
    (True, False, False)
    """
    return 0 < absent_cells == criteria
