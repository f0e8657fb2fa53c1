"""The description of the read API, OpenAPI 3.1, made from the endpoints that answer; and a page to read it."""

import re

from flask import Blueprint, Flask, Response, render_template

from olympiad.api.v1 import described, private, published
from olympiad.api.v1.described import ENDPOINTS, MOST_PER_PAGE, PER_PAGE, PREFIX, Endpoint
from olympiad.domain.canonical_json import Plain, canonical
from olympiad.services.people.api_tokens import Scope
from olympiad.web.frame import compressed
from olympiad.web.frame.access import public

VERSION = "1.1.0"
SCHEME = "token"
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
SLUG = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 60}
ARGUMENTS: dict[str, dict[str, Plain]] = {
    "edition": dict(SLUG),
    "section": dict(SLUG),
    "team": {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]*$", "maxLength": 60},
    "number": {"type": "string", "pattern": "^[A-Za-z0-9-]+$", "maxLength": 60},
    "version": {"type": "integer", "minimum": 1, "maximum": 1_000_000},
}
PROBLEM: dict[str, Plain] = {
    "type": "object",
    "description": "Why a request was refused (RFC 9457).",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "reference": {"type": "string"},
    },
    "required": ["type", "title", "status", "reference"],
}

TOKEN: dict[str, Plain] = {
    "type": "http",
    "scheme": "bearer",
    "description": (
        "A token of one edition, made and revoked by its organizers. It reads that edition alone, within its scopes "
        + ", ".join(f"`{one}`" for one in Scope)
        + "; another edition is not found."
    ),
}

bp = Blueprint("api_v1_openapi", __name__, url_prefix=PREFIX)


def init_app(app: Flask) -> None:
    """Register the description."""
    app.register_blueprint(bp)


@bp.get("/openapi.json")
@public
def document() -> Response:
    """Return the description for programs."""
    body = canonical(description()).encode()
    return compressed.answer(body, compressed.smaller(body, 5), "application/json", compressed.tag_of(body))


@bp.get("/")
@public
def show() -> str:
    """Show the description to people."""
    return render_template(
        "api_v1/show.html", endpoints=_endpoints(), prefix=PREFIX, classes=_classes(), schema=described.object_schema
    )


def _endpoints() -> list[Endpoint]:
    """List what is public, then what a token reads."""
    return sorted(ENDPOINTS, key=lambda one: bool(one.scope))


def description() -> dict[str, Plain]:
    """Return the whole description."""
    paths: dict[str, Plain] = {ARGUMENT.sub(r"{\1}", one.path): {"get": _operation(one)} for one in _endpoints()}
    schemas: dict[str, Plain] = {kind.__name__: described.object_schema(kind) for kind in _classes()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Published results of the Olympiad",
            "version": VERSION,
            "description": f"{published.__doc__ or ''}\n{private.__doc__ or ''}",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": PREFIX}],
        "paths": paths,
        "components": {"schemas": schemas | {"Problem": PROBLEM}, "securitySchemes": {SCHEME: TOKEN}},
    }


def _classes() -> list[type]:
    return list(dict.fromkeys(kind for one in _endpoints() for kind in described.classes_of(one.answer)))


def _operation(one: Endpoint) -> dict[str, Plain]:
    return {
        "operationId": one.name,
        "summary": one.summary,
        "security": [{SCHEME: [one.scope]}] if one.scope else [],
        "parameters": [*_arguments(one), *(_paging() if one.is_list else [])],
        "responses": {
            **(_refusals(one.scope) if one.scope else {}),
            "200": {
                "description": "Found.",
                "headers": _headers(),
                "content": _content("application/json", _answer(one)),
            },
            "304": {"description": "Unchanged since the answer whose ETag was sent in If-None-Match."},
            "400": _problem("A parameter cannot be read."),
            "404": _problem("There is no such thing, or it is not public."),
        },
    }


def _refusals(scope: str) -> dict[str, Plain]:
    return {
        "401": _problem("No token is sent that is in force."),
        "403": _problem(f"The token may not read `{scope}`."),
    }


def _headers() -> dict[str, Plain]:
    return {"ETag": {"description": "Changes with the answer.", "schema": {"type": "string"}}}


def _content(media_type: str, schema: Plain) -> dict[str, Plain]:
    return {media_type: {"schema": schema}}


def _problem(words: str) -> dict[str, Plain]:
    return {
        "description": words,
        "content": _content("application/problem+json", {"$ref": "#/components/schemas/Problem"}),
    }


def _answer(one: Endpoint) -> dict[str, Plain]:
    if not one.is_list:
        return described.schema_of(one.answer)
    whole: dict[str, Plain] = {"type": "integer"}
    members: dict[str, Plain] = {
        "items": {"type": "array", "items": described.schema_of(one.answer)},
        "page": whole, "per_page": whole, "total": whole,
    }  # fmt: skip
    return {"type": "object", "properties": members, "required": list(members), "additionalProperties": False}


def _arguments(one: Endpoint) -> list[Plain]:
    return [
        {"name": name, "in": "path", "required": True, "schema": ARGUMENTS[name]} for name in ARGUMENT.findall(one.path)
    ]


def _paging() -> list[Plain]:
    first: dict[str, Plain] = {"type": "integer", "minimum": 1, "maximum": 999_999_999, "default": 1}
    many: dict[str, Plain] = {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE, "default": PER_PAGE}
    return [
        {"name": "page", "in": "query", "required": False, "schema": first},
        {"name": "per_page", "in": "query", "required": False, "schema": many},
    ]
