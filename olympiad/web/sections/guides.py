"""Guides of all roles, with pictures of the real pages where these were made; the judge's is kept on the device."""

import hashlib
from collections.abc import Collection
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, render_template, request, url_for
from flask_login import current_user

from olympiad.domain.roles import Role
from olympiad.web.frame.access import anywhere, my_grants, public
from olympiad.web.frame.jinja import language
from olympiad.wording.guides import GUIDES

bp = Blueprint("guides", __name__)
PICTURES = "guide-pictures"
"""Folder of the instance into which `make guide-pictures` writes; without it the guides are words alone."""
STAMP = "made-from.txt"
"""In that folder: of which templates and styles they were made."""
KEBAB = {role: role.value.replace("_", "-") for role in Role}


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
    app.jinja_env.globals["guide_url"] = guide_url


def guide_url(roles: Collection[Role]) -> str:
    """Return where “?” leads: to the guide of the reader's only role, else to the choice."""
    known = [one for one in GUIDES if one in roles]
    return url_for("guides.role", name=KEBAB[known[0]]) if len(known) == 1 else url_for("guides.show")


@bp.get("/help")
@public
def show() -> str:
    """Lead to the guide of every role, the reader's own first."""
    own = {grant.role for grant in my_grants()} if current_user.is_authenticated else set()
    return render_template(
        "guides/show.html", roles=sorted(GUIDES, key=lambda role: role not in own), own=own, kebab=KEBAB
    )


@bp.get("/help/<any(judge, clerk, 'chief-judge', organizer, leader, participant, administrator):name>")
@anywhere
def role(name: str) -> str:
    """Show the guide of a role; the page is the same for everybody, so that a device may keep it."""
    found = next(one for one, word in KEBAB.items() if word == name)
    return render_template(
        "guides/role.html", role=found, name=name, parts=GUIDES[found], picture=_picture, made_from=stamp()[:12]
    )


def _picture(name: str, part: int, step: int) -> str:
    """Return the name of a picture in the reader's language, empty where none was made."""
    made_from = _folder("") / STAMP
    if not made_from.is_file() or made_from.read_text() != stamp():
        return ""
    file = f"{name}-{part}-{step}.webp"
    return file if (_folder(language()) / file).is_file() else ""


def stamp() -> str:
    """Return what stands for the present look of the pages: pictures of another one are not shown."""
    return _stamp(str(current_app.template_folder), str(current_app.static_folder))


@cache
def _stamp(templates: str, static: str) -> str:
    parts = sorted([*Path(templates).rglob("*.html"), *Path(static).rglob("*.css")])
    return hashlib.sha256(b"".join(one.read_bytes() for one in parts)).hexdigest()


def _folder(code: str) -> Path:
    return Path(current_app.instance_path) / PICTURES / code


@bp.get("/help/pictures/<any(en, uz, ru):code>/<filename>")
@anywhere
def picture(code: str, filename: str) -> Response:
    """Return a picture of a guide."""
    known = {f"{name}-{part}-{step}.webp" for name in KEBAB.values() for part in range(1, 4) for step in range(1, 4)}
    path = _folder(code) / filename
    if filename not in known or not path.is_file():
        abort(404)
    answer = Response(path.read_bytes(), mimetype="image/webp")
    answer.headers["Cache-Control"] = "public, max-age=3600"
    answer.add_etag()
    return answer.make_conditional(request)
