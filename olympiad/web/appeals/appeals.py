"""Appeals: a leader lodges and follows them, the staff hears and decides them."""

from flask import Blueprint, Flask, Response, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from olympiad.clock import utc_now
from olympiad.config import LANGUAGES
from olympiad.db import session
from olympiad.documents.appeal_letters import LetterValues, appeal_letter_pdf
from olympiad.domain.choices import IN_THE_RUNNING
from olympiad.domain.errors import DomainError
from olympiad.domain.roles import STAFF, Role, satisfies
from olympiad.forms.appeals import EndForm, LodgeForm, MessageForm, PhotoForm, RightForm, WindowForm
from olympiad.models.appeal import Appeal, AppealPhoto
from olympiad.models.results_version import ResultsVersion
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.services.appeals import appeal_photos, appeal_windows, appeals
from olympiad.services.appeals.appeals import Line
from olympiad.services.marking import photos
from olympiad.services.sections import contents
from olympiad.web.frame.access import allow, my_grants, roles_here
from olympiad.web.frame.heavy_work import encoded_photo
from olympiad.web.frame.here import actor, file_stem
from olympiad.web.frame.jinja import language
from olympiad.web.frame.opened_on_record import is_closed, note_opened
from olympiad.web.frame.refusals import refusable
from olympiad.web.marking.photos import uploads
from olympiad.web.results.published_marks import published_mark
from olympiad.wording.appeals import OUTCOME_WORDS, STATE_WORDS
from olympiad.wording.sentences import sentence

