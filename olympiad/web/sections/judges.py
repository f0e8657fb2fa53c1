"""Judges of a section: list with their sheets and conflicts of interest, entering, changing, giving a sheet to another."""

from typing import Any, TypeVar

from flask import Blueprint, Flask, Response, abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext, ngettext

from olympiad.db import session
from olympiad.domain.choices import MOVABLE, SheetState
from olympiad.domain.roles import STAFF, Role
from olympiad.forms.choices import choices_of
from olympiad.forms.judges import HandOverForm, JudgeForm, ReassignForm
from olympiad.forms.late_reasons import ReasonForm
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import ScoreSheet
from olympiad.services.computing import rules
from olympiad.services.entry import touched
from olympiad.services.overview import lists
from olympiad.services.sections import conflicts as close
from olympiad.services.sections import contents, removals, sheet_assignment
from olympiad.web.frame.access import allow, staff
from olympiad.web.frame.entries import ask_reason, cells, listed, own, removed, row_of, save
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import content, language
from olympiad.web.sections.teams import offer_institutions
from olympiad.wording.sentences import sentence

bp = Blueprint("judges", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/judges")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/")
@staff
def index() -> str:
    """List the judges with their sheets, and the conflicts of interest."""
    found = listed(lists.judges(g.section))
    conflicts = sheet_assignment.conflicts(session(), g.section)
    forbidden = rules.forbids_conflicts(session(), g.section)
    tasks = contents.tasks_of_judges(session(), [row.Judge.id for row in found.rows])
    return render_template("judges/index.html", listed=found, tasks=tasks, conflicts=conflicts, forbidden=forbidden)


def _prepared(form: JudgeForm) -> JudgeForm:
    offer_institutions(form)
    tasks = contents.tasks(session(), g.section)
    form.tasks.choices = choices_of({task.code: f"{task.code} {content(task, 'title')}".strip() for task in tasks})
    return form


def _judge_cells(form: JudgeForm) -> dict[str, str]:
    row = cells(form, "judge", "name", "institution", "email", "kind", "teams")
    return row | {"tasks": ";".join(form.tasks.data or ())}


