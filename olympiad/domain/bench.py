"""Two judges settle their differences at the bench: what both of their answers together mean."""

from enum import StrEnum
from typing import NamedTuple


class Choice(StrEnum):
    """What a judge says about one difference."""

    AGREE = "agree"
    KEEP = "keep"
    ESCALATE = "escalate"


class Verdict(StrEnum):
    """How far a difference is."""

    OPEN = "open"
    WAITING = "waiting"
    """One of the two has answered."""
    APART = "apart"
    """Both have answered, and not the same."""
    AGREED = "agreed"
    KEPT = "kept"
    ESCALATED = "escalated"


class Answer(NamedTuple):
    """One judge's answer; `mark` in thousandths where it agrees on a value."""

    choice: Choice
    mark: int | None = None


def verdict(first: Answer | None, second: Answer | None) -> Verdict:
    """Put both answers together: agreeing and keeping need both judges, asking the chief judge needs one.

    >>> str(verdict(Answer(Choice.AGREE, 7000), Answer(Choice.AGREE, 7000)))
    'agreed'
    >>> str(verdict(Answer(Choice.AGREE, 7000), Answer(Choice.AGREE, 7500)))
    'apart'
    >>> str(verdict(Answer(Choice.KEEP), None)), str(verdict(Answer(Choice.ESCALATE), None))
    ('waiting', 'escalated')
    """
    given = [answer for answer in (first, second) if answer is not None]
    if any(answer.choice is Choice.ESCALATE for answer in given):
        return Verdict.ESCALATED
    if len(given) < 2:
        return Verdict.WAITING if given else Verdict.OPEN
    if first != second:
        return Verdict.APART
    return Verdict.AGREED if given[0].choice is Choice.AGREE else Verdict.KEPT
