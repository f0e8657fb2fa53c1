"""Keys as they are written: levels, what a penalty costs, how a reading becomes points."""

from collections.abc import Callable
from fractions import Fraction

from olympiad import limits
from olympiad.domain.choices import CriterionKind
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import Amount, number, plain, simplest, thousandths
from olympiad.domain.readings import REPLICATES, Band, Curve, Experts, ReadingKey, Replicates, Steps, Tolerance
from olympiad.domain.rubric import Counted, Key, Level

Parts = dict[str, str]


def parse_key(kind: CriterionKind, text: str, maximum: Amount) -> Key:
    """The key of a criterion of this kind; `maximum` is an amount.

    >>> parse_key(CriterionKind.PENALTY, "each=1 free=1", 3000)
    Counted(each=1000, free=1)
    >>> parse_key(CriterionKind.READING, "value=5", 4000)
    Traceback (most recent call last):
    olympiad.domain.errors.DomainError: key_incomplete: found=value=5
    """
    _check_length(text)
    if kind is CriterionKind.LEVELS:
        return parse_levels(text, maximum)
    if not text:
        return None
    if kind is CriterionKind.PENALTY:
        return parse_counted(text)
    if kind is CriterionKind.READING:
        return parse_reading(text, maximum)
    raise DomainError("key_without_use", found=text, kind=kind.value)


def parse_levels(text: str, maximum: Amount) -> tuple[Level, ...]:
    """`0=absent | 1=partly | 2=complete`: distinct points within 0…maximum, each with its meaning.

    >>> parse_levels("0=no | 2=yes, all", 2000)
    (Level(points=0, label='no'), Level(points=2000, label='yes, all'))
    """
    if not text:
        raise DomainError("levels_missing")
    _check_parts(text, limits.LEVELS)
    levels = tuple(_level(part, maximum) for part in text.split("|"))
    if len({level.points for level in levels}) != len(levels):
        raise DomainError("levels_not_distinct", found=text)
    return levels


def _level(text: str, maximum: Amount) -> Level:
    written, _, label = text.partition("=")
    points = thousandths(_number(written.strip()))
    if not 0 <= points <= maximum:
        raise DomainError("level_outside", found=written.strip(), maximum=plain(Fraction(maximum) / 1000))
    return Level(points, label.strip())


def parse_counted(text: str) -> Counted:
    """`each=1 free=1`: points per occurrence after the free ones.

    >>> parse_counted("free=2")
    Counted(each=1000, free=2)
    """
    parts = _parts(text, ("each", "free"))
    each = _not_negative(parts.get("each", "1"))
    return Counted(thousandths(each), _whole(parts.get("free", "0")))


def parse_reading(text: str, maximum: Amount) -> ReadingKey:
    """`value=… full=… zero=…`, `value=… steps=…` or `experts=… full=… zero=… each=…`, and how replicates count.

    >>> parse_reading("value=5.55 unit=mmol/L full=2% zero=20%", 4000).unit
    'mmol/L'
    """
    _check_length(text)
    parts = _parts(
        without_spaces_at_bars(text),
        ("value", "unit", "full", "zero", "steps", "experts", "each", "replicates", "round"),
    )
    if parts.get("round", "step") != "step":
        raise DomainError("key_round_unknown", found=parts["round"])
    return ReadingKey(
        _curve(parts, text, maximum),
        _replicates(parts.get("replicates", "mean")),
        parts.get("unit", ""),
        "round" in parts,
    )


def _curve(parts: Parts, text: str, maximum: Amount) -> Curve:
    shapes: tuple[tuple[frozenset[str], Callable[[], Curve]], ...] = (
        (frozenset({"value", "full", "zero"}), lambda: _tolerance_curve(parts, text)),
        (frozenset({"value", "steps"}), lambda: _steps(parts, maximum)),
        (frozenset({"experts", "full", "zero", "each"}), lambda: _experts(parts, text)),
    )
    given = parts.keys() - {"unit", "replicates", "round"}
    for wanted, make in shapes:
        if given == wanted:
            return make()
    contradictory = ("experts" in given and "value" in given) or ("steps" in given and given & {"full", "zero", "each"})
    raise DomainError("key_contradictory" if contradictory else "key_incomplete", found=text)


def _tolerance_curve(parts: Parts, text: str) -> Tolerance:
    value = _number(parts["value"])
    full, zero = _tolerance(parts["full"], value), _tolerance(parts["zero"], value)
    if zero[0] < full[0] or zero[1] < full[1]:
        raise DomainError("key_zero_below_full", found=text)
    return Tolerance(value, full[0], full[1], zero[0], zero[1])