@bp.route("/new", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def create() -> str | Response:
    """Enter a judge; score sheets are made for the tasks and teams."""
    form = ask_reason(_prepared(JudgeForm(data={"judge": lists.next_key(session(), g.section, "J")})))
    if form.validate_on_submit() and save(form, "judges", _judge_cells(form), owner=_address):
        flash(gettext("The judge is saved, score sheets are ready."), "success")
        return redirect(url_for(".index"), 303)
    newcomer = touched.of_newcomer(session(), g.section)
    return render_template("judges/form.html", form=form, judge=None, touched=newcomer)


def _address(judge: Judge) -> str:
    return url_for(".show", judge_id=judge.id)


@bp.route("/<int:judge_id>/change", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def change(judge_id: int) -> str | Response:
    """Change a judge; untouched sheets follow the assignment."""
    judge = own(Judge, judge_id)
    form = ask_reason(_prepared(JudgeForm(data=_filled(judge))))
    form.judge.render_kw = {"readonly": True}
    if form.validate_on_submit() and save(form, "judges", _judge_cells(form) | {"judge": judge.key}):
        flash(gettext("The judge is saved, score sheets are ready."), "success")
        return redirect(url_for(".index"), 303)
    seen = touched.of_judge(session(), g.section, judge)
    return render_template("judges/form.html", form=form, judge=judge, touched=seen)


def _filled(judge: Judge) -> dict[str, Any]:
    tasks = {task.id: task.code for task in contents.tasks(session(), g.section)}
    return row_of(judge, judge="key") | {
        "institution": judge.institution.key if judge.institution else "",
        "tasks": [tasks[link.task_id] for link in judge.tasks],
        "teams": ";".join(contents.teams_of_judge(session(), judge)),
    }


@bp.route("/<int:judge_id>/remove", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def remove(judge_id: int) -> str | Response:
    """Remove a judge without marks, after asking."""
    judge, form = own(Judge, judge_id), ask_reason(ReasonForm())
    if removed(form, lambda reason: removals.remove_judge(session(), g.section, judge, by=actor(), reason=reason)):
        flash(gettext("The judge is removed."), "success")
        return redirect(url_for(".index"), 303)
    return render_template("judges/remove.html", judge=judge, form=form)


@bp.get("/<int:judge_id>")
@staff
def show(judge_id: int) -> str:
    """Show a judge's sheets, and offer to give those that are not submitted to somebody else."""
    judge = own(Judge, judge_id)
    found = listed(lists.sheets(judge))
    return render_template(
        "judges/show.html", judge=judge, listed=found, movable=MOVABLE,
        remaining=len(sheet_assignment.remaining(session(), judge)),
        is_conflict=lambda judge, team: close.is_close(session(), judge, team),
    )  # fmt: skip


@bp.route("/<int:judge_id>/sheets/<int:sheet_id>/reassign", methods=["GET", "POST"])
@allow(*STAFF)
def reassign(judge_id: int, sheet_id: int) -> str | Response:
    """Return a sheet that is not submitted to another judge; the old one is kept as void."""
    sheet = own(ScoreSheet, sheet_id)
    if sheet.judge_id != judge_id:
        abort(404)
    form = _asked_for(judge_id, ReassignForm())
    if form.validate_on_submit():
        judge = own(Judge, int(form.judge.data))
        sheet_assignment.reassign(session(), sheet, judge, reason=form.reason.data.strip(), by=actor())
        session.commit()
        flash(gettext("The sheet now belongs to %(judge)s.", judge=judge.name or judge.key), "success")
        return redirect(url_for(".show", judge_id=judge_id), 303)
    return render_template("judges/reassign.html", form=form, sheet=sheet)


@bp.route("/<int:judge_id>/hand-over", methods=["GET", "POST"])
@allow(*STAFF)
def hand_over(judge_id: int) -> str | Response:
    """Return everything that a judge has not handed in to another one: somebody fell ill, or has to leave."""
    judge = own(Judge, judge_id)
    form = _asked_for(judge_id, HandOverForm())
    if form.validate_on_submit():
        to, reason = own(Judge, int(form.judge.data)), form.reason.data.strip()
        done = sheet_assignment.hand_over(
            session(), judge, to, also_begun=form.also_begun.data, reason=reason, by=actor()
        )
        session.commit()
        _tell_handed_over(done, judge, to)
        return redirect(url_for(".show", judge_id=judge_id), 303)
    left = sheet_assignment.remaining(session(), judge)
    begun = sum(one.state != SheetState.NOT_STARTED for one in left)
    return render_template("judges/hand_over.html", form=form, judge=judge, begun=begun, untouched=len(left) - begun)


def _tell_handed_over(done: sheet_assignment.HandedOver, judge: Judge, to: Judge) -> None:
    if done.moved:
        told = ngettext("%(num)s sheet now belongs to %(judge)s.", "%(num)s sheets now belong to %(judge)s.", done.moved,
                        judge=to.name or to.key)  # fmt: skip
        flash(told, "success")
    for refusal in dict.fromkeys(sentence(refused, language()) for _, refused in done.staying):
        sheets = [
            f"{one.team.code} {one.task.code}"
            for one, refused in done.staying
            if sentence(refused, language()) == refusal
        ]
        flash(gettext("Stays with %(judge)s: %(sheets)s. %(why)s", judge=judge.name or judge.key, sheets=", ".join(sheets),
                      why=refusal), "warning")  # fmt: skip


FormOf = TypeVar("FormOf", bound=ReassignForm)


def _asked_for(judge_id: int, form: FormOf) -> FormOf:
    """Offer the other judges of the section."""
    others = [judge for judge in contents.judges(session(), g.section) if judge.id != judge_id]
    form.judge.choices = choices_of({str(judge.id): f"{judge.key} {judge.name}".strip() for judge in others})
    return form
