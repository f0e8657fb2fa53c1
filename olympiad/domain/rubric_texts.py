"""How critical criteria and thresholds of disagreement are written in files and forms."""

from fractions import Fraction

from olympiad.domain.errors import DomainError
from olympiad.domain.exact import number, thousandths
from olympiad.domain.rubric import Critical, Threshold


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


def _share(text: str, percent: str) -> Fraction:
    share = number(percent.removesuffix("%")) / 100
    if not 0 <= share <= 1:
        raise DomainError("share_outside", found=text)
    return share
