"""Where a results version is shown, and how published pages are drawn: as a stranger sees them, in each language."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, g, url_for

from olympiad.exchange.published_ranking import PublishedRanking
from olympiad.models.edition import Edition
from olympiad.models.results_version import ResultsVersion
from olympiad.models.section import Section
from olympiad.services.results import results
from olympiad.wording.names import OWN_NAMES, SHORT_NAMES


@dataclass(frozen=True)
class Place:
    """Where a version is shown: its rows, loaded before any page is drawn."""

    edition: Edition
    section: Section
    version: ResultsVersion
    ranking: PublishedRanking
    """With the names that may be public."""
    changed: list[results.Changed]
    previous: int | None
    appeals_until: datetime | None
    earlier: Sequence[results.Step] = ()
    """What the public versions before changed, the newest first."""


@contextmanager
def as_a_stranger(edition: Edition, path: str) -> Iterator[None]:
    """Draw as a stranger sees it: without the session, theme and database of whoever publishes."""
    with current_app.app_context(), current_app.test_request_context(path):
        g.edition, g.section = edition, None
        g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]
        yield


def links_of(current: str, url: Callable[[str], str]) -> list[dict[str, str | bool]]:
    """List a page in the three languages; `url` gives the address in each."""
    return [
        {"code": code, "short": SHORT_NAMES[code], "name": name, "current": code == current, "url": url(code)}
        for code, name in OWN_NAMES.items()
    ]


def checksum_groups(sha256: str) -> str:
    """Write a checksum in groups of four, to be compared by eye."""
    return " ".join(sha256[at : at + 4] for at in range(0, len(sha256), 4))


def section_path(edition: str, section: str, code: str) -> str:
    """Return the address of a section's results in a language."""
    return url_for("public_results.show_in", edition=edition, section=section, code=code)
