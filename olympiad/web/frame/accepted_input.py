"""What no address, form or JSON may hold: numbers and texts that no database can keep are refused before any view runs."""

import json
import re
from typing import Any

from flask import Flask, abort, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.routing import IntegerConverter, Map, PathConverter, UnicodeConverter, ValidationError

from olympiad.domain.texts import is_storable
from olympiad.web.frame.bodies import FORMS

MOST_ROW_ID = 2**31 - 1
"""The largest id that PostgreSQL's integer columns hold; no row has a larger one on SQLite either."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class RowId(IntegerConverter):
    """`<int:…>`: a number that may be the id of a row; others lead nowhere."""

    def __init__(self, url_map: Map, *, most: int = MOST_ROW_ID, **options: Any) -> None:
        super().__init__(url_map, **{"max": most, **options})


class Text(UnicodeConverter):
    """`<…>`: a part of an address without control characters, which no name has and a log must not show."""

    def to_python(self, value: str) -> str:
        return _printable(value)


class Path(PathConverter):
    """`<path:…>` likewise."""

    def to_python(self, value: str) -> str:
        return _printable(value)


def _printable(value: str) -> str:
    if _CONTROL.search(value) or not is_storable(value):
        raise ValidationError
    return value


class StorableJSON(DefaultJSONProvider):
    """JSON whose nesting and texts can be kept; anything else is malformed (400), as an unclosed bracket is."""

    def loads(self, s: str | bytes, **options: Any) -> Any:
        try:
            found = json.loads(s, **options)
        except RecursionError:
            raise ValueError("nested too deeply") from None
        if ("\\u" in s if isinstance(s, str) else b"\\u" in s) and not _is_storable(found):
            raise ValueError("holds half of a character or a NUL")
        return found


def _is_storable(found: Any) -> bool:
    waiting = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += [*one, *one.values()]
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str) and not is_storable(one):
            return False
    return True


class NoNumberError(BadRequest, ValueError):
    """What stands where the number of a row or page belongs; a view that does not mind it answers 400."""


def whole_number(text: str) -> int:
    """Read a number of a query or form: an id of a row, a page. Raises `NoNumberError` for what no row or page can have."""
    try:
        number = int(text)
    except ValueError:
        raise NoNumberError from None
    if not 0 <= number <= MOST_ROW_ID:
        raise NoNumberError
    return number


def prepare(app: Flask) -> None:
    """Set the converters before any route is registered, and look at forms and queries before any view runs."""
    app.url_map.converters |= {"int": RowId, "default": Text, "string": Text, "path": Path}
    app.json = StorableJSON(app)
    app.url_value_preprocessor(_refuse_unstorable)


def _refuse_unstorable(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    _refuse_unstorable_in(request.args)
    if request.mimetype not in FORMS:
        return  # JSON is looked at where it is read
    _refuse_unstorable_in(request.form)
    for name, file in request.files.items(multi=True):
        if not (is_storable(name) and is_storable(file.filename or "")):
            abort(400)


def _refuse_unstorable_in(given: MultiDict[str, str]) -> None:
    for name, values in given.lists():
        if not all(map(is_storable, (name, *values))):
            abort(400)
