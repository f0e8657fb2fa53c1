"""Moderation: the sheets of a team at a task side by side, and settling them with a reason."""

from fractions import Fraction

from flask import Blueprint, Flask, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug import Response

from olympiad.db import session
from olympiad.domain.choices import JudgeKind
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import written_amount
from olympiad.domain.moderation import Line
from olympiad.domain.operations import Value
from olympiad.domain.roles import STAFF, Role
from olympiad.models.adjustment import AgreedMark
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.services.computing import stations
from olympiad.services.computing.stations import Station
from olympiad.services.marking import score_sheets
from olympiad.services.marking.operations import value_of
from olympiad.services.sections import conflicts, contents
from olympiad.services.settling import moderation, moderation_queue
from olympiad.web.frame.accepted_input import whole_number
from olympiad.web.frame.access import allow
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language
from olympiad.web.frame.refusals import refusable
from olympiad.web.marking.photos import shown_photos
from olympiad.wording.sentences import sentence

bp = Blueprint("moderation", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/moderation")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/")
@allow(*STAFF)
def index() -> str:
    """List what is to settle and what was settled."""
    return render_template("moderation/index.html", **_lists())


def _lists() -> dict[str, object]:
    settled = moderation.settled(session(), g.section)
    teams = {row.id: row for row in contents.teams(session(), g.section)}
    tasks = {row.id: row for row in contents.tasks(session(), g.section)}
    return {
        "waiting": moderation_queue.queue(session(), g.section),
        "settled": [(one, teams[one.team_id], tasks[one.task_id]) for one in settled],
    }


@bp.get("/<int:team_id>/<int:task_id>")
@allow(*STAFF)
def show(team_id: int, task_id: int) -> str:
    """Show the sheets of a team at a task side by side, differences first on request."""
    return _page(team_id, task_id)


def _page(team_id: int, task_id: int, refused: DomainError | None = None) -> str:
    team, task = _team_and_task(team_id, task_id)
    loaded = stations.load(session(), g.section, team_id, task_id)
    totals = [total for total in loaded.comparison.totals if total is not None]
    return render_template(
        "moderation/show.html",
        team=team,
        task=task,
        loaded=loaded,
        from_files=moderation.loaded_from_files(session(), loaded),
        lines=_lines(loaded),
        in_order=request.args.get("order") == "sheet",
        agreed={one.criterion_id: one for one in loaded.agreed},
        mean=Fraction(sum(totals)) / len(totals) if totals and len(totals) == len(loaded.sheets) else None,
        photos=shown_photos(*loaded.sheets),
        slot=contents.slot(session(), team_id, task_id),
        seen=moderation.standing(loaded),
        refused=sentence(refused, language()) if refused else "",
        typed=request.form,
        **_people(team, task, loaded),
        **_course(team, task, loaded),
        **_lists(),
    )


def _team_and_task(team_id: int, task_id: int) -> tuple[Team, Task]:
    team, task = session.get(Team, team_id), session.get(Task, task_id)
    if team is None or task is None or (team.section_id, task.section_id) != (g.section.id, g.section.id):
        abort(404)
    return team, task


def _lines(loaded: Station) -> list[tuple[int, Criterion, list[Value | None], Line]]:
    """Number, criterion, what each sheet gives, and how far apart that is; the differences first unless asked otherwise."""
    lines = [
        (at, criterion, [value_of(row[at - 1]) if row[at - 1] else None for row in loaded.marks], line)
        for at, (criterion, line) in enumerate(zip(loaded.criteria, loaded.comparison.lines, strict=True), 1)
    ]
    if request.args.get("order") != "sheet":
        lines.sort(key=lambda line: (not line[3].disagrees, not line[3].difference, line[0]))
    return lines


def _people(team: Team, task: Task, loaded: Station) -> dict[str, object]:
    """The judges, their history on the task, who is free, and whether the reader may settle."""
    judges = {judge.id: judge for judge in contents.judges(session(), g.section)}
    marking = {sheet.judge_id: judges[sheet.judge_id] for sheet in loaded.sheets}
    forbidden = moderation.why_not(session(), g.section, team, loaded, actor())
    return {
        "judges": judges,
        "free_judges": [one for one in judges.values() if one.kind == JudgeKind.OFFICIAL and one.id not in marking],
        "own_judges": conflicts.close_judges(session(), judges.values(), team),
        "histories": moderation_queue.histories(session(), g.section, task, marking.values()),
        "forbidden": sentence(forbidden, language()) if forbidden else "",
        "own_institution": moderation.settles_own_institution(session(), g.section, team, actor()),
    }


def _course(team: Team, task: Task, loaded: Station) -> dict[str, object]:
    """What happened at this place: returns with what changed, settlements, and their undoing."""
    course = moderation.settled(session(), g.section, (team.id, task.id))
    return {
        "course": course,
        "withdrawals": moderation_queue.withdrawals(session(), g.section, course),
        "names": contents.names_of_people(session(), {one.user_id for one in course}),
        "returns": moderation_queue.returns_of(session(), loaded.sheets),
    }


