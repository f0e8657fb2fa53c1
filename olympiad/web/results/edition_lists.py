"""What other programs read of an edition's site: lists as CSV, an Atom feed of publications, the programme as a calendar."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from flask import render_template, url_for
from flask_babel import gettext

from olympiad.exchange.csv_writer import csv_text
from olympiad.exchange.published_ranking import PublishedTeam, text_in
from olympiad.services.results.edition_sites import Site, SiteSection
from olympiad.web.frame.hosts import declared_address
from olympiad.web.results.published_places import section_path
from olympiad.wording.city_names import city_name
from olympiad.wording.names import content

MEDALS = ("first", "second", "third")
LISTS = ("sections.csv", "winners.csv", "countries.csv", "institutions.csv")


def lists_of(site: Site) -> dict[str, str]:
    """Write every list of the site as CSV, safe from formulas; names in English, countries by their codes."""
    sections = ["section", "title", "state", "teams", "institutions", "version", "publishes_at"]
    winners = ["section", "team", "name", "institution", "country", "place", "award"]
    return {
        "sections.csv": csv_text([sections, *_sections(site)]),
        "winners.csv": csv_text([winners, *_winners(site)]),
        "countries.csv": csv_text([["place", "country", *MEDALS, "teams"], *_countries(site)]),
        "institutions.csv": csv_text([["place", "institution", "country", *MEDALS, "teams"], *_institutions(site)]),
    }


def _sections(site: Site) -> Iterator[list[str]]:
    for one in site.sections:
        at = one.section.publishes_at.isoformat() if one.section.publishes_at else ""
        number = str(one.version.number) if one.version else ""
        title = content(one.section, "title", "en")
        yield [one.section.slug, title, str(one.progress), str(one.teams), str(one.institutions), number, at]


def _winners(site: Site) -> Iterator[list[str]]:
    for one in site.published:
        for team in one.ranking.teams if one.ranking else ():
            for award in (team.award, *team.special):
                if award:
                    yield [one.section.slug, *_team(team), award]


def _team(team: PublishedTeam) -> list[str]:
    place = "" if team.place is None else str(team.place)
    return [team.key, team.name, text_in(team.institution, "en"), team.country, place]


def _countries(site: Site) -> Iterator[list[str]]:
    for line in site.medals_by_country():
        yield [str(line.place), line.name, *map(str, line.awards), str(line.teams)]


def _institutions(site: Site) -> Iterator[list[str]]:
    for line, team in site.medals_by_institution():
        names = [text_in(team.institution, "en"), team.country]
        yield [str(line.place), *names, *map(str, line.awards), str(line.teams)]


def feed(site: Site, code: str) -> str:
    """Write the Atom feed: one entry for each published version, the newest first."""
    home = declared_address()
    entries = sorted(site.published, key=_published_at, reverse=True)
    updated = _published_at(entries[0]) if entries else site.edition.created_at
    return render_template(
        "edition_sites/feed.xml",
        site=site,
        title=content(site.edition, "name", code),
        author=content(site.edition, "organisation", code) or content(site.edition, "name", code),
        own=home + url_for("edition_sites.feed", edition=site.edition.slug, code=code),
        page=home + url_for("edition_sites.show_in", edition=site.edition.slug, code=code),
        updated=_utc(updated),
        entries=[_entry(site, one, code) for one in entries],
        code=code,
    )


def _entry(site: Site, one: SiteSection, code: str) -> dict[str, str]:
    assert one.version is not None
    title = content(one.section, "title", code)
    words = gettext("Official results · version %(number)s", number=one.version.number)
    if one.version.official_at is None:
        words = gettext("Preliminary results · version %(number)s", number=one.version.number)
    return {
        "id": f"urn:sha256:{one.version.sha256}:{'official' if one.version.official_at else 'preliminary'}",
        "title": f"{title}: {words}",
        "url": declared_address() + section_path(site.edition.slug, one.section.slug, code),
        "updated": _utc(_published_at(one)),
        "summary": one.version.reason or words,
    }


def _published_at(one: SiteSection) -> datetime:
    assert one.version is not None
    assert one.version.published_at is not None
    moments = [one.version.published_at, one.version.official_at or one.version.published_at]
    return max(_aware(moment) for moment in moments)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _utc(moment: datetime) -> str:
    return _aware(moment).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def programme(site: Site, code: str) -> str:
    """Write the programme as a calendar, as its page tells it: days, work of sections with places, appeals, results."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Olympiad//results//EN", "CALSCALE:GREGORIAN"]
    name, slug, stamp = content(site.edition, "name", code), site.edition.slug, _compact(site.edition.created_at)
    if site.edition.starts_on:
        last = (site.edition.ends_on or site.edition.starts_on) + timedelta(days=1)
        days = [f"DTSTART;VALUE=DATE:{_day(site.edition.starts_on)}", f"DTEND;VALUE=DATE:{_day(last)}"]
        lines += _event(f"{slug}@olympiad", stamp, name, [*days, f"LOCATION:{_text(city_name(site.edition, code))}"])
    for one in site.sections:
        for kind, words, when in _section_events(one, code):
            lines += _event(f"{slug}-{one.section.slug}{kind}@olympiad", stamp, f"{name} – {words}", when)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line))


def _section_events(one: SiteSection, code: str) -> Iterator[tuple[str, str, list[str]]]:
    """Return what a section adds to the calendar: a suffix of its id, words, and the lines of its hours and places."""
    title, work, appeals = content(one.section, "title", code), one.hours.work, one.hours.appeals
    if work is not None:
        places = ", ".join(place.name for place in work.places)
        where = [f"LOCATION:{_text(places)}"] if places else []
        yield "-work", title, [*_from_to(work.begins_at, work.ends_at), *where]
    if appeals is not None:
        yield "-appeals", gettext("Appeals: %(section)s", section=title), _from_to(*appeals)
    if one.section.publishes_at is not None:
        words = gettext("Results: %(section)s", section=title)
        yield "", words, [f"DTSTART:{_compact(one.section.publishes_at)}", "DURATION:PT15M"]


def _from_to(start: datetime, end: datetime | None) -> list[str]:
    return [f"DTSTART:{_compact(start)}", f"DTEND:{_compact(end)}" if end else "DURATION:PT1H"]


def _event(uid: str, stamp: str, words: str, when: list[str]) -> list[str]:
    return ["BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{stamp}", *when, f"SUMMARY:{_text(words)}", "END:VEVENT"]


def _text(words: str) -> str:
    """Write words as one value of a calendar, whatever ends their lines.

    >>> _text("Hall; 2\\r\\nBEGIN:VEVENT")
    'Hall\\\\; 2\\\\nBEGIN:VEVENT'
    """
    plain = "\n".join(words.splitlines())
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _day(day: date) -> str:
    return day.strftime("%Y%m%d")


def _compact(moment: datetime) -> str:
    return _aware(moment).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _folded(line: str) -> Iterator[str]:
    """A line of a calendar has at most 75 bytes; what is longer goes on in the next one after a space."""
    part, room = "", 75
    for letter in line:
        if len((part + letter).encode()) > room:
            yield part
            part, room = f" {letter}", 75
        else:
            part += letter
    yield part
