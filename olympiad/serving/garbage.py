"""Python's full garbage collections, moved to moments when a worker answers nobody.

Python's own come in the middle of a page and walk everything that the process keeps: 100 to 300 ms with a section of
1,000 teams, in which no save beside that page is answered.
"""

import gc

NEVER = 1_000_000
"""A third threshold that no process reaches; the young are still collected as they come."""
DUE = 10
"""Collections of the young since the last full one after which the next is due: Python's own figure, about 70,000 new objects."""
OVERDUE = 60
"""After so many the worker waits for no idle moment."""
GROWN = 2
"""What has stayed is walked again once it has grown to so many times its number."""


class FullCollections:
    """Looks from time to time whether a full collection is due.

    What is left after one in an idle moment is frozen: the next walks only what is new. Objects that free themselves
    are freed all the same; rings of objects that were frozen and then dropped wait until the frozen have doubled.
    """

    def __init__(self) -> None:
        young, middle, _ = gc.get_threshold()
        gc.set_threshold(young, middle, NEVER)
        self._stayed = gc.get_freeze_count()

    def collect_if_due(self, *, idle: bool) -> None:
        """Collect now, if it is due; `idle` says that no request is being answered."""
        waiting = gc.get_count()[2]
        if waiting < (DUE if idle else OVERDUE):
            return
        if not idle:  # what a page holds at the moment must not be taken for what stays
            gc.collect()
            return
        again = gc.get_freeze_count() > GROWN * self._stayed
        if again:
            gc.unfreeze()
        gc.collect()
        gc.freeze()
        if again:
            self._stayed = gc.get_freeze_count()
