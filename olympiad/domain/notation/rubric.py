"""Rubrics as text: critical criteria, thresholds of disagreement and single marks, as files and forms write them."""

from fractions import Fraction

from olympiad.domain.choices import CriterionKind
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import Amount, number, plain, points, thousandths, written_amount
from olympiad.domain.rubric import Criterion, Critical, Threshold, check_mark


def parse_critical(text: str) -> Critical | None:
    """`no`, `zero` or `cap=50%` of the task maximum.

    >>> parse_critical("cap=50%"), parse_critical("no")
    (Critical(cap=Fraction(1, 2)), None)
    """
    if text == "no":
        return None
    if text == "zero":
        return Critical()
    if text.startswith("cap=") and text.endswith("%"):
        return Critical(_share(text, text.removeprefix("cap=")))
    raise DomainError("critical_unknown", found=text)


def write_critical(critical: Critical | None) -> str:
    """`no`, `zero` or the cap.

    >>> write_critical(None), write_critical(Critical()), write_critical(Critical(Fraction(1, 2)))
    ('no', 'zero', 'cap=50%')
    """
    if critical is None:
        return "no"
    return f"cap={plain(critical.cap * 100)}%" if critical.cap else "zero"


def parse_threshold(text: str) -> Threshold | None:
    """Points, or `10%` of the task maximum; `-` never.

    >>> parse_threshold("10%"), parse_threshold("1.5"), parse_threshold("-")
    (Threshold(amount=None, share=Fraction(1, 10)), Threshold(amount=1500, share=None), None)
    """
    if text == "-":
        return None
    if text.endswith("%"):
        return Threshold(share=_share(text, text))
    value = number(text)
    if value < 0:
        raise DomainError("number_below", found=text, least=0)
    return Threshold(amount=thousandths(value))


def parse_steps(text: str) -> Fraction | None:
    """From how many steps on one criterion sheets disagree; `-` never.

    >>> parse_steps("1.5"), parse_steps("-")
    (Fraction(3, 2), None)
    """
    if text == "-":
        return None
    value = number(text)
    if value < 0:
        raise DomainError("number_below", found=text, least=0)
    return value


def parse_mark(criterion: Criterion, text: str) -> Amount:
    """What `mark` holds for a criterion: at most three decimals; of a check also `yes` or `no`.

    >>> parse_mark(Criterion("clean", CriterionKind.CHECK, 2000), "yes")
    2000
    """
    if criterion.kind is CriterionKind.CHECK and text in ("yes", "no"):
        return criterion.maximum if text == "yes" else 0
    mark = written_amount(text)
    if not isinstance(mark, int):
        raise DomainError("too_many_decimals", found=points(mark), decimals=3)
    check_mark(criterion, mark)
    return mark


def _share(text: str, percent: str) -> Fraction:
    share = number(percent.removesuffix("%")) / 100
    if not 0 <= share <= 1:
        raise DomainError("share_outside", found=text)
    return share
