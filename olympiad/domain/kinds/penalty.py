"""`penalty`: counted occurrences, each of which costs points after the free ones."""

from fractions import Fraction

from olympiad import limits
from olympiad.domain.choices import CriterionKind
from olympiad.domain.criteria import AnswerKey, Answers, Counted, Criterion
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import Amount, points, thousandths
from olympiad.domain.kinds.base import Kind
from olympiad.domain.notation.words import joined, named_parts, not_negative, whole


class Penalty(Kind):
    """A mark that counts occurrences; its points are taken off, at most the maximum."""

    name = CriterionKind.PENALTY
    is_points = False

    def check_mark(self, criterion: Criterion, mark: Amount) -> None:
        """Refuse what is no whole number of occurrences; more than the maximum costs no more."""
        if mark < 0:
            raise DomainError("mark_negative", found=points(mark), criterion=criterion.code)
        if mark > limits.OCCURRENCES * 1000:
            raise DomainError("number_too_large", found=points(mark), most=limits.OCCURRENCES)
        if mark % 1000:
            raise DomainError("mark_not_whole", found=points(mark), criterion=criterion.code)

    def points(self, criterion: Criterion, cell: Amount | Answers, key: AnswerKey | None) -> Amount | None:
        """Return what is taken off, as a negative amount."""
        if isinstance(cell, tuple):
            return None
        rule = counted(criterion)
        return -min(criterion.maximum, rule.each * max(0, cell // 1000 - rule.free))

    def full_points(self, criterion: Criterion) -> Amount:
        """Return nothing taken off."""
        return 0

    def steps(self, criterion: Criterion, points: Amount, occurrences: Amount) -> Fraction:
        """Return the number of occurrences."""
        return Fraction(occurrences) / 1000

    def parse_key(self, text: str, maximum: Amount) -> Counted | None:
        """Return what an occurrence costs; None without a key."""
        return parse_counted(text) if text else None

    def write_key(self, criterion: Criterion) -> str:
        """Write what an occurrence costs, and how many are free."""
        key = criterion.key
        return f"each={points(key.each)} free={key.free}" if isinstance(key, Counted) else ""


def counted(criterion: Criterion) -> Counted:
    """Return what a penalty's occurrences cost; without a key each costs 1 and none is free."""
    return criterion.key if isinstance(criterion.key, Counted) else Counted()


def parse_counted(text: str) -> Counted:
    """`each=1 free=1`: points per occurrence after the free ones.

    >>> parse_counted("free=2")
    Counted(each=1000, free=2)
    """
    parts = named_parts(text, ("each", "free"))
    each = not_negative(parts.get("each", "1"))
    return Counted(thousandths(each), whole(parts.get("free", "0")))


def take_counted_apart(text: str) -> tuple[str, str]:
    """What each occurrence costs, and how many are free.

    >>> take_counted_apart("each=1 free=1")
    ('1', '1')
    """
    parts = dict(part.partition("=")[::2] for part in text.split())
    return parts.get("each", ""), parts.get("free", "")


def put_counted_together(each: str, free: str) -> str:
    """Write what a penalty costs as criteria.csv does.

    >>> put_counted_together("0.5", "")
    'each=0.5'
    """
    return joined([("each", each), ("free", free)])
