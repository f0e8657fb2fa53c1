"""Macros of a page that draw a thing once: rows of a long table repeat the same marks, places and institutions."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

from markupsafe import Markup

PLAIN = (str, int, type(None))
EXACT = (Decimal, Fraction)
Known = dict[tuple[object, ...], Markup]
"""What was drawn, by its arguments."""


def remembered(draw: Callable[..., Markup], known: Known | None = None) -> Callable[..., Markup]:
    """Return a macro that draws once for the same arguments; `known` is what pages of one language share of this macro.

    Numbers are the same when they are written the same (9.5 and 9.50 are not), other things when they are the same object:
    they have to stay as they are until the pages are drawn.

    >>> drawn = []
    >>> cell = remembered(lambda amount: drawn.append(amount) or Markup(f"<td>{amount}</td>"))
    >>> str(cell(Decimal("9.5"))), str(cell(Decimal("9.50"))), str(cell(Decimal("9.5"))), len(drawn)
    ('<td>9.5</td>', '<td>9.50</td>', '<td>9.5</td>', 2)
    """
    drawn: Known = {} if known is None else known

    def once(*given: object) -> Markup:
        key = tuple(map(_identity, given))
        found = drawn.get(key)
        if found is None:
            found = drawn[key] = draw(*given)
        return found

    return once


def joined(draw: Callable[..., Markup], known: Known | None = None) -> Callable[..., Markup]:
    """Return a function that draws the cells of a row in one call, each of them once: a call from a template is dear.

    >>> cells = joined(lambda amount, of, unit: Markup(f"<td>{amount} of {of} {unit}</td>"))
    >>> str(cells(((1, 2), (8, 9)), "g"))
    '<td>1 of 8 g</td><td>2 of 9 g</td>'
    """
    one = remembered(draw, known)

    def row(columns: Sequence[Sequence[object]], *same: object) -> Markup:
        return Markup("".join([one(*given, *same) for given in zip(*columns, strict=True)]))  # noqa: S704  # why: drawn

    return row


def _identity(given: object) -> object:
    if isinstance(given, PLAIN):
        return type(given), given
    return (type(given), str(given)) if isinstance(given, EXACT) else id(given)
