"""Keys of criteria as text: what a kind's key says, read and written back; levels and penalties taken apart for forms."""

from collections.abc import Iterable
from fractions import Fraction

from olympiad.domain.choices import CriterionKind
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import Amount, number, plain, points, thousandths
from olympiad.domain.notation.reading_keys import parse_reading, write_reading_key
from olympiad.domain.notation.words import joined, named_parts, not_negative, whole
from olympiad.domain.readings import ReadingKey
from olympiad.domain.rubric import Counted, Criterion, Key, Level


def parse_key(kind: CriterionKind, text: str, maximum: Amount) -> Key:
    """The key of a criterion of this kind; `maximum` is an amount.

    >>> parse_key(CriterionKind.PENALTY, "each=1 free=1", 3000)
    Counted(each=1000, free=1)
    >>> parse_key(CriterionKind.READING, "value=5", 4000)
    Traceback (most recent call last):
    olympiad.domain.errors.DomainError: key_incomplete: found=value=5
    """
    if kind is CriterionKind.LEVELS:
        return parse_levels(text, maximum)
    if not text:
        return None
    if kind is CriterionKind.PENALTY:
        return parse_counted(text)
    if kind is CriterionKind.READING:
        return parse_reading(text, maximum)
    raise DomainError("key_without_use", found=text, kind=kind.value)


def write_key(criterion: Criterion) -> str:
    """A criterion's key as `parse_key` reads it; empty without one.

    >>> from olympiad.domain.choices import CriterionKind
    >>> write_key(Criterion("spilt", CriterionKind.PENALTY, 3000, key=Counted(1000, 1)))
    'each=1 free=1'
    """
    key = criterion.key
    if isinstance(key, tuple):
        return " | ".join(f"{points(level.points)}={level.label}" for level in key)
    if isinstance(key, Counted):
        return f"each={points(key.each)} free={key.free}"
    return write_reading_key(key) if isinstance(key, ReadingKey) else ""


def parse_levels(text: str, maximum: Amount) -> tuple[Level, ...]:
    """`0=absent | 1=partly | 2=complete`: distinct points within 0…maximum, each with its meaning.

    >>> parse_levels("0=no | 2=yes, all", 2000)
    (Level(points=0, label='no'), Level(points=2000, label='yes, all'))
    """
    if not text:
        raise DomainError("levels_missing")
    levels = tuple(_level(part, maximum) for part in text.split("|"))
    if len({level.points for level in levels}) != len(levels):
        raise DomainError("levels_not_distinct", found=text)
    return levels


def _level(text: str, maximum: Amount) -> Level:
    written, _, label = text.partition("=")
    amount = thousandths(number(written.strip()))
    if not 0 <= amount <= maximum:
        raise DomainError("level_outside", found=written.strip(), maximum=plain(Fraction(maximum) / 1000))
    return Level(amount, label.strip())


def take_levels_apart(text: str) -> list[tuple[str, str]]:
    """Points and meaning of each level.

    >>> take_levels_apart("0=absent | 1=partly")
    [('0', 'absent'), ('1', 'partly')]
    """
    pieces = [part.partition("=") for part in text.split("|") if part.strip()]
    return [(points.strip(), label.strip()) for points, _, label in pieces]


def put_levels_together(levels: Iterable[tuple[str, str]]) -> str:
    """Write levels as criteria.csv does; a bar in a meaning would end the level and becomes a slash.

    >>> put_levels_together([("0", "absent"), ("1", "partly")])
    '0=absent | 1=partly'
    """
    rows = [(points.strip(), label.strip().replace("|", "/")) for points, label in levels]
    return " | ".join(f"{points}={label}" for points, label in rows if points or label)


def parse_counted(text: str) -> Counted:
    """`each=1 free=1`: points per occurrence after the free ones.

    >>> parse_counted("free=2")
    Counted(each=1000, free=2)
    """
    parts = named_parts(text, ("each", "free"))
    each = not_negative(parts.get("each", "1"))
    return Counted(thousandths(each), whole(parts.get("free", "0")))


def take_counted_apart(text: str) -> tuple[str, str]:
    """What each occurrence costs, and how many are free.

    >>> take_counted_apart("each=1 free=1")
    ('1', '1')
    """
    parts = dict(part.partition("=")[::2] for part in text.split())
    return parts.get("each", ""), parts.get("free", "")


def put_counted_together(each: str, free: str) -> str:
    """Write what a penalty costs as criteria.csv does.

    >>> put_counted_together("0.5", "")
    'each=0.5'
    """
    return joined([("each", each), ("free", free)])
