"""`points`: a multiple of the step, 0 to the maximum."""

from fractions import Fraction

from olympiad.domain.choices import CriterionKind
from olympiad.domain.criteria import Criterion
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import Amount, points, simplest
from olympiad.domain.kinds.base import Kind, nearest_step


class Points(Kind):
    """A mark in steps."""

    name = CriterionKind.POINTS

    def check_mark(self, criterion: Criterion, mark: Amount) -> None:
        """Refuse also what is no multiple of the step."""
        super().check_mark(criterion, mark)
        if mark % criterion.step:
            raise DomainError(
                "mark_not_a_step", found=points(mark), step=points(criterion.step), criterion=criterion.code
            )

    def steps(self, criterion: Criterion, points: Amount, occurrences: Amount) -> Fraction:
        """Return the number of steps."""
        return Fraction(points) / criterion.step

    def tolerance(self, criterion: Criterion, steps: Fraction | None) -> Amount:
        """Return the task's steps in points; any distance where it has none."""
        return criterion.maximum if steps is None else simplest(Fraction(criterion.step) * steps)

    def nearest(self, criterion: Criterion, points: Amount) -> Amount:
        """Return the nearest step."""
        return nearest_step(criterion, points, criterion.step)
