"""Language and theme of the reader, kept in two cookies; nothing is written to the database."""

from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from olympiad.config import LANGUAGES
from olympiad.web.frame.access import public
from olympiad.web.frame.languages import COOKIE as LANGUAGE_COOKIE

THEME_COOKIE = "theme"
THEMES = ("light", "dark")
BY_DEVICE = "device"
YEAR = 365 * 24 * 3600

bp = Blueprint("preferences", __name__)


def init_app(app: Flask) -> None:
    """Register the two redirects and tell templates the chosen theme."""
    app.register_blueprint(bp)
    app.jinja_env.globals.update(chosen_theme=chosen_theme)


@bp.get("/language/<code>")
@public
def language(code: str) -> BaseResponse:
    """Remember the language and go back."""
    if code not in LANGUAGES:
        abort(404)
    return _remembered(LANGUAGE_COOKIE, code)


@bp.get("/theme/<choice>")
@public
def theme(choice: str) -> BaseResponse:
    """Remember light or dark, or follow the device again, and go back."""
    if choice not in (*THEMES, BY_DEVICE):
        abort(404)
    return _remembered(THEME_COOKIE, choice)


def chosen_theme() -> str | None:
    """Give `light` or `dark` where the person has chosen, else None: the device decides."""
    cookie = request.cookies.get(THEME_COOKIE)
    return cookie if cookie in THEMES else None


def way_back() -> str:
    """Return the page that the reader came from, if it is one of ours; else the start page."""
    for address in (request.args.get("next"), request.referrer):
        if address and (path := own_path(address)):
            return path
    return request.script_root + "/"


def own_path(address: str) -> str | None:
    """Return path and query of an address on this very host, None for any other.

    Browsers drop tabs and line breaks and read backslashes as slashes, so such addresses are refused whole.
    """
    if "\\" in address or any(ord(character) < 33 for character in address):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme not in ("", "http", "https") or parts.netloc not in ("", request.host):
        return None
    if not parts.path.startswith("/") or parts.path.startswith("//"):
        return None
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _remembered(cookie: str, value: str) -> BaseResponse:
    response = redirect(way_back(), 303)
    path = request.script_root or "/"
    if value == BY_DEVICE:
        response.delete_cookie(cookie, path=path, secure=request.is_secure, samesite="Lax")
    else:
        response.set_cookie(
            cookie, value, max_age=YEAR, path=path, secure=request.is_secure, httponly=True, samesite="Lax"
        )
    response.headers["Cache-Control"] = "no-store"
    return response
