"""Choices: right answers from a list, for unknowns and identification; what is chosen becomes points by a key."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from olympiad.domain.exact import Amount, simplest


@dataclass(frozen=True)
class Option:
    """One answer that can be chosen: its code, which is what files hold, and what it means."""

    code: str
    label: str = ""

    @property
    def words(self) -> str:
        """What pages and papers show."""
        return self.label or self.code


@dataclass(frozen=True)
class ChoiceKey:
    """Points for each right answer, less points for each wrong one, never below 0 nor above the maximum.

    Without `each` the right answers share the maximum evenly. An answer that is right and was not chosen costs
    nothing beyond its points. Usual for identification tasks: a guess that takes everything must not pay.

    >>> key = ChoiceKey(("A", "C"), 2000, 500)
    >>> [key.points(chosen, 4000, 500) for chosen in (("A", "C"), ("A", "B"), ("B", "D"), ("A", "B", "C", "D"))]
    [4000, 1500, 0, 3000]
    >>> ChoiceKey(("A", "B", "C")).points(("C",), 4000, 500)
    Fraction(4000, 3)
    """

    right: tuple[str, ...]
    each: Amount | None = None
    wrong: Amount = 0

    def points(self, chosen: Sequence[str], maximum: Amount, step: Amount) -> Amount:
        """Return the points of what was chosen."""
        hits = len(set(chosen) & set(self.right))
        misses = len(set(chosen) - set(self.right))
        each = Fraction(maximum) / len(self.right) if self.each is None else self.each
        return simplest(max(0, min(maximum, each * hits - self.wrong * misses)))


@dataclass(frozen=True)
class Choices:
    """What stands in the rubric: the list of answers, at most how many may be chosen, and the key once it is set."""

    options: tuple[Option, ...]
    most: int | None = None
    key: ChoiceKey | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in the order of the list."""
        return tuple(option.code for option in self.options)
