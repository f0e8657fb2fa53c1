"""The rubric of a task line by line: entering, changing, taking out; after the first mark with what would move."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Flask, Response, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext

from olympiad.db import session
from olympiad.domain.choices import CriterionKind
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import milli
from olympiad.domain.notation.keys import parse_key
from olympiad.domain.readings import ReadingKey
from olympiad.domain.roles import Role
from olympiad.forms.tasks import CriterionForm, filled_criterion
from olympiad.models.task import Criterion, Task
from olympiad.services.entry import rubric_changes, rubric_order
from olympiad.services.entry.row_entry import EntryRefusedError
from olympiad.services.entry.rubric_changes import Change, Effect
from olympiad.services.sections import removals, rule_versions
from olympiad.web.frame.accepted_input import whole_number
from olympiad.web.frame.access import allow
from olympiad.web.frame.entries import own, save
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language
from olympiad.web.frame.refusals import refusable, show_problems
from olympiad.wording.curves import Drawing, draw
from olympiad.wording.sentences import sentence

bp = Blueprint("criteria", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/tasks/<int:task_id>/criteria")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.route("/new", methods=["GET", "POST"])
@allow(Role.ORGANIZER, Role.CHIEF_JUDGE)
def create(task_id: int) -> str | Response | tuple[str, int]:
    """Enter a line of the rubric."""
    return _form(own(Task, task_id), None)


@bp.route("/<int:criterion_id>", methods=["GET", "POST"])
@allow(Role.ORGANIZER, Role.CHIEF_JUDGE)
def change(task_id: int, criterion_id: int) -> str | Response | tuple[str, int]:
    """Change a line of the rubric; typed parameters are drawn and tried out, nothing is saved."""
    return _form(*_criterion(task_id, criterion_id))


def _criterion(task_id: int, criterion_id: int) -> tuple[Task, Criterion]:
    task = own(Task, task_id)
    criterion = next((one for one in task.criteria if one.id == criterion_id), None)
    return task, criterion or abort(404)


def _form(task: Task, criterion: Criterion | None) -> str | Response | tuple[str, int]:
    """Show what is typed or there; a POST saves it."""
    if request.method == "POST":
        return _save(task, criterion, CriterionForm())
    if "kind" in request.args:
        return _page(task, criterion, CriterionForm(request.args, meta={"csrf": False}), is_typed=True)
    return _page(task, criterion, CriterionForm(None, data=_filled(task, criterion), meta={"csrf": False}))


def _filled(task: Task, criterion: Criterion | None) -> Mapping[str, Any]:
    """Return what the form begins with: the line itself; of a new one the line that it copies, without its code."""
    if criterion is not None:
        return filled_criterion(criterion)
    wanted = request.args.get("copy", type=whole_number)
    if wanted is None:
        return {}
    return {**filled_criterion(_criterion(task.id, wanted)[1]), "criterion": ""}


def _save(task: Task, criterion: Criterion | None, form: CriterionForm) -> Response | tuple[str, int]:
    row = _row(task, criterion, form)
    if not form.validate():
        return _page(task, criterion, form), 422
    if not _is_frozen():
        saved = save(form, "criteria", row, owner=_address if criterion is None else None)
    else:
        saved = _apply(form, lambda: rubric_changes.read_line(session(), g.section, task, criterion, row))
    if not saved:
        return _page(task, criterion, form), 422
    flash(gettext("The criterion is saved."), "success")
    if "another" in request.args:
        return redirect(url_for(".create", task_id=task.id), 303)
    return redirect(url_for("tasks.show", task_id=task.id), 303)


def _address(criterion: Criterion) -> str:
    return url_for(".change", task_id=criterion.task_id, criterion_id=criterion.id)


def _is_frozen() -> bool:
    return g.section.marking_started_at is not None


def _row(task: Task, criterion: Criterion | None, form: CriterionForm) -> dict[str, str]:
    return form.cells() | {"task": task.code} | ({"criterion": criterion.code} if criterion else {})


def _apply(form: CriterionForm, read: Callable[[], Change]) -> bool:
    """Make a new version of the rubric; a refusal is said in the form."""
    with refusable(form) as attempt:
        rubric_changes.apply(session(), g.section, read(), reason=form.reason.data or "", by=actor())
    return bool(attempt)


def _page(task: Task, criterion: Criterion | None, form: CriterionForm, *, is_typed: bool = False) -> str:
    drawing, wrong = _drawn(form)
    if is_typed and wrong and (at := form.place_of("key")) is not None and not at.errors:
        at.errors = [wrong]
    effect = _effect(task, criterion, form) if is_typed and _is_frozen() and not wrong else None
    form.prepare()
    return render_template(
        "criteria/form.html",
        form=form, task=task, criterion=criterion, drawing=drawing, effect=effect,
        is_frozen=_is_frozen(), may_save=rule_versions.may_save(session(), g.section, actor()),
        text=form.cells()["key"], sentence=lambda error: sentence(error, language()),
    )  # fmt: skip


def _drawn(form: CriterionForm) -> tuple[Drawing | None, str]:
    """Draw the curve of a reading as it is typed, or say what is wrong with the key."""
    cells = form.cells()
    if not cells["key"] or not cells["maximum"]:
        return None, ""
    try:
        maximum = milli(cells["maximum"])
        key = parse_key(CriterionKind(cells["kind"]), cells["key"], maximum)
    except DomainError as error:
        return None, sentence(error, language())
    except ValueError:  # an unknown kind
        return None, ""
    return (draw(key, maximum, language()), "") if isinstance(key, ReadingKey) else (None, "")


def _effect(task: Task, criterion: Criterion | None, form: CriterionForm) -> Effect | None:
    try:
        read = rubric_changes.read_line(session(), g.section, task, criterion, _row(task, criterion, form))
        return rubric_changes.effect_of(session(), g.section, read)
    except EntryRefusedError as refused:
        show_problems(form, refused.problems)
    except DomainError as error:
        form.form_errors.append(sentence(error, language()))
    return None


@bp.post("/<int:criterion_id>/move")
@allow(Role.ORGANIZER, Role.CHIEF_JUDGE)
def move(task_id: int, criterion_id: int) -> Response:
    """Move a line up, down or to a place, before the first mark; what was pressed is there again afterwards."""
    task, criterion = _criterion(task_id, criterion_id)
    to, place = request.form.get("to"), request.form.get("to", type=whole_number)
    if place is not None:
        rubric_order.put(session(), g.section, task, criterion, place, by=actor())
    else:
        rubric_order.move(session(), g.section, task, criterion, -1 if to == "up" else 1, by=actor())
    session.commit()
    pressed = "drag" if place is not None else "up" if to == "up" else "down"
    return redirect(url_for("tasks.show", task_id=task.id, _anchor=f"{pressed}-{criterion.id}"), 303)


@bp.route("/<int:criterion_id>/remove", methods=["GET", "POST"])
@allow(Role.ORGANIZER, Role.CHIEF_JUDGE)
def remove(task_id: int, criterion_id: int) -> str | Response | tuple[str, int]:
    """Take a line out of the rubric, after asking; after the first mark with a reason."""
    task, criterion = _criterion(task_id, criterion_id)
    form, taken_out = CriterionForm(), Change(task, criterion, None)
    if request.method == "POST" and _is_frozen() and _apply(form, lambda: taken_out):
        return _taken_out(task)
    if request.method == "POST" and not _is_frozen():
        removals.remove_criterion(session(), g.section, criterion, by=actor())
        session.commit()
        return _taken_out(task)
    effect = (
        rubric_changes.effect_of(session(), g.section, taken_out) if _is_frozen() and not form.form_errors else None
    )
    page = render_template(
        "criteria/remove.html", task=task, criterion=criterion, form=form, effect=effect,
        is_frozen=_is_frozen(), sentence=lambda error: sentence(error, language()),
    )  # fmt: skip
    return page if request.method == "GET" else (page, 422)


def _taken_out(task: Task) -> Response:
    flash(gettext("The criterion is removed."), "success")
    return redirect(url_for("tasks.show", task_id=task.id), 303)