bp = Blueprint("appeals", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/appeals")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
    app.jinja_env.globals["appeal_words"] = STATE_WORDS | OUTCOME_WORDS


def is_staff() -> bool:
    """Whether the reader sees every appeal of the section."""
    return satisfies(roles_here(), frozenset(STAFF))


def led_teams() -> list[Team]:
    """Load the teams of this section that the reader leads."""
    ids = {grant.team_id for grant in my_grants() if grant.role == Role.LEADER and grant.team_id}
    return [team for team in contents.teams(session(), g.section) if team.id in ids] if ids else []


@bp.get("/")
@allow(*STAFF, Role.LEADER)
def index() -> str:
    """List the appeals: all to the staff, the own team's to its leader, with the time that is left."""
    led = led_teams()
    lines = appeals.listed(session(), g.section, None if is_staff() else frozenset(team.id for team in led))
    window = appeal_windows.latest(session(), g.section)
    minutes = g.section.appeal_minutes or 60
    return render_template(
        "appeals/index.html",
        lines=lines,
        window=window,
        now=utc_now(),
        led=[(team, appeals.right_of(session(), window, team) if window else None) for team in led],
        rights=appeals.rights_of(session(), g.section) if is_staff() else [],
        version=session.get(ResultsVersion, window.results_version_id) if window else None,
        is_staff=is_staff(),
        window_form=WindowForm(minutes=minutes),
        teams=_teams_with_a_right() if is_staff() and window else [],
        form=EndForm(),
    )


def _teams_with_a_right() -> list[Team]:
    window = appeal_windows.latest(session(), g.section)
    return [
        team
        for team in contents.teams(session(), g.section, Team.code)
        if team.status in IN_THE_RUNNING and window is not None and appeals.right_of(session(), window, team) is None
    ]


@bp.route("/new/<path:team_key>/<task_code>", methods=["GET", "POST"])
@allow(Role.LEADER)
def lodge(team_key: str, task_code: str) -> str | BaseResponse:
    """Let a leader object to a criterion (`criterion`) or to the whole task; refused while the window is closed."""
    team = next((one for one in led_teams() if one.key == team_key), None) or abort(404)
    task = contents.task(session(), g.section, task_code) or abort(404)
    criterion = _criterion(task, request.args.get("criterion", ""))
    form = LodgeForm()
    if form.validate_on_submit():
        encoded = encoded_photo(form.photo.data) if form.photo.data else None
        appeal = appeals.lodge(session(), g.section, team, task, criterion, text=form.text.data, by=actor())
        if encoded is not None:
            appeal_photos.add(session(), uploads(), appeal, encoded, by=actor())
        session.commit()
        flash(gettext("Your appeal is number %(number)s. The jury has it.", number=appeal.number), "success")
        return redirect(url_for(".show", number=appeal.number), 303)
    window = appeal_windows.running(session(), g.section, utc_now())
    return render_template(
        "appeals/lodge.html",
        form=form,
        team=team,
        task=task,
        criterion=criterion,
        window=window,
        mark=published_mark(session.get_one(ResultsVersion, window.results_version_id), team, task, criterion)
        if window
        else None,
    )


def _criterion(task: Task, code: str) -> Criterion | None:
    """Find what a leader objects to; None (an empty code) is the whole task, an unknown one is 404."""
    if not code:
        return None
    return next((one for one in task.criteria if one.code == code), None) or abort(404)


def own_line(number: int) -> Line:
    """Find an appeal that the reader may see, else 404; an administrator is led to its page, to open it on record first."""
    line = _line(number)
    if is_closed(appeals.subject_of(line[0])):
        abort(redirect(url_for("appeals.show", number=number), 303))
    return line


def _line(number: int) -> Line:
    own = None if is_staff() else frozenset(team.id for team in led_teams())
    return next(
        (line for line in appeals.listed(session(), g.section, own) if line[0].number == number), None
    ) or abort(404)


@bp.get("/<int:number>")
@allow(*STAFF, Role.LEADER)
def show(number: int) -> str:
    """Show an appeal with its thread, its photos and what was decided."""
    line = _line(number)
    appeal, _, task, _ = line
    if is_closed(appeals.subject_of(appeal)):
        return render_template("appeals/closed.html", appeal=appeal, task=task)
    return _page(line)


@bp.post("/<int:number>/open")
@allow(Role.ADMINISTRATOR)
def open_appeal(number: int) -> BaseResponse:
    """Let an administrator read an appeal; that is written into the record first."""
    appeal, *_ = _line(number)
    appeals.record_reading(session(), appeal, by=actor())
    session.commit()
    note_opened(appeals.subject_of(appeal))
    return redirect(url_for(".show", number=number), 303)


def _page(line: Line, refused: DomainError | None = None) -> str:
    appeal, team, task, criterion = line
    messages = appeals.thread(session(), appeal)
    people = contents.names_of_people(session(), {message.user_id for message in messages} | {appeal.lodged_by_id})
    closed_in = session.get(ResultsVersion, appeal.closed_in_id) if appeal.closed_in_id else None
    return render_template(
        "appeals/show.html",
        appeal=appeal,
        team=team,
        task=task,
        criterion=criterion,
        messages=messages,
        people=people if is_staff() else {appeal.lodged_by_id: people.get(appeal.lodged_by_id, "")},
        photos=appeal_photos.listed(session(), appeal),
        mark=published_mark(appeals.version_of(session(), appeal), team, task, criterion),
        closed_in=closed_in,
        is_staff=is_staff(),
        leads=any(team.id == own.id for own in led_teams()),
        room=appeal_photos.room_for(session(), appeal) if appeal_photos.takes_photos(session(), appeal) else 0,
        photo_form=PhotoForm(),
        message_form=MessageForm(),
        end_form=EndForm(),
        refused=sentence(refused, language()) if refused else "",
    )


@bp.post("/<int:number>/say")
@allow(*STAFF, Role.LEADER)
def say(number: int) -> BaseResponse:
    """Write a line into the thread."""
    appeal, team, _, _ = own_line(number)
    side = "team" if any(team.id == own.id for own in led_teams()) else "jury"
    appeals.say(session(), appeal, text=request.form.get("text", ""), side=side, by=actor())
    session.commit()
    return redirect(url_for(".show", number=number), 303)


@bp.post("/<int:number>/photos")
@allow(Role.LEADER)
def add_photo(number: int) -> BaseResponse | tuple[str, int]:
    """Add a photo to the own appeal."""
    own_line(number)  # whose appeal it is not has nothing encoded
    with refusable() as attempt:
        encoded = encoded_photo(request.files.get("photo"))
        appeal_photos.add(session(), uploads(), own_line(number)[0], encoded, by=actor())
    if attempt.error:
        return _page(own_line(number), attempt.error), 422
    flash(gettext("The photo is kept."), "success")
    return redirect(url_for(".show", number=number), 303)


@bp.post("/<int:number>/withdraw")
@allow(Role.LEADER)
def withdraw(number: int) -> BaseResponse:
    """Take one's own appeal back."""
    appeals.withdraw(session(), own_line(number)[0], reason=request.form.get("reason", ""), by=actor())
    session.commit()
    flash(gettext("Your appeal is withdrawn."), "success")
    return redirect(url_for(".show", number=number), 303)


@bp.post("/<int:number>/lose")
@allow(Role.ORGANIZER, Role.CHIEF_JUDGE)
def lose(number: int) -> BaseResponse:
    """Record that the right was lost in this appeal."""
    appeals.lose(session(), own_line(number)[0], reason=request.form.get("reason", ""), by=actor())
    session.commit()
    flash(gettext("On record: the right is lost."), "success")
    return redirect(url_for(".show", number=number), 303)


@bp.post("/waive")
@allow(Role.LEADER)
def waive() -> BaseResponse:
    """Declare that the own team does not appeal."""
    key = request.form.get("team", "")
    team = next((one for one in led_teams() if one.key == key), None) or abort(404)
    appeals.waive(session(), g.section, team, by=actor())
    session.commit()
    flash(gettext("On record: your team does not appeal."), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/rights")
@allow(Role.ORGANIZER, Role.CHIEF_JUDGE)
def lose_right() -> BaseResponse:
    """Record that a team has lost its right to appeal."""
    form = RightForm()
    if not form.validate_on_submit():
        raise DomainError("reason_missing")
    team = contents.team(session(), g.section, form.team.data) or abort(404)
    appeals.lose_right(session(), g.section, team, reason=form.reason.data, by=actor())
    session.commit()
    flash(gettext("On record: the right is lost."), "success")
    return redirect(url_for(".index"), 303)


@bp.get("/photos/<int:photo_id>.jpg")
@allow(*STAFF, Role.LEADER)
def photo(photo_id: int) -> Response:
    """Return a photo of an appeal to those who may see the appeal."""
    row = session.get(AppealPhoto, photo_id) or abort(404)
    appeal = session.get_one(Appeal, row.appeal_id)
    if appeal.section_id != g.section.id:
        abort(404)
    own_line(appeal.number)
    path = photos.path_of(uploads(), row.sha256, small=request.args.get("size") == "small")
    if not path.is_file():
        abort(404)
    answer = Response(path.read_bytes(), mimetype="image/jpeg")
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@bp.get("/<int:number>/letter.pdf")
@allow(*STAFF, Role.LEADER)
def letter(number: int) -> Response:
    """Return the letter to the team: what it objected to, what was decided and why."""
    appeal, team, task, criterion = own_line(number)
    if appeal.state == "lodged":
        abort(404)
    chosen = request.args.get("language", "")
    spoken = next((one for one in (chosen, team.language) if one in LANGUAGES), language())
    closed_in = session.get(ResultsVersion, appeal.closed_in_id) if appeal.closed_in_id else None
    values = LetterValues(
        appeal,
        team,
        task,
        criterion,
        published_mark(appeals.version_of(session(), appeal), team, task, criterion),
        closed_in.number if closed_in else None,
    )
    body = appeal_letter_pdf(g.edition, g.section, values, spoken)
    answer = Response(body, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{file_stem()}-appeal-{number}.pdf"'
    return answer
