"""How several judges' values become one: the registry of task methods."""

from collections.abc import Callable, Sequence

from olympiad.domain.choices import Method
from olympiad.domain.exact import Amount, added, divide


def mean(values: Sequence[Amount], drop: int) -> Amount | None:
    """The sum divided by their number.

    >>> mean([1000, 2000], 1)
    1500
    """
    return divide(added(values), len(values)) if values else None


def median(values: Sequence[Amount], drop: int) -> Amount | None:
    """The middle one; of an even number the mean of the middle two.

    >>> median([1000, 2000, 9000], 1)
    2000
    """
    ordered, middle = sorted(values), len(values) // 2
    return divide(ordered[middle] + ordered[-1 - middle], 2) if ordered else None


def trimmed(values: Sequence[Amount], drop: int) -> Amount | None:
    """The mean without the `drop` highest and the `drop` lowest; fewer than 2 × drop + 1 give none.

    Judges' panels of figure skating and diving drop one at each end.

    >>> trimmed([1000, 2000, 3000, 5000], 1), trimmed([1000, 2000], 1)
    (2500, None)
    """
    return mean(sorted(values)[drop : len(values) - drop], drop) if len(values) > 2 * drop else None


def lowest(values: Sequence[Amount], drop: int) -> Amount | None:
    """The lowest one.

    >>> lowest([2000, 1000], 1)
    1000
    """
    return min(values, default=None)


def highest(values: Sequence[Amount], drop: int) -> Amount | None:
    """The highest one.

    >>> highest([2000, 1000], 1)
    2000
    """
    return max(values, default=None)


METHODS: dict[Method, Callable[[Sequence[Amount], int], Amount | None]] = {
    Method.MEAN: mean,
    Method.MEDIAN: median,
    Method.TRIMMED: trimmed,
    Method.LOWEST: lowest,
    Method.HIGHEST: highest,
}
"""A new method is one function and one line here; each gets the values and the task's `drop`."""


def dropped(values: Sequence[Amount], method: Method, drop: int) -> tuple[int, ...]:
    """Positions of the values that the method leaves out, for explanations.

    >>> dropped([3000, 1000, 2000], Method.TRIMMED, 1)
    (0, 1)
    """
    order = sorted(range(len(values)), key=lambda position: values[position])
    kept = {
        Method.TRIMMED: order[drop : len(values) - drop] if len(values) > 2 * drop else [],
        Method.MEDIAN: order[(len(order) - 1) // 2 : len(order) // 2 + 1],
        Method.LOWEST: order[:1],
        Method.HIGHEST: order[-1:],
    }.get(method, order)
    return tuple(sorted(set(order) - set(kept)))
