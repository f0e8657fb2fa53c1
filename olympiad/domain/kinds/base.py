"""What every kind of criterion can do; a kind overrides where it differs from a mark of 0 to the maximum."""

from dataclasses import dataclass, replace
from fractions import Fraction

from olympiad.domain.choices import CriterionKind
from olympiad.domain.criteria import AnswerKey, Answers, Cell, Criterion, Key
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import Amount, half_away, milli, points, simplest


@dataclass(frozen=True)
class Given:
    """What is given to a cell as it is stored: a mark in thousandths, or answers as text separated by `|`."""

    mark: int | None = None
    answers: str = ""


class Kind:
    """The usual kind: a mark is its points, 0 to the maximum."""

    name: CriterionKind
    is_keyed = False
    """Whether what is given are answers that a key turns into points; the key may be set after the run."""
    is_points = True
    """Whether a mark is its points."""
    is_measured = False
    """Whether its answers are numbers that were measured; nothing obtained is the mark 0 with a note."""

    def check_mark(self, criterion: Criterion, mark: Amount) -> None:
        """Refuse a mark (thousandths) that the criterion does not know."""
        if mark < 0:
            raise DomainError("mark_negative", found=points(mark), criterion=criterion.code)
        if mark > criterion.maximum:
            raise DomainError(
                "mark_above_maximum", found=points(mark), maximum=points(criterion.maximum), criterion=criterion.code
            )

    def check_given(self, criterion: Criterion, given: Given, note: str) -> None:
        """Refuse what cannot stand in a marked cell."""
        if given.answers:
            raise DomainError("reading_not_asked", criterion=criterion.code)
        if given.mark is None:
            raise DomainError("mark_missing", criterion=criterion.code)
        self.check_mark(criterion, given.mark)

    def points(self, criterion: Criterion, cell: Amount | Answers, key: AnswerKey | None) -> Amount | None:
        """Return the points of a marked cell, negative for penalties, None where they are not known."""
        return None if isinstance(cell, tuple) else cell

    def full_points(self, criterion: Criterion) -> Amount:
        """Return what `full` gives: the maximum, or nothing taken off."""
        return criterion.maximum

    def steps(self, criterion: Criterion, points: Amount, occurrences: Amount) -> Fraction | None:
        """Return points counted in steps, for comparing two sheets; None where only totals are compared."""
        return None

    def tolerance(self, criterion: Criterion, steps: Fraction | None) -> Amount:
        """Return how far two judges of a practice example may be apart and still agree."""
        return 0

    def nearest(self, criterion: Criterion, points: Amount) -> Amount:
        """Return the mark that a judge could have given nearest to some points; between two the better one."""
        return nearest_step(criterion, points, 1)

    def own_key(self, criterion: Criterion) -> AnswerKey | None:
        """Return the rubric's own key of answers, None where it has none or none is asked."""
        return None

    def with_key(self, criterion: Criterion, key: AnswerKey | None) -> Criterion:
        """Return the criterion under a key set apart from the rubric."""
        return criterion

    def parse_key(self, text: str, maximum: Amount) -> Key:
        """Return the key of a criterion as criteria.csv writes it; `maximum` is an amount."""
        if text:
            raise DomainError("key_without_use", found=text, kind=self.name.value)
        return None

    def write_key(self, criterion: Criterion) -> str:
        """Write a criterion's key as `parse_key` reads it; empty without one."""
        return ""

    def parse_answer_key(self, criterion: Criterion, text: str) -> AnswerKey:
        """Return a key that is set apart from the rubric, as keys.csv writes it."""
        raise DomainError("key_of_no_reading", found=criterion.code, kind=str(self.name))

    mark_alone = ""
    """Code of the refusal of a mark where answers are asked."""

    def parse_answers(self, criterion: Criterion, text: str) -> Answers:
        """Return answers as marks.csv writes them."""
        raise DomainError("reading_not_asked", criterion=criterion.code)

    def accepts_nothing(self, note: str) -> bool:
        """Return whether the mark 0 may stand without any answer."""
        return False

    def answer_key_text(self, text: str) -> str:
        """Return the part of a written key that may be set apart from the rubric."""
        return text

    def keeps(self, criterion: Criterion, cell: Amount | Answers) -> bool:
        """Return whether a marked cell stays valid under a changed criterion of this kind."""
        if isinstance(cell, tuple):
            return True
        try:
            self.check_mark(criterion, cell)
        except DomainError:
            return False
        return True

    def claims(self, criterion: Criterion, typed: str) -> bool:
        """Return whether a typed word is an answer, whatever else it could mean."""
        return False

    def read_typed(self, criterion: Criterion, typed: str) -> Given:
        """Return what a clerk typed into a cell of the grid, without state, note and question mark."""
        return Given(milli(typed))


class KeyedKind(Kind):
    """A kind whose answers become points by a key."""

    is_keyed, is_points = True, False

    def points(self, criterion: Criterion, cell: Amount | Answers, key: AnswerKey | None) -> Amount | None:
        """Return what the key gives, None without one; a plain amount is points already (an agreed mark, or 0)."""
        if not isinstance(cell, tuple):
            return cell
        key = key or self.own_key(criterion)
        return key.points(cell, criterion.maximum, criterion.step) if key and cell else None  # type: ignore[arg-type]


def nearest_step(criterion: Criterion, points: Amount, step: Amount) -> Amount:
    """Return the multiple of a step nearest to some points, at most the maximum."""
    steps = Fraction(points) / step
    return min(half_away(steps.numerator, steps.denominator) * step, criterion.maximum)


def nearest_of(choices: "tuple[Amount, ...]", points: Amount) -> Amount:
    """Return the choice nearest to some points, of two equally near the better one."""
    return simplest(min(choices, key=lambda one: (abs(one - points), -one)))


def replaced_key(criterion: Criterion, key: Key) -> Criterion:
    """Return the criterion with another key."""
    return replace(criterion, key=key)


__all__ = ["Answers", "Cell", "Given", "KeyedKind", "Kind", "nearest_of", "nearest_step", "replaced_key"]
