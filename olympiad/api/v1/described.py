"""Endpoints that describe themselves: from the types of a view come its answers and the published OpenAPI document."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from flask import Blueprint, Response, abort, request

from olympiad.domain.canonical_json import Plain, canonical
from olympiad.web.frame import compressed
from olympiad.web.frame.access import public

PREFIX = "/api/v1"
PER_PAGE, MOST_PER_PAGE = 50, 200
WHOLE = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
WORTH_COMPRESSING = 2000
Row = TypeVar("Row")


@dataclass(frozen=True)
class Endpoint:
    """What the description says of one address."""

    path: str
    name: str
    summary: str
    answer: type
    is_list: bool
    scope: str = ""
    """What a token must be allowed to read; empty: everybody may."""


@dataclass(frozen=True)
class Page(Generic[Row]):
    """A part of a list; `total` counts the whole."""

    items: tuple[Row, ...]
    page: int
    per_page: int
    total: int


ENDPOINTS: list[Endpoint] = []


def read(bp: Blueprint, path: str, answer: type, *, is_list: bool = False) -> Callable[[Callable[..., Any]], Any]:
    """Register a public view at an address; its docstring is the summary, `answer` the class of what it returns."""

    def register(view: Callable[..., Any]) -> Any:
        name = view.__name__
        ENDPOINTS.append(Endpoint(path, name, (view.__doc__ or "").strip(), answer, is_list))

        @wraps(view)
        def respond(**arguments: str) -> Response:
            number, per_page = paging() if is_list else (1, 1)
            found = view(**arguments)
            return _json(part(found, number, per_page) if is_list else found)

        bp.add_url_rule(path, view_func=public(respond), endpoint=name, methods=["GET"])
        return view

    return register


def paging() -> tuple[int, int]:
    """Read the wanted part of a list; anything but whole numbers within the bounds is refused (400)."""
    number, per_page = (_whole(name, default) for name, default in (("page", 1), ("per_page", PER_PAGE)))
    return (number, per_page) if per_page <= MOST_PER_PAGE else abort(400)


def _whole(name: str, default: int) -> int:
    text = request.args.get(name)
    if text is None:
        return default
    return int(text) if WHOLE.fullmatch(text) else abort(400)


def part(rows: Sequence[Row], number: int, per_page: int) -> Page[Row]:
    """Cut the wanted part out of a list; beyond its end it is empty."""
    first = (number - 1) * per_page
    return Page(tuple(rows[first : first + per_page]), number, per_page, len(rows))


def _json(found: object) -> Response:
    body = canonical(plain(found)).encode()
    small = compressed.smaller(body, 5) if len(body) > WORTH_COMPRESSING else None
    response = compressed.answer(body, small, "application/json", compressed.tag_of(body))
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def plain(value: object) -> Plain:
    """Return a value as JSON knows it."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    return value


KINDS: dict[object, dict[str, Plain]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
}


def schema_of(kind: Any) -> dict[str, Plain]:
    """Return the JSON Schema of a type."""
    if is_dataclass(kind):
        return {"$ref": f"#/components/schemas/{kind.__name__}"}  # type: ignore[union-attr]
    parts = get_args(kind)
    if type(None) in parts:
        return {"anyOf": [schema_of(next(one for one in parts if one is not type(None))), {"type": "null"}]}
    if get_origin(kind) is tuple:
        return {"type": "array", "items": schema_of(parts[0])}
    if get_origin(kind) is dict:
        return {"type": "object", "additionalProperties": schema_of(parts[1])}
    return dict(KINDS[kind])


def object_schema(kind: type) -> dict[str, Plain]:
    """Return the JSON Schema of a class: every member is always there."""
    hints = get_type_hints(kind)
    names = [one.name for one in fields(kind)]
    return {
        "type": "object",
        "description": (kind.__doc__ or "").strip(),
        "properties": {name: schema_of(hints[name]) for name in names},
        "required": list(names),
        "additionalProperties": False,
    }


def classes_of(kind: type) -> list[type]:
    """Return a class and those of its members."""
    found = [kind]
    for hint in get_type_hints(kind).values():
        for one in (hint, *get_args(hint)):
            if is_dataclass(one):
                found += classes_of(one)
    return found
