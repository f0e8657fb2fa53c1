"""A section's rows put in order for computing: what there is for each team and task."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from olympiad.domain.errors import DomainError
from olympiad.domain.exact import Amount
from olympiad.domain.garbage_collector import garbage_collector_paused
from olympiad.domain.kinds import KINDS
from olympiad.domain.rubric import AnswerKey, Cell, Criterion, Task, mark_points
from olympiad.domain.section import AgreedMark, Penalty, ScoreSheet, Section

Keys = tuple[AnswerKey | None, ...]
Place = tuple[str, str]
"""Team key and task code."""


@dataclass
class Evidence:
    """Sheets, agreed marks and penalties by team and task; made once per ranking."""

    section: Section
    sheets: Mapping[Place, list[ScoreSheet]]
    agreed: Mapping[Place, AgreedMark]
    agreed_criteria: Mapping[Place, dict[int, AgreedMark]]
    penalties: Mapping[Place, list[Penalty]]
    scorers: dict[tuple[str, str], tuple[Callable[[Cell], Amount | None] | None, ...]] = field(default_factory=dict)

    @cached_property
    def settled(self) -> frozenset[Place]:
        """Where an agreed mark or a declared absence says something beside the sheets."""
        return self.section.absences.union(self.agreed, self.agreed_criteria)

    def keys(self, team: str, task: Task) -> Keys:
        """The key of answers of each criterion for this team's sample: sample before rubric."""
        sample = self.section.samples.get((team, task.code), "")
        return self.sample_keys(task, sample)

    def sample_keys(self, task: Task, sample: str) -> Keys:
        """The key of answers of each criterion for a sample; without one of its own the rubric's."""
        own = self.section.sample_keys
        return tuple(own.get((task.code, one.code, sample)) or KINDS[one.kind].own_key(one) for one in task.criteria)

    def scorers_of(self, team: str, task: Task) -> tuple[Callable[[Cell], Amount | None] | None, ...]:
        """For each criterion what turns a cell into points; None where the mark is its points."""
        sample = self.section.samples.get((team, task.code), "")
        found = self.scorers.get((task.code, sample))
        if found is None:
            keys = self.sample_keys(task, sample)
            found = tuple(_scorer(one, key) for one, key in zip(task.criteria, keys, strict=True))
            self.scorers[task.code, sample] = found
        return found

    def penalty_points(self, team: str, task: str) -> Amount:
        """Σ points of a team's penalties in a task, or (empty) in the section."""
        own = self.penalties.get((team, task))
        return sum(penalty.points for penalty in own) if own else 0

    def all_penalty_points(self, team: str) -> Amount:
        """Σ points of all of a team's penalties, unweighted."""
        if not self.penalties:
            return 0
        codes = ["", *(task.code for task in self.section.tasks)]
        return sum(self.penalty_points(team, code) for code in codes)


def _scorer(criterion: Criterion, key: AnswerKey | None) -> Callable[[Cell], Amount | None] | None:
    if KINDS[criterion.kind].is_points:
        return None
    known: dict[Cell, Amount | None] = {}

    def score(cell: Cell) -> Amount | None:
        if cell not in known:
            known[cell] = mark_points(criterion, cell, key)
        return known[cell]

    return score


@garbage_collector_paused()
def gather(section: Section) -> Evidence:
    """Put a section's rows in order; sheets by judge's code point.

    Raises DomainError `agreed_twice` where a task and one of its criteria are both agreed, or one of them twice.
    """
    sheets: dict[Place, list[ScoreSheet]] = defaultdict(list)
    without_sheets = {task.code for task in section.tasks if not task.judges}
    for sheet in section.sheets:
        if not sheet.practice and sheet.task not in without_sheets:
            sheets[sheet.team, sheet.task].append(sheet)
    for own in sheets.values():
        if len(own) > 1:
            own.sort(key=lambda sheet: sheet.judge)
    penalties: dict[Place, list[Penalty]] = defaultdict(list)
    for penalty in section.penalties:
        penalties[penalty.team, penalty.task].append(penalty)
    agreed, criteria = _agreed_marks(section)
    return Evidence(section, sheets, agreed, criteria, penalties)


def _agreed_marks(section: Section) -> tuple[dict[Place, AgreedMark], dict[Place, dict[int, AgreedMark]]]:
    tasks = {task.code: task for task in section.tasks}
    whole: dict[Place, AgreedMark] = {}
    criteria: dict[Place, dict[int, AgreedMark]] = {}
    for mark in section.agreed_marks:
        place = (mark.team, mark.task)
        position = tasks[mark.task].positions[mark.criterion] if mark.criterion else None
        taken = place in whole or (place in criteria if position is None else position in criteria.get(place, {}))
        if taken:
            raise DomainError("agreed_twice", team=mark.team, task=mark.task)
        if position is None:
            whole[place] = mark
        else:
            criteria.setdefault(place, {})[position] = mark
    return whole, criteria


def exact_share(amount: Amount, of: Amount) -> Fraction:
    """One amount as a share of another, 0 of nothing.

    >>> exact_share(500, 2000), exact_share(500, 0)
    (Fraction(1, 4), Fraction(0, 1))
    """
    return Fraction(amount) / of if of else Fraction(0)
