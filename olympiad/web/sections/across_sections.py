"""What the start page of many sections says: the first thing, the others in their order, each section with its stage and day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l

from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.domain.roles import satisfies
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.services.overview import across_sections, on_duty
from olympiad.services.overview.across_sections import Hours, SectionLine, Wait, Waiting
from olympiad.services.overview.on_duty import Duty
from olympiad.services.people.access import Grant, roles_at
from olympiad.web.frame.access import access_of, my_grants
from olympiad.web.frame.here import actor
from olympiad.wording.dates import local

FIRST_HOUR, LAST_HOUR = 8, 22
STEPS = 7


@dataclass(frozen=True)
class Words:
    """How one kind of waiting is told, and where it is dealt with."""

    state: str
    icon: str
    endpoint: str
    title: LazyString
    """With `%(count)s`, put before a count so that all plural forms read well."""
    action: LazyString


WORDS: dict[Wait, Words] = {
    Wait.HELP: Words("incident", "speak", "help_requests.index", _l("Calls for help: %(count)s"), _l("See calls")),
    Wait.DEVICES: Words(
        "waiting", "offline", "devices.index", _l("Marks still on devices: %(count)s"), _l("See devices")
    ),
    Wait.APPEALS: Words(
        "appeal", "appeal", "appeals.index", _l("Appeals without a decision: %(count)s"), _l("Open appeals")
    ),
    Wait.INCIDENTS: Words(
        "incident", "incident", "incidents.index", _l("Open incidents: %(count)s"), _l("Open incidents")
    ),
    Wait.DISAGREEMENTS: Words(
        "disagreement", "disagreement", "moderation.index", _l("Disagreements: %(count)s"), _l("Settle")
    ),
    Wait.RETURNED: Words(
        "returned", "returned", "board.show", _l("Sheets back with judges: %(count)s"), _l("Open board")
    ),
    Wait.SHEETS: Words(
        "in-progress", "in-progress", "board.show", _l("Sheets to be marked: %(count)s"), _l("Open board")
    ),
    Wait.IN_THE_WAY: Words(
        "problem", "missing", "results.index", _l("In the way of finalising: %(count)s"), _l("Open the results")
    ),
    Wait.TO_FINALISE: Words("submitted", "lock", "results.index", _l("Ready to finalise"), _l("Finalise")),
    Wait.TO_PUBLISH: Words("submitted", "publish", "results.index", _l("Finalised, not public"), _l("Publish")),
    Wait.RUBRICS: Words("missing", "missing", "tasks.index", _l("Tasks without a rubric: %(count)s"), _l("Open tasks")),
    Wait.RULES: Words(
        "waiting", "edit", "rule_signatures.index", _l("The rules are not signed"), _l("Open signatures")
    ),
    Wait.CARDS: Words(
        "open", "card", "access_cards.index", _l("Judges without a card: %(count)s"), _l("Make access cards")
    ),
    Wait.EMPTY: Words("open", "upload", "imports.index", _l("The section is empty"), _l("Load the section")),
}


@dataclass(frozen=True)
class Thing:
    """Something that waits for the reader in one of the sections."""

    section: Section
    title: str
    action: LazyString
    state: str
    icon: str
    url: str
    until: datetime | None


@dataclass(frozen=True)
class Bar:
    """A part of a section's day on the line from 8 to 22 hours, in percent as text for attributes."""

    kind: str
    x: str
    width: str


@dataclass(frozen=True)
class Row:
    """A section of the table."""

    line: SectionLine
    url: str
    bars: tuple[Bar, ...]
    announced: str | None
    first: Thing | None
    more: int


@dataclass(frozen=True)
class Overview:
    """An edition as its staff see it on one screen."""

    edition: Edition
    things: list[Thing]
    rows: list[Row]
    next_today: list[tuple[datetime, Section, str]]
    duties: list[Duty]
    """Of the sections at work."""
    gives_roles: bool
    """Whether the reader may give somebody a role there."""
    now: str | None
    """Where the present moment stands on the line; None outside it."""


def overview(edition: Edition, sections: Collection[Section]) -> Overview:
    """Put together what waits for the reader in these sections, what comes next today, and how far each section is."""
    now = utc_now()
    lines = across_sections.lines(session(), sections, now, by=actor())
    things = [one for waiting in across_sections.in_order(lines) if (one := _thing(edition, waiting))]
    shown = _day_of(lines, edition, now)
    rows = [_row(edition, line, things, shown) for line in lines]
    is_today = local(now, edition.time_zone).date() == shown.date()
    mark = _x(now, shown) if is_today and 0 <= _share(now, shown) <= 1 else None
    duties = on_duty.on_duty(session(), sections, now)
    return Overview(edition, things, rows, _next(lines, now, edition), duties, _gives_roles(sections), mark)


