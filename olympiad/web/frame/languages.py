"""The language of a request and the compiled catalogues."""

import os
import tempfile
from pathlib import Path

from flask import current_app, g, has_request_context, request
from flask_login import current_user

from olympiad.config import LANGUAGES
from olympiad.wording import catalogues

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
    for source in catalogues.FOLDER.glob("*/LC_MESSAGES/messages.po"):
        if catalogues.is_fresh(source):
            continue
        try:
            _replace(source.with_suffix(".mo"), catalogues.compiled(source))
        except PermissionError:
            continue


def _replace(target: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(temporary).replace(target)
