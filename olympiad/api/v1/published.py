"""Editions, sections, teams, tasks, rankings and versions that are public, and whether a certificate number holds.

Ids are those of the addresses of pages and stay. Lists come in parts (`page`, `per_page`). What is not public yet, or
no longer, answers 404 like what never was. Within version 1 members are only added; a change that could break a
reader becomes `/api/v2`, and `/api/v1` stays for at least one more edition.
"""

from collections import OrderedDict
from typing import NamedTuple

from flask import Blueprint, Flask, abort, url_for

from olympiad.api.v1 import resources
from olympiad.api.v1.described import PREFIX, read
from olympiad.config import LANGUAGES
from olympiad.db import session
from olympiad.domain.exact import Amount, plain, shown
from olympiad.exchange.published_ranking import PublishedRanking, PublishedTeam
from olympiad.models.edition import Edition
from olympiad.models.results_version import ResultsVersion
from olympiad.models.section import Section
from olympiad.services.results import certificates, edition_sites, publication, results
from olympiad.services.results.edition_sites import Site, SiteSection
from olympiad.web.results import published_files
from olympiad.web.results.team_pages import Comparison, team_address
from olympiad.wording.city_names import city_name

bp = Blueprint("api_v1", __name__, url_prefix=PREFIX)
KEPT: OrderedDict[str, "Told"] = OrderedDict()
"""What the sections that were asked for last have published, by the stamp of all that it depends on."""
MOST_KEPT = 16
SECTION = "/editions/<edition>/sections/<section>"


class Told(NamedTuple):
    """What is told of a published section, without rows of the database."""

    comparison: Comparison
    changed: tuple[str, ...]
    version: resources.Version

    @property
    def ranking(self) -> PublishedRanking:
        """Return the ranking as it may be shown."""
        return self.comparison.ranking


def init_app(app: Flask) -> None:
    """Register the endpoints."""
    app.register_blueprint(bp)


@read(bp, "/editions", resources.Edition, is_list=True)
def editions() -> list[resources.Edition]:
    """List the editions that have a public site."""
    return [_edition(_site(one)) for one in edition_sites.stamps(session(), None) if one.is_published]


@read(bp, "/editions/<edition>", resources.Edition)
def edition(edition: str) -> resources.Edition:
    """Return one edition."""
    return _edition(_site_at(edition))


@read(bp, "/editions/<edition>/sections", resources.Section, is_list=True)
def sections(edition: str) -> list[resources.Section]:
    """List the sections of an edition, each as far as it is."""
    site = _site_at(edition)
    return [_section(site, one) for one in site.sections]


@read(bp, SECTION, resources.Section)
def section(edition: str, section: str) -> resources.Section:
    """Return one section."""
    site = _site_at(edition)
    found = next((one for one in site.sections if one.section.slug == section), None)
    return _section(site, found) if found else abort(404)


@read(bp, f"{SECTION}/teams", resources.Team, is_list=True)
def teams(edition: str, section: str) -> list[resources.Team]:
    """List the teams of published results in the order of the ranking."""
    return [_team(edition, section, team) for team in _told(edition, section).ranking.teams]


@read(bp, f"{SECTION}/teams/<team>", resources.Team)
def team(edition: str, section: str, team: str) -> resources.Team:
    """Return one team."""
    found = _told(edition, section).comparison.by_address.get(team)
    return _team(edition, section, found) if found else abort(404)


@read(bp, f"{SECTION}/tasks", resources.Task, is_list=True)
def tasks(edition: str, section: str) -> list[resources.Task]:
    """List the tasks with the middle of all marks; empty where task marks are not published."""
    told = _told(edition, section)
    return [
        resources.Task(
            task.code, dict(task.titles), shown(task.maximum), _amount(marks.median),
            *(_amount(one) for one in marks.middle_half or (None, None)),
        )
        for task, marks in zip(told.ranking.tasks, told.comparison.fields, strict=True)
    ]  # fmt: skip


@read(bp, f"{SECTION}/ranking", resources.Standing, is_list=True)
def ranking(edition: str, section: str) -> list[resources.Standing]:
    """List the ranking of the public version with every task mark."""
    found = _told(edition, section).ranking
    return [_standing(found, team) for team in found.teams]


@read(bp, f"{SECTION}/versions", resources.Version, is_list=True)
def versions(edition: str, section: str) -> list[resources.Version]:
    """List the version that is public; older ones are not, the newer says what it changed."""
    return [_told(edition, section).version]


