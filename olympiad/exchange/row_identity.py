"""What makes two rows the same row, and the one spelling in which their cells are compared."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from olympiad.domain.errors import DomainError
from olympiad.domain.exact import number, plain

Cells = Mapping[str, str]

IDENTITY: dict[str, tuple[str, ...]] = {
    "institutions": ("institution",),
    "teams": ("team",),
    "participants": ("team", "name"),
    "tasks": ("task",),
    "criteria": ("task", "criterion"),
    "keys": ("task", "criterion", "sample"),
    "samples": ("team", "task"),
    "judges": ("judge",),
    "schedule": ("team", "task"),
    "marks": ("team", "task", "judge", "criterion"),
    "penalties": ("team", "task", "points", "reason"),
    "agreed_marks": ("team", "task", "criterion"),
    "times": ("team", "task"),
    "extra_rounds": ("team",),
    "awards": ("team", "award"),
    "rules": ("key",),
}
"""Columns that name the object of a row; participants are first looked for by their stable key."""

DEFAULTS: dict[str, Cells] = {
    "institutions": {"host": "no"},
    "teams": {"status": "competing"},
    "participants": {"role": "member"},
    "tasks": {
        "weight": "1", "judges": "1", "method": "mean", "drop": "1", "by": "sheet", "disagreement": "10%",
        "disagreement_step": "1",
    },
    "criteria": {"step": "0.5", "critical": "no"},
    "judges": {"kind": "official"},
}  # fmt: skip
"""What stands in a column when nothing was said or `-` clears it; other columns are empty."""

CLEAR = "-"
"""In a cell: clear the value. An empty cell leaves it."""

MEANT = frozenset({("tasks", "disagreement"), ("tasks", "disagreement_step")})
"""Columns in which `-` is a value: never."""


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


def identity(table: str, cells: Cells) -> tuple[str, ...]:
    """Return what names the object of a row."""
    return tuple(cells.get(column, "") for column in IDENTITY[table])


def canonical(table: str, cells: Cells, names: Names) -> dict[str, str]:
    """Spell a row's cells in the one way in which they are compared; what cannot be read stays as it is.

    >>> canonical("tasks", {"task": "A", "weight": "1,50"}, Names())
    {'task': 'A', 'weight': '1.5'}
    """
    return {column: _spelled(table, column, text, names) for column, text in cells.items()}


def _spelled(table: str, column: str, text: str, names: Names) -> str:
    if not text or text == CLEAR:
        return text
    if column == "team" and table not in ("teams",):
        return names.team(text)
    spell = SPELLINGS.get((table, column)) or SPELLINGS.get(("", column))
    return spell(text, names) if spell else text


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
    return moment.astimezone(UTC).isoformat() if moment.tzinfo else text


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


def _teams(text: str, names: Names) -> str:
    return ";".join(sorted({names.team(piece) for piece in _pieces(text, ";")}))


def _consent(text: str, _names: Names) -> str:
    given = _pieces(text.lower(), "|")
    return "|".join(
        sorted(
            set(given),
            key=lambda word: (
                ("name", "score", "photo").index(word) if word in ("name", "score", "photo") else 9,
                word,
            ),
        )
    )


def _readings(text: str, names: Names) -> str:
    return "|".join(_number(piece, names) for piece in _pieces(text, "|"))


def _institution(text: str, names: Names) -> str:
    return names.institution(text)


SPELLINGS: dict[tuple[str, str], Callable[[str, Names], str]] = {
    **dict.fromkeys(
        [("tasks", "weight"), ("tasks", "judges"), ("tasks", "drop"), ("tasks", "minutes"), ("tasks", "disagreement_step"),
         ("criteria", "maximum"), ("criteria", "step"), ("schedule", "order"), ("penalties", "points"), ("marks", "mark"),
         ("agreed_marks", "mark"), ("times", "seconds"), ("extra_rounds", "rank")],
        _number,
    ),
    ("tasks", "disagreement"): _percentage,
    ("schedule", "start"): _moment,
    ("schedule", "end"): _moment,
    ("institutions", "host"): _lower,
    ("institutions", "aliases"): _aliases,
    ("", "country"): _upper,
    ("participants", "consent"): _consent,
    ("judges", "tasks"): _sorted_list,
    ("judges", "teams"): _teams,
    ("marks", "reading"): _readings,
    ("teams", "institution"): _institution,
    ("judges", "institution"): _institution,
}  # fmt: skip
"""(table, column) → its spelling; an empty table stands for every table."""
