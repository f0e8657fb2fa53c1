"""Tasks and criteria: what can be marked, what one mark is worth, when a mark is refused."""

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from olympiad.domain.choices import Consequence, CriterionKind, JoinBy, Method
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import Amount, points, round_amount
from olympiad.domain.readings import ReadingKey

Cell = Amount | None | Consequence | tuple[Fraction, ...]
"""One cell of a sheet, kept compact because there are many.

`None` unmarked · an amount: the mark in thousandths (of a penalty the occurrences × 1000, of a reading
its points: an agreed mark, or 0 for *no reading obtained*) · a Consequence: not assessed · a tuple of
Fractions: the replicates of a reading, in its unit.
"""


@dataclass(frozen=True)
class Level:
    """One level of a `levels` criterion."""

    points: Amount
    label: str = ""


@dataclass(frozen=True)
class Counted:
    """What an occurrence of a penalty costs after the free ones."""

    each: Amount = 1000
    free: int = 0


@dataclass(frozen=True)
class Critical:
    """A failed critical criterion leaves at most this share of the task maximum: 0, or a cap.

    >>> Critical().cap, Critical(Fraction(1, 2)).cap
    (Fraction(0, 1), Fraction(1, 2))
    """

    cap: Fraction = Fraction(0)


Key = tuple[Level, ...] | Counted | ReadingKey | None
"""Parsed by `keys.parse_key`; a reading without one is *key not set*."""


@dataclass(frozen=True)
class Criterion:
    """One line of a rubric; `maximum` and `step` are amounts (thousandths)."""

    code: str
    kind: CriterionKind
    maximum: Amount
    step: Amount = 500
    key: Key = None
    critical: Critical | None = None

    @property
    def is_penalty(self) -> bool:
        """Whether its points are taken off."""
        return self.kind is CriterionKind.PENALTY


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
        """Whether a mark is its points and the total their sum: no penalty, reading or critical criterion."""
        special = (CriterionKind.PENALTY, CriterionKind.READING)
        return all(one.critical is None and one.kind not in special for one in self.criteria)

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
    level · `penalty`: a whole number of occurrences · `reading`: points within 0…maximum (agreed marks).

    >>> check_mark(Criterion("yield", CriterionKind.POINTS, 10_000), 11_000)
    Traceback (most recent call last):
    olympiad.domain.errors.DomainError: mark_above_maximum: found=11, maximum=10, criterion=yield
    """
    if mark < 0:
        raise DomainError("mark_negative", found=points(mark), criterion=criterion.code)
    if criterion.kind is CriterionKind.PENALTY:
        if mark % 1000:
            raise DomainError("mark_not_whole", found=points(mark), criterion=criterion.code)
        return
    if criterion.kind is CriterionKind.LEVELS:
        _check_level(criterion, mark)
        return
    if mark > criterion.maximum:
        raise DomainError(
            "mark_above_maximum",
            found=points(mark),
            maximum=points(criterion.maximum),
            criterion=criterion.code,
        )
    if criterion.kind is CriterionKind.CHECK and mark not in (0, criterion.maximum):
        raise DomainError(
            "mark_not_a_check", found=points(mark), maximum=points(criterion.maximum), criterion=criterion.code
        )
    if criterion.kind is CriterionKind.POINTS and mark % criterion.step:
        raise DomainError("mark_not_a_step", found=points(mark), step=points(criterion.step), criterion=criterion.code)


def _check_level(criterion: Criterion, mark: Amount) -> None:
    levels = [level.points for level in levels_of(criterion)]
    if mark not in levels:
        raise DomainError(
            "mark_not_a_level",
            found=points(mark),
            levels=", ".join(points(level) for level in levels),
            criterion=criterion.code,
        )


def levels_of(criterion: Criterion) -> tuple[Level, ...]:
    """The levels of a `levels` criterion, none of others."""
    return criterion.key if isinstance(criterion.key, tuple) else ()


def counted(criterion: Criterion) -> Counted:
    """What a penalty's occurrences cost; without a key each costs 1 and none is free."""
    return criterion.key if isinstance(criterion.key, Counted) else Counted()


def mark_points(criterion: Criterion, cell: Cell, key: ReadingKey | None = None) -> Amount | None:
    """Points of one marked cell: negative for penalties, None where they are not known.

    `key` is the reading key that applies to the team's sample; without one the criterion's own.

    >>> mark_points(Criterion("spilt", CriterionKind.PENALTY, 3000, key=Counted(1000, 1)), 3000)
    -2000
    """
    if cell is None or isinstance(cell, Consequence):
        return None
    if isinstance(cell, tuple):
        key = key or (criterion.key if isinstance(criterion.key, ReadingKey) else None)
        return key.points(cell, criterion.maximum, criterion.step) if key and cell else None
    if criterion.kind is CriterionKind.PENALTY:
        rule = counted(criterion)
        return -min(criterion.maximum, rule.each * max(0, cell // 1000 - rule.free))
    return cell


def agrees_with_reading(mark: Amount, computed: Amount) -> bool:
    """Whether a mark given beside a reading is the computed one, after rounding to 3 places.

    >>> agrees_with_reading(8333, Fraction(25000, 3))
    True
    """
    return mark == round_amount(computed, 3)
