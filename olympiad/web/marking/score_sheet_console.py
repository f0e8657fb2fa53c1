"""What makes one page of a judge's sheets: their data, the shell that opens without a network, the worker behind it."""

import hashlib
import json
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, g, redirect, render_template, request, url_for
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from rjsmin import jsmin
from werkzeug import Response as AnyResponse

from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.domain.roles import Role
from olympiad.models.judge import Judge
from olympiad.services.computing import rules
from olympiad.services.marking import judge_view, score_sheets
from olympiad.services.record import known_heads
from olympiad.web.frame import compressed, static_files
from olympiad.web.frame.access import allow, public
from olympiad.web.frame.here import own_judge
from olympiad.web.frame.jinja import language
from olympiad.web.marking import sheet_json

bp = Blueprint("score_sheet_console", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/score-sheets")
files = Blueprint("score_sheet_files", __name__)

WORKER = "score_sheet_worker.js"
PHOTOS = "evidence.js"
SHARED = (
    "js/theme.js",
    "js/menus.js",
    "js/console_guard.js",
    "css/theme.css",
    "css/evening.css",
    "img/icons.svg",
    "img/favicon.svg",
    "manifest.webmanifest",
)


PAGE = (
    "card", "comments", "controls", "deeds", "device", "disk", "draw", "finder", "help", "home", "keeper", "keys", "kinds",
    "ledger", "links", "list", "net", "notices", "old", "page", "photos", "plain", "points", "queue", "ram", "round", "sender",
    "state", "steps", "store", "tabs", "truth", "turns", "vault", "view",
)  # fmt: skip
"""What the console's page consists of; other modules of the name (forgetting, the way out) are for other pages."""


def init_app(app: Flask) -> None:
    """Register the addresses, and give templates the console's version and the addresses of its modules."""
    app.register_blueprint(bp)
    app.register_blueprint(files)
    app.jinja_env.globals.update(console_version=version, console_modules=page_modules, console_file=file_url)


def page_modules() -> list[str]:
    """List the modules of the console's page."""
    return [f"score_sheet_{name}.js" for name in PAGE]


def modules() -> list[str]:
    """List the modules of the console, the one of photos with them, the worker left out."""
    folder = Path(str(current_app.static_folder)) / "js"
    return [PHOTOS, *sorted(path.name for path in folder.glob("score_sheet_*.js") if path.name != WORKER)]


def version() -> str:
    """Name what the console consists of: the same on every worker, another one after each change."""
    kept: str | None = current_app.extensions.get("olympiad_console_version")
    if kept is None or current_app.debug:
        static, templates = Path(str(current_app.static_folder)), Path(str(current_app.template_folder))
        parts = [static / name for name in SHARED] + [static / "js" / name for name in (*modules(), WORKER)]
        parts += [*sorted((templates / "score_sheets").glob("*.html")), templates / "base_console.html"]
        parts += [templates / "help_requests" / "_button.html", templates / "guides" / "role.html"]
        kept = hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()[:10]
        current_app.extensions["olympiad_console_version"] = kept
    return kept


def file_url(name: str) -> str:
    """Return the address of a module: all modules of one version stand in one folder, so that they never mix."""
    return url_for("score_sheet_files.module", built=version(), filename=name)


@files.get("/console-files/<built>/<filename>")
@public
def module(built: str, filename: str) -> Response:
    """Return a module of the console, kept for good under its version."""
    if filename not in modules():
        abort(404)
    answer = compressed.answer(*_served(filename, version()), "text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = static_files.FOREVER if built == version() else "no-cache"
    return answer


def _served(filename: str, built: str) -> tuple[bytes, bytes]:
    """Return a module without comments and indentation, plain and compressed: phones need not load what only readers need."""
    kept: dict[tuple[str, str], tuple[bytes, bytes]] = current_app.extensions.setdefault("olympiad_console_files", {})
    if (filename, built) not in kept:
        source = (Path(str(current_app.static_folder)) / "js" / filename).read_text("utf-8")
        body = str(jsmin(source)).encode()
        kept[filename, built] = body, compressed.smaller(body)
    return kept[filename, built]


@files.get("/service-worker.js")
@public
def worker() -> Response:
    """Return the worker that opens the console without a network, with the list of what it keeps."""
    kept = [url_for("static", filename=name) for name in SHARED] + [file_url(name) for name in modules()]
    kept.append(url_for("bootstrap.static", filename="css/bootstrap.min.css"))
    source = (Path(str(current_app.static_folder)) / "js" / WORKER).read_text("utf-8")
    told = {"version": version(), "root": request.script_root, "files": kept}
    head = f"self.CONSOLE = {json.dumps(told)};\n"
    answer = Response(head + source, content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@bp.get("/shell")
@allow(Role.JUDGE)
def shell() -> str:
    """Return the page without anybody's sheets: what a device keeps to open the console without a network."""
    return render_template("score_sheets/shell.html")


@bp.get("/fresh")
@allow(Role.JUDGE)
def fresh() -> Response:
    """Return the judge's sheets, and the form of each task to fill in; 304 while nothing has changed.

    The device names the head of the record that it was told last: a server that knows it no more was put back to an
    older copy, and says so, however far its revision has come since.
    """
    judge = own_judge()
    head = known_heads.head_of(session(), g.section)
    tag = f"{g.section.id}-{g.section.revision}-{head}-{judge.id}-{language()}-{version()}"
    answer = Response(status=304) if request.if_none_match.contains(tag) else _sheets(judge, head)
    answer.set_etag(tag)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-CSRFToken"] = generate_csrf()
    answer.headers["X-Console-Version"] = version()
    return answer


def _sheets(judge: Judge, head: str) -> Response:
    found = sheet_json.sheets_of(session(), g.section, judge, language())
    found["head"] = head
    found["restored"] = known_heads.is_forgotten(session(), g.section, request.headers.get("X-Record-Head", ""))
    about = {"person": current_user.id, "language": language(), "version": version(), "now": utc_now().isoformat()}
    body = json.dumps(found | {"forms": _forms(judge)} | about).encode()
    return compressed.answer(body, compressed.smaller(body, 6), "application/json")


def _forms(judge: Judge) -> dict[str, str]:
    """Draw the empty sheet of every task that the judge marks."""
    tasks = {line.task.id: line.task for line in score_sheets.next_sheets(session(), judge)}
    shown = rules.load(session(), g.section).points_shown
    blanks = judge_view.blanks(session(), g.section, tasks)
    return {
        tasks[task_id].code: render_template("score_sheets/_form.html", opened=opened, points_shown=shown)
        for task_id, opened in blanks.items()
    }


@bp.get("/team/<team_code>")
@allow(Role.JUDGE)
def by_team(team_code: str) -> AnyResponse:
    """Lead from the QR code of a team's card to the judge's sheet of that team."""
    return redirect(url_for("score_sheets.index", code=team_code))
