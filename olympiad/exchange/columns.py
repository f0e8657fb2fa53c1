"""Every column of a section folder, declared once; lists of columns, defaults, limits and what is kept derive from here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from olympiad.domain.choices import CriterionKind, JoinBy, JudgeKind, MarkState, Method, TeamRole, TeamStatus
from olympiad.exchange import cell_kinds as kinds
from olympiad.exchange.cell_kinds import CellKind
from olympiad.wording.names import OWN_NAMES

LANGUAGES = tuple(OWN_NAMES)
USUAL_LIMIT = 300


class Retention(StrEnum):
    """What a purge of personal data does to a text; formats, numbers and links need no decision."""

    EMPTIED = "emptied"
    REWRITTEN = "rewritten"
    KEPT = "kept"


@dataclass(frozen=True)
class Column:
    """One column: its name in files, what stands in its cells, and where the value is kept."""

    name: str
    kind: CellKind = kinds.TEXT
    attribute: str | None = None
    """Of the row in the database; None: the same name. Empty: several values or a link, which services read and write."""
    required: bool = False
    identifies: bool = False
    default: str = ""
    """What stands there when nothing was said or `-` clears it."""
    limit: int | None = USUAL_LIMIT
    """Most letters; None: any number."""
    is_open: bool = False
    """Whether its values stand in the record; others are named there and sealed."""
    retention: Retention | None = None
    choices: tuple[str, ...] = ()
    """What the template's drop-down offers."""
    hyphen_is_value: bool = False
    """`-` means *never* here; elsewhere it clears the value."""
    drawn_when_empty: bool = False
    """Left empty in a form it stays what it is."""

    @property
    def kept_in(self) -> str:
        """Return the attribute of the row, empty where there is no single one."""
        return self.name if self.attribute is None else self.attribute


EMPTIED, REWRITTEN, KEPT = Retention.EMPTIED, Retention.REWRITTEN, Retention.KEPT


def _key(name: str, limit: int, retention: Retention | None = None, attribute: str = "") -> Column:
    return Column(name, attribute=attribute, required=True, identifies=True, limit=limit, retention=retention)


def _link(name: str, limit: int = 40, *, required: bool = True, identifies: bool = True) -> Column:
    kind = kinds.TEAM if name == "team" else kinds.TEXT
    return Column(name, kind, "", required=required, identifies=identifies, limit=limit)


def _in_languages(
    name: str, limit: int | None, retention: Retention | None, *, is_open: bool = False
) -> Iterator[Column]:
    for language in LANGUAGES:
        yield Column(f"{name}_{language}", limit=limit, retention=retention, is_open=is_open)


TEAM, TASK = _link("team", 200), _link("task")
REASON = Column("reason", limit=None, retention=EMPTIED)
DECIDED_BY = Column("by", attribute="decided_by", retention=EMPTIED)
INSTITUTION = Column("institution", kinds.INSTITUTION, "", limit=200, is_open=True)
EMAIL = Column("email", limit=254, retention=EMPTIED)

