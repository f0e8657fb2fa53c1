"""Tasks of a section with their rubrics, keys of readings and samples: list, entering, changing, removing."""

from typing import Any

from flask import Blueprint, Flask, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext

from olympiad.db import session
from olympiad.domain.choices import CriterionKind
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import Amount, shown
from olympiad.domain.kinds import KEYED
from olympiad.domain.roles import Role
from olympiad.exchange.tables import COLUMNS
from olympiad.forms.tasks import KINDS, FrozenTaskForm, SamplesForm, TaskForm
from olympiad.models.task import Task
from olympiad.services.computing import what_if
from olympiad.services.computing.what_if import Trial
from olympiad.services.entry import starter_rubric, task_changes
from olympiad.services.entry.row_entry import EntryRefusedError
from olympiad.services.overview import analysis_releases, lists
from olympiad.services.sections import contents, removals, rule_versions
from olympiad.web.frame.access import allow, staff
from olympiad.web.frame.entries import cells, own, row_of, save
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language
from olympiad.web.frame.refusals import refusable, show_problems
from olympiad.wording.analysis_sentences import note_beneath_heading, note_heading
from olympiad.wording.key_words import key_words
from olympiad.wording.rubric import critical_words
from olympiad.wording.sentences import sentence

bp = Blueprint("tasks", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/tasks")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/")
@staff
def index() -> str:
    """List the tasks with the size of their rubrics."""
    notes = analysis_releases.kept_advice(session(), g.section)
    kept = [(note_heading(one, one.place), note_beneath_heading(one, language())) for one in notes]
    return render_template("tasks/index.html", rows=lists.tasks(session(), g.section), kept=kept)


@bp.get("/<int:task_id>")
@staff
def show(task_id: int) -> str:
    """Show a task with its rubric, keys and samples."""
    task = own(Task, task_id)
    keys, samples = contents.reading_keys(session(), task), len(contents.samples(session(), task))
    return render_template(
        "tasks/show.html", task=task, keys=keys, samples=samples, kinds=KINDS, keyed_kinds=KEYED,
        key_words=lambda one, text: key_words(one.kind, text, one.maximum, language()), total=_total(task),
        critical=lambda criterion: critical_words(criterion.critical, language()),
    )  # fmt: skip


def _total(task: Task) -> Amount:
    return sum(one.maximum for one in task.criteria if one.kind != CriterionKind.PENALTY)


