"""Published results as files: written once per version, compressed once, switched by one rename."""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from stat import S_ISREG

from flask import current_app, g, render_template, url_for
from flask_babel import force_locale
from markupsafe import Markup
from werkzeug.security import safe_join

from olympiad.config import LANGUAGES
from olympiad.db import session
from olympiad.documents.typesetting import qr_svg
from olympiad.domain.canonical_json import canonical
from olympiad.exchange.csv_writer import csv_text
from olympiad.exchange.published_ranking import (
    PublishedInstitution,
    PublishedRanking,
    PublishedTeam,
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
from olympiad.web.frame import compressed
from olympiad.web.frame.hosts import declared_address
from olympiad.wording.analysis_tables import public_line
from olympiad.wording.names import OWN_NAMES, SHORT_NAMES, country_name

CURRENT = "current"
TEAMS_PER_PAGE = 200
FOR_SPREADSHEETS = "utf-8-sig"
"""With a byte order mark: without one Excel reads the letters of names in the code page of the machine."""
COMPRESSED = (".html", ".csv", ".json")


@dataclass(frozen=True)
class Place:
    """Where a version is shown: its rows, loaded before any page is drawn."""

    edition: Edition
    section: Section
    version: ResultsVersion
    bundle: str
    """With the names that may be public."""
    ranking: PublishedRanking
    changed: list[results.Changed]
    previous: int | None
    appeals_until: datetime | None


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
        canonical(bundle),
        published_ranking(bundle, with_task_marks=section.publishes_task_marks),
        results.changes(results.bundle_of(before), bundle) if before else [],
        before.number if before else None,
        window.closes_at if window else None,
    )


def folder_of(edition_slug: str, section_slug: str) -> Path | None:
    """Return the folder of a section's published files; None for an address that leaves it."""
    joined = safe_join(str(Path(current_app.instance_path) / "published"), edition_slug, section_slug)
    return Path(joined) if joined else None


def write(version: ResultsVersion, beside: Mapping[str, bytes]) -> Path:
    """Write every file of a version, and what is kept `beside` them, into a folder of its own and switch to it."""
    place = place_of(version)
    parent = folder_of(place.edition.slug, place.section.slug)
    assert parent is not None
    fresh = Path(tempfile.mkdtemp(prefix=f"v{version.number}-", dir=parent))
    fresh.chmod(0o755)
    for name, body in (files_of(place) | dict(beside)).items():
        _write(fresh / name, body)
        if name.endswith(COMPRESSED):
            _write(fresh / f"{name}.gz", compressed.smaller(body))
    _switch(parent, fresh.name)
    return fresh


def _write(path: Path, body: bytes) -> None:
    """Write a file that everybody may read, a web server beside us too, whatever else this process keeps to itself."""
    path.write_bytes(body)
    path.chmod(0o644)