DECLARED: dict[str, tuple[Column, ...]] = {
    "institutions": (
        _key("institution", 200, attribute="key"),
        *_in_languages("name", USUAL_LIMIT, None, is_open=True),
        Column("aliases", kinds.ALIASES, limit=None, is_open=True),
        Column("city", limit=100, is_open=True),
        Column("country", kinds.COUNTRY, is_open=True),
        Column("host", kinds.YES_NO, "is_host", default="no", is_open=True, choices=("yes", "no")),
    ),
    "teams": (
        _key("team", 200, KEPT, "key"),
        Column("code", limit=40, is_open=True, drawn_when_empty=True),
        Column("name", retention=REWRITTEN),
        INSTITUTION,
        Column("country", kinds.COUNTRY, is_open=True),
        Column("mentor", retention=EMPTIED),
        Column("status", default="competing", is_open=True, choices=tuple(TeamStatus)),
        Column("status_reason", limit=None, retention=EMPTIED),
        Column("language", limit=10, is_open=True, choices=LANGUAGES),
    ),
    "participants": (
        TEAM,
        Column("name", required=True, identifies=True, retention=REWRITTEN),
        Column("participant", kinds.OPTIONAL, "key", limit=200, retention=REWRITTEN),
        Column("name_local", retention=REWRITTEN),
        Column("role", default="member", choices=tuple(TeamRole)),
        Column("email", limit=254, retention=REWRITTEN),
        Column("consent", kinds.CONSENT, "", choices=("name", "name|score", "name|score|photo")),
    ),
    "tasks": (
        _key("task", 40, attribute="code"),
        Column("title", retention=KEPT),
        *_in_languages("title", USUAL_LIMIT, KEPT),
        Column("part", limit=100, is_open=True, retention=KEPT),
        Column("weight", kinds.AMOUNT, default="1", is_open=True),
        Column("judges", kinds.WHOLE, default="1", is_open=True),
        Column("method", default="mean", is_open=True, choices=tuple(Method)),
        Column("drop", kinds.WHOLE, default="1", is_open=True),
        Column("by", attribute="joined_by", default="sheet", is_open=True, choices=tuple(JoinBy)),
        Column("disagreement", kinds.PERCENTAGE, default="10%", limit=20, is_open=True, hyphen_is_value=True),
        Column("disagreement_step", kinds.NUMBER, default="1", limit=20, is_open=True, hyphen_is_value=True),
        Column("station", limit=100, is_open=True, retention=KEPT),
        Column("minutes", kinds.OPTIONAL_WHOLE, is_open=True),
    ),
    "criteria": (
        TASK,
        _key("criterion", 40, attribute="code"),
        Column("kind", required=True, is_open=True, choices=tuple(CriterionKind)),
        Column("maximum", kinds.AMOUNT, required=True, is_open=True),
        Column("step", kinds.AMOUNT, default="0.5", is_open=True),
        Column("label", limit=None, retention=KEPT),
        *_in_languages("label", None, KEPT),
        Column("critical", default="no", limit=20, is_open=True),
        Column("key", limit=None, is_open=True, retention=KEPT),
    ),
    "keys": (
        TASK,
        _link("criterion"),
        Column("key", required=True, is_open=True, retention=KEPT),
        Column("sample", identifies=True, limit=40),
    ),
    "samples": (TEAM, TASK, Column("sample", required=True, limit=40, is_open=True)),
    "judges": (
        _key("judge", 200, KEPT, "key"),
        Column("name", retention=EMPTIED),
        INSTITUTION,
        EMAIL,
        Column("tasks", kinds.LIST, "", limit=None, is_open=True),
        Column("teams", kinds.TEAMS, "", limit=None, is_open=True),
        Column("kind", default="official", is_open=True, choices=tuple(JudgeKind)),
        Column("also", kinds.PLACES, "", limit=None, is_open=True),
        Column("except", kinds.PLACES, "", limit=None, is_open=True),
    ),
    "schedule": (
        TEAM,
        TASK,
        Column("station", limit=100, is_open=True, retention=KEPT),
        Column("start", kinds.MOMENT, "starts_at", is_open=True),
        Column("end", kinds.MOMENT, "ends_at", is_open=True),
        Column("order", kinds.OPTIONAL_WHOLE, is_open=True),
    ),
    "marks": (
        TEAM,
        TASK,
        _link("judge", 200, required=False),
        _link("criterion", required=False),
        Column("mark", kinds.NUMBER, ""),
        Column("reading", kinds.READINGS, "", limit=None),
        Column("state", choices=tuple(state for state in MarkState if state != MarkState.UNMARKED)),
        Column("consequence", choices=("exclude", "full", "others")),
        Column("note", limit=None),
    ),
    "penalties": (
        TEAM,
        Column("points", kinds.AMOUNT, required=True, identifies=True),
        _link("task", required=False),
        Column("reason", limit=None, identifies=True, retention=EMPTIED),
    ),
    "agreed_marks": (
        TEAM, TASK, Column("mark", kinds.NUMBER, "", required=True, is_open=True),
        _link("criterion", required=False), REASON, DECIDED_BY,
    ),
    "times": (TEAM, TASK, Column("seconds", kinds.AMOUNT, required=True, is_open=True)),
    "extra_rounds": (TEAM, Column("rank", kinds.WHOLE, required=True, is_open=True), REASON, DECIDED_BY),
    "awards": (TEAM, _key("award", USUAL_LIMIT, KEPT, "award"), Column("reason", required=True, limit=None, retention=EMPTIED)),
    "rules": (_key("key", USUAL_LIMIT), Column("value", required=True, limit=None, is_open=True)),
}  # fmt: skip
"""File (or worksheet) name without ending → its columns, listed with the required ones first; source: formats.md section 1."""

KEPT_AS = {
    "teams": "team", "participants": "participant", "tasks": "task", "criteria": "criterion", "keys": "reading_key",
    "judges": "judge", "schedule": "schedule_slot", "penalties": "penalty", "agreed_marks": "agreed_mark",
    "extra_rounds": "extra_round", "awards": "special_award",
}  # fmt: skip
"""File → table of the database whose texts a purge of personal data decides about."""


def column(table: str, name: str) -> Column:
    """Return the declaration of a column."""
    return next(one for one in DECLARED[table] if one.name == name)


def plain_columns(table: str) -> tuple[Column, ...]:
    """Return the columns whose value is one attribute of the row."""
    return tuple(one for one in DECLARED[table] if one.kept_in)


def texts_kept(retention: Retention) -> dict[str, tuple[str, ...]]:
    """Return table of the database → its attributes of which a purge makes this."""
    found = {
        KEPT_AS[table]: tuple(one.kept_in for one in columns if one.retention is retention)
        for table, columns in DECLARED.items()
        if table in KEPT_AS
    }
    return {name: attributes for name, attributes in found.items() if attributes}


def cells_of(table: str, row: object, **given: str) -> dict[str, str]:
    """Write a row of the database as cells, in the order of the file; links and lists are `given`."""
    return {
        one.name: given[one.name] if one.name in given else one.kind.write(getattr(row, one.kept_in))
        for one in DECLARED[table]
    }


def assign(table: str, row: object, cells: Mapping[str, str]) -> None:
    """Put the values of checked cells into the attributes of a row, what identifies it included."""
    for one in plain_columns(table):
        setattr(row, one.kept_in, one.kind.read(cells[one.name]))
