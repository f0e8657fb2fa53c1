"""Paper for the hall: blank score sheets, access cards, the protocol."""

from flask import Blueprint, Flask, Response, abort, g, render_template, request
from sqlalchemy import select

from olympiad.db import session
from olympiad.documents.protocol import protocol_pdf
from olympiad.documents.score_sheets import score_sheets_pdf
from olympiad.domain.choices import IN_THE_RUNNING
from olympiad.models.results_version import ResultsVersion
from olympiad.models.task import Task
from olympiad.models.team import Team
from olympiad.services.record import audit_verification
from olympiad.services.results import protocols, results
from olympiad.web.frame.access import staff
from olympiad.web.frame.here import file_stem
from olympiad.web.frame.jinja import language

bp = Blueprint("documents", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/documents")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/")
@staff
def index() -> str:
    """List what can be printed."""
    return render_template(
        "documents/index.html", tasks=_tasks(), teams=_teams(), versions=results.versions(session(), g.section)
    )


@bp.get("/score-sheets.pdf")
@staff
def score_sheets() -> Response:
    """Give blank score sheets of all tasks, or of one (`task`)."""
    code = request.args.get("task", "")
    tasks = [task for task in _tasks() if not code or task.code == code]
    teams = [team for team in _teams() if team.status in IN_THE_RUNNING]
    if not tasks or not teams:
        abort(404)
    body = score_sheets_pdf(g.edition, g.section, tasks, teams, language())
    return _pdf(body, f"{file_stem()}-score-sheets.pdf")


@bp.get("/protocols/<int:number>.pdf")
@staff
def protocol(number: int) -> Response:
    """Return the protocol of a frozen version."""
    query = select(ResultsVersion).where(ResultsVersion.section_id == g.section.id, ResultsVersion.number == number)
    version = session.scalars(query).one_or_none() or abort(404)
    judges = protocols.judges_of(session(), g.section, language())
    bundle = results.bundle_of(version)
    head = audit_verification.head_text(session(), g.section.id, str(bundle["audit_head"]))
    told = protocols.incidents_of(session(), g.section, g.edition.time_zone, language())
    body = protocol_pdf(
        g.edition,
        g.section,
        bundle,
        judges,
        version.reason,
        language(),
        is_official=version.official_at is not None,
        audit_head=head,
        incidents=told,
    )
    return _pdf(body, f"{file_stem()}-protocol-v{number}.pdf")


def _tasks() -> list[Task]:
    query = select(Task).where(Task.section_id == g.section.id).order_by(Task.position, Task.id)
    return list(session.scalars(query))


def _teams() -> list[Team]:
    query = select(Team).where(Team.section_id == g.section.id).order_by(Team.code)
    return list(session.scalars(query))


def _pdf(body: bytes, name: str) -> Response:
    answer = Response(body, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
