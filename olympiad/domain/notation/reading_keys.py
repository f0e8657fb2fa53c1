"""Keys of readings as text: read, written back, taken apart into the fields of a form and put together again."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from olympiad import limits
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import Amount, number, plain, points, thousandths
from olympiad.domain.notation.words import (
    Parts,
    check_count,
    check_length,
    joined,
    named_parts,
    not_negative,
    tight,
    tight_bars,
    whole,
)
from olympiad.domain.readings import REPLICATES, Band, Curve, Experts, ReadingKey, Replicates, Steps, Tolerance


def parse_reading(text: str, maximum: Amount) -> ReadingKey:
    """`value=… full=… zero=…`, `value=… steps=…` or `experts=… full=… zero=… each=…`, and how replicates count.

    >>> parse_reading("value=5.55 unit=mmol/L full=2% zero=20%", 4000).unit
    'mmol/L'
    """
    check_length(text, limits.KEY)
    parts = named_parts(
        tight_bars(text), ("value", "unit", "full", "zero", "steps", "experts", "each", "replicates", "round")
    )
    if parts.get("round", "step") != "step":
        raise DomainError("key_round_unknown", found=parts["round"])
    return ReadingKey(
        _read_curve(parts, text, maximum),
        _replicates(parts.get("replicates", "mean")),
        parts.get("unit", ""),
        "round" in parts,
    )


def _read_curve(parts: Parts, text: str, maximum: Amount) -> Curve:
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
    value = number(parts["value"])
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
        return number(text)
    if value == 0:
        raise DomainError("tolerance_of_zero", found=whole)
    return abs(value) * number(text[:-1]) / 100


def _steps(parts: Parts, maximum: Amount) -> Steps:
    check_count(parts["steps"], limits.BANDS)
    value = number(parts["value"])
    return Steps(value, tuple(_band(part, value, maximum) for part in parts["steps"].split("|")))


def _band(text: str, value: Fraction, maximum: Amount) -> Band:
    within, colon, written = text.partition(":")
    if not colon:
        raise DomainError("step_unclear", found=text)
    below, above = _tolerance(within, value)
    amount = thousandths(not_negative(written))
    if amount > maximum:
        raise DomainError("step_above_maximum", found=text, maximum=plain(Fraction(maximum) / 1000))
    return Band(below, above, amount)


def _experts(parts: Parts, text: str) -> Experts:
    check_count(parts["experts"], limits.EXPERTS)
    readings = tuple(sorted(number(part) for part in parts["experts"].split("|")))
    full, zero = _ranks(parts["full"]), _ranks(parts["zero"])
    if not 1 <= zero[0] <= full[0] <= full[1] <= zero[1]:
        raise DomainError("key_zero_below_full", found=text)
    if zero[1] > len(readings):
        raise DomainError("experts_too_few", found=len(readings), wanted=zero[1])
    return Experts(readings, full, zero, thousandths(not_negative(parts["each"])))


def _ranks(text: str) -> tuple[int, int]:
    low, dots, high = text.partition("..")
    if not dots:
        raise DomainError("ranks_unclear", found=text)
    return whole(low), whole(high)


def _replicates(text: str) -> Replicates:
    rule, colon, within = text.partition(":")
    if rule not in REPLICATES or (rule == "concordant") != bool(colon):
        raise DomainError("replicates_unknown", found=text)
    return Replicates(rule, not_negative(within) if colon else Fraction(0))


def write_reading_key(key: ReadingKey) -> str:
    """A reading's key, tolerances as distances in the unit.

    >>> write_reading_key(ReadingKey(Tolerance(Fraction(5), *map(Fraction, (1, 1, 2, 2)))))
    'value=5 full=-1/+1 zero=-2/+2 replicates=mean'
    """
    parts = _write_curve(key)
    if key.unit:
        parts.append(("unit", key.unit))
    rule = key.replicates.rule
    parts.append(("replicates", f"{rule}:{plain(key.replicates.within)}" if rule == "concordant" else rule))
    if key.to_step:
        parts.append(("round", "step"))
    return " ".join(f"{name}={value}" for name, value in parts)


def _write_curve(key: ReadingKey) -> list[tuple[str, str]]:
    match key.curve:
        case Tolerance() as curve:
            full, zero = _both(curve.full_below, curve.full_above), _both(curve.zero_below, curve.zero_above)
            return [("value", plain(curve.value)), ("full", full), ("zero", zero)]
        case Steps() as curve:
            bands = "|".join(f"{_both(band.below, band.above)}:{points(band.points)}" for band in curve.bands)
            return [("value", plain(curve.value)), ("steps", bands)]
        case Experts() as curve:
            readings = "|".join(plain(reading) for reading in curve.readings)
            ranks = [("full", "..".join(map(str, curve.full))), ("zero", "..".join(map(str, curve.zero)))]
            return [("experts", readings), *ranks, ("each", points(curve.each))]
    raise TypeError(f"{type(key.curve).__name__} cannot be written")


def _both(below: Fraction, above: Fraction) -> str:
    return f"-{plain(below)}/+{plain(above)}"


SHAPES = ("", "tolerance", "steps", "experts")
"""How a reading becomes points; empty: the key is set later."""


@dataclass(frozen=True)
class ReadingParts:
    """What stands in each field of a reading's key."""

    shape: str = ""
    value: str = ""
    unit: str = ""
    full_below: str = ""
    full_above: str = ""
    zero_below: str = ""
    zero_above: str = ""
    steps: tuple[tuple[str, str], ...] = ()
    """(within, points), as `2%` and `4`."""
    experts: str = ""
    full_ranks: str = ""
    zero_ranks: str = ""
    each: str = ""
    replicates: str = "mean"
    within: str = ""
    round_to_step: bool = False


