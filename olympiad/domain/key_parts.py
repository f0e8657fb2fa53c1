"""A key taken apart into the fields of a form, and put together again, as text on both sides."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from olympiad.domain.keys import without_spaces_at_bars

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
    parts = dict(part.partition("=")[::2] for part in without_spaces_at_bars(text).split())
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
            ("steps", "|".join(f"{_tight(within)}:{_tight(points)}" for within, points in parts.steps)),
        ],
        "experts": lambda: [
            ("experts", "|".join(re.split(r"[\s|;]+", parts.experts.strip()))), ("full", parts.full_ranks),
            ("zero", parts.zero_ranks), ("each", parts.each),
        ],
    }.get(parts.shape, list)()  # fmt: skip
    return _joined([*written, *_common(parts)]) if written else ""


def _common(parts: ReadingParts) -> Iterable[tuple[str, str]]:
    yield "unit", parts.unit
    if parts.replicates == "concordant":
        yield "replicates", f"concordant:{_tight(parts.within)}"
    elif parts.replicates not in ("", "mean"):
        yield "replicates", parts.replicates
    if parts.round_to_step:
        yield "round", "step"


def _joined(pairs: Iterable[tuple[str, str]]) -> str:
    return " ".join(f"{name}={_tight(value)}" for name, value in pairs if value.strip())


def _distances(below: str, above: str) -> str:
    below, above = _tight(below), _tight(above)
    if below and above and below != above:
        return f"-{below}/+{above}"
    return below or above


def _tight(text: str) -> str:
    return "".join(text.split())


def take_levels_apart(text: str) -> list[tuple[str, str]]:
    """Points and meaning of each level.

    >>> take_levels_apart("0=absent | 1=partly")
    [('0', 'absent'), ('1', 'partly')]
    """
    pieces = [part.partition("=") for part in text.split("|") if part.strip()]
    return [(points.strip(), label.strip()) for points, _, label in pieces]


def put_levels_together(levels: Iterable[tuple[str, str]]) -> str:
    """Write levels as criteria.csv does; a bar in a meaning would end the level and becomes a slash.

    >>> put_levels_together([("0", "absent"), ("1", "partly")])
    '0=absent | 1=partly'
    """
    rows = [(points.strip(), label.strip().replace("|", "/")) for points, label in levels]
    return " | ".join(f"{points}={label}" for points, label in rows if points or label)


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
    return _joined([("each", each), ("free", free)])
