"""Refusals and faults as calm pages in the reader's language with a reference number, or as JSON; never a trace."""

import errno
import secrets

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request
from flask_babel import force_locale
from flask_login import current_user
from sqlalchemy.exc import DataError
from werkzeug.exceptions import BadRequest, HTTPException, InternalServerError

from olympiad.config import LANGUAGES
from olympiad.db import session
from olympiad.domain.errors import DomainError
from olympiad.services.entry.row_entry import EntryRefusedError
from olympiad.web.frame.asking import wants_json
from olympiad.web.frame.languages import COOKIE as LANGUAGE_COOKIE
from olympiad.web.frame.preferences import own_path
from olympiad.wording.sentences import sentence

CANNOT_BE_KEPT = (OverflowError, DataError, UnicodeEncodeError)
"""What the drivers raise for integers beyond 64 bits, NUL and halves of letters."""
PAGES = frozenset({400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503})
WITH_HEADER = frozenset({403, 404, 405, 409, 422})
"""Refusals: the application works, and whoever is signed in goes on by the pages and the account in the header."""
OPEN_DATA = "/api/v1/"
"""Addresses of the read API, whose refusals are for programs."""
LONGEST_LOGGED = 2_000
PG_DISK_FULL = "53100"
LAST_RESORT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>500</title>
<h1>Something went wrong. Nothing was lost that was saved.</h1>
<p lang="uz">Xatolik yuz berdi. Saqlangan maʼlumotlar joyida.</p>
<p lang="ru">Произошла ошибка. Сохранённое не потеряно.</p>
<p>{reference}</p></html>"""


def init_app(app: Flask) -> None:
    """Answer every refusal and fault."""
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(DomainError, show_refusal)
    app.register_error_handler(EntryRefusedError, show_refused_rows)
    for error in CANNOT_BE_KEPT:
        app.register_error_handler(error, show_bad_request)


def show_refusal(error: DomainError) -> Response:
    """Say why the domain refuses; what the request began is undone."""
    session.rollback()
    language = language_without_database()
    return _answer(409, error.code, sentence(error, language))


def show_refused_rows(refused: EntryRefusedError) -> Response:
    """Say why rows are refused where no form can say it; what the request began is undone."""
    session.rollback()
    language = language_without_database()
    said = dict.fromkeys(sentence(problem, language) for problem in refused.problems)
    return _answer(409, refused.problems[0].code, " ".join(said))


def show_bad_request(_error: Exception) -> Response:
    """Refuse a number or text that no database could hold: it came from the request."""
    session.rollback()
    return show_http_error(BadRequest())


def show_http_error(error: HTTPException) -> Response:
    """Show the page of a status; redirects and prepared answers pass."""
    if error.response is not None:
        return make_response(error.response)
    code = error.code or 500
    if isinstance(error, InternalServerError):
        cause = error.original_exception or error
        session.rollback()  # the page of the fault may read who asks
        current_app.logger.error(
            "reference %s: %s %s: %s", reference(), request.method, one_line(request.path), one_line(repr(cause))
        )
        if is_full_disk(cause):
            return _answer(500, "disk_full", sentence(DomainError("disk_full"), language_without_database()))
        return _answer(500, "internal_error", "")
    answer = _answer(code, (error.name or "error").lower().replace(" ", "_"), "")
    for name, value in error.get_headers(request.environ):
        if name in ("Allow", "Retry-After", "WWW-Authenticate"):
            answer.headers[name] = value
    return answer


def is_full_disk(fault: BaseException) -> bool:
    """Return whether files or the database found no more room."""
    cause = getattr(fault, "orig", None) or fault
    if isinstance(cause, OSError):
        return cause.errno in (errno.ENOSPC, errno.EDQUOT)
    return getattr(cause, "sqlstate", None) == PG_DISK_FULL or "database or disk is full" in str(cause)


def one_line(text: str) -> str:
    """Write what a stranger has sent as one line of plain letters: no line of the log is theirs, no terminal obeys it.

    >>> one_line("/c/x\\n[2026] WARNING \\x1b[2J")
    '/c/x\\\\n[2026] WARNING \\\\x1b[2J'
    """
    return text[:LONGEST_LOGGED].encode("unicode_escape").decode("ascii")


def reference() -> str:
    """Return the number by which this answer is found in the log."""
    if "error_reference" not in g:
        digits = secrets.token_hex(4).upper()
        g.error_reference = f"{digits[:4]}-{digits[4:]}"
    return str(g.error_reference)


def language_without_database() -> str:
    """Return the reader's language by cookie and browser alone: the database may be what failed."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(LANGUAGES) or str(current_app.config["DEFAULT_LANGUAGE"])


def _answer(status: int, code: str, words: str) -> Response:
    if request.path.startswith(OPEN_DATA):
        answer = _problem(status, code, words)
    elif wants_json():
        answer = jsonify(error={"code": code, "message": words, "reference": reference()})
    else:
        answer = make_response(_page(status, words))
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _problem(status: int, code: str, words: str) -> Response:
    """Answer programs as RFC 9457 says."""
    told = {"type": f"urn:olympiad:problem:{code}", "title": code.replace("_", " ").capitalize(), "status": status}
    answer = jsonify(told | ({"detail": words} if words else {}) | {"reference": reference()})
    answer.mimetype = "application/problem+json"
    return answer


def _page(status: int, words: str) -> str:
    if status in WITH_HEADER and _has_reader():
        try:
            return _drawn(status, words, "base.html")
        except Exception:
            current_app.logger.exception("reference %s: the header of the error page fails", reference())
            session.rollback()
    if "_login_user" not in g:  # these pages greet nobody, and loading the person may be what failed
        g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]
    try:
        return _drawn(status, words, "base_plain.html")
    except Exception:
        current_app.logger.exception("reference %s: the error page itself fails", reference())
        return LAST_RESORT.format(reference=reference())


def _has_reader() -> bool:
    """Return whether somebody is signed in whose way back is the header of the pages."""
    try:
        return bool(current_user.is_authenticated)
    except Exception:
        session.rollback()
        return False


def _drawn(status: int, words: str, layout: str) -> str:
    shown = status if status in PAGES else 500 if status >= 500 else 400
    back = own_path(request.referrer or "")
    with force_locale(language_without_database()):
        page = f"errors/{shown}.html"
        return render_template(page, words=words, reference=reference(), back=back, layout=layout)
