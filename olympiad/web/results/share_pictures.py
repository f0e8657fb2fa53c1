"""Pictures that messengers show beside a link to a published page: drawn when first asked for, then files like the page."""

from functools import lru_cache
from pathlib import Path

from flask import current_app
from flask_babel import force_locale, gettext, ngettext

from olympiad.documents.typesetting import typeset_share
from olympiad.exchange.published_ranking import PublishedTeam, text_in
from olympiad.services.results.edition_sites import Site
from olympiad.web.results.published_places import Place
from olympiad.wording.awards import award_name
from olympiad.wording.city_names import city_name
from olympiad.wording.dates import date_text
from olympiad.wording.names import content, country_name
from olympiad.wording.numbers import mark_text, place_text

NUMERALS = ("", "I", "II", "III")


def of_team(place: Place, team: PublishedTeam, code: str) -> bytes:
    """Draw a team with place, total and award; no person is named."""
    country = country_name(team.country, code) if team.country else ""
    sub = ", ".join(part for part in (text_in(team.institution, code), country) if part)
    height = team.height if team.award and team.height < len(NUMERALS) else 0
    award = award_name(team.award, code) if team.award else ""
    return _draw(code, _of_section(place, code), team.name, sub, award, _line(place, team, code), NUMERALS[height])


def _line(place: Place, team: PublishedTeam, code: str) -> str:
    parts = []
    with force_locale(code):
        if team.place is not None:
            standing = place_text(team.place, code, shared=team.shared)
            parts.append(gettext("Place %(place)s of %(count)s", place=standing, count=place.ranking.counted))
        if team.total is not None and team.listing in ("placed", "guest"):
            parts.append(mark_text(team.total, code))
    return " · ".join(parts)


def of_section(place: Place, code: str) -> bytes:
    """Draw the results of a section."""
    ranking = place.ranking
    with force_locale(code):
        words = gettext("Official results") if place.version.official_at else gettext("Preliminary results")
        line = ngettext("%(num)s team", "%(num)s teams", len(ranking.teams))
    organisation = text_in(ranking.organisation, code)
    return _draw(code, text_in(ranking.edition, code), text_in(ranking.section, code), organisation, words, line)


def of_edition(site: Site, code: str) -> bytes:
    """Draw the edition."""
    edition = site.edition
    day = date_text(edition.starts_on, code) if edition.starts_on else ""
    with force_locale(code):
        counts = site.counts
        line = " · ".join((
            ngettext("%(num)s team", "%(num)s teams", counts.teams),
            ngettext("%(num)s country", "%(num)s countries", counts.countries),
        ))  # fmt: skip
    name, organisation = (content(edition, field, code) for field in ("name", "organisation"))
    return _draw(code, city_name(edition, code), name, organisation, day, line)


def _of_section(place: Place, code: str) -> str:
    return f"{text_in(place.ranking.edition, code)} · {text_in(place.ranking.section, code)}"


def _draw(code: str, eyebrow: str, title: str, sub: str, award: str, line: str, numeral: str = "") -> bytes:
    told = {"eyebrow": eyebrow, "title": title, "sub": sub, "award": award, "line": line, "numeral": numeral}
    return typeset_share({**told, "language": code, "skyline": _skyline(str(current_app.static_folder))})


@lru_cache(maxsize=1)
def _skyline(static_folder: str) -> str:
    return Path(static_folder, "img", "skyline.svg").read_text("utf-8")
