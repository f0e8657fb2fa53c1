"""When sheets of one team at one task disagree, and by how much on each criterion."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from olympiad.domain.choices import Consequence
from olympiad.domain.errors import DomainError
from olympiad.domain.evidence import Evidence
from olympiad.domain.exact import Amount
from olympiad.domain.kinds import KINDS
from olympiad.domain.rubric import AnswerKey, Cell, Criterion, Task
from olympiad.domain.rules import Rules
from olympiad.domain.section import ScoreSheet
from olympiad.domain.sheets import Worths, is_complete, sheet_worths, total_of


@dataclass(frozen=True)
class Line:
    """One criterion on all sheets: the points of each, the widest difference, and whether it is too wide."""

    points: tuple[Amount | None, ...]
    difference: Amount | None
    disagrees: bool


@dataclass(frozen=True)
class Station:
    """One team at one task: everything that decides whether its sheets disagree."""

    task: Task
    sheets: Sequence[ScoreSheet]
    """The official ones that are not void."""
    keys: Sequence[AnswerKey | None]
    """The key of each criterion's answers that holds for the team's sample."""
    agreed: Mapping[int, Amount] = field(default_factory=dict)
    """Agreed criterion marks by position."""
    is_settled: bool = False
    """Whether nothing is left to compare: the task's mark is agreed, or the team declared absent as a whole."""
    is_accepted: bool = False
    """Whether all sheets have been accepted: what was decided then stands."""


def station_of(evidence: Evidence, team: str, task: Task, *, is_accepted: bool = False) -> Station:
    """Return what a section's values say of one team at one task."""
    place = (team, task.code)
    return Station(
        task,
        evidence.sheets.get(place, ()),
        evidence.keys(team, task),
        {position: one.mark for position, one in evidence.agreed_criteria.get(place, {}).items()},
        place in evidence.agreed or place in evidence.section.absences,
        is_accepted,
    )


def are_all_in(task: Task, sheets: Sequence[ScoreSheet]) -> bool:
    """Return whether every expected sheet of a team at a task is handed over; only then can they disagree for good."""
    return bool(sheets) and len(sheets) >= task.judges and all(sheet.submitted for sheet in sheets)


def leaving_out(station: Station, positions: Collection[int]) -> Station:
    """Return a station without some criteria, as `with_exclusions` and `without_criterion` treat a section's.

    Absent sheets stay absent; agreed marks of these criteria give way.
    """
    if not positions:
        return station
    sheets = [
        sheet
        if sheet.absent
        else sheet._replace(
            marks=tuple(Consequence.EXCLUDE if at in positions else cell for at, cell in enumerate(sheet.marks))
        )
        for sheet in station.sheets
    ]
    agreed = {position: mark for position, mark in station.agreed.items() if position not in positions}
    return replace(station, sheets=sheets, agreed=agreed)


@dataclass(frozen=True)
class Comparison:
    """The sheets of one team at one task side by side; an absent sheet has no points and the total 0."""

    totals: tuple[Amount | None, ...]
    difference: Amount | None
    """Widest difference of sheet totals; None while one has no total."""
    lines: tuple[Line, ...]
    disagrees: bool
    absence_disputed: bool = False
    """Some sheets say absent, others have marks."""
    is_complete: bool = False
    """Every expected sheet is handed over."""
    is_settled: bool = False
    is_accepted: bool = False

    @property
    def may_be_accepted(self) -> bool:
        """Whether every expected sheet is there and nothing disagrees, or it is settled."""
        return self.is_complete and (self.is_settled or not self.disagrees)

    @property
    def is_to_settle(self) -> bool:
        """Whether this is an open disagreement: it stands in the queue and keeps the section from being finalised."""
        return self.is_complete and self.disagrees and not self.is_settled and not self.is_accepted


def compare(station: Station, rules: Rules) -> Comparison:
    """Put the sheets of a station side by side.

    They disagree when their totals differ by more than the task's threshold, when a criterion differs by more than so
    many steps, or when only some of them say absent. Practice: more than one step on a criterion or more than 10 % of
    the task; the threshold itself is still agreement.

    >>> from olympiad.domain.choices import CriterionKind
    >>> task = Task("A", (Criterion("x", CriterionKind.POINTS, 10_000),), judges=2)
    >>> def given(*marks):
    ...     return Station(task, [ScoreSheet("T01", "A", "", (mark,)) for mark in marks], [None])
    >>> compare(given(7000, 7500), Rules()).disagrees, compare(given(7000, 8500), Rules()).disagrees
    (False, True)
    """
    task, sheets = station.task, station.sheets
    gone = [sheet.absent for sheet in sheets]
    rows = _rows(station, gone)
    totals = tuple(_total(task, row, rules) for row in rows)
    lines = tuple(_line(task, criterion, position, rows) for position, criterion in enumerate(task.criteria))
    difference = _widest(totals)
    some_absent = any(gone) and not all(gone)
    return Comparison(
        totals,
        difference,
        lines,
        _is_above_threshold(task, difference) or some_absent or any(line.disagrees for line in lines),
        some_absent,
        are_all_in(task, sheets),
        station.is_settled,
        station.is_accepted,
    )


