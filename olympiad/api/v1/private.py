"""The private part of the read API: by a token of the edition, `Authorization: Bearer …`, and only within its scopes."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from flask import Blueprint, Flask, Response, abort, request

from olympiad.api.v1 import resources
from olympiad.api.v1.described import ENDPOINTS, PREFIX, Endpoint, paging, part, plain
from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.domain.canonical_json import canonical
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.services.overview import across_sections
from olympiad.services.people import api_tokens
from olympiad.services.people.api_tokens import Scope
from olympiad.services.sections import contents
from olympiad.web.frame.access import by_token

bp = Blueprint("api_v1_private", __name__, url_prefix=PREFIX)
EDITION = "/private/editions/<edition>"


def init_app(app: Flask) -> None:
    """Register the endpoints."""
    app.register_blueprint(bp)


def _lists(path: str, answer: type, scope: Scope) -> Callable[[Callable[..., Any]], Any]:
    """Register a list for whoever sends a token of this edition with a scope; others learn nothing of the edition."""

    def register(view: Callable[..., Sequence[object]]) -> Any:
        ENDPOINTS.append(Endpoint(path, view.__name__, (view.__doc__ or "").strip(), answer, True, scope))

        @wraps(view)
        def respond(edition: str, **arguments: str) -> Response:
            found = part(view(_edition_for(edition, scope), **arguments), *paging())
            response = Response(canonical(plain(found)), mimetype="application/json")
            response.headers["Cache-Control"] = "private, no-store"
            response.add_etag()
            return response.make_conditional(request)

        bp.add_url_rule(path, view_func=by_token(respond), endpoint=view.__name__, methods=["GET"])
        return view

    return register


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


@_lists(f"{EDITION}/progress", resources.SectionProgress, Scope.PROGRESS)
def section_progress(edition: Edition) -> list[resources.SectionProgress]:
    """List the sections with their stage, sheets handed over and what waits."""
    return [
        resources.SectionProgress(
            line.section.slug, str(line.section.state), line.teams, line.sheets, line.handed_over,
            {str(one.what): one.count for one in line.waits},
        )
        for line in across_sections.lines(session(), edition.sections, utc_now())
    ]  # fmt: skip


@_lists(f"{EDITION}/sections/<section>/teams", resources.TeamEntry, Scope.TEAMS)
def section_teams(edition: Edition, section: str) -> list[resources.TeamEntry]:
    """List the teams of a section by key."""
    return [
        resources.TeamEntry(one.key, one.code, one.name, one.country, str(one.status))
        for one in contents.teams(session(), _section(edition, section))
    ]


@_lists(f"{EDITION}/sections/<section>/participants", resources.Member, Scope.PARTICIPANTS)
def section_participants(edition: Edition, section: str) -> list[resources.Member]:
    """List the members of a section's teams, with what each agreed to."""
    return [
        resources.Member(
            key, one.name, one.name_local, one.role,
            resources.Consents(one.consents_name, one.consents_score, one.consents_photo),
        )
        for key, one in contents.participants(session(), _section(edition, section))
    ]  # fmt: skip
