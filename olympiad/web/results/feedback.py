"""What teams read beside their marks: the chief judge releases comments of judges and full-mark answers, task by task."""

from flask import Blueprint, Flask, Response, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from olympiad.db import session
from olympiad.domain.roles import STAFF, Role
from olympiad.forms.feedback import AnswerForm
from olympiad.models.task import Task
from olympiad.services.results import feedback
from olympiad.services.results.feedback import Answer
from olympiad.services.sections import contents
from olympiad.web.frame.access import allow
from olympiad.web.frame.here import actor
from olympiad.web.frame.refusals import refusable

bp = Blueprint("feedback", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/feedback")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


def _tasks() -> list[Task]:
    return contents.tasks(session(), g.section)


def _task_here(code: str) -> Task:
    return next((task for task in _tasks() if task.code == code), None) or abort(404)


@bp.get("/")
@allow(*STAFF)
def index() -> str | Response:
    """Lead to the first task."""
    tasks = _tasks()
    if not tasks:
        return render_template("feedback/show.html", task=None, tasks=[])
    return redirect(url_for(".show", task_code=tasks[0].code), 303)


@bp.get("/<task_code>")
@allow(*STAFF)
def show(task_code: str) -> str:
    """Show the comments and the full-mark answer of a task."""
    task = _task_here(task_code)
    row = feedback.answer_of(session(), task)
    form = AnswerForm(obj=row, is_released=row is not None and row.released_at is not None)
    return _page(task, form)


def _page(task: Task, form: AnswerForm) -> str:
    comments = feedback.comments_of(session(), task)
    return render_template(
        "feedback/show.html",
        tasks=_tasks(),
        task=task,
        comments=comments,
        released=sum(one.is_released for one in comments),
        form=form,
    )


@bp.post("/<task_code>/comments")
@allow(Role.CHIEF_JUDGE)
def release(task_code: str) -> Response:
    """Let teams read exactly the chosen comments."""
    task = _task_here(task_code)
    count = feedback.release(session(), g.section, task, request.form.getlist("chosen"), by=actor())
    session.commit()
    words = ngettext("Teams read %(num)s comment of this task.", "Teams read %(num)s comments of this task.", count)
    flash(words if count else gettext("Teams read no comment of this task."), "success")
    return redirect(url_for(".show", task_code=task.code), 303)


@bp.post("/<task_code>/answer")
@allow(Role.CHIEF_JUDGE)
def save_answer(task_code: str) -> Response | tuple[str, int]:
    """Keep the full-mark answer, and let teams read it or not."""
    task, form = _task_here(task_code), AnswerForm()
    given = Answer(*(one.data or "" for one in (form.answer_en, form.answer_uz, form.answer_ru)))
    if not form.validate_on_submit():
        return _page(task, form), 422
    with refusable(form, "is_released") as attempt:
        feedback.save_answer(session(), g.section, task, given, is_released=form.is_released.data, by=actor())
    if not attempt:
        return _page(_task_here(task_code), form), 422
    flash(gettext("Saved."), "success")
    return redirect(url_for(".show", task_code=task.code), 303)
