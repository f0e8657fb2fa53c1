"""What every page of a section says once marks have moved away from the newest version, and the list that its pages share."""

from dataclasses import dataclass

from flask import Flask, g
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.domain.blockers import Blocker
from olympiad.domain.borders import Border
from olympiad.domain.lifecycle import Stage
from olympiad.domain.roles import STAFF, satisfies
from olympiad.services.computing import section_cache
from olympiad.services.results import border_confirmations, in_the_way, results
from olympiad.services.results.in_the_way import SinceVersion
from olympiad.web.frame.access import roles_here
from olympiad.web.frame.fragment_cache import drawn
from olympiad.web.frame.here import actor
from olympiad.web.results import finalising_groups
from olympiad.web.results.finalising_groups import Group

MINUTES = 1
"""So often the list is made anew although nothing was written: devices and times for appeals go by the clock."""

MEMBERS: dict[str, LazyString] = {
    "rules": _l("rules"),
    "tasks": _l("tasks and criteria"),
    "teams": _l("teams"),
    "sheets": _l("score sheets"),
    "absences": _l("absences"),
    "samples": _l("samples"),
    "keys": _l("keys of readings"),
    "agreed_marks": _l("settled marks"),
    "penalties": _l("penalties"),
    "times": _l("times"),
    "extra_rounds": _l("extra rounds"),
    "special_awards": _l("special awards"),
}
"""The inputs of a ranking by the name of their member in the bundle."""


def init_app(app: Flask) -> None:
    """Give every page of a section its notice."""
    app.jinja_env.globals.update(moved_since_version=moved_since_version, member_words=lambda name: MEMBERS[name])


@dataclass(frozen=True)
class Told:
    """The list without the values it was made from."""

    blockers: tuple[Blocker, ...]
    since: SinceVersion | None
    has_moved: bool
    borders: tuple[Border, ...] = ()


def told() -> Told:
    """Return the list of this section, made once for everybody while nothing changes."""
    key = ("in-the-way", g.section.id, g.section.revision, int(utc_now().timestamp()) // (60 * MINUTES))
    return drawn(key, _make)


def _make() -> Told:
    found = in_the_way.of_section(session(), g.section, section_cache.of(session(), g.section))
    return Told(found.seen.blockers, found.since, found.has_moved, found.seen.borders)


def blockers() -> tuple[Blocker, ...]:
    """Return what is in the way, with what keeps only the reader from finalising."""
    here = told()
    return here.blockers + tuple(border_confirmations.own(session(), g.section, here.borders, by=actor()))


def groups() -> list[Group]:
    """Return what is in the way in its groups; only those whose page the reader may open."""
    return [one for one in finalising_groups.groups(session(), g.section, blockers()) if one.url]


def moved_since_version() -> Told | None:
    """Return what has come up since the newest version, for those who answer for it; None where nothing has."""
    if g.get("section") is None or not satisfies(roles_here(), frozenset(STAFF)):
        return None
    if g.section.state == Stage.ARCHIVED or results.latest(session(), g.section) is None:
        return None
    found = told()
    return found if found.has_moved else None
