"""The published files of a section: its ranking page by page, the pages of its teams, and the downloads."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from flask import render_template, url_for
from flask_babel import force_locale
from markupsafe import Markup

from olympiad.config import LANGUAGES
from olympiad.db import session
from olympiad.documents.typesetting import qr_svg
from olympiad.domain.canonical_json import canonical
from olympiad.domain.garbage_collector import garbage_collector_paused
from olympiad.exchange.csv_writer import csv_text
from olympiad.exchange.published_ranking import (
    PublishedInstitution,
    institutions_csv,
    institutions_table,
    published_ranking,
    ranking_csv,
    ranking_xlsx,
    text_in,
)
from olympiad.models.edition import Edition
from olympiad.models.results_version import ResultsVersion
from olympiad.models.section import Section
from olympiad.services.appeals import appeal_windows
from olympiad.services.overview import analysis_releases
from olympiad.services.results import publication, results
from olympiad.web.frame import published_folders
from olympiad.web.frame.hosts import declared_address
from olympiad.web.frame.published_folders import PublishedFolder
from olympiad.web.frame.remembering import Known
from olympiad.web.results import team_drawing
from olympiad.web.results.published_assets import with_own_assets
from olympiad.web.results.published_places import Place, as_a_stranger, checksum_groups, links_of
from olympiad.web.results.ranking_search import Asked, choices_of, institution_key, search_words_of
from olympiad.web.results.team_pages import EMBEDDED, Comparison
from olympiad.wording import search_words
from olympiad.wording.analysis_tables import public_line

TEAMS_PER_PAGE = 200
EMBEDDED_TEAMS = 10
FOR_SPREADSHEETS = "utf-8-sig"
"""With a byte order mark: without one Excel reads the letters of names in the code page of the machine."""


class Drawn(NamedTuple):
    """What the pages of one language have drawn already."""

    list: Known
    table: Known
    total: Known
    filters: Known
    """By what rows are searched: the same in every language."""
    beside: dict[str, object]
    """What stands on every page of the ranking, once it was looked up."""


def nothing_drawn(filters: Known | None = None) -> Drawn:
    """Return the memory of a language whose pages are about to be drawn."""
    return Drawn({}, {}, {}, {} if filters is None else filters, {})


@garbage_collector_paused()
def place_of(version: ResultsVersion) -> Place:
    """Load what a version's pages need."""
    section = session.get_one(Section, version.section_id)
    edition = session.get_one(Edition, section.edition_id)
    bundle = publication.public_bundle(session(), version)
    before = results.public_before(session(), version)
    window = appeal_windows.of_version(session(), version)
    return Place(
        edition,
        section,
        version,
        published_ranking(bundle, with_task_marks=section.publishes_task_marks),
        results.changes(results.bundle_of(before), bundle) if before else [],
        before.number if before else None,
        window.closes_at if window else None,
        results.steps_before(session(), version),
    )


def folder_of(edition_slug: str, section_slug: str) -> PublishedFolder | None:
    """Return the folder of a section's published files; None for an address that leaves it."""
    return published_folders.folder(edition_slug, section_slug)


def files_of(place: Place) -> dict[str, bytes]:
    """Draw the pages in every language, and the downloads."""
    return dict(_pages(place)) | _downloads(place)


