"""Keys of criteria as text; how each kind writes its own is in `kinds`."""

from olympiad import limits
from olympiad.domain.choice_keys import ChoiceKey
from olympiad.domain.choices import CriterionKind
from olympiad.domain.criteria import AnswerKey, Criterion, Key
from olympiad.domain.exact import Amount
from olympiad.domain.kinds import KINDS
from olympiad.domain.notation.choice_keys import write_choice_key
from olympiad.domain.notation.reading_keys import write_reading_key
from olympiad.domain.notation.words import check_length


def parse_key(kind: CriterionKind, text: str, maximum: Amount) -> Key:
    """Return the key of a criterion of this kind; `maximum` is an amount.

    >>> parse_key(CriterionKind.PENALTY, "each=1 free=1", 3000)
    Counted(each=1000, free=1)
    >>> parse_key(CriterionKind.READING, "value=5", 4000)
    Traceback (most recent call last):
    olympiad.domain.errors.DomainError: key_incomplete: found=value=5
    """
    check_length(text, limits.KEY)
    return KINDS[kind].parse_key(text, maximum)


def write_key(criterion: Criterion) -> str:
    """Write a criterion's key as `parse_key` reads it; empty without one.

    >>> from olympiad.domain.criteria import Counted
    >>> write_key(Criterion("spilt", CriterionKind.PENALTY, 3000, key=Counted(1000, 1)))
    'each=1 free=1'
    """
    return KINDS[criterion.kind].write_key(criterion)


def parse_answer_key(criterion: Criterion, text: str) -> AnswerKey:
    """Return a key that is set apart from the rubric, as keys.csv writes it; refused for kinds without one."""
    return KINDS[criterion.kind].parse_answer_key(criterion, text)


def write_answer_key(key: AnswerKey) -> str:
    """Write a key as keys.csv does."""
    return write_choice_key(key) if isinstance(key, ChoiceKey) else write_reading_key(key)
