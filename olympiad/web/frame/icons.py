"""Icons of our own set, drawn from one cached file: `{{ icon("lock") }}`."""

import re
from functools import cache
from pathlib import Path

from flask import Flask, current_app, g, url_for
from flask_babel import gettext
from markupsafe import Markup

from olympiad.wording.lifecycle import STAGE_WORDS
from olympiad.wording.states import STATE_WORDS

SPRITE = "img/icons.svg"


def init_app(app: Flask) -> None:
    """Give templates `icon` and `state_icon_name`."""
    app.jinja_env.globals.update(
        icon=icon, state_icon_name=state_icon_name, state_words=state_words, stage_words=stage_words
    )


def icon(name: str, label: str = "", class_: str = "") -> Markup:
    """Draw an icon; with a label it speaks for itself, without one it only accompanies words."""
    drawn: dict[tuple[str, str, str], Markup] = g.setdefault("icons", {})  # a board draws thousands
    if (name, label, class_) not in drawn:
        drawn[name, label, class_] = _draw(name, label, class_)
    return drawn[name, label, class_]


def _draw(name: str, label: str, class_: str) -> Markup:
    if name not in names(str(current_app.static_folder)):
        raise LookupError(f"there is no icon {name}")
    classes = f"icon {class_}".strip()
    spoken = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="{}" {}><use href="{}#{}"/></svg>').format(classes, spoken, _sprite(), name)


def _sprite() -> str:
    """Return the address of the file, which is built once in a request."""
    if "icon_sprite" not in g:
        g.icon_sprite = url_for("static", filename=SPRITE)
    return str(g.icon_sprite)


@cache
def names(static_folder: str) -> frozenset[str]:
    """List the icons that the file holds."""
    return frozenset(re.findall(r'<symbol id="([^"]+)"', (Path(static_folder) / SPRITE).read_text("utf-8")))


_ICON_OF_STATE = {
    "not_started": "open",
    "withdrawn": "absent",
    "disqualified": "cross",
    "guest": "group",
    "create": "plus",
    "change": "edit",
    "unchanged": "equal",
    "problem": "missing",
    "revoked": "cross",
    "superseded": "repeat",
    "valid": "verified",
    "penalty": "minus",
    "void": "not-assessed",
    "done": "submitted",
    "warning": "missing",
    "success": "submitted",
    "planned": "calendar",
    "running": "in-progress",
    "checking": "equal",
    "preliminary": "clock",
    "official": "verified",
}


def state_icon_name(state: str) -> str:
    """Name the icon that goes with a state of the table in the style guide."""
    return _ICON_OF_STATE.get(state, state.replace("_", "-"))


def state_words(state: str) -> str:
    """Say a state in the reader's language."""
    return gettext(STATE_WORDS[state.replace("_", "-")])


def stage_words(stage: str) -> str:
    """Say a stage of a section in the reader's language."""
    return gettext(STAGE_WORDS[stage])
