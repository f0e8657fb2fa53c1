"""The public page of a section's results: served from its files, in three languages, with search and downloads."""

from collections import OrderedDict
from threading import Lock

from flask import Blueprint, Flask, Response, abort, g, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from olympiad import turns
from olympiad.config import LANGUAGES
from olympiad.db import session
from olympiad.domain.bundle_schema import SCHEMA
from olympiad.domain.canonical_json import canonical
from olympiad.domain.visibility import Part, Reader
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.services.results import publication, visibility
from olympiad.services.sections import contents
from olympiad.web.frame.accepted_input import whole_number
from olympiad.web.frame.access import public
from olympiad.web.frame.errors import language_without_database
from olympiad.web.frame.security_headers import CONTENT_SECURITY_POLICY
from olympiad.web.results import (
    published_answers,
    published_files,
    published_state,
    ranking_search,
    share_pictures,
    team_drawing,
)
from olympiad.web.results.published_places import Place
from olympiad.web.results.team_pages import EMBEDDED, SECTION_PICTURE, Comparison

bp = Blueprint("public_results", __name__, url_prefix="/results")

HTML = "text/html; charset=utf-8"
ARRANGED: OrderedDict[str, tuple[Place, Comparison]] = OrderedDict()
"""By stamp; of the sections that were asked for last."""
MOST_ARRANGED = 8
ARRANGING = Lock()
"""Of the many who ask for teams in the moment after a publication one arranges them."""
DOWNLOADS = {
    "ranking.csv": "text/csv; charset=utf-8",
    "institutions.csv": "text/csv; charset=utf-8",
    "ranking.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "results.json": "application/json",
    "changes.csv": "text/csv; charset=utf-8",
}


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/schema")
@public
def schema() -> Response:
    """Return the JSON Schema of results bundles."""
    return Response(canonical(SCHEMA), mimetype="application/schema+json")


@bp.get("/<edition>/<section>/")
@public
def show(edition: str, section: str) -> Response:
    """Show the ranking in the reader's language."""
    answer = _show(edition, section, language_without_database())
    answer.vary.update(("Cookie", "Accept-Language"))
    return answer


@bp.get("/<edition>/<section>/<any(en, uz, ru):code>")
@public
def show_in(edition: str, section: str, code: str) -> Response:
    """Show the ranking in one language, whatever the browser asks for."""
    return _show(edition, section, code)


@bp.get(
    "/<edition>/<section>/<any('ranking.csv', 'institutions.csv', 'ranking.xlsx', 'results.json', 'changes.csv'):name>"
)
@public
def download(edition: str, section: str, name: str) -> BaseResponse:
    """Return the ranking as a file."""
    answer = _file(edition, section, name, DOWNLOADS[name])
    answer.headers["Content-Disposition"] = f'attachment; filename="{edition}-{section}-{name}"'
    return answer


@bp.get("/<edition>/<section>/<any(en, uz, ru):code>/embed")
@public
def embed(edition: str, section: str, code: str) -> Response:
    """Show the first places inside a page of somebody else, the one page that others may frame."""
    response = _file(edition, section, published_files.team_page_name(code, EMBEDDED), "text/html; charset=utf-8")
    policy = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Frame-Options"] = "ALLOWALL"  # older browsers; others heed frame-ancestors alone
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@bp.get("/<edition>/<section>/<any(en, uz, ru):code>/<team>")
@public
def team(edition: str, section: str, code: str, team: str) -> Response:
    """Show one team among all, alone or (`?with=`) beside another one."""
    one, other = _up_to_date(edition, section), request.args.get("with", "").strip()[:300]
    if not other:
        name = published_files.team_page_name(code, team)
        return published_answers.kept(one, name, lambda: _team_page(edition, section, code, team), HTML)
    place, comparison = arranged(edition, section)
    shown = comparison.by_address.get(team) or abort(404)
    g.edition = place.edition
    found = comparison.found(other)
    beside = found if found is not None and found.key != shown.key else None
    return Response(team_drawing.draw(place, comparison, shown, code, other=beside, asked=other))


def _team_page(edition: str, section: str, code: str, team: str) -> bytes:
    place, comparison = arranged(edition, section)
    return published_files.team_page(place, comparison, team, code) if team in comparison.by_address else abort(404)


@bp.get("/<edition>/<section>/<any(en, uz, ru):code>/<team>.png")
@public
def picture(edition: str, section: str, code: str, team: str) -> Response:
    """Return the picture of a team, or (`share`) of the section, that messengers show beside a link."""
    one = _up_to_date(edition, section)

    def draw() -> bytes:
        place, comparison = arranged(edition, section)
        if team == SECTION_PICTURE:
            return share_pictures.of_section(place, code)
        return share_pictures.of_team(place, comparison.by_address.get(team) or abort(404), code)

    return published_answers.kept(one, f"{code}/{team}.png", draw, "image/png")


def _show(edition: str, section: str, code: str) -> Response:
    asked = ranking_search.asked(request.args)
    if asked:
        _up_to_date(edition, section)
        place, _comparison = arranged(edition, section)
        g.edition = place.edition
        return Response(published_files.draw(place, code, asked=asked))
    number = request.args.get("page", 1, type=whole_number)
    return _file(edition, section, published_files.page_name(code, number), "text/html; charset=utf-8")


def _file(edition: str, section: str, name: str, media_type: str) -> Response:
    """Answer from the file; files that are not there or old (restored backup, further machine) are drawn first."""
    return published_answers.answer(_up_to_date(edition, section).folder, name, media_type)


def _up_to_date(edition: str, section: str) -> published_state.Publication:
    stamp = publication.stamp_at(session(), edition, section) or abort(404)
    one = published_state.of_section(stamp)
    if not published_state.bring_up_to_date(one):
        abort(404)
    return one


def arranged(edition: str, section: str) -> tuple[Place, Comparison]:
    """Return what the pages of a section's teams share, arranged once as long as nothing changes."""
    stamp = publication.stamp_at(session(), edition, section) or abort(404)
    found = ARRANGED.get(stamp.value)
    if found is None:
        with turns.waiting():
            ARRANGING.acquire()
        try:
            return _arrange(stamp.value, edition, section)
        finally:
            ARRANGING.release()
    return found


def _arrange(stamp: str, edition: str, section: str) -> tuple[Place, Comparison]:
    if stamp not in ARRANGED:
        place = published_files.place_of(_published(edition, section))
        for row in (place.edition, place.section, place.version):
            session.expunge(row)  # other requests read them after this session is gone
        ARRANGED[stamp] = place, Comparison(place.ranking)
        while len(ARRANGED) > MOST_ARRANGED:
            ARRANGED.popitem(last=False)
    return ARRANGED[stamp]


def _published(edition: str, section: str):
    """Find what is published under an address, else 404."""
    row = contents.section(session(), edition, section) or abort(404)
    return visibility.seen_by(session(), row, frozenset({Reader.ANYBODY}), Part.RANKING).version or abort(404)


def address(edition: Edition, section: Section, code: str = "") -> str:
    """Return the public address of a section's results."""
    if code in LANGUAGES:
        return url_for("public_results.show_in", edition=edition.slug, section=section.slug, code=code)
    return url_for("public_results.show", edition=edition.slug, section=section.slug)
