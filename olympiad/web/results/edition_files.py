"""The published files of an edition: its home, winners and countries in three languages, lists as CSV, feed and programme."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from flask import current_app, render_template, url_for
from flask_babel import force_locale, gettext

from olympiad.config import LANGUAGES
from olympiad.domain.canonical_json import Plain
from olympiad.exchange.published_ranking import text_in
from olympiad.services.results import gallery
from olympiad.services.results.edition_sites import Site
from olympiad.web.frame import published_folders
from olympiad.web.frame.hosts import declared_address
from olympiad.web.frame.published_folders import PublishedFolder
from olympiad.web.results import edition_lists, road_map
from olympiad.web.results.published_assets import with_own_assets
from olympiad.web.results.published_places import as_a_stranger, links_of
from olympiad.web.results.team_pages import team_address
from olympiad.wording.city_names import city_name
from olympiad.wording.names import content, country_name

FOLDER = "_site"
"""Beside the folders of the sections; no address of a section is called so."""
PAGES = ("programme", "winners", "countries", "photos")


def folder_of(edition_slug: str) -> PublishedFolder | None:
    """Return the folder of an edition's published files; None for an address that leaves it."""
    return published_folders.folder(edition_slug, FOLDER)


def files_of(site: Site) -> dict[str, bytes | Path]:
    """Draw the pages in every language, the lists, the feed and the programme; photographs stand there as they were taken in."""
    lists = {name: text.encode("utf-8-sig") for name, text in edition_lists.lists_of(site).items()}
    return {**dict(_pages(site)), **lists, **_photos(site)}


def _photos(site: Site) -> dict[str, Path]:
    uploads = Path(current_app.instance_path) / "uploads"
    found = {
        f"photos/{one.sha256}{ending}": gallery.path_of(uploads, one.sha256, ending)
        for one in site.photos
        for ending in gallery.ENDINGS
    }
    return {name: path for name, path in found.items() if path.is_file()}


def _pages(site: Site) -> Iterator[tuple[str, bytes]]:
    for code in LANGUAGES:
        with as_a_stranger(site.edition, f"/results/{site.edition.slug}/{code}"), force_locale(code):
            yield f"{code}.html", with_own_assets(_page(site, "home", code)).encode()
            for name in PAGES:
                yield f"{code}/{name}.html", with_own_assets(_page(site, name, code)).encode()
            yield f"{code}/feed.atom", edition_lists.feed(site, code).encode()
            yield f"{code}/programme.ics", edition_lists.programme(site, code).encode()


def _page(site: Site, name: str, code: str) -> str:
    slug = site.edition.slug

    def url(one: str) -> str:
        if name in ("home", "photos"):
            return url_for(
                "edition_sites.show_in" if name == "home" else "edition_sites.photos", edition=slug, code=one
            )
        return url_for("edition_sites.page", edition=slug, code=one, name=name)

    def section_url(section: str) -> str:
        return url_for("public_results.show_in", edition=slug, section=section, code=code)

    return render_template(
        f"edition_sites/{name}.html",
        site=site,
        edition=site.edition,
        photo_days=[(day, list(some)) for day, some in groupby(site.photos, lambda photo: photo.day)],
        code=code,
        name=name,
        links=links_of(code, url),
        own_url=url(code),
        section_url=section_url,
        team_url=lambda section, team: f"{section_url(section)}/{team_address(team.key)}",
        text_in=lambda texts: text_in(texts, code),
        country=lambda one: country_name(one, code),
        roads=road_map.roads(site.countries),
        home=declared_address(),
        facts=_facts(site, code, url(code)),
        page_title=_title(name),
    )


def _title(name: str) -> str:
    words = {"home": gettext("Results"), "winners": gettext("Winners"), "countries": gettext("Countries")}
    return words.get(name) or (gettext("Programme") if name == "programme" else gettext("Photographs"))


def _facts(site: Site, code: str, path: str) -> dict[str, Plain]:
    """Tell search engines of the event and its sections."""
    edition = site.edition
    found: dict[str, Plain] = {
        "@context": "https://schema.org", "@type": "Event", "inLanguage": code,
        "name": content(edition, "name", code), "url": declared_address() + path,
        "subEvent": [{"@type": "Event", "name": content(one.section, "title", code)} for one in site.sections],
    }  # fmt: skip
    if edition.starts_on:
        found["startDate"] = edition.starts_on.isoformat()
    if edition.ends_on:
        found["endDate"] = edition.ends_on.isoformat()
    if organisation := content(edition, "organisation", code):
        found["organizer"] = {"@type": "Organization", "name": organisation}
    if city := city_name(edition, code):
        found["location"] = {"@type": "Place", "name": city, "address": city}
    return found
