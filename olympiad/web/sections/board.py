"""The organizers' board: a page whose matrix fetches itself anew while something changes."""

from flask import Blueprint, Flask, Response, g, render_template, request

from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.domain.roles import STAFF, Role, satisfies
from olympiad.services.computing import rules
from olympiad.services.overview import analyses, board
from olympiad.services.record import audit_verification
from olympiad.services.sections import sheet_assignment
from olympiad.web.frame.accepted_input import whole_number
from olympiad.web.frame.access import allow, roles_here
from olympiad.web.frame.fragment_cache import drawn
from olympiad.web.frame.jinja import language
from olympiad.web.results import moved_marks
from olympiad.wording.analysis_sentences import note_sentence
from olympiad.wording.sentences import sentence

bp = Blueprint("board", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/board")

TEAMS_ON_A_PAGE = 100
UNFINISHED = "unfinished"
"""The filter for every place that owes a sheet, whatever its state."""
MINUTES = 5
"""So often the board is drawn anew although nothing was written: what is overdue depends on the time."""


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/")
@allow(*STAFF, Role.CLERK)
def show() -> str:
    """Show teams × tasks with their states and what is missing."""
    matrix, teams, tasks, page = _matrix()
    return render_template(
        "board/show.html",
        matrix=matrix,
        teams=teams,
        tasks=tasks,
        wanted=_wanted(),
        page=page,
        now=utc_now(),
        watch=_watch(),
    )


@bp.get("/progress")
@allow(*STAFF, Role.CLERK)
def progress() -> Response:
    """Return the changing part of the page; 304 while the section's revision stands."""
    answer = Response()
    answer.set_etag(_tag())
    answer.headers["Cache-Control"] = "private, no-cache"
    if request.if_none_match.contains(_tag()):
        answer.status_code = 304
    else:
        answer.set_data(_matrix()[0])
    return answer


def _watch() -> list[str]:
    """Return what the chief judge should hear while it can still help; drawn once per revision."""
    if Role.CHIEF_JUDGE not in roles_here():
        return []
    key = ("watch", g.section.id, g.section.revision)
    return [note_sentence(note, language()) for note in drawn(key, lambda: analyses.live_notes(session(), g.section))]


def _tag() -> str:
    """What the matrix depends on, besides its filter and page."""
    roles = "-".join(sorted(roles_here()))
    return f"{g.section.id}-{g.section.revision}-{language()}-{roles}-{_period()}"


def _period() -> int:
    return int(utc_now().timestamp()) // (60 * MINUTES)


def _wanted() -> str:
    wanted = request.args.get("state", "")
    return wanted if wanted in (*board.STATES, UNFINISHED) else ""


def _matrix() -> tuple[str, int, int, int]:
    """The changing part of the page with the numbers of teams, of tasks and of the page; drawn once per revision."""
    asked = (_wanted(), request.args.get("page", 1, type=whole_number))
    return drawn(("board", g.edition.slug, g.section.slug, _tag(), *asked), lambda: _draw(*asked))


def _draw(wanted: str, asked_page: int) -> tuple[str, int, int, int]:
    names_shown = satisfies(roles_here(), frozenset(STAFF))
    loaded = board.load(session(), g.section, utc_now(), by_code=not names_shown)
    states = board.UNFINISHED if wanted == UNFINISHED else (wanted,)
    rows = [row for row in loaded.rows if not wanted or any(cell.state in states for cell in row.cells)]
    pages = max(1, -(-len(rows) // TEAMS_ON_A_PAGE))
    page = min(max(1, asked_page), pages)
    matrix = render_template(
        "board/_progress.html",
        board=loaded,
        rows=rows[(page - 1) * TEAMS_ON_A_PAGE : page * TEAMS_ON_A_PAGE],
        wanted=wanted,
        states=board.STATES,
        page=page,
        pages=pages,
        names_shown=names_shown,
        conflicts=sheet_assignment.conflicts(session(), g.section) if names_shown else [],
        forbidden=rules.forbids_conflicts(session(), g.section),
        groups=moved_marks.groups(),
        sentence_of=lambda blocker: sentence(blocker, language()),
        head=audit_verification.head_of(session(), g.section),
    )
    return matrix, len(loaded.rows), len(loaded.columns), page
