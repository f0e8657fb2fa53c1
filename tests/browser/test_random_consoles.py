"""Consoles at random: shared browsers, storage that ends, foreign cookies, portals, an old browser, double taps, two phones.

`OLYMPIAD_SOAK=100000` goes on for a thousand steps; `OLYMPIAD_SEED` repeats a run.
"""

import os

from tests.browser.consoles import Consoles
from tests.browser.halls import HTTP_ONLY, Hall, hall, level

__all__ = ["hall", "level"]

STEPS = int(os.environ.get("OLYMPIAD_SOAK", "0")) // 100 or 40
SEED = int(os.environ.get("OLYMPIAD_SEED", "20261205"))


@HTTP_ONLY
def test_random_consoles_say_nothing_false_and_lose_nothing(hall: Hall) -> None:
    consoles = Consoles(hall, SEED)
    print(f"seed {SEED}, {STEPS} steps")

    for _ in range(STEPS):
        consoles.step()
    consoles.settle()

    consoles.check()
    gestures = [len(desk.taken) for desk in consoles.desks]
    print(dict(consoles.done), gestures, "gestures")
    assert sum(gestures) > STEPS // 10  # where somebody else is signed in for long, a page takes nothing
