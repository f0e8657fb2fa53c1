"""What a screen of the hall is sent: ready to be drawn, in its own language, and nothing that it does not show."""

import json
from collections.abc import Callable
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.canonical_json import Plain
from olympiad.domain.screens import Shows
from olympiad.exchange.published_ranking import PublishedTeam, text_in
from olympiad.models.edition import Edition
from olympiad.models.screen import Screen
from olympiad.models.section import Section
from olympiad.services.overview import screen_pictures
from olympiad.services.results import ceremonies
from olympiad.services.sections import contents
from olympiad.web.frame.fragment_cache import drawn
from olympiad.web.results import ceremony_pictures
from olympiad.wording import screens as words
from olympiad.wording.dates import date_text, time_text
from olympiad.wording.names import content
from olympiad.wording.numbers import mark_text, place_text

Picture = dict[str, Plain]


def picture(session: Session, row: Screen) -> Picture:
    """Return what a screen draws now."""
    section = session.get_one(Section, row.section_id)
    edition = session.get_one(Edition, section.edition_id)
    now, code = utc_now(), row.language
    offset = now.astimezone(ZoneInfo(edition.time_zone)).utcoffset()
    return {
        "shows": str(row.shows),
        "language": code,
        "seconds": row.seconds,
        "title": content(section, "title", code),
        "place": f"{content(edition, 'name', code)} · {date_text(now, code, 'weekday', edition.time_zone)}",
        "now": int(now.timestamp() * 1000),
        "offset": int(offset.total_seconds() // 60) if offset else 0,
        "words": {**words.hall_words(code)},
        **DRAWN[Shows(row.shows)](session, section, edition, row),
    }


def _progress(session: Session, section: Section, edition: Edition, row: Screen) -> Picture:
    key = ("screen-progress", section.id, section.revision)
    counts = drawn(key, lambda: screen_pictures.progress(session, section))
    return {**_with_titles(session, section, row, counts), **_rounds(session, section), "closed": _closed(section)}


def _closed(section: Section) -> int:
    """Return until when nothing of the results is told, where that is set; 0 without."""
    return int(section.publishes_at.timestamp() * 1000) if section.publishes_at else 0


def _with_titles(session: Session, section: Section, row: Screen, counts: Picture) -> Picture:
    titles = {task.code: content(task, "title", row.language) for task in contents.tasks(session, section)}
    tasks = counts["tasks"]
    assert isinstance(tasks, list)
    lines: list[Plain] = [
        one | {"title": titles.get(str(one["code"])) or one["code"]} for one in tasks if isinstance(one, dict)
    ]
    return counts | {"tasks": lines}


def _rounds(session: Session, section: Section) -> Picture:
    found = screen_pictures.rounds(session, section)
    return {
        "rounds": [
            [int(one.starts_at.timestamp() * 1000), int(one.ends_at.timestamp() * 1000) if one.ends_at else None]
            for one in found
        ]
    }


def _frozen(session: Session, section: Section, edition: Edition, row: Screen) -> Picture:
    """Return what stands still; until the moment set for that, progress as it is, with that moment announced."""
    at, until = _stands(edition, row)
    if not row.frozen:
        return {**_progress(session, section, edition, row), "shows": str(Shows.PROGRESS), "freezes": at}
    counts: Picture = json.loads(row.frozen)
    told: Picture = {"rounds": [], "at": at, "until": until, "closed": _closed(section)}
    return {**_with_titles(session, section, row, counts), **told}


def _stands(edition: Edition, row: Screen) -> tuple[str, str]:
    """Return from when a board stands still and, where that is set, when it moves again."""
    at = time_text(row.freezes_at or row.chosen_at, edition.time_zone)
    return at, time_text(row.until, edition.time_zone) if row.until else ""


def _sections(session: Session, section: Section, edition: Edition, row: Screen) -> Picture:
    lines: list[Plain] = [
        {"title": content(one.section, "title", row.language), "done": one.done, "of": one.of}
        for one in screen_pictures.sections(session, edition)
    ]
    return {"sections": lines, "title": content(edition, "name", row.language)}


def _places(session: Session, section: Section, edition: Edition, row: Screen) -> Picture:
    return _places_told(screen_pictures.places(session, section), row.language)


def _frozen_places(session: Session, section: Section, edition: Edition, row: Screen) -> Picture:
    """Return the places of one moment; until the moment set for that, places as they are, with that moment announced."""
    at, until = _stands(edition, row)
    if not row.frozen:
        return {"shows": str(Shows.PLACES), "freezes": at, **_places(session, section, edition, row)}
    found = screen_pictures.kept_places(session, section, json.loads(row.frozen))
    return {"at": at, "until": until, **_places_told(found, row.language)}


def _places_told(found: screen_pictures.Places | None, code: str) -> Picture:
    if found is None:  # taken down since it was chosen
        return {"shows": str(Shows.DARK)}
    ranking = found.ranking
    lines: list[Plain] = [_line(team, code) for team in ranking.teams if team.place is not None]
    maximum = mark_text(ranking.maximum, code) if ranking.maximum is not None else ""
    until = int(found.appeals_until.timestamp() * 1000) if found.appeals_until else 0
    return {"lines": lines, "isOfficial": found.is_official, "maximum": maximum, "appeals": until}


def _line(team: PublishedTeam, code: str) -> Picture:
    assert team.place is not None
    return {
        "place": place_text(team.place, code, shared=team.shared),
        "name": team.name,
        "institution": text_in(team.institution, code),
        "total": mark_text(team.total, code) if team.total is not None else "",
    }


def _schedule(session: Session, section: Section, edition: Edition, row: Screen) -> Picture:
    return _rounds(session, section)


def _announcement(session: Session, section: Section, edition: Edition, row: Screen) -> Picture:
    return {"text": row.words}


def _countdown(session: Session, section: Section, edition: Edition, row: Screen) -> Picture:
    return {"text": row.words, "to": int(row.until.timestamp() * 1000) if row.until else 0}


def _ceremony(session: Session, section: Section, edition: Edition, row: Screen) -> Picture:
    """Return the one picture that the hall sees now; nothing of what comes next leaves the server."""
    running = ceremonies.of_section(session, section)
    if running is None or not running.is_running:
        return {"ceremony": None}
    key = ("screen-ceremony", section.id, running.turn, section.revision)
    shown = drawn(key, lambda: ceremony_pictures.draw(ceremonies.running_plan(session, section, running)))
    return {"ceremony": shown.hall[running.position], "stars": [*shown.stars], "dark": running.is_dark}


def _nothing(session: Session, section: Section, edition: Edition, row: Screen) -> Picture:
    return {}


DRAWN: dict[Shows, Callable[[Session, Section, Edition, Screen], Picture]] = {
    Shows.PROGRESS: _progress,
    Shows.FROZEN: _frozen,
    Shows.SECTIONS: _sections,
    Shows.PLACES: _places,
    Shows.FROZEN_PLACES: _frozen_places,
    Shows.SCHEDULE: _schedule,
    Shows.ANNOUNCEMENT: _announcement,
    Shows.COUNTDOWN: _countdown,
    Shows.CEREMONY: _ceremony,
    Shows.DARK: _nothing,
}
"""What is added to the picture of each kind."""
