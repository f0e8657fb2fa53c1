"""What keeps a section from being finalised, in named groups, each line with a link to where it is mended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from olympiad.domain.blockers import Blocker
from olympiad.models.section import Section
from olympiad.services.sections import contents
from olympiad.web.frame.access import may


@dataclass(frozen=True)
class Kind:
    """A group: its title, the page where its blockers are mended, and which codes begin so."""

    name: str
    title: LazyString
    endpoint: str
    prefixes: tuple[str, ...]


KINDS = (
    Kind("sheets", _l("Score sheets"), "board.show", ("blocker_sheet_", "blocker_gap", "blocker_unmarked")),
    Kind("devices", _l("Devices"), "devices.index", ("blocker_device", "blocker_undecided_cell")),
    Kind("quarantine", _l("Marks in quarantine"), "quarantine.index", ("blocker_quarantine", "blocker_refused")),
    Kind("keying", _l("Double keying"), "keying.index", ("blocker_keying", "blocker_double")),
    Kind(
        "disagreements",
        _l("To settle"),
        "moderation.index",
        ("blocker_disagreement", "blocker_absence_", "blocker_not_assessed", "blocker_reading_", "blocker_no_agreed_",
         "blocker_not_joined"),
    ),
    Kind("incidents", _l("Incidents"), "incidents.index", ("blocker_incident",)),
    Kind("appeals", _l("Appeals"), "appeals.index", ("blocker_appeal",)),
    Kind("keys", _l("Keys of readings"), "reading_keys.index", ("blocker_key_",)),
    Kind("borders", _l("Sums next to award borders"), "results.borders", ("blocker_border", "border_confirmed")),
    Kind("tasks", _l("Tasks"), "tasks.index", ("blocker_task_", "blocker_no_tasks")),
    Kind("teams", _l("Teams"), "teams.index", ("blocker_no_teams",)),
    Kind("rules", _l("Rules"), "rules.show", ("",)),
)  # fmt: skip
"""The first kind whose prefix fits; what fits none is something that the rules refuse."""

AT_THE_PLACE = ("disagreements",)
"""Groups whose lines lead to the page of one team at one task."""

BY_NUMBER = {"incidents": "incidents.show", "appeals": "appeals.show"}
"""Groups whose lines lead to the page of what they number."""

FILTERS: dict[str, dict[str, str]] = {"sheets": {"state": "unfinished"}}
"""What the page of a group is asked for, so that it shows what the group counts."""


@dataclass(frozen=True)
class Group:
    """One group on the page of finalising."""

    kind: Kind
    url: str
    lines: Sequence[tuple[Blocker, str]]
    """What is in the way, and the address of the very place, empty where the group's page has it."""


def groups(session: Session, section: Section, found: Iterable[Blocker]) -> list[Group]:
    """Put what is in the way into its groups, in the order of the day."""
    ordered: dict[str, list[Blocker]] = {kind.name: [] for kind in KINDS}
    for one in found:
        ordered[kind_of(one).name].append(one)
    places = _Places(session, section) if ordered["disagreements"] else None
    return [
        Group(kind, _address(kind), _lines(kind, ordered[kind.name], places)) for kind in KINDS if ordered[kind.name]
    ]


def _address(kind: Kind) -> str:
    return url_for(kind.endpoint, **FILTERS.get(kind.name, {})) if may(kind.endpoint) else ""


def kind_of(blocker: Blocker) -> Kind:
    """Find the group of a blocker by its code."""
    return _kind(blocker.code)


@cache
def _kind(code: str) -> Kind:
    return next(kind for kind in KINDS if code.startswith(kind.prefixes))


class _Places:
    """Ids of teams and tasks by what stands in the sentences."""

    def __init__(self, session: Session, section: Section) -> None:
        self.teams: dict[object, int] = {row.key: row.id for row in contents.teams(session, section)}
        self.tasks: dict[object, int] = {row.code: row.id for row in contents.tasks(session, section)}


def _lines(kind: Kind, found: Sequence[Blocker], places: _Places | None) -> list[tuple[Blocker, str]]:
    if kind.name not in BY_NUMBER and (kind.name not in AT_THE_PLACE or places is None):
        return [(one, "") for one in found]
    return [(one, _line_address(kind, one, places)) for one in found]


def _line_address(kind: Kind, blocker: Blocker, places: _Places | None) -> str:
    if kind.name in BY_NUMBER and may(BY_NUMBER[kind.name]):
        return url_for(BY_NUMBER[kind.name], number=blocker.fields["number"])
    if kind.name not in AT_THE_PLACE or places is None:
        return ""
    team, task = places.teams.get(blocker.fields.get("team")), places.tasks.get(blocker.fields.get("task"))
    return url_for("moderation.show", team_id=team, task_id=task) if team and task else ""
