"""The embargo: the moment, told by the wall clock of the edition, at which results publish themselves."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from olympiad.domain.errors import DomainError


def embargo_moment(wall: datetime, zone: str, now: datetime) -> datetime:
    """Return the moment that a wall clock in a time zone shows.

    Raises DomainError: `embargo_no_such_time` for an hour that the clock jumps over, `embargo_past` for a moment that is
    not to come.

    >>> embargo_moment(datetime(2026, 12, 10, 19, 30), "Asia/Samarkand", datetime(2026, 12, 10, tzinfo=UTC))
    datetime.datetime(2026, 12, 10, 14, 30, tzinfo=datetime.timezone.utc)
    """
    clock = ZoneInfo(zone)
    moment = wall.replace(tzinfo=clock).astimezone(UTC)
    if moment.astimezone(clock).replace(tzinfo=None) != wall.replace(fold=0):
        raise DomainError("embargo_no_such_time", zone=zone)
    if moment <= now:
        raise DomainError("embargo_past", now=now.astimezone(clock).strftime("%H:%M"), zone=zone)
    return moment
