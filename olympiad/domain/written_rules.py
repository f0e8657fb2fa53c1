"""Keys and rules written back as the texts they are read from, so that a bundle needs no second notation."""

from fractions import Fraction

from olympiad.domain.exact import Amount, plain, points
from olympiad.domain.readings import Experts, ReadingKey, Steps, Tolerance
from olympiad.domain.rubric import Counted, Criterion, Critical
from olympiad.domain.rules import Rules

Pair = tuple[str, str]


def write_key(criterion: Criterion) -> str:
    """A criterion's key as `parse_key` reads it; empty without one.

    >>> from olympiad.domain.choices import CriterionKind
    >>> write_key(Criterion("spilt", CriterionKind.PENALTY, 3000, key=Counted(1000, 1)))
    'each=1 free=1'
    """
    key = criterion.key
    if isinstance(key, tuple):
        return " | ".join(f"{points(level.points)}={level.label}" for level in key)
    if isinstance(key, Counted):
        return f"each={points(key.each)} free={key.free}"
    return write_reading_key(key) if isinstance(key, ReadingKey) else ""


def write_reading_key(key: ReadingKey) -> str:
    """A reading's key, tolerances as distances in the unit.

    >>> write_reading_key(ReadingKey(Tolerance(Fraction(5), *map(Fraction, (1, 1, 2, 2)))))
    'value=5 full=-1/+1 zero=-2/+2 replicates=mean'
    """
    parts = _curve(key)
    if key.unit:
        parts.append(("unit", key.unit))
    rule = key.replicates.rule
    parts.append(("replicates", f"{rule}:{plain(key.replicates.within)}" if rule == "concordant" else rule))
    if key.to_step:
        parts.append(("round", "step"))
    return " ".join(f"{name}={value}" for name, value in parts)


def _curve(key: ReadingKey) -> list[Pair]:
    match key.curve:
        case Tolerance() as curve:
            full, zero = _sides(curve.full_below, curve.full_above), _sides(curve.zero_below, curve.zero_above)
            return [("value", plain(curve.value)), ("full", full), ("zero", zero)]
        case Steps() as curve:
            bands = "|".join(f"{_sides(band.below, band.above)}:{points(band.points)}" for band in curve.bands)
            return [("value", plain(curve.value)), ("steps", bands)]
        case Experts() as curve:
            readings = "|".join(plain(reading) for reading in curve.readings)
            ranks = [("full", "..".join(map(str, curve.full))), ("zero", "..".join(map(str, curve.zero)))]
            return [("experts", readings), *ranks, ("each", points(curve.each))]
    raise TypeError(f"{type(key.curve).__name__} cannot be written")


def _sides(below: Fraction, above: Fraction) -> str:
    return f"-{plain(below)}/+{plain(above)}"


def write_critical(critical: Critical | None) -> str:
    """`no`, `zero` or the cap.

    >>> write_critical(None), write_critical(Critical()), write_critical(Critical(Fraction(1, 2)))
    ('no', 'zero', 'cap=50%')
    """
    if critical is None:
        return "no"
    return f"cap={plain(critical.cap * 100)}%" if critical.cap else "zero"


def write_rules(rules: Rules) -> list[Pair]:
    """Every rule but the awards as a row of rules.csv, the defaults too.

    >>> dict(write_rules(Rules()))["places"]
    '1224'
    """
    task_decimals = "" if rules.task_decimals is None else str(rules.task_decimals)
    return [
        ("scale", rules.scale.value),
        ("sd", rules.sd.value),
        ("decimals", str(rules.decimals)),
        ("task_decimals", task_decimals),
        ("penalty_floor", _yes_or_no(rules.penalty_floor)),
        ("missing", rules.missing.value),
        ("no_show", rules.no_show.value),
        ("places", rules.places.value),
        ("ties", "; ".join(rules.ties)),
        ("share_of", rules.share_of.value),
        ("conflict", rules.conflict.value),
        ("blind", _yes_or_no(rules.blind)),
        ("points_shown", _yes_or_no(rules.points_shown)),
        *((f"part.{name}", plain(weight)) for name, weight in sorted(rules.part_weights.items())),
    ]


def _yes_or_no(value: bool) -> str:
    return "yes" if value else "no"


def write_amount(value: Amount | None) -> str | None:
    """Points as text, exactly; None stays None.

    >>> write_amount(2500), write_amount(Fraction(25000, 3)), write_amount(None)
    ('2.5', '25/3', None)
    """
    return None if value is None else points(value)
