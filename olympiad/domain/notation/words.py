"""Words and numbers as every notation reads them: a choice, yes or no, whole numbers, `name=value` parts."""

from collections.abc import Iterable
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from olympiad.domain.errors import DomainError
from olympiad.domain.exact import number, simplest

Choice = TypeVar("Choice", bound=StrEnum)
Parts = dict[str, str]


def choose(choices: type[Choice], text: str) -> Choice:
    """The choice that is written so.

    >>> from olympiad.domain.choices import Scale
    >>> choose(Scale, "percent")
    <Scale.PERCENT: 'percent'>
    """
    try:
        return choices(text)
    except ValueError:
        known = " · ".join(choice.value for choice in choices)
        raise DomainError("choice_unknown", found=text, known=known) from None


def yes_or_no(text: str) -> bool:
    """`yes` or `no`.

    >>> yes_or_no("no")
    False
    """
    if text not in ("yes", "no"):
        raise DomainError("choice_unknown", found=text, known="yes · no")
    return text == "yes"


def yes_no(value: bool) -> str:
    """Write `yes` or `no`."""
    return "yes" if value else "no"


def whole(text: str, least: int = 0) -> int:
    """A whole number, not below `least`.

    >>> whole("3")
    3
    """
    value = simplest(number(text))
    if not isinstance(value, int):
        raise DomainError("number_not_whole", found=text)
    if value < least:
        raise DomainError("number_too_small", found=text, least=str(least))
    return value


def positive(text: str) -> Fraction:
    """A number above 0.

    >>> positive("0.5")
    Fraction(1, 2)
    """
    value = number(text)
    if value <= 0:
        raise DomainError("number_not_positive", found=text)
    return value


def not_negative(text: str) -> Fraction:
    """Return a number that is 0 or more."""
    value = number(text)
    if value < 0:
        raise DomainError("number_negative", found=text)
    return value


def named_parts(text: str, known: tuple[str, ...]) -> Parts:
    """Return the parts `name=value` of a key, each known and given once.

    >>> named_parts("each=1 free=2", ("each", "free"))
    {'each': '1', 'free': '2'}
    """
    parts: Parts = {}
    for part in text.split():
        name, equals, value = part.partition("=")
        if name not in known or not equals or not value:
            raise DomainError("key_part_unknown", found=part, known=", ".join(known))
        if name in parts:
            raise DomainError("key_part_twice", found=name)
        parts[name] = value
    return parts


def tight(text: str) -> str:
    """Return a text without any space, as one part of a key is."""
    return "".join(text.split())


def tight_bars(text: str) -> str:
    """Return a text with no spaces around its bars: lists may be written with them, as levels are.

    >>> tight_bars("experts=1 | 2 |3 full=1..1")
    'experts=1|2|3 full=1..1'
    """
    return "|".join(part.strip() for part in text.split("|"))


def check_length(text: str, most: int) -> None:
    """Refuse a text that is too long."""
    if len(text) > most:
        raise DomainError("text_too_long", found=f"{text[:40]}…", most=most)


def check_count(text: str, most: int) -> None:
    """Refuse a list with bars that has too many entries."""
    if text.count("|") >= most:
        raise DomainError("list_too_long", found=f"{text[:40]}…", most=most)


def joined(pairs: Iterable[tuple[str, str]]) -> str:
    """Write parts as `name=value`, those that say something."""
    return " ".join(f"{name}={tight(value)}" for name, value in pairs if value.strip())