def take_reading_apart(text: str) -> ReadingParts:
    """Return the fields of a written key; parts that no key has are left out.

    >>> take_reading_apart("value=5 unit=g full=-1%/+2% zero=20% replicates=concordant:0.2")
    ReadingParts(shape='tolerance', value='5', unit='g', full_below='1%', full_above='2%', zero_below='20%', \
zero_above='20%', steps=(), experts='', full_ranks='', zero_ranks='', each='', replicates='concordant', within='0.2', \
round_to_step=False)
    >>> take_reading_apart("value=5 steps=2%:4|5%:2").steps
    (('2%', '4'), ('5%', '2'))
    """
    parts = dict(part.partition("=")[::2] for part in tight_bars(text).split())
    shape = "experts" if "experts" in parts else "steps" if "steps" in parts else "tolerance" if parts else ""
    ranks = shape == "experts"
    full, zero = (("", ""), ("", "")) if ranks else (_sides(parts.get("full", "")), _sides(parts.get("zero", "")))
    rule, _, within = parts.get("replicates", "mean").partition(":")
    steps = tuple(_step(one) for one in parts.get("steps", "").split("|") if one)
    return ReadingParts(
        shape, parts.get("value", ""), parts.get("unit", ""), *full, *zero, steps,
        parts.get("experts", "").replace("|", " "),
        parts.get("full", "") if ranks else "", parts.get("zero", "") if ranks else "",
        parts.get("each", ""), rule, within, "round" in parts,
    )  # fmt: skip


def _step(text: str) -> tuple[str, str]:
    within, _, points = text.partition(":")
    return within, points


def _sides(text: str) -> tuple[str, str]:
    """Below and above: `2%` is both, `+2%` leaves 0 below."""
    below = above = ""
    for side in text.split("/"):
        if side.startswith("-"):
            below = side[1:]
        elif side.startswith("+"):
            above = side[1:]
        else:
            below = above = side
    return (below or "0", above or "0") if below or above else ("", "")


def put_reading_together(parts: ReadingParts) -> str:
    """Write the key as criteria.csv does; the other side of a tolerance left empty is the same.

    >>> put_reading_together(ReadingParts("tolerance", "5", full_below="2%", zero_below="10 %", zero_above="20%"))
    'value=5 full=2% zero=-10%/+20%'
    >>> put_reading_together(ReadingParts("experts", experts="5.1 5.2 5.3", full_ranks="2..2", zero_ranks="1..3", each="1"))
    'experts=5.1|5.2|5.3 full=2..2 zero=1..3 each=1'
    """
    written = {
        "tolerance": lambda: [
            ("value", parts.value), ("full", _distances(parts.full_below, parts.full_above)),
            ("zero", _distances(parts.zero_below, parts.zero_above)),
        ],
        "steps": lambda: [
            ("value", parts.value),
            ("steps", "|".join(f"{tight(within)}:{tight(points)}" for within, points in parts.steps)),
        ],
        "experts": lambda: [
            ("experts", "|".join(re.split(r"[\s|;]+", parts.experts.strip()))), ("full", parts.full_ranks),
            ("zero", parts.zero_ranks), ("each", parts.each),
        ],
    }.get(parts.shape, list)()  # fmt: skip
    return joined([*written, *_common(parts)]) if written else ""


def _common(parts: ReadingParts) -> Iterable[tuple[str, str]]:
    yield "unit", parts.unit
    if parts.replicates == "concordant":
        yield "replicates", f"concordant:{tight(parts.within)}"
    elif parts.replicates not in ("", "mean"):
        yield "replicates", parts.replicates
    if parts.round_to_step:
        yield "round", "step"


def _distances(below: str, above: str) -> str:
    below, above = tight(below), tight(above)
    if below and above and below != above:
        return f"-{below}/+{above}"
    return below or above
