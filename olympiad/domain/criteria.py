"""One line of a rubric and one cell of a sheet, as plain values; what a kind does with them is in `kinds`."""

from dataclasses import dataclass
from fractions import Fraction

from olympiad.domain.choice_keys import ChoiceKey, Choices
from olympiad.domain.choices import Consequence, CriterionKind
from olympiad.domain.exact import Amount
from olympiad.domain.readings import ReadingKey

Answers = tuple[Fraction, ...] | tuple[str, ...]
"""What a key turns into points: the replicates of a reading in its unit, or the codes of chosen answers."""

Cell = Amount | None | Consequence | Answers
"""One cell of a sheet, kept compact because there are many.

`None` unmarked · an amount: the mark in thousandths (of a penalty the occurrences × 1000, of a reading or choice
its points: an agreed mark, or 0 for *no reading obtained* and *nothing chosen*) · a Consequence: not assessed · a
tuple: what a key turns into points.
"""


@dataclass(frozen=True)
class Level:
    """One level of a `levels` criterion."""

    points: Amount
    label: str = ""
    """What it means, in no particular language."""
    labels: tuple[tuple[str, str], ...] = ()
    """Language and what it means there."""

    def words(self, language: str) -> str:
        """Return what the level means in a language, else in none or in any other.

        >>> level = Level(0, "absent", (("ru", "нет"),))
        >>> level.words("ru"), level.words("uz"), Level(0, "", (("ru", "нет"),)).words("uz")
        ('нет', 'absent', 'нет')
        """
        known = dict(self.labels)
        return known.get(language) or self.label or next(iter(known.values()), "")


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


AnswerKey = ReadingKey | ChoiceKey
"""What turns answers into points; it may be set apart from the rubric, per sample, also after the run."""

Key = tuple[Level, ...] | Counted | ReadingKey | Choices | None
"""Parsed by `notation.keys.parse_key`; a reading without one is *key not set*."""


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
