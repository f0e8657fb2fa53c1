"""The organizers' board: a page whose matrix fetches itself anew while something changes."""

from flask import Blueprint, Flask, Response, g, make_response, render_template, request

from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.domain.roles import STAFF, Role
from olympiad.services import audit_verification, board, rules, sheet_assignment
from olympiad.web.access import allow, roles_here
from olympiad.web.jinja import language

bp = Blueprint("board", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/board")

TEAMS_ON_A_PAGE = 100
MINUTES = 5
"""So often the board is drawn anew although nothing was written: what is overdue depends on the time."""


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/")
@allow(*STAFF, Role.CLERK)
def show(edition_slug: str, section_slug: str) -> str:
    """Show teams × tasks with their states and what is missing."""
    return render_template("board/show.html", **_content())


@bp.get("/progress")
@allow(*STAFF, Role.CLERK)
def progress(edition_slug: str, section_slug: str) -> Response:
    """Give the changing part of the page; 304 while the section's revision stands."""
    roles = "-".join(sorted(roles_here()))
    answer = Response()
    answer.set_etag(f"{g.section.id}-{g.section.revision}-{language()}-{roles}-{_period()}")
    answer.headers["Cache-Control"] = "private, no-cache"
    if request.if_none_match.contains(answer.get_etag()[0] or ""):
        answer.status_code = 304
        return answer
    page = make_response(render_template("board/_progress.html", **_content()))
    page.headers["ETag"] = answer.headers["ETag"]
    page.headers["Cache-Control"] = "private, no-cache"
    return page


def _period() -> int:
    return int(utc_now().timestamp()) // (60 * MINUTES)


def _content() -> dict[str, object]:
    loaded = board.load(session(), g.section, utc_now())
    wanted = request.args.get("state", "")
    wanted = wanted if wanted in board.STATES else ""
    rows = [row for row in loaded.rows if not wanted or any(cell.state == wanted for cell in row.cells)]
    pages = max(1, -(-len(rows) // TEAMS_ON_A_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    return {
        "board": loaded,
        "rows": rows[(page - 1) * TEAMS_ON_A_PAGE : page * TEAMS_ON_A_PAGE],
        "wanted": wanted,
        "states": board.STATES,
        "page": page,
        "pages": pages,
        "conflicts": sheet_assignment.conflicts(session(), g.section),
        "forbidden": rules.forbids_conflicts(session(), g.section),
        "place": {"edition_slug": g.edition.slug, "section_slug": g.section.slug},
        "now": utc_now(),
        "head": audit_verification.head_of(session(), g.section),
    }
