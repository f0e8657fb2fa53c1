"""Help: what each role does here, in the order in which it is done."""

from flask import Blueprint, Flask, render_template
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from olympiad.domain.roles import Role
from olympiad.web.frame.access import my_grants, public

bp = Blueprint("guides", __name__)

STEPS: dict[Role, tuple[LazyString, ...]] = {
    Role.JUDGE: (
        _l("Scan your card, or type its code; your score sheets open, the next team first."),
        _l(
            "Compare the team code on the bench with the one on the sheet, mark every criterion, submit. "
            "Without a network go on: marks wait on the device."
        ),
        _l(
            "Something went wrong at the bench? Record an incident on the sheet; the answer stands under “My incidents”. "
            "For help at once, call the organizers."
        ),
    ),
    Role.CLERK: (
        _l("Open “Paper sheets” and choose the task and the judge whose pile you have."),
        _l("Type the marks row by row; each cell is saved by itself, and a wrong one says why."),
        _l("Submit the complete rows. A second person keys the same pile without seeing yours."),
    ),
    Role.CHIEF_JUDGE: (
        _l("Sign the rules and the rubric before marking starts."),
        _l("While marking goes on, settle what the sheets differ in under “Moderation” and decide on incidents."),
        _l(
            "Confirm the sums next to the award borders, then finalise. Whoever alone has confirmed them does not finalise."
        ),
    ),
    Role.ORGANIZER: (
        _l(
            "Prepare: load teams and tasks from files or enter them, assign judges, print access cards and score sheets."
        ),
        _l("In the hall: the board shows who owes what, and what is in the way of the results."),
        _l(
            "Results: finalise, publish, hear appeals, declare official, issue certificates. Every correction is a new version."
        ),
    ),
    Role.LEADER: (
        _l(
            "The start page shows your team, its schedule and, once they are public, place, total, award and certificates."
        ),
        _l("The report card shows where points were won and lost; from there you appeal while the time runs."),
    ),
    Role.PARTICIPANT: (
        _l("The start page shows your team’s result once it is public, with your certificate to download."),
        _l("Under “My data” you see everything that is known about you, and what may be published."),
    ),
    Role.ADMINISTRATOR: (
        _l("Set the address of this installation before anything is printed."),
        _l("Make an edition and invite its organizers; look after backups and the record of the installation."),
    ),
}


def init_app(app: Flask) -> None:
    """Register the page."""
    app.register_blueprint(bp)


@bp.get("/help")
@public
def show() -> str:
    """Show the steps of every role, the reader's own first."""
    own = {grant.role for grant in my_grants()}
    return render_template(
        "guides/show.html", roles=sorted(STEPS, key=lambda role: role not in own), steps=STEPS, own=own
    )
