"""What one cell of a score sheet is worth: step 1 of the computation, key by key."""

from fractions import Fraction
from itertools import combinations

from tests.domain.oracle.tables import Row, number, percent


def parts_of(key: str) -> dict[str, str]:
    """Split `value=5 full=2%` into its parts."""
    return dict(part.split("=", 1) for part in key.split())


def penalty_points(occurrences: Fraction, criterion: Row) -> Fraction:
    """Take off `each` for every occurrence after the free ones, at most the maximum."""
    key = parts_of(criterion.get("key", ""))
    each, free = number(key.get("each", "1")), number(key.get("free", "0"))
    return -min(number(criterion["maximum"]), each * max(Fraction(0), occurrences - free))


def plain_mark(text: str, criterion: Row) -> Fraction:
    """Read what `mark` holds: points, yes or no, a level, or occurrences."""
    if text in ("yes", "no"):
        return number(criterion["maximum"]) if text == "yes" else Fraction(0)
    return number(text)


def reading_points(text: str, key: str, criterion: Row) -> Fraction | None:
    """Turn the replicates of one reading into points; None when they give no result (no key, no concordant pair)."""
    if not key:
        return None
    parts = parts_of(key)
    replicates = [number(part) for part in text.split("|")]
    candidates = _joined(replicates, parts.get("replicates", "mean"))
    points = [_rounded(_points_of(value, parts, criterion), parts, criterion) for value in candidates]
    return max(points, default=None)


def _joined(replicates: list[Fraction], how: str) -> list[Fraction]:
    """Return the readings that may stand for the replicates; of several the better points count."""
    if how == "best":
        return replicates
    if how == "median":
        ordered, half = sorted(replicates), len(replicates) // 2
        return [ordered[half]] if len(ordered) % 2 else [(ordered[half - 1] + ordered[half]) / 2]
    if how.startswith("concordant:"):
        within = number(how.split(":")[1])
        pairs = [(abs(a - b), (a + b) / 2) for a, b in combinations(replicates, 2) if abs(a - b) <= within]
        return [mean for distance, mean in pairs if distance == min(pairs)[0]]
    return [sum(replicates, Fraction(0)) / len(replicates)]


def _rounded(points: Fraction, parts: dict[str, str], criterion: Row) -> Fraction:
    if parts.get("round") != "step":
        return points
    step = number(criterion.get("step") or "0.5")
    steps = points / step + Fraction(1, 2)
    return steps.numerator // steps.denominator * step


def _points_of(reading: Fraction, parts: dict[str, str], criterion: Row) -> Fraction:
    maximum = number(criterion["maximum"])
    if "experts" in parts:
        return _expert_points(reading, parts, maximum)
    value = number(parts["value"])
    if "steps" in parts:
        return _step_points(reading, value, parts["steps"])
    side = 0 if reading < value else 1
    distance = abs(reading - value)
    full, zero = _tolerance(parts["full"], value)[side], _tolerance(parts["zero"], value)[side]
    if distance <= full:
        return maximum
    if distance >= zero:
        return Fraction(0)
    return maximum * (zero - distance) / (zero - full)


def _tolerance(text: str, value: Fraction) -> tuple[Fraction, Fraction]:
    """Return how far below and how far above the value one may be."""
    below = above = Fraction(0)
    for side in text.split("/"):
        size = abs(percent(side) * value) if side.endswith("%") else abs(number(side))
        below = size if not side.startswith("+") else below
        above = size if not side.startswith("-") else above
    return below, above


def _step_points(reading: Fraction, value: Fraction, steps: str) -> Fraction:
    reached = [Fraction(0)]
    for step in steps.split("|"):
        within, points = step.split(":")
        below, above = _tolerance(within, value)
        if value - below <= reading <= value + above:
            reached.append(number(points))
    return max(reached)


def _expert_points(reading: Fraction, parts: dict[str, str], maximum: Fraction) -> Fraction:
    """Full points inside the `full` ranks, `each` less for every further rank, nothing outside `zero`."""
    experts = sorted(number(text) for text in parts["experts"].split("|"))
    full_low, full_high = (int(rank) for rank in parts["full"].split(".."))
    zero_low, zero_high = (int(rank) for rank in parts["zero"].split(".."))
    if reading < experts[zero_low - 1] or reading > experts[zero_high - 1]:
        return Fraction(0)
    if reading < experts[full_low - 1]:
        further = full_low - max(rank for rank, expert in enumerate(experts, 1) if expert <= reading)
    elif reading > experts[full_high - 1]:
        further = min(rank for rank, expert in enumerate(experts, 1) if expert >= reading) - full_high
    else:
        further = 0
    return max(Fraction(0), maximum - further * number(parts["each"]))


def choice_points(text: str, key: str, criterion: Row) -> Fraction | None:
    """Count right and wrong answers one by one; None without a key."""
    if not key:
        return None
    parts, maximum = parts_of(key), number(criterion["maximum"])
    right = parts["right"].split("|")
    each = number(parts["each"]) if "each" in parts else maximum / len(right)
    points = Fraction(0)
    for answer in text.split("|"):
        points += each if answer in right else -number(parts.get("wrong", "0"))
    return min(maximum, max(Fraction(0), points))
