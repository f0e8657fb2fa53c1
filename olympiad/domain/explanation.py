"""Explanations: how one team's total, place and award arose, as typed values; `wording` makes sentences of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from olympiad.domain.awards import LevelResult
from olympiad.domain.choices import Scale
from olympiad.domain.evidence import Evidence
from olympiad.domain.exact import Amount, half_away
from olympiad.domain.joining import dropped
from olympiad.domain.kinds.choice import choices_of
from olympiad.domain.ranking import Listing, Ranking, Row
from olympiad.domain.readings import ReadingKey
from olympiad.domain.rubric import AnswerKey, Answers, Criterion
from olympiad.domain.rules import Rules
from olympiad.domain.scales import LINEAR, ONE, Marks, factors, task_z
from olympiad.domain.section import Penalty
from olympiad.domain.sheets import failed_criteria
from olympiad.domain.task_marks import MarkedSheet, TaskDetail, task_detail

SHOWN = 10**6
"""z values are shown with six decimals."""


@dataclass(frozen=True)
class TaskPart:
    """One task in a team's total. `scaled` is on the section's scale, `contribution` what it adds to the total."""

    detail: TaskDetail
    dropped: tuple[str, ...]
    """Judges whose sheets the method left out."""
    weight: Fraction
    scaled: Amount | None
    contribution: Amount | None
    """None under z and t, where parts are standardised again."""


@dataclass(frozen=True)
class Neighbour:
    """The team next in the list, and how far off its total is."""

    row: Row
    difference: Decimal


@dataclass(frozen=True)
class NextAward:
    """The next higher award: from which total it was given, and how much was lacking."""

    name: str
    least: Fraction | None
    lacking: Fraction | None
    first_place_only: bool
    is_empty: bool


class Reading(NamedTuple):
    """The replicates that a judge typed, in the unit of the key (none while it is not set), or what was chosen."""

    values: tuple[Fraction, ...] = ()
    unit: str = ""
    chosen: tuple[str, ...] = ()
    """Meanings of chosen answers, or their codes where the list does not say what they mean."""


@dataclass(frozen=True)
class Explanation:
    """Everything that is said about one team's result."""

    row: Row
    rules: Rules
    parts: tuple[TaskPart, ...]
    section_penalties: tuple[Penalty, ...]
    before_penalties: Amount | None
    tied: tuple[str, ...]
    """Keys of the other teams on the same place."""
    placed: int
    above: Neighbour | None
    below: Neighbour | None
    next_award: NextAward | None
    notes: dict[tuple[str, str, str], str]
    """(task, judge, criterion) → the reason beside a cell."""
    readings: Mapping[tuple[str, str, str], Reading] = field(default_factory=dict)
    """(task, judge, criterion) → what was measured."""


def explain(evidence: Evidence, ranking: Ranking, team: str) -> Explanation:
    """Explain one team's line of a ranking of this evidence. Raises KeyError for a team that is not in it."""
    return Explainer(evidence, ranking).explain(team)


