"""Why a judge calls for help: the canned reasons, in the order in which they are offered."""

from enum import StrEnum


class HelpReason(StrEnum):
    """What a judge needs somebody for.

    >>> [str(reason) for reason in HelpReason][:2]
    ['instrument', 'material']
    """

    INSTRUMENT = "instrument"
    MATERIAL = "material"
    SAMPLE = "sample"
    TEAM = "team"
    RUBRIC = "rubric"
    SAFETY = "safety"
    DEVICE = "device"
    REOPEN = "reopen"
    OTHER = "other"
