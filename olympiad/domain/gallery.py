"""When a photograph may be public: it has a caption, and everybody who can be recognised has agreed."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

LONGEST_CAPTION = 300
LONGEST_REQUEST = 500


class PhotoState(StrEnum):
    """What the curators decided; a published photograph is seen only while nothing is missing."""

    WAITING = "waiting"
    PUBLISHED = "published"
    HIDDEN = "hidden"


class Missing(StrEnum):
    """What a photograph still needs."""

    CAPTION = "caption"
    CONSENT = "consent"
    OTHERS = "others"


def hides_at_once(answered_at: datetime | None) -> bool:
    """Whether a request hides a photograph before anybody looks at it.

    Whoever is shown waits for nobody; a photograph that curators have put back after a first request waits for them, so that
    nobody takes the same one off the site again and again.

    >>> hides_at_once(None), hides_at_once(datetime(2026, 12, 10))
    (True, False)
    """
    return answered_at is None


def missing(*, has_caption: bool, consents: Collection[bool], others_agreed: bool) -> tuple[Missing, ...]:
    """Return what is missing before a photograph may be seen.

    >>> missing(has_caption=True, consents=(True, True), others_agreed=True)
    ()
    >>> [str(one) for one in missing(has_caption=False, consents=(True, False), others_agreed=False)]
    ['caption', 'consent', 'others']
    """
    found = (
        (not has_caption, Missing.CAPTION),
        (not all(consents), Missing.CONSENT),
        (not others_agreed, Missing.OTHERS),
    )
    return tuple(one for is_missing, one in found if is_missing)