@bp.route("/new", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def create() -> str | Response:
    """Enter a task."""
    form = TaskForm()
    if form.validate_on_submit() and save(form, "tasks", cells(form, *COLUMNS["tasks"].known), owner=_address):
        task = contents.task(session(), g.section, form.task.data.strip())
        assert task is not None
        flash(gettext("The task is saved. Now enter its rubric."), "success")
        return redirect(url_for(".show", task_id=task.id), 303)
    return render_template("tasks/form.html", form=form, task=None)


def _address(task: Task) -> str:
    return url_for(".show", task_id=task.id)


@bp.route("/<int:task_id>/change", methods=["GET", "POST"])
@allow(Role.ORGANIZER, Role.CHIEF_JUDGE)
def change(task_id: int) -> str | Response | tuple[str, int]:
    """Change a task; once marking has started with a reason, and with what would move."""
    task = own(Task, task_id)
    given = row_of(task, task="code", by="joined_by") | {"weight": shown(task.weight)}
    given |= {"minutes": "" if task.minutes is None else str(task.minutes)}
    if g.section.marking_started_at is not None:
        return _change_frozen(task, given)
    form = TaskForm(data=given)
    form.task.render_kw = {"readonly": True}
    if form.validate_on_submit() and save(form, "tasks", cells(form, *COLUMNS["tasks"].known) | {"task": task.code}):
        flash(gettext("The task is saved."), "success")
        return redirect(url_for(".show", task_id=task_id), 303)
    return render_template("tasks/form.html", form=form, task=task)


def _change_frozen(task: Task, given: dict[str, Any]) -> str | Response | tuple[str, int]:
    """Try a change on the marks there are; the chief judge saves it."""
    if request.method == "POST":
        form = FrozenTaskForm()
        if form.validate() and _apply(task, form):
            flash(gettext("The task is saved."), "success")
            return redirect(url_for(".show", task_id=task.id), 303)
        return _frozen_page(task, form, None), 422
    if "method" not in request.args:
        return _frozen_page(task, FrozenTaskForm(None, data=given, meta={"csrf": False}), None)
    form = FrozenTaskForm(request.args, meta={"csrf": False})
    return _frozen_page(task, form, _tried(task, form))


def _typed(task: Task, form: TaskForm) -> task_changes.Change:
    return task_changes.read_task(
        session(), g.section, task, cells(form, *COLUMNS["tasks"].known) | {"task": task.code}
    )


def _tried(task: Task, form: TaskForm) -> Trial | None:
    try:
        return task_changes.effect_of(session(), g.section, _typed(task, form))
    except EntryRefusedError as refused:
        show_problems(form, refused.problems)
    except DomainError as error:
        form.form_errors.append(sentence(error, language()))
    return None


def _apply(task: Task, form: FrozenTaskForm) -> bool:
    with refusable(form) as attempt:
        task_changes.apply(session(), g.section, _typed(task, form), reason=form.reason.data or "", by=actor())
    return bool(attempt)


def _frozen_page(task: Task, form: FrozenTaskForm, trial: Trial | None) -> str:
    form.task.render_kw = {"readonly": True}
    return render_template(
        "tasks/change_frozen.html",
        form=form, task=task, trial=trial, weights=what_if.weights_of(trial) if trial else None, borders=[],
        may_save=rule_versions.may_save(session(), g.section, actor()),
        sentence=lambda error: sentence(error, language()),
    )  # fmt: skip


@bp.route("/<int:task_id>/remove", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def remove(task_id: int) -> str | Response:
    """Remove a task without marks, after asking."""
    task = own(Task, task_id)
    if request.method == "POST":
        removals.remove_task(session(), g.section, task, by=actor())
        session.commit()
        flash(gettext("The task is removed."), "success")
        return redirect(url_for(".index"), 303)
    return render_template("tasks/remove.html", task=task)


@bp.post("/<int:task_id>/starter-rubric")
@allow(Role.ORGANIZER)
def add_starter_rubric(task_id: int) -> Response:
    """Return the task the starter rubric of the practical examination."""
    task = own(Task, task_id)
    try:
        starter_rubric.add(session(), g.section, task, by=actor())
        session.commit()
    except EntryRefusedError as refused:  # marking has begun, or the task has criteria of these codes
        session.rollback()
        flash(sentence(refused.problems[0], language()), "danger")
        return redirect(url_for(".show", task_id=task_id), 303)
    flash(
        gettext("The starter rubric is there: 13 criteria, 100 points. Change what differs at your bench."), "success"
    )
    return redirect(url_for(".show", task_id=task_id), 303)


@bp.route("/<int:task_id>/samples", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def set_samples(task_id: int) -> str | Response:
    """Say which team got which sample variant."""
    task = own(Task, task_id)
    known = contents.samples(session(), task)
    form = SamplesForm(data={"samples": "\n".join(f"{code} {sample}" for code, sample in known)})
    if form.validate_on_submit():
        lines = [line.rsplit(None, 1) for line in (form.samples.data or "").splitlines() if line.strip()]
        rows = [
            {"team": line[0].strip(), "task": task.code, "sample": line[-1] if len(line) > 1 else ""} for line in lines
        ]
        if save(form, "samples", *rows):
            flash(gettext("The samples are saved."), "success")
            return redirect(url_for(".show", task_id=task_id), 303)
    return render_template("tasks/samples_form.html", form=form, task=task)
