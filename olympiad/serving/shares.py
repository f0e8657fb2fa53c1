"""How many connections each worker has, in memory that all workers share: whoever has more lets the others accept first.

The system wakes all workers for a new connection and gives it to the quickest. Fifty judges on kept connections may so
sit in one worker, and the other one has nothing to do.
"""

import mmap

SLOTS = 64
"""Workers are numbered as they start; of those that live at the same time no two are that far apart."""
ALIVE_SECONDS = 2.0
"""A worker that has told nothing for so long has ended, or does not get to accept anything."""


class Shares:
    """A number of connections and the moment in which it was told, for each worker; made before the workers are forked."""

    def __init__(self) -> None:
        memory = memoryview(mmap.mmap(-1, 2 * SLOTS * 8)).cast("d")
        self._counts, self._told = memory[:SLOTS], memory[SLOTS:]

    def tell(self, worker: int, connections: int, now: float) -> None:
        """Say how many connections a worker has at a moment of the system's steady clock."""
        self._counts[worker % SLOTS] = connections
        self._told[worker % SLOTS] = now

    def is_ahead(self, worker: int, connections: int, now: float) -> bool:
        """Return whether another worker that lives has clearly fewer connections.

        >>> shares = Shares()
        >>> shares.tell(1, 5, 10.0), shares.tell(2, 3, 10.0)
        (None, None)
        >>> shares.is_ahead(1, 5, 10.5), shares.is_ahead(2, 3, 10.5), shares.is_ahead(1, 5, 13.0)
        (True, False, False)
        """
        living = (at for at in range(SLOTS) if at != worker % SLOTS and now - self._told[at] < ALIVE_SECONDS)
        return any(self._counts[at] < connections - 1 for at in living)


SHARES = Shares()