def files_of(place: Place) -> dict[str, bytes]:
    """Draw the pages in every language, and the downloads."""
    files: dict[str, bytes] = {}
    pages = max(1, -(-len(place.ranking.teams) // TEAMS_PER_PAGE))
    for code in LANGUAGES:
        for number in range(1, pages + 1):
            files[page_name(code, number)] = _page(place, code, number, pages).encode()
    files["ranking.csv"] = ranking_csv(place.ranking, "en").encode(FOR_SPREADSHEETS)
    if place.changed:
        files["changes.csv"] = changes_csv(place).encode(FOR_SPREADSHEETS)
    files["ranking.xlsx"] = ranking_xlsx(place.ranking, "en")
    if place.section.institutions_table:
        files["institutions.csv"] = institutions_csv(_institutions(place), "en").encode(FOR_SPREADSHEETS)
    if place.section.publishes_task_marks:
        files["results.json"] = place.bundle.encode()
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


def page_name(code: str, number: int) -> str:
    """Name the file of a page."""
    return f"{code}.html" if number == 1 else f"{code}-{number}.html"


def _page(place: Place, code: str, number: int, pages: int) -> str:
    """Draw a page as a stranger sees it: without the session, theme and database of whoever publishes."""
    address = f"/results/{place.edition.slug}/{place.section.slug}/{code}"
    with current_app.app_context(), current_app.test_request_context(address):
        g.edition, g.section = place.edition, None
        g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]
        return draw(place, code, number=number, pages=pages)


def _printed_code(place: Place) -> Markup:
    """Draw the QR code that a printed page carries, once the address of the installation is set."""
    address = declared_address()
    if not address:
        return Markup()
    path = f"/results/{place.edition.slug}/{place.section.slug}/"
    return Markup(qr_svg(f"{address}{path}", "#000"))  # noqa: S704  # why: drawn by us, squares only


def draw(place: Place, code: str, *, number: int = 1, pages: int = 1, words: str = "") -> str:
    """Draw one page of the ranking, or (`words`) what a search found."""
    teams = place.ranking.teams[(number - 1) * TEAMS_PER_PAGE : number * TEAMS_PER_PAGE]
    if words:
        teams = found(place.ranking, words)
    names = {team.key: team.name for team in place.ranking.teams}
    with force_locale(code):
        return render_template(
            "public_results/show.html",
            place=place,
            ranking=place.ranking,
            institutions=() if words or number > 1 else _institutions(place),
            agreement=_agreement(place, code),
            teams=teams,
            names=names,
            code=code,
            number=number,
            pages=pages,
            words=words,
            text_in=lambda texts: text_in(texts, code),
            language_links=language_links,
            search_words=lambda team: search_words(team, code),
            checksum_groups=checksum_groups,
            page_address=page_address,
            printed_code=_printed_code(place),
        )


def language_links(place: Place, current: str) -> list[dict[str, str | bool]]:
    """List the same page in the three languages, each with an address of its own."""
    return [
        {
            "code": code,
            "short": SHORT_NAMES[code],
            "name": name,
            "current": code == current,
            "url": url_for("public_results.show_in", edition=place.edition.slug, section=place.section.slug, code=code),
        }
        for code, name in OWN_NAMES.items()
    ]


def search_words(team: PublishedTeam, code: str) -> str:
    """Return what the page's own filter looks through."""
    country = country_name(team.country, code) if team.country else ""
    return f"{team.name} {text_in(team.institution, code)} {country}".casefold()


def checksum_groups(sha256: str) -> str:
    """Write a checksum in groups of four, to be compared by eye."""
    return " ".join(sha256[at : at + 4] for at in range(0, len(sha256), 4))


def page_address(address: str) -> Callable[[int], str]:
    """Return the function that addresses the pages of a long ranking."""
    return lambda number: f"{address}?page={number}" if number > 1 else address


def found(ranking: PublishedRanking, words: str) -> tuple[PublishedTeam, ...]:
    """Search teams by name, institution or country, in any of the languages."""
    wanted = words.casefold().split()
    return tuple(team for team in ranking.teams if all(word in _words(team) for word in wanted))


def _words(team: PublishedTeam) -> str:
    names = (country_name(team.country, code) for code in LANGUAGES) if team.country else ()
    return f"{team.words} {' '.join(names)}".casefold()


def _switch(parent: Path, name: str) -> None:
    """Let `current` lead to a folder by one rename, then remove the folders that nothing leads to."""
    link = parent / f".{name}.link"
    link.symlink_to(name)
    link.replace(parent / CURRENT)
    for other in parent.glob("v*-*"):
        if other.name != name:
            shutil.rmtree(other, ignore_errors=True)


def remove(edition_slug: str, section_slug: str) -> None:
    """Take the files of a section down."""
    parent = folder_of(edition_slug, section_slug)
    if parent is None:
        return
    (parent / CURRENT).unlink(missing_ok=True)
    for folder in parent.glob("v*-*"):
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class PublishedFile:
    """A file as it goes over the wire."""

    etag: str
    body: bytes
    compressed: bytes | None


def load(edition_slug: str, section_slug: str, name: str) -> PublishedFile | None:
    """Read a published file; unchanged files come from memory."""
    folder = folder_of(edition_slug, section_slug)
    path = folder / CURRENT / name if folder else None
    if path is None:
        return None
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    if not S_ISREG(status.st_mode):
        return None
    return _read(path, status.st_ino, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=64)
def _read(linked: Path, inode: int, modified_ns: int, size: int) -> PublishedFile:
    path = linked.resolve()  # both files of one version, whatever is switched meanwhile
    body = path.read_bytes()
    small = path.with_name(f"{path.name}.gz")
    return PublishedFile(hashlib.sha256(body).hexdigest()[:20], body, small.read_bytes() if small.is_file() else None)
