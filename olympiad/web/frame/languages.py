"""The language of a request and the compiled catalogues."""

import os
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import current_app, g, has_request_context, request
from flask_login import current_user

from olympiad.config import LANGUAGES

TRANSLATIONS = Path(__file__).resolve().parents[2] / "translations"
COOKIE = "language"


def chosen_locale() -> str:
    """The person's choice (cookie, then account), else the browser's, else the installation's."""
    if not has_request_context():
        return str(current_app.config["DEFAULT_LANGUAGE"])
    chosen = request.cookies.get(COOKIE) or (
        current_user.language if current_user and current_user.is_authenticated else ""
    )
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(LANGUAGES) or str(current_app.config["DEFAULT_LANGUAGE"])


def chosen_time_zone() -> str | None:
    """The time zone of the edition of this request."""
    edition = g.get("edition")
    return edition.time_zone if edition else None


def ensure_compiled() -> None:
    """Compile each catalogue whose .po is newer than its .mo; a folder that cannot be written stays as it is."""
    for source in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        try:
            _compile(source, target)
        except PermissionError:
            continue


def _compile(source: Path, target: Path) -> None:
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name)
    handle, temporary = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as file:
        write_mo(file, catalogue)
    Path(temporary).replace(target)