@bp.post("/<int:team_id>/<int:task_id>")
@allow(Role.CHIEF_JUDGE, Role.ORGANIZER)
def settle(team_id: int, task_id: int) -> Response | tuple[str, int]:
    """Settle by agreed marks, a task mark, the mean or one sheet; or ask a third judge. Each with a reason."""
    place, reason = (team_id, task_id), request.form.get("reason", "")
    _team_and_task(team_id, task_id)
    with refusable() as attempt:
        moderation.refuse_if_moved(session(), g.section, place, request.form.get("seen", ""))
        _settle(request.form.get("by", ""), place, reason)
    if attempt.error:
        return _page(team_id, task_id, attempt.error), 422
    flash(gettext("Settled; the reason is on record."), "success")
    return redirect(url_for(".show", team_id=team_id, task_id=task_id), 303)


def _settle(way: str, place: tuple[int, int], reason: str) -> None:
    way, _, chosen = way.partition(":")
    if way not in WAYS:
        raise DomainError("settlement_unknown")
    WAYS[way](place, chosen, reason)


def _by_mean(place: tuple[int, int], _chosen: str, reason: str) -> None:
    moderation.agree_on_mean(session(), g.section, place, reason=reason, by=actor())


def _by_sheet(place: tuple[int, int], chosen: str, reason: str) -> None:
    sheet_id = int(chosen) if chosen.isdecimal() else 0
    moderation.take_one(session(), g.section, place, sheet_id, reason=reason, by=actor())


def _by_task_mark(place: tuple[int, int], _chosen: str, reason: str) -> None:
    mark = written_amount(request.form.get("task-mark", "").strip())
    moderation.agree_on_task(session(), g.section, place, mark, reason=reason, by=actor())


def _by_criteria(place: tuple[int, int], _chosen: str, reason: str) -> None:
    typed = {
        int(name.removeprefix("agreed-")): written_amount(text.strip())
        for name, text in request.form.items()
        if name.startswith("agreed-") and name.removeprefix("agreed-").isdecimal() and text.strip()
    }
    moderation.agree_on_criteria(session(), g.section, place, typed, reason=reason, by=actor())


def _by_third_judge(place: tuple[int, int], _chosen: str, reason: str) -> None:
    judge = session.get(Judge, request.form.get("judge", 0, type=whole_number)) or abort(404)
    moderation.ask_third_judge(session(), g.section, place, judge, reason=reason, by=actor())


WAYS = {
    "mean": _by_mean,
    "sheet": _by_sheet,
    "task": _by_task_mark,
    "criteria": _by_criteria,
    "third": _by_third_judge,
}
"""How a disagreement can be settled."""


@bp.post("/<int:team_id>/<int:task_id>/return")
@allow(Role.CHIEF_JUDGE, Role.ORGANIZER)
def return_sheet(team_id: int, task_id: int) -> Response | tuple[str, int]:
    """Send a sheet back to its judge with the reason."""
    sheet = session.get(ScoreSheet, request.form.get("sheet", 0, type=whole_number))
    if sheet is None or (sheet.team_id, sheet.task_id, sheet.section_id) != (team_id, task_id, g.section.id):
        abort(404)
    with refusable() as attempt:
        moderation.refuse_if_moved(session(), g.section, (team_id, task_id), request.form.get("seen", ""))
        numbers = sorted({int(one) for one in request.form.getlist("criteria") if one.isdecimal()})
        reason = request.form.get("reason", "")
        score_sheets.return_to_judge(session(), sheet, reason=reason, criteria=numbers, by=actor())
    if attempt.error:
        return _page(team_id, task_id, attempt.error), 422
    flash(gettext("The sheet is returned to its judge."), "success")
    return redirect(url_for(".show", team_id=team_id, task_id=task_id), 303)


@bp.post("/settlements/<int:agreed_id>/withdraw")
@allow(Role.CHIEF_JUDGE, Role.ORGANIZER)
def withdraw(agreed_id: int) -> Response | tuple[str, int]:
    """Undo a settlement."""
    agreed = session.get(AgreedMark, agreed_id)
    if agreed is None or agreed.section_id != g.section.id:
        abort(404)
    with refusable() as attempt:
        place = (agreed.team_id, agreed.task_id)
        moderation.refuse_if_moved(session(), g.section, place, request.form.get("seen", ""))
        moderation.withdraw(session(), g.section, agreed, reason=request.form.get("reason", ""), by=actor())
    if attempt.error:
        return _page(agreed.team_id, agreed.task_id, attempt.error), 422
    flash(gettext("The settlement is withdrawn."), "success")
    return redirect(url_for(".show", team_id=agreed.team_id, task_id=agreed.task_id), 303)