def _tolerance(text: str, value: Fraction) -> tuple[Fraction, Fraction]:
    """How far below and above: `2%`, `0.1`, `-1%/+2%`, `+2%` (the other side is 0)."""
    sides = text.split("/")
    signs = [side[:1] if side[:1] in ("+", "-") else "" for side in sides]
    if len(sides) > 2 or (len(sides) == 2 and sorted(signs) != ["+", "-"]):
        raise DomainError("tolerance_unclear", found=text)
    distances = {sign: _distance(side.removeprefix(sign), value, text) for sign, side in zip(signs, sides, strict=True)}
    nothing = Fraction(0)
    return distances.get("-", distances.get("", nothing)), distances.get("+", distances.get("", nothing))


def _distance(text: str, value: Fraction, whole: str) -> Fraction:
    if not text[:1].isdigit():
        raise DomainError("tolerance_unclear", found=whole)
    if not text.endswith("%"):
        return _number(text)
    if value == 0:
        raise DomainError("tolerance_of_zero", found=whole)
    return abs(value) * _number(text[:-1]) / 100


def _steps(parts: Parts, maximum: Amount) -> Steps:
    _check_parts(parts["steps"], limits.BANDS)
    value = _number(parts["value"])
    return Steps(value, tuple(_band(part, value, maximum) for part in parts["steps"].split("|")))


def _band(text: str, value: Fraction, maximum: Amount) -> Band:
    within, colon, written = text.partition(":")
    if not colon:
        raise DomainError("step_unclear", found=text)
    below, above = _tolerance(within, value)
    points = thousandths(_not_negative(written))
    if points > maximum:
        raise DomainError("step_above_maximum", found=text, maximum=plain(Fraction(maximum) / 1000))
    return Band(below, above, points)


def _experts(parts: Parts, text: str) -> Experts:
    _check_parts(parts["experts"], limits.EXPERTS)
    readings = tuple(sorted(_number(part) for part in parts["experts"].split("|")))
    full, zero = _ranks(parts["full"]), _ranks(parts["zero"])
    if not 1 <= zero[0] <= full[0] <= full[1] <= zero[1]:
        raise DomainError("key_zero_below_full", found=text)
    if zero[1] > len(readings):
        raise DomainError("experts_too_few", found=len(readings), wanted=zero[1])
    return Experts(readings, full, zero, thousandths(_not_negative(parts["each"])))


def _ranks(text: str) -> tuple[int, int]:
    low, dots, high = text.partition("..")
    if not dots:
        raise DomainError("ranks_unclear", found=text)
    return _whole(low), _whole(high)


def without_spaces_at_bars(text: str) -> str:
    """The text with no spaces around its bars: lists may be written with them, as levels are.

    >>> without_spaces_at_bars("experts=1 | 2 |3 full=1..1")
    'experts=1|2|3 full=1..1'
    """
    return "|".join(part.strip() for part in text.split("|"))


def _check_length(text: str) -> None:
    if len(text) > limits.KEY:
        raise DomainError("text_too_long", found=f"{text[:40]}…", most=limits.KEY)


def _check_parts(text: str, most: int) -> None:
    if text.count("|") >= most:
        raise DomainError("list_too_long", found=f"{text[:40]}…", most=most)


def _replicates(text: str) -> Replicates:
    rule, colon, within = text.partition(":")
    if rule not in REPLICATES or (rule == "concordant") != bool(colon):
        raise DomainError("replicates_unknown", found=text)
    return Replicates(rule, _not_negative(within) if colon else Fraction(0))


def _parts(text: str, known: tuple[str, ...]) -> Parts:
    parts: Parts = {}
    for part in text.split():
        name, equals, value = part.partition("=")
        if name not in known or not equals or not value:
            raise DomainError("key_part_unknown", found=part, known=", ".join(known))
        if name in parts:
            raise DomainError("key_part_twice", found=name)
        parts[name] = value
    return parts


def _number(text: str) -> Fraction:
    return number(text)


def _not_negative(text: str) -> Fraction:
    value = number(text)
    if value < 0:
        raise DomainError("number_negative", found=text)
    return value


def _whole(text: str) -> int:
    value = simplest(_not_negative(text))
    if not isinstance(value, int):
        raise DomainError("number_not_whole", found=text)
    return value
