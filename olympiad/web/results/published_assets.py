"""Files that published pages ask for: kept beside the pages under addresses that carry a hash of the content."""

import re
from collections.abc import Iterator
from pathlib import Path

from flask import current_app, g, url_for

from olympiad.web.frame import published_folders
from olympiad.web.frame.static_files import StaticFile, known

FOLDER = "assets"
VERSION = re.compile(r"\?v=[0-9a-f]{12}")
LINKED = re.compile(r'(?<=["( ])(?:/[^"\s]*?)??/(bootstrap/static|static)/([A-Za-z0-9_./-]+)\?v=([0-9a-f]{12})')
"""A versioned address of one of our own files, as templates write it."""
ENDPOINTS = {"static": "static", "bootstrap/static": "bootstrap.static"}


def with_own_assets(page: str) -> str:
    """Let a page ask for its files beside itself, and keep them there."""
    drawn: dict[str, str] = g.setdefault("own_assets", {})  # thousands of pages ask for the same few

    def own(found: re.Match[str]) -> str:
        if found[0] not in drawn:
            drawn[found[0]] = _own_address(found)
        return drawn[found[0]]

    for at in sorted(set(_versioned(page)), key=len, reverse=True):
        page = page.replace(at, LINKED.sub(own, at))
    return page


def _versioned(page: str) -> Iterator[str]:
    """Find the addresses that end in a version, with the sign before them: few beside a long table's thousands."""
    for found in VERSION.finditer(page):
        begins = max(page.rfind(sign, 0, found.start()) for sign in '"( ')
        yield page[max(begins, 0) : found.end()]


def _own_address(found: re.Match[str]) -> str:
    file = known(ENDPOINTS[found[1]], found[2])
    if file is None or file.version != found[3]:
        return found[0]
    keep(found[2], file)
    return url_for("edition_sites.asset", version=file.version, filename=found[2])


def keep(filename: str, file: StaticFile) -> None:
    """Keep a file under its hash."""
    published_folders.keep_once(path_of(file.version, filename), file.body)


def path_of(version: str, filename: str) -> Path:
    """Return where a file is kept."""
    return Path(current_app.instance_path) / published_folders.ROOT / FOLDER / version / filename
