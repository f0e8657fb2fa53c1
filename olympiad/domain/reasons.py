"""Reasons that must be given for what is done to marks and results."""

from olympiad.domain.errors import DomainError


def given_reason(reason: str) -> str:
    """Return a reason without blanks around it; a missing one is refused as `reason_missing`.

    >>> given_reason(" seen on video ")
    'seen on video'
    """
    if not reason.strip():
        raise DomainError("reason_missing")
    return reason.strip()
