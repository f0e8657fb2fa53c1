"""`levels`: one of several described levels, each with its points."""

from collections.abc import Iterable
from fractions import Fraction

from olympiad import limits
from olympiad.domain.choices import CriterionKind
from olympiad.domain.criteria import Criterion, Level
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import Amount, number, plain, points, thousandths
from olympiad.domain.kinds.base import Kind, nearest_of
from olympiad.domain.notation.languages import LANGUAGES, meanings, written
from olympiad.domain.notation.words import check_count


class Levels(Kind):
    """A mark that is the points of one level."""

    name = CriterionKind.LEVELS

    def check_mark(self, criterion: Criterion, mark: Amount) -> None:
        """Refuse what is no level."""
        if mark < 0:
            raise DomainError("mark_negative", found=points(mark), criterion=criterion.code)
        levels = [level.points for level in levels_of(criterion)]
        if mark not in levels:
            known = ", ".join(points(level) for level in levels)
            raise DomainError("mark_not_a_level", found=points(mark), levels=known, criterion=criterion.code)

    def steps(self, criterion: Criterion, points: Amount, occurrences: Amount) -> Fraction:
        """Return how many levels lie below."""
        return Fraction(sum(level.points < points for level in levels_of(criterion)))

    def nearest(self, criterion: Criterion, points: Amount) -> Amount:
        """Return the points of the nearest level."""
        return nearest_of(tuple(level.points for level in levels_of(criterion)), points)

    def parse_key(self, text: str, maximum: Amount) -> tuple[Level, ...]:
        """Return the levels; without them nothing can be marked."""
        return parse_levels(text, maximum)

    def write_key(self, criterion: Criterion) -> str:
        """Write each level with its meaning."""
        return " | ".join(
            f"{points(level.points)}={written((level.label, *(dict(level.labels).get(one, '') for one in LANGUAGES)))}"
            for level in levels_of(criterion)
        )


def levels_of(criterion: Criterion) -> tuple[Level, ...]:
    """Return the levels of a `levels` criterion, none of others."""
    return criterion.key if isinstance(criterion.key, tuple) else ()


def parse_levels(text: str, maximum: Amount) -> tuple[Level, ...]:
    """`0=absent | 1=partly | 2=complete`: distinct points within 0…maximum, each with its meaning.

    >>> parse_levels("0=no | 2=yes, all", 2000)
    (Level(points=0, label='no', labels=()), Level(points=2000, label='yes, all', labels=()))

    A meaning may be given in several languages:

    >>> parse_levels("2=complete / uz: toʻliq / ru: полностью", 2000)[0].labels
    (('uz', 'toʻliq'), ('ru', 'полностью'))
    """
    if not text:
        raise DomainError("levels_missing")
    check_count(text, limits.LEVELS)
    levels = tuple(_level(part, maximum) for part in text.split("|"))
    if len({level.points for level in levels}) != len(levels):
        raise DomainError("levels_not_distinct", found=text)
    return levels


def _level(text: str, maximum: Amount) -> Level:
    written, _, label = text.partition("=")
    amount = thousandths(number(written.strip()))
    if not 0 <= amount <= maximum:
        raise DomainError("level_outside", found=written.strip(), maximum=plain(Fraction(maximum) / 1000))
    plain_label, *others = meanings(label)
    labels = tuple((language, words) for language, words in zip(LANGUAGES, others, strict=True) if words)
    return Level(amount, plain_label, labels)


def take_levels_apart(text: str) -> list[tuple[str, ...]]:
    """Points of each level, its meaning in no particular language and in each of `LANGUAGES`.

    >>> take_levels_apart("0=absent | 1=partly / ru: частично")
    [('0', 'absent', '', '', ''), ('1', 'partly', '', 'частично', '')]
    """
    pieces = [part.partition("=") for part in text.split("|") if part.strip()]
    return [(points.strip(), *meanings(label)) for points, _, label in pieces]


def put_levels_together(levels: Iterable[tuple[str, ...]]) -> str:
    """Write levels as criteria.csv does; a bar in a meaning would end the level and becomes a slash.

    >>> put_levels_together([("0", "absent", "", "", ""), ("1", "partly", "", "частично", "")])
    '0=absent | 1=partly / ru: частично'
    """
    rows = [tuple(part.strip().replace("|", "/") for part in level) for level in levels]
    return " | ".join(f"{points}={written(tuple(meanings))}" for points, *meanings in rows if points or any(meanings))