def _gives_roles(sections: Collection[Section]) -> bool:
    return any(reaches(my_grants(), "people.index", one) for one in sections)


def _thing(edition: Edition, waiting: Waiting) -> Thing | None:
    """Say it to whoever may deal with it in that section."""
    words, section = WORDS[waiting.what], waiting.section
    if not reaches(my_grants(), words.endpoint, section):
        return None
    title = str(words.title) % {"count": waiting.count}
    url = url_for(words.endpoint, edition_slug=edition.slug, section_slug=section.slug)
    return Thing(section, title, words.action, words.state, words.icon, url, waiting.until)


def reaches(grants: tuple[Grant, ...], endpoint: str, section: Section) -> bool:
    """Return whether these roles open a page of a section."""
    access = access_of(endpoint)
    return access is not None and satisfies(roles_at(grants, section.edition_id, section.id), access.roles)


def _day_of(lines: list[SectionLine], edition: Edition, now: datetime) -> datetime:
    """Return 8 o'clock of the day to draw: today, else the first day with something planned."""
    moments = [one for line in lines for one in _moments(line.hours)]
    days = sorted({local(one, edition.time_zone).date() for one in moments})
    today = local(now, edition.time_zone)
    day = (
        today.date()
        if today.date() in days or not days
        else min((one for one in days if one > today.date()), default=days[-1])
    )
    return today.replace(
        year=day.year, month=day.month, day=day.day, hour=FIRST_HOUR, minute=0, second=0, microsecond=0
    )


def _moments(hours: Hours) -> list[datetime]:
    found = (hours.begins_at, hours.ends_at, *(hours.appeals or ()), hours.announced_at)
    return [one for one in found if one is not None]


def _share(moment: datetime, eight: datetime) -> float:
    return (moment - eight) / timedelta(hours=LAST_HOUR - FIRST_HOUR)


def _x(moment: datetime, eight: datetime) -> str:
    return f"{100 * min(1, max(0, _share(moment, eight))):.1f}%"


def _row(edition: Edition, line: SectionLine, things: list[Thing], shown: datetime) -> Row:
    hours, own = line.hours, [one for one in things if one.section is line.section]
    bars = _bars_of_marking(line, shown)
    if hours.appeals:
        bars += _bars("appeals", *hours.appeals, shown)
    announced = hours.announced_at
    star = _x(announced, shown) if announced and 0 <= _share(announced, shown) <= 1 else None
    first = "sections.show" if reaches(my_grants(), "sections.show", line.section) else "keying.index"
    url = url_for(first, edition_slug=edition.slug, section_slug=line.section.slug)
    return Row(line, url, tuple(bars), star, own[0] if own else None, max(0, len(own) - 1))


def _bars_of_marking(line: SectionLine, shown: datetime) -> list[Bar]:
    """Return the time of the rounds, parted where it would be if as much of it were over as sheets are handed over."""
    start, end = line.hours.begins_at, line.hours.ends_at
    if not start or not end:
        return []
    middle = start + (end - start) * (line.handed_over / line.sheets if line.sheets else 0)
    return _bars("marked", start, middle, shown) + _bars("to-mark", middle, end, shown)


def _bars(kind: str, start: datetime, end: datetime, shown: datetime) -> list[Bar]:
    low, high = (min(1.0, max(0.0, _share(one, shown))) for one in (start, end))
    return [Bar(kind, f"{100 * low:.1f}%", f"{100 * (high - low):.1f}%")] if high > low else []


def _next(lines: list[SectionLine], now: datetime, edition: Edition) -> list[tuple[datetime, Section, str]]:
    """List what happens next on this day, the soonest first."""
    found = []
    for line in lines:
        hours = line.hours
        opens, closes = hours.appeals or (None, None)
        for at, words in (
            (hours.begins_at, gettext("first round begins")), (hours.ends_at, gettext("last round ends")),
            (opens, gettext("appeals open")), (closes, gettext("appeals close")),
            (hours.announced_at, gettext("results become public")),
        ):  # fmt: skip
            if at and at > now and local(at, edition.time_zone).date() == local(now, edition.time_zone).date():
                found.append((at, line.section, words))
    return sorted(found, key=lambda one: (one[0], one[1].id))[:8]