def _is_above_threshold(task: Task, difference: Amount | None) -> bool:
    if task.disagreement is None or difference is None:
        return False
    return difference > task.disagreement.of(task.maximum)


def severity(task: Task, comparison: Comparison) -> Fraction:
    """How far sheets are apart, for a queue with the worst first: the widest difference, of the totals or of one
    criterion, as a share of the task maximum. A team that is absent on some sheets only comes before all others.

    >>> from olympiad.domain.choices import CriterionKind
    >>> task = Task("A", (Criterion("x", CriterionKind.POINTS, 10_000),), judges=2)
    >>> sheets = [ScoreSheet("T01", "A", "", (mark,)) for mark in (7000, 8500)]
    >>> severity(task, compare(Station(task, sheets, [None]), Rules()))
    Fraction(3, 20)
    """
    if comparison.absence_disputed:
        return Fraction(2)
    widest = [one for one in (comparison.difference, *(line.difference for line in comparison.lines)) if one]
    return Fraction(max(widest, default=0)) / task.maximum if task.maximum else Fraction(0)


@dataclass(frozen=True)
class JudgeHistory:
    """What a judge gave on one task so far: how many sheets, their mean, and how far from the others on the same teams."""

    sheets: int
    mean: Fraction | None
    lean: Fraction | None
    """Mean of the own total minus the mean of the others' totals, over the teams that somebody else marked too."""
    compared: int
    """Over how many teams."""


def judge_history(totals: Mapping[str, Mapping[str, Amount]], judge: str) -> JudgeHistory:
    """Sum up a judge's totals on a task, given by team and judge; shown beside a disagreement, never used in a mark.

    >>> judge_history({"T01": {"cem": 7000, "dana": 8000}, "T02": {"cem": 9000}}, "cem").lean
    Fraction(-1000, 1)
    """
    own = [Fraction(given[judge]) for given in totals.values() if judge in given]
    apart = [
        given[judge] - Fraction(sum(other for one, other in given.items() if one != judge)) / (len(given) - 1)
        for given in totals.values()
        if judge in given and len(given) > 1
    ]
    return JudgeHistory(len(own), _mean(own), _mean(apart), len(apart))


def _mean(values: Sequence[Fraction]) -> Fraction | None:
    return sum(values, Fraction(0)) / len(values) if values else None


def _rows(station: Station, gone: Sequence[bool]) -> list[Worths | None]:
    """Return the points of each sheet; None for one that says absent."""
    present = iter(_worths(station, [sheet for sheet in station.sheets if not sheet.absent]))
    return [None if is_gone else next(present) for is_gone in gone]


def _worths(station: Station, sheets: Sequence[ScoreSheet]) -> list[Worths]:
    """Step 1; where `others` has no other sheet to look at, that cell has no points yet."""
    task, agreed, keys = station.task, station.agreed, station.keys
    try:
        return sheet_worths(task, sheets, agreed, keys)
    except DomainError:
        blank = [sheet._replace(marks=tuple(_without_others(cell) for cell in sheet.marks)) for sheet in sheets]
        return sheet_worths(task, blank, agreed, keys)


def _without_others(cell: Cell) -> Cell:
    return None if cell is Consequence.OTHERS else cell


def _total(task: Task, worths: Worths | None, rules: Rules) -> Amount | None:
    if worths is None:
        return 0
    return total_of(task, worths, rules) if is_complete(worths) else None


def _line(task: Task, criterion: Criterion, position: int, rows: Sequence[Worths | None]) -> Line:
    worths = [row[position] if row is not None and row[position].counts else None for row in rows]
    points = tuple([worth.points if worth is not None else None for worth in worths])
    kind = KINDS[criterion.kind]
    steps = [kind.steps(criterion, worth.points, worth.occurrences) for worth in worths if worth is not None]
    return Line(points, _widest(points), _are_too_many(steps, task.disagreement_step))


def _are_too_many(steps: Sequence[Fraction | None], allowed: Fraction | None) -> bool:
    """Return whether marks lie more steps apart than are allowed; marks that are not on a scale of steps never do."""
    known = [step for step in steps if step is not None]
    return allowed is not None and len(known) > 1 and max(known) - min(known) > allowed


def _widest(values: Sequence[Amount | None]) -> Amount | None:
    known = [value for value in values if value is not None]
    return max(known) - min(known) if known and len(known) == len(values) else None
