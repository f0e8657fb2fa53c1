"""What a request brings is read and taken apart whole before its first statement: nobody's save waits for it."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request

from olympiad.db import SAFE_METHODS

View = TypeVar("View", bound=Callable[..., Any])
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


def at_most(size: int) -> Callable[[View], View]:
    """Refuse a larger body for this view."""

    def declare(view: View) -> View:
        view.most_bytes = size  # type: ignore[attr-defined]
        return view

    return declare


def init_app(app: Flask) -> None:
    """Come before everything that asks the database."""
    app.before_request_funcs.setdefault(None, []).insert(0, read_whole)


def read_whole() -> None:
    """Read the body within its limit; a form or JSON is parsed here and found parsed later."""
    if request.method in SAFE_METHODS:
        return
    view = current_app.view_functions.get(request.endpoint or "")
    request.max_content_length = getattr(view, "most_bytes", request.max_content_length)
    if (request.content_length or 0) > (request.max_content_length or 0):
        abort(413)
    if request.mimetype in FORMS:
        assert request.form is not None  # asking for it parses it
        return
    request.get_data(cache=True)
    try:
        if request.is_json:
            request.get_json(silent=True)
    except RecursionError:
        abort(400)
