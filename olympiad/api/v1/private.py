"""The private part of the read API: by a token of the edition, `Authorization: Bearer …`, and only within its scopes."""

from functools import wraps
from typing import Any

from flask import Blueprint, Flask, Response, abort, request

from olympiad.api.v1.described import PREFIX, paging, part, plain
from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.domain.canonical_json import Plain, canonical
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.services.overview import across_sections
from olympiad.services.people import api_tokens
from olympiad.services.people.api_tokens import Scope
from olympiad.services.sections import contents
from olympiad.web.frame.access import by_token

bp = Blueprint("api_v1_private", __name__, url_prefix=f"{PREFIX}/private/editions/<edition>")


def init_app(app: Flask) -> None:
    """Register the endpoints."""
    app.register_blueprint(bp)


def _needs(scope: Scope) -> Any:
    """Let a view answer whoever sends a token of this edition with a scope; others learn nothing of the edition."""

    def declare(view: Any) -> Any:
        @wraps(view)
        def answer(edition: str, **arguments: str) -> Response:
            rows = [plain(one) for one in view(_edition_for(edition, scope), **arguments)]
            found = part(rows, *paging())
            response = Response(canonical(plain(found)), mimetype="application/json")
            response.headers["Cache-Control"] = "private, no-store"
            response.add_etag()
            return response.make_conditional(request)

        return by_token(answer)

    return declare


def _edition_for(slug: str, scope: Scope) -> Edition:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    row = api_tokens.find(session(), token.strip()) if kind.casefold() == "bearer" else None
    if row is None:
        abort(401)
    edition = session.get_one(Edition, row.edition_id)
    if edition.slug != slug:
        abort(404)
    if scope not in row.scopes:
        abort(403)
    return edition


def _section(edition: Edition, slug: str) -> Section:
    return next((one for one in edition.sections if one.slug == slug), None) or abort(404)


@bp.get("/progress")
@_needs(Scope.PROGRESS)
def progress(edition: Edition) -> list[dict[str, Plain]]:
    """List the sections with their stage, sheets handed over and what waits."""
    return [
        {
            "section": line.section.slug,
            "stage": str(line.section.state),
            "teams": line.teams,
            "sheets": line.sheets,
            "handed_over": line.handed_over,
            "waits": {str(one.what): one.count for one in line.waits},
        }
        for line in across_sections.lines(session(), edition.sections, utc_now())
    ]


@bp.get("/sections/<section>/teams")
@_needs(Scope.TEAMS)
def teams(edition: Edition, section: str) -> list[dict[str, Plain]]:
    """List the teams of a section by key."""
    return [
        {"key": one.key, "code": one.code, "name": one.name, "country": one.country, "status": str(one.status)}
        for one in contents.teams(session(), _section(edition, section))
    ]


@bp.get("/sections/<section>/participants")
@_needs(Scope.PARTICIPANTS)
def participants(edition: Edition, section: str) -> list[dict[str, Plain]]:
    """List the members of a section's teams, with what each agreed to."""
    return [
        {
            "team": key, "name": one.name, "name_local": one.name_local, "role": one.role,
            "consents": {"name": one.consents_name, "score": one.consents_score, "photo": one.consents_photo},
        }
        for key, one in contents.participants(session(), _section(edition, section))
    ]  # fmt: skip
