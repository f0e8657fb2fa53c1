"""`check`: done or not done, the maximum or 0."""

from fractions import Fraction

from olympiad.domain.choices import CriterionKind
from olympiad.domain.criteria import Criterion
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import Amount, points
from olympiad.domain.kinds.base import Given, Kind, nearest_of

YES = ("yes", "y", "+", "ha", "да", "✓")
NO = ("no", "n", "-", "−", "–", "yoʻq", "нет")
"""Words a clerk may type, in three languages."""


class Check(Kind):
    """A mark of 0 or the maximum."""

    name = CriterionKind.CHECK

    def check_mark(self, criterion: Criterion, mark: Amount) -> None:
        """Refuse what lies between."""
        super().check_mark(criterion, mark)
        if mark not in (0, criterion.maximum):
            raise DomainError(
                "mark_not_a_check", found=points(mark), maximum=points(criterion.maximum), criterion=criterion.code
            )

    def steps(self, criterion: Criterion, points: Amount, occurrences: Amount) -> Fraction:
        """Return one step for done."""
        return Fraction(int(points > 0))

    def nearest(self, criterion: Criterion, points: Amount) -> Amount:
        """Return done or not done."""
        return nearest_of((0, criterion.maximum), points)

    def read_typed(self, criterion: Criterion, typed: str) -> Given:
        """Return also what yes and no say."""
        if typed in YES:
            return Given(int(criterion.maximum))
        return Given(0) if typed in NO else super().read_typed(criterion, typed)
