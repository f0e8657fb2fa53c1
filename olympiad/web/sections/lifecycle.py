"""The way of a section: where it is, what leads on, what blocks it, and steps back with a reason."""

from flask import Blueprint, Flask, abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from olympiad.db import session
from olympiad.domain.lifecycle import MOVES, Hindrance, Move, Stage, Way, ways
from olympiad.domain.roles import STAFF, Role, satisfies
from olympiad.forms.lifecycle import MoveForm
from olympiad.services.sections import lifecycle
from olympiad.web.frame.access import allow, may, roles_here
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language
from olympiad.web.results import moved_marks
from olympiad.web.sections import section_start
from olympiad.wording.lifecycle import HINDRANCE_WORDS, MOVE_WORDS, STAGE_WORDS
from olympiad.wording.sentences import sentence

bp = Blueprint("lifecycle", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/lifecycle")

PLACES = {
    Move.START_MARKING: "board.show",
    Move.FINALISE: "results.index",
    Move.OPEN_APPEALS: "results.index",
    Move.MAKE_OFFICIAL: "results.index",
    Move.PUBLISH: "results.index",
    Move.ISSUE_CERTIFICATES: "certificates.index",
    Move.WITHDRAW_OFFICIAL: "results.index",
    Move.UNPUBLISH: "results.index",
    Move.REVISE_RULES: "rules.show",
    Move.SIGN_RULES: "rules.show",
}
"""Where the deeds are done from which a move follows."""

MENDED = {
    Hindrance.RULES_UNSIGNED: "rules.show",
    Hindrance.NO_TEAMS: "teams.index",
    Hindrance.NO_TASKS: "tasks.index",
    Hindrance.NO_JUDGES: "judges.index",
    Hindrance.SHEETS_MISSING: "board.show",
    Hindrance.MARKS_GIVEN: "board.show",
    Hindrance.APPEALS_OPEN: "appeals.index",
}
"""Where what blocks a move is mended."""


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/")
@allow(*STAFF)
def show() -> str:
    """Show every stage, where the section is, what leads on and what leads back."""
    on, back = ways(g.section.state, lifecycle.hindrances(session(), g.section))
    return render_template(
        "lifecycle/show.html",
        stages=_stages(),
        checking_in=section_start.checking_in(),
        on=on,
        back=back,
        address=_address,
        mended=lambda hindrance: _link(MENDED.get(hindrance)),
        done_at=lambda move: _link(PLACES.get(move)),
        may_move=may_move,
        words=WORDS,
        history=lifecycle.history(session(), g.section),
        groups=moved_marks.groups() if g.section.marking_started_at else [],
        sentence_of=lambda blocker: sentence(blocker, language()),
    )


WORDS = {"stage": STAGE_WORDS, "move": MOVE_WORDS, "hindrance": HINDRANCE_WORDS}


def _stages() -> list[tuple[str, str]]:
    """Each stage with `done`, `current` or `next`."""
    order = list(Stage)
    here = order.index(Stage(g.section.state))
    return [
        (str(stage), "done" if at < here else "current" if at == here else "next") for at, stage in enumerate(order)
    ]


def may_move(way: Way) -> bool:
    """Return a template whether the reader may make a move by hand."""
    return way.by_hand and satisfies(roles_here(), way.rule.who)


def _link(endpoint: str | None) -> str:
    if endpoint is None or not may(endpoint):
        return ""
    return url_for(endpoint)


@bp.route("/<move>", methods=["GET", "POST"])
@allow(Role.ORGANIZER, Role.CHIEF_JUDGE)
def move(move: str) -> str | BaseResponse:
    """Ask once more, with a reason where it goes back, then move."""
    if move not in tuple(MOVES):
        abort(404)
    wanted, form = Move(move), MoveForm()
    if form.validate_on_submit():
        lifecycle.move(
            session(),
            g.section,
            wanted,
            roles=roles_here(),
            reason=form.reason.data or "",
            by=actor(),
        )
        session.commit()
        flash(gettext("Now: %(stage)s.", stage=gettext(STAGE_WORDS[g.section.state])), "success")
        return redirect(_link("lifecycle.show"), 303)
    to = MOVES[wanted].by_hand.get(Stage(g.section.state)) or abort(404)
    return render_template("lifecycle/move.html", form=form, move=wanted, to=to, rule=MOVES[wanted], words=WORDS)


def _address(way: Way) -> str:
    return url_for("lifecycle.move", move=str(way.move))