@read(bp, f"{SECTION}/versions/<int:version>", resources.Version)
def version(edition: str, section: str, version: int) -> resources.Version:
    """Return the public version by its number."""
    found = _told(edition, section).version
    return found if found.number == version else abort(404)


@read(bp, "/certificates/<number>", resources.CertificateState)
def certificate(number: str) -> resources.CertificateState:
    """Return whether the certificate with a printed number was issued and holds."""
    found = certificates.by_number(session(), number[:60]) or abort(404)
    return resources.CertificateState(found.number, found.state)


def _site_at(slug: str) -> Site:
    stamp = edition_sites.stamp_at(session(), slug) or abort(404)
    return _site(stamp) if stamp.is_published else abort(404)


def _site(stamp: edition_sites.EditionStamp) -> Site:
    return edition_sites.load(session(), session.get_one(Edition, stamp.edition_id)) or abort(404)


def _told(edition: str, section: str) -> Told:
    """Return what is published of a section; the same stamp tells the same."""
    stamp = publication.stamp_at(session(), edition, section) or abort(404)
    if not stamp.is_published:
        abort(404)
    if stamp.value not in KEPT:
        found = results.published(session(), session.get_one(Section, stamp.section_id)) or abort(404)
        KEPT[stamp.value] = _read(found, edition, section)
        while len(KEPT) > MOST_KEPT:
            KEPT.popitem(last=False)
    return KEPT[stamp.value]


def _read(found: ResultsVersion, edition: str, section: str) -> Told:
    place = published_files.place_of(found)
    changed = tuple(team_address(one.team) for one in place.changed)
    at = {"edition": edition, "section": section, "name": "results.json"}
    assert found.published_at is not None
    told = resources.Version(
        found.number, found.official_at is not None, found.sha256, found.finalised_at, found.published_at, found.reason,
        changed, url_for("public_results.download", **at) if place.section.publishes_task_marks else None,
    )  # fmt: skip
    return Told(Comparison(place.ranking), changed, told)


def _texts(row: object, field: str) -> dict[str, str]:
    found = {code: str(getattr(row, f"{field}_{code}", "") or "") for code in LANGUAGES}
    found[""] = str(getattr(row, field, "") or "")
    return {code: text for code, text in found.items() if text}


def _edition(site: Site) -> resources.Edition:
    row, counts = site.edition, site.counts
    return resources.Edition(
        row.slug, _texts(row, "name"), _texts(row, "organisation"), city_name(row, "en"), row.starts_on,
        row.ends_on, row.time_zone,
        counts.participants, counts.teams, counts.institutions, counts.countries,
        url_for("edition_sites.show", edition=row.slug),
    )  # fmt: skip


def _section(site: Site, one: SiteSection) -> resources.Section:
    row, slug = one.section, site.edition.slug
    return resources.Section(
        row.slug, slug, _texts(row, "title"), str(one.progress), one.teams, one.institutions,
        one.version.number if one.version else None, row.publishes_at,
        url_for("public_results.show", edition=slug, section=row.slug) if one.version else None,
    )  # fmt: skip


def _team(edition: str, section: str, team: PublishedTeam) -> resources.Team:
    address = team_address(team.key)
    return resources.Team(
        address, team.key, team.name, dict(team.institution), team.country, team.listing,
        *_place_and_total(team), team.award or None, team.special,
        url_for("public_results.team", edition=edition, section=section, code="en", team=address),
    )  # fmt: skip


def _standing(found: PublishedRanking, team: PublishedTeam) -> resources.Standing:
    marks = tuple(
        resources.TaskMark(task.code, None if isinstance(mark, str) else _amount(mark), mark == "absent")
        for task, mark in zip(found.tasks, team.marks if team.has_result else (None,) * len(team.marks), strict=True)
    )
    place, total = _place_and_total(team)
    decided = team.decided_by or None
    return resources.Standing(
        team_address(team.key), team.name, place, team.shared, total, team.award or None, decided, marks
    )


def _place_and_total(team: PublishedTeam) -> tuple[str | None, str | None]:
    place = None if team.place is None else plain(team.place)
    return place, None if team.total is None or not team.has_result else f"{team.total:f}"


def _amount(value: Amount | None) -> str | None:
    return None if value is None else shown(value)
