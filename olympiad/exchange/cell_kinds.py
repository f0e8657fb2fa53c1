"""Kinds of cells: how a column's text is spelled in one way, checked, turned into the value that is kept, and written again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from olympiad.domain.errors import DomainError
from olympiad.domain.exact import milli, number, plain, shown, whole

FIRST_YEAR, LAST_YEAR = 1900, 2200
CONSENTS = ("name", "score", "photo")


@dataclass(frozen=True)
class Names:
    """What the names in cells stand for: codes of teams, spellings of institutions."""

    team_of: Mapping[str, str] = field(default_factory=dict)
    """Key or code → key of a team."""
    institution_of: Mapping[str, str] = field(default_factory=dict)
    """Folded key, name or alias → key of an institution."""

    def team(self, written: str) -> str:
        """Return the key of the team that is meant."""
        return self.team_of.get(written, written)

    def institution(self, written: str) -> str:
        """Return the key of the institution that is meant."""
        return self.institution_of.get(folded(written), written)


def folded(name: str) -> str:
    """Return a spelling in which case, spaces and kinds of apostrophes do not matter.

    >>> folded("Samarqand  Davlat") == folded("samarqand davlat")
    True
    """
    plain_marks = "".join("'" if letter in "ʻʼ‘’`´" else letter for letter in name)
    return " ".join(plain_marks.casefold().split())


def _as_it_is(text: str, _names: Names) -> str:
    return text


def _anything(_text: str) -> object:
    return None


@dataclass(frozen=True)
class CellKind:
    """One kind of cell; `read` may trust what `check` (which raises DomainError) has let pass."""

    spell: Callable[[str, Names], str] = _as_it_is
    check: Callable[[str], object] = _anything
    read: Callable[[str], Any] = str
    write: Callable[[Any], str] = str


def _number(text: str, _names: Names) -> str:
    try:
        return plain(number(text))
    except DomainError:
        return text


def _percentage(text: str, names: Names) -> str:
    share = text.replace(" ", "")
    return f"{_number(share[:-1], names)}%" if share.endswith("%") else _number(share, names)


def _moment(text: str, _names: Names) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment.astimezone(UTC).isoformat() if moment.tzinfo and is_of_our_time(moment) else text


def is_of_our_time(day: date | datetime) -> bool:
    """Return whether a day is near enough to be meant, and to be turned from one time zone to another.

    >>> is_of_our_time(date(2026, 12, 5)), is_of_our_time(date(1, 1, 1))
    (True, False)
    """
    return FIRST_YEAR <= day.year <= LAST_YEAR


def _check_moment(text: str) -> None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return  # the reader of the schedule says what is wrong
    if not is_of_our_time(moment):
        raise DomainError("moment_unclear", found=text)


def _read_moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _written_or_empty(value: object) -> str:
    return "" if value is None else str(value)


def _lower(text: str, _names: Names) -> str:
    return text.lower()


def _upper(text: str, _names: Names) -> str:
    return text.upper()


def _pieces(text: str, separator: str) -> list[str]:
    return [piece for part in text.split(separator) if (piece := part.strip())]


def _aliases(text: str, _names: Names) -> str:
    return "|".join(_pieces(text, "|"))


def _sorted_list(text: str, _names: Names) -> str:
    return ";".join(sorted(set(_pieces(text, ";"))))


def _team(text: str, names: Names) -> str:
    return names.team(text)


def _teams(text: str, names: Names) -> str:
    return ";".join(sorted({names.team(piece) for piece in _pieces(text, ";")}))


def _places(text: str, names: Names) -> str:
    pieces = (piece.partition("/") for piece in _pieces(text, ";"))
    return ";".join(sorted({f"{task.strip()}/{names.team(team.strip())}" for task, _, team in pieces}))


def _consent_order(word: str) -> tuple[int, str]:
    return (CONSENTS.index(word) if word in CONSENTS else len(CONSENTS), word)


def _consent(text: str, _names: Names) -> str:
    return "|".join(sorted(set(_pieces(text.lower(), "|")), key=_consent_order))


def _readings(text: str, names: Names) -> str:
    return "|".join(_number(piece, names) for piece in _pieces(text, "|"))


def _institution(text: str, names: Names) -> str:
    return names.institution(text)


def _not_negative(read: Callable[[str], int]) -> Callable[[str], int]:
    def check(text: str) -> int:
        value = read(text)
        if value < 0:
            raise DomainError("number_below", found=text, least=0)
        return value

    return check


TEXT = CellKind()
OPTIONAL = CellKind(read=lambda text: text or None, write=_written_or_empty)
"""Empty means that there is none: two rows may lack it though it is unique."""
AMOUNT = CellKind(_number, _not_negative(milli), milli, shown)
"""Points, weights, seconds: 0 or more, at most three decimals, kept in thousandths."""
NUMBER = CellKind(_number)
"""A number that is kept as it is written."""
WHOLE = CellKind(_number, _not_negative(whole), whole)
OPTIONAL_WHOLE = CellKind(_number, _not_negative(whole), lambda text: whole(text) if text else None, _written_or_empty)
PERCENTAGE = CellKind(_percentage)
MOMENT = CellKind(_moment, _check_moment, read=_read_moment, write=_written_or_empty)
YES_NO = CellKind(_lower, read=lambda text: text == "yes", write=lambda value: "yes" if value else "no")
COUNTRY = CellKind(_upper)
ALIASES = CellKind(_aliases)
LIST = CellKind(_sorted_list)
TEAM = CellKind(_team)
"""Key or code of a team."""
TEAMS = CellKind(_teams)
PLACES = CellKind(_places)
"""Single sheets, as `TASK/TEAM`."""
INSTITUTION = CellKind(_institution)
CONSENT = CellKind(_consent)
READINGS = CellKind(_readings)
