"""When two accounts count as two people: not while one of them was just opened by a link of the other."""

from datetime import datetime, timedelta

LINK_RESTS = timedelta(hours=24)
"""So long after a one-time link was used, its maker and the account that it opened count as one."""


def counts_as_one(used_at: datetime, now: datetime) -> bool:
    """Whether a link that one made for the other was used too short a time ago.

    >>> noon = datetime(2026, 12, 5, 12)
    >>> counts_as_one(noon, noon + timedelta(hours=23)), counts_as_one(noon, noon + timedelta(hours=24))
    (True, False)
    """
    return now - used_at < LINK_RESTS