def _pages(place: Place) -> Iterator[tuple[str, bytes]]:
    pages = max(1, -(-len(place.ranking.teams) // TEAMS_PER_PAGE))
    filters: Known = {}
    for code in LANGUAGES:
        with as_a_stranger(place.edition, f"/results/{place.edition.slug}/{place.section.slug}/{code}"):
            drawn = nothing_drawn(filters)
            for number in range(1, pages + 1):
                page = draw(place, code, number=number, pages=pages, drawn=drawn)
                yield page_name(code, number), with_own_assets(page).encode()
            yield team_page_name(code, EMBEDDED), with_own_assets(draw_embedded(place, code)).encode()


def _downloads(place: Place) -> dict[str, bytes]:
    files = {"ranking.csv": ranking_csv(place.ranking, "en").encode(FOR_SPREADSHEETS)}
    if place.changed:
        files["changes.csv"] = changes_csv(place).encode(FOR_SPREADSHEETS)
    files["ranking.xlsx"] = ranking_xlsx(place.ranking, "en")
    if place.section.institutions_table:
        files["institutions.csv"] = institutions_csv(_institutions(place), "en").encode(FOR_SPREADSHEETS)
    if place.section.publishes_task_marks:
        files["results.json"] = canonical(publication.public_bundle(session(), place.version)).encode()
    return files


def changes_csv(place: Place) -> str:
    """Write what a version changed, team by team, with its reason."""
    columns = ("place", "total", "award")
    head = ("team", *(f"{name}_{side}" for side in ("before", "after") for name in columns), "reason")
    lines = [(change.team, *change.before, *change.after, place.version.reason) for change in place.changed]
    return csv_text([head, *lines])


def _institutions(place: Place) -> tuple[PublishedInstitution, ...]:
    method = place.section.institutions_table
    return institutions_table(place.ranking, method) if method else ()


def _agreement(place: Place, code: str) -> str:
    """Return the line about the judges' agreement, empty where the jury did not choose to show it."""
    told = analysis_releases.public_agreement(session(), place.section)
    return public_line(told, code) if told else ""


def team_page_name(code: str, address: str) -> str:
    """Name the file of a team's page."""
    return f"{code}/{address}.html"


def page_name(code: str, number: int) -> str:
    """Name the file of a page."""
    return f"{code}.html" if number == 1 else f"{code}-{number}.html"


def _printed_code(place: Place) -> Markup:
    """Draw the QR code that a printed page carries, once the address of the installation is set."""
    address = declared_address()
    if not address:
        return Markup()
    path = f"/results/{place.edition.slug}/{place.section.slug}/"
    return Markup(qr_svg(f"{address}{path}", "#000"))  # noqa: S704  # why: drawn by us, squares only


def draw(
    place: Place,
    code: str,
    *,
    number: int = 1,
    pages: int = 1,
    asked: Asked | None = None,
    drawn: Drawn | None = None,
) -> str:
    """Draw one page of the ranking, or what a search (`asked`) found; marks in `drawn` are not drawn again."""
    teams = place.ranking.teams[(number - 1) * TEAMS_PER_PAGE : number * TEAMS_PER_PAGE]
    found = asked.found_in(place.ranking.teams) if asked else ()
    if asked:
        teams = found[:TEAMS_PER_PAGE]
    drawn = drawn or nothing_drawn()
    with force_locale(code):
        if not drawn.beside:
            drawn.beside.update(_on_every_page(place, code))
        return render_template(
            "public_results/show.html",
            place=place,
            ranking=place.ranking,
            **drawn.beside,
            **_on_the_first(place, alone=number > 1 or bool(asked)),
            teams=teams,
            found=len(found),
            code=code,
            number=number,
            pages=pages,
            asked=asked or Asked(),
            drawn=drawn,
            text_in=lambda texts: text_in(texts, code),
            language_links=language_links,
            search_words=search_words_of,
            folding=search_words.table(),
            institution_key=institution_key,
            team_url=team_drawing.urls_of(place, code),
            checksum_groups=checksum_groups,
            page_address=page_address,
            home=declared_address(),
        )


def _on_every_page(place: Place, code: str) -> dict[str, object]:
    """Return what the pages of a language have in common and all teams were looked through for."""
    return {
        "names": {team.key: team.name for team in place.ranking.teams},
        "titles": [text_in(task.titles, code) or task.code for task in place.ranking.tasks],
        "choices": choices_of(place.ranking, code),
        "agreement": _agreement(place, code),
        "printed_code": _printed_code(place),
        "facts": team_drawing.facts_of_section(place, code),
    }


def _on_the_first(place: Place, *, alone: bool) -> dict[str, object]:
    """Return what only the first page of a ranking has: the institutions and the totals of all."""
    return {
        "institutions": () if alone else _institutions(place),
        "totals": None if alone else Comparison(place.ranking).totals,
    }


def team_page(place: Place, comparison: Comparison, address: str, code: str) -> bytes:
    """Draw the page of a team as a stranger sees it; LookupError where there is none at this address."""
    team = comparison.by_address[address]
    path = f"/results/{place.edition.slug}/{place.section.slug}/{code}/{address}"
    with as_a_stranger(place.edition, path):
        return with_own_assets(team_drawing.draw(place, comparison, team, code)).encode()


def draw_embedded(place: Place, code: str) -> str:
    """Draw the first places for pages of others, without header and search."""
    with force_locale(code):
        return render_template(
            "public_results/embed.html",
            place=place,
            ranking=place.ranking,
            teams=place.ranking.teams[:EMBEDDED_TEAMS],
            code=code,
            text_in=lambda texts: text_in(texts, code),
            team_url=team_drawing.urls_of(place, code),
            section_url=url_for(
                "public_results.show_in", edition=place.edition.slug, section=place.section.slug, code=code
            ),
        )


def language_links(place: Place, current: str) -> list[dict[str, str | bool]]:
    """List the same page in the three languages, each with an address of its own."""
    at = {"edition": place.edition.slug, "section": place.section.slug}
    return links_of(current, lambda code: url_for("public_results.show_in", **at, code=code))


def page_address(address: str) -> Callable[[int], str]:
    """Return the function that addresses the pages of a long ranking."""
    return lambda number: f"{address}?page={number}" if number > 1 else address
