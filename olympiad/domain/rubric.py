"""Tasks and their rubrics: what can be marked, what one mark is worth, when a mark is refused."""

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, lru_cache

from olympiad.domain.choices import Consequence, JoinBy, Method
from olympiad.domain.criteria import AnswerKey, Answers, Cell, Counted, Criterion, Critical, Key, Level
from olympiad.domain.exact import Amount, is_number, number, round_amount
from olympiad.domain.kinds import KINDS
from olympiad.domain.kinds.levels import levels_of
from olympiad.domain.kinds.penalty import counted

__all__ = [
    "AnswerKey", "Answers", "Cell", "Counted", "Criterion", "Critical", "Key", "Level", "Task", "Threshold",
    "agrees_with_reading", "check_mark", "counted", "levels_of", "mark_points", "parse_answers",
]  # fmt: skip


@dataclass(frozen=True)
class Task:
    """One laboratory task with its rubric; `weight` is a plain number, `judges` the sheets per team."""

    code: str
    criteria: tuple[Criterion, ...]
    weight: Fraction = Fraction(1)
    judges: int = 1
    method: Method = Method.MEAN
    drop: int = 1
    by: JoinBy = JoinBy.SHEET
    part: str = ""
    disagreement: "Threshold | None" = field(default_factory=lambda: Threshold(share=Fraction(1, 10)))
    disagreement_step: Fraction | None = Fraction(1)
    """By more than so many steps on one criterion sheets disagree; None: never."""

    @cached_property
    def maximum(self) -> Amount:
        """Σ `maximum` of the criteria that are not penalties."""
        return sum(criterion.maximum for criterion in self.criteria if not criterion.is_penalty)

    @cached_property
    def is_plain(self) -> bool:
        """Whether a mark is its points and the total their sum: no penalty, no key, no critical criterion."""
        return all(one.critical is None and KINDS[one.kind].is_points for one in self.criteria)

    @cached_property
    def is_simple(self) -> bool:
        """Whether sheets without a hole are joined by their sums of points: no critical criterion, by sheet."""
        return self.by is JoinBy.SHEET and bool(self.maximum) and not any(one.critical for one in self.criteria)

    @cached_property
    def ones(self) -> tuple[int, ...]:
        """The weight of each criterion in a sheet's sum."""
        return (1,) * len(self.criteria)

    @cached_property
    def positions(self) -> dict[str, int]:
        """Criterion code → position."""
        return {criterion.code: position for position, criterion in enumerate(self.criteria)}


@dataclass(frozen=True)
class Threshold:
    """From where sheet totals disagree: an amount, or a share of the task maximum."""

    amount: Amount | None = None
    share: Fraction | None = None

    def of(self, maximum: Amount) -> Amount:
        """The threshold in thousandths."""
        return self.amount if self.amount is not None else maximum * (self.share or Fraction(0))


def check_mark(criterion: Criterion, mark: Amount) -> None:
    """Refuse a mark (thousandths; of a penalty occurrences × 1000) that the criterion does not know.

    `points`: a multiple of `step` within 0…maximum · `check`: 0 or maximum · `levels`: the points of one
    level · `penalty`: a whole number of occurrences · `reading`, `choice`: points within 0…maximum (agreed marks).

    >>> from olympiad.domain.choices import CriterionKind
    >>> check_mark(Criterion("yield", CriterionKind.POINTS, 10_000), 11_000)
    Traceback (most recent call last):
    olympiad.domain.errors.DomainError: mark_above_maximum: found=11, maximum=10, criterion=yield
    """
    KINDS[criterion.kind].check_mark(criterion, mark)


def mark_points(criterion: Criterion, cell: Cell, key: AnswerKey | None = None) -> Amount | None:
    """Return the points of one marked cell: negative for penalties, None where they are not known.

    `key` is the key that applies to the team's sample; without one the criterion's own.

    >>> from olympiad.domain.choices import CriterionKind
    >>> mark_points(Criterion("spilt", CriterionKind.PENALTY, 3000, key=Counted(1000, 1)), 3000)
    -2000
    """
    if cell is None or isinstance(cell, Consequence):
        return None
    return (
        _scored(criterion, cell, key) if isinstance(cell, tuple) else KINDS[criterion.kind].points(criterion, cell, key)
    )


@lru_cache(maxsize=1 << 16)
def _scored(criterion: Criterion, cell: Answers, key: AnswerKey | None) -> Amount | None:
    """Return what an answer is worth; kept, for a section is computed again and again from the same answers."""
    return KINDS[criterion.kind].points(criterion, cell, key)


def parse_answers(text: str) -> Answers:
    """Return answers as they are stored: replicates where all are numbers, else codes of chosen answers.

    A code never looks like a number, so that nobody needs to know the kind.

    >>> parse_answers("5,5|5.6"), parse_answers("A|C")
    ((Fraction(11, 2), Fraction(28, 5)), ('A', 'C'))
    """
    parts = [part.strip() for part in text.split("|")]
    return tuple(map(number, parts)) if all(map(is_number, parts)) else tuple(parts)


def agrees_with_reading(mark: Amount, computed: Amount) -> bool:
    """Return whether a mark given beside answers is the computed one, after rounding to 3 places.

    >>> agrees_with_reading(8333, Fraction(25000, 3))
    True
    """
    return mark == round_amount(computed, 3)