class Explainer:
    """Explains any number of teams of one ranking: what they share is computed once."""

    def __init__(self, evidence: Evidence, ranking: Ranking) -> None:
        self.evidence, self.ranking, self.section = evidence, ranking, evidence.section
        self.rules = self.section.rules
        self.row_of = {row.team.key: position for position, row in enumerate(ranking.rows)}
        self.sharing: dict[tuple[Fraction | None, Decimal | None], list[str]] = {}
        for row in ranking.rows:
            if row.place is not None:
                self.sharing.setdefault((row.place, row.total), []).append(row.team.key)
        self.notes: dict[str, dict[tuple[str, str, str], str]] = {}
        for (key, *place), note in self.section.notes.items():
            self.notes.setdefault(key, {})[place[0], place[1], place[2]] = note
        self.placed = sum(map(len, self.sharing.values()))
        marks = Marks(
            [row.team for row in ranking.rows], self.section.tasks, [row.marks for row in ranking.rows], self.rules
        )
        self.scaled, self.factors = self._scales(marks)

    def _scales(self, marks: Marks) -> tuple[list[Callable[[int, Amount], Amount]], list[Fraction] | None]:
        """For each task what turns a row's mark into its scaled value; and the factors of a linear scale."""
        columns = range(len(marks.tasks))
        if self.rules.scale in LINEAR:
            bases = [self._base(marks, column) for column in columns]
            return [_share_of(base) for base in bases], factors(marks)
        return [_listed(task_z(marks, column)) for column in columns], None

    def _base(self, marks: Marks, column: int) -> Amount | None:
        if self.rules.scale is Scale.RAW:
            return None
        return marks.tasks[column].maximum if self.rules.scale is Scale.PERCENT else marks.best(column)

    def explain(self, team: str) -> Explanation:
        """Explain one team."""
        position = self.row_of[team]
        row = self.ranking.rows[position]
        parts = tuple(self._part(position, column) for column in range(len(self.section.tasks)))
        sums = [part.contribution for part in parts if part.contribution is not None]
        return Explanation(
            row,
            self.rules,
            parts,
            tuple(self.evidence.penalties.get((team, ""), ())),
            None if row.exact is None else sum(sums) if self.factors else row.exact,
            tuple(key for key in self.sharing.get((row.place, row.total), ()) if key != team),
            self.placed,
            self._neighbour(position, -1),
            self._neighbour(position, 1),
            self._next_award(row),
            self.notes.get(team, {}),
            dict(self._readings(team)),
        )

    def _readings(self, team: str) -> Iterator[tuple[tuple[str, str, str], Reading]]:
        for task in self.section.tasks:
            keys = self.evidence.keys(team, task)
            for sheet in self.evidence.sheets.get((team, task.code), ()):
                for criterion, cell, key in zip(task.criteria, sheet.marks, keys, strict=True):
                    if isinstance(cell, tuple):
                        yield (task.code, sheet.judge, criterion.code), _reading(criterion, cell, key)

    def _part(self, position: int, column: int) -> TaskPart:
        row, task = self.ranking.rows[position], self.section.tasks[column]
        detail = task_detail(self.evidence, row.team.key, task)
        value = row.marks[column].value
        return TaskPart(
            detail,
            _dropped(detail),
            task.weight,
            None if value is None else self.scaled[column](position, value),
            None if value is None or not self.factors else self.factors[column] * value,
        )

    def _neighbour(self, position: int, step: int) -> Neighbour | None:
        """The next placed team above or below."""
        row = self.ranking.rows[position]
        at = position + step
        while row.total is not None and row.place is not None and 0 <= at < len(self.ranking.rows):
            other = self.ranking.rows[at]
            if other.place is not None and other.total is not None:
                return Neighbour(other, abs(other.total - row.total))
            at += step
        return None

    def _next_award(self, row: Row) -> NextAward | None:
        if row.listing is not Listing.PLACED or row.missing or row.is_absent_everywhere or row.total is None:
            return None
        higher: list[LevelResult] = []
        for level in self.ranking.levels:
            if level.level.name == row.award:
                break
            if level.exists:
                higher.append(level)
        if not higher:
            return None
        level = higher[-1]
        least = level.least
        lacking = None if least is None else max(Fraction(0), least - Fraction(row.total))
        return NextAward(level.level.name, least, lacking, level.level.is_for_first_place, level.is_empty)


def _reading(criterion: Criterion, answers: Answers, key: AnswerKey | None) -> Reading:
    words = {option.code: option.words for option in choices_of(criterion).options}
    chosen = tuple(words.get(one, one) for one in answers if isinstance(one, str))
    values = tuple(one for one in answers if isinstance(one, Fraction))
    return Reading(values, key.unit if isinstance(key, ReadingKey) else "", chosen)


def _share_of(base: Amount | None) -> Callable[[int, Amount], Amount]:
    """raw leaves a mark as it is; percent and best give its share of the base × 100, 0 of nothing."""
    if base is None:
        return lambda position, value: value
    return lambda position, value: Fraction(value) * 100_000 / base if base else 0


def _listed(values: Sequence[int]) -> Callable[[int, Amount], Amount]:
    return lambda position, value: Fraction(half_away(values[position] * SHOWN, ONE) * 1000, SHOWN)


def _dropped(detail: TaskDetail) -> tuple[str, ...]:
    """Judges whose sheet totals the method left out, where sheets were joined."""
    totals = [sheet for sheet in detail.sheets if sheet.total is not None]
    if detail.joined is None or detail.agreed or detail.joined_criteria is not None:
        return ()
    values = [sheet.total for sheet in totals if sheet.total is not None]
    return tuple(totals[position].judge for position in dropped(values, detail.task.method, detail.task.drop))


def limits_of(detail: TaskDetail, sheet: MarkedSheet) -> tuple[str, ...]:
    """Codes of the critical criteria that held this sheet down."""
    return tuple(detail.task.criteria[position].code for position in failed_criteria(detail.task, sheet.worths))


def is_rescaled(sheet: MarkedSheet) -> bool:
    """Whether something was left out and the rest scaled up to the task maximum."""
    return sheet.total is not None and any(worth.basis == "excluded" for worth in sheet.worths)
