"""Team codes: drawn at random, short, without characters that look alike."""

import secrets
from collections.abc import Iterable

LETTERS = "ACDEFHJKMNPRTWXY"
"""None that is taken for a digit or another letter: no B, G, I, L, O, Q, S, U, V, Z."""
DIGITS = "23456789"


def draw(count: int, taken: Iterable[str]) -> list[str]:
    """Draw codes such as K47 that are not taken; longer ones where a letter and two digits would be crowded."""
    used = set(taken)
    digits = 2
    while len(LETTERS) * len(DIGITS) ** digits < 4 * (len(used) + count):
        digits += 1
    drawn: list[str] = []
    while len(drawn) < count:
        code = secrets.choice(LETTERS) + "".join(secrets.choice(DIGITS) for _ in range(digits))
        if code not in used:
            used.add(code)
            drawn.append(code)
    return drawn
