"""Where a request is and who acts: its edition and section in every address that is built, the signed-in person."""

from typing import Any

from flask import Flask, abort, current_app, g
from flask_login import current_user

from olympiad.db import session
from olympiad.models.judge import Judge
from olympiad.models.user import User
from olympiad.services.people import access

SLUGS = ("edition_slug", "section_slug")
"""Names of the parts of an address that lead to an edition and a section; no view takes them as arguments."""


def init_app(app: Flask) -> None:
    """Take the slugs out of the arguments of views, and put them into addresses that expect them."""
    app.url_value_preprocessor(_take_slugs)
    app.url_defaults(_give_slugs)


def _take_slugs(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.slugs = {name: values.pop(name) for name in SLUGS if name in values} if values else {}


def _give_slugs(endpoint: str, values: dict[str, Any]) -> None:
    """Add the slugs of this request; an address of another edition names both itself."""
    if values.get("edition_slug") is not None:
        return
    for name, slug in g.get("slugs", {}).items():
        if current_app.url_map.is_endpoint_expecting(endpoint, name):
            values.setdefault(name, slug)


def here() -> dict[str, str]:
    """Return the slugs of the address of this request."""
    slugs: dict[str, str] = g.slugs
    return slugs


def file_stem() -> str:
    """Return the beginning of the names of files about this section."""
    return "-".join(here().values())


def actor() -> User:
    """Return the signed-in person."""
    person: User = current_user._get_current_object()
    return person


def own_judge() -> Judge:
    """Return the judge that the signed-in person is in this section, else 403."""
    return access.judge_of(session(), actor(), g.section) or abort(403)
