"""Keys of readings: each criterion's curve as it stands, setting or changing one with a drawing and what would move."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Flask, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug import Response

from olympiad.db import session
from olympiad.domain.choice_keys import ChoiceKey
from olympiad.domain.errors import DomainError
from olympiad.domain.kinds.choice import choices_of
from olympiad.domain.notation.keys import parse_answer_key
from olympiad.domain.readings import ReadingKey
from olympiad.domain.roles import Role
from olympiad.domain.rubric import AnswerKey
from olympiad.forms.choice_fields import ChoiceKeyForm
from olympiad.forms.reading_keys import KEY_FORMS, ReadingKeyForm
from olympiad.models.task import Criterion
from olympiad.services.computing import rubrics
from olympiad.services.computing.what_if import Trial
from olympiad.services.entry import reading_keys
from olympiad.services.entry.reading_keys import KeyLine, Measured
from olympiad.web.frame.access import allow, staff
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language
from olympiad.web.frame.refusals import refusable
from olympiad.wording.curves import Drawing, draw
from olympiad.wording.rubric import choice_key_words
from olympiad.wording.sentences import sentence

bp = Blueprint("reading_keys", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/reading-keys")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@dataclass
class Drawn:
    """A key with its curve or its words, or with what is wrong with it."""

    line: KeyLine
    drawing: Drawing | None = None
    words: Sequence[str] = ()
    refused: str = ""


@bp.get("/")
@staff
def index() -> str:
    """List what is measured with every key and its curve."""
    found = reading_keys.readings(session(), g.section)
    drawn = [(one, [_drawn(one.criterion, line) for line in one.lines]) for one in found]
    return render_template("reading_keys/index.html", found=drawn)


def _drawn(criterion: Criterion, line: KeyLine) -> Drawn:
    key, refused = _read(line.text, criterion)
    return Drawn(line, _curve(key, criterion), _words(key, criterion), refused)


def _curve(key: AnswerKey | None, criterion: Criterion) -> Drawing | None:
    return draw(key, criterion.maximum, language()) if isinstance(key, ReadingKey) else None


def _words(key: AnswerKey | None, criterion: Criterion) -> Sequence[str]:
    options = choices_of(rubrics.criterion_from(criterion)).options
    return choice_key_words(key, options, criterion.maximum, language()) if isinstance(key, ChoiceKey) else ()


def _measured(criterion_id: int) -> Measured:
    found = reading_keys.readings(session(), g.section)
    return next((one for one in found if one.criterion.id == criterion_id), None) or abort(404)


@bp.get("/<int:criterion_id>")
@allow(Role.ORGANIZER, Role.CHIEF_JUDGE)
def change(criterion_id: int) -> str:
    """Show the form; what is typed comes as parameters, is drawn and tried out on the marks, nothing is saved."""
    measured = _measured(criterion_id)
    form = KEY_FORMS[measured.criterion.kind]
    if form.MARKER in request.args:
        return _page(measured, form(request.args, meta={"csrf": False}))
    sample = request.args.get("sample", "").strip()
    present = form.filled(reading_keys.key_of(session(), measured.criterion, sample))
    return _page(measured, form(None, data={**present, "sample": sample}, meta={"csrf": False}))


def _page(measured: Measured, form: ReadingKeyForm | ChoiceKeyForm, refused: str = "") -> str:
    criterion, sample = measured.criterion, (form.sample.data or "").strip()
    text = form.key_text()
    key, wrong = _read(text, criterion)
    if wrong:
        form.key_field.errors = [*form.key_field.errors, wrong]
    typed = key if text else _without(criterion, sample)
    options = choices_of(rubrics.criterion_from(criterion)).options
    form.prepare([(option.code, option.label) for option in options])
    trial = None if wrong else reading_keys.try_key(session(), g.section, criterion, sample, typed)
    return render_template(
        "reading_keys/change.html",
        measured=measured,
        form=form,
        text=text,
        drawing=_curve(typed, criterion),
        words=_words(typed, criterion),
        refused=refused,
        **_tried(trial),
    )


def _read(text: str, criterion: Criterion) -> tuple[AnswerKey | None, str]:
    if not text.strip():
        return None, ""
    try:
        return parse_answer_key(rubrics.criterion_from(criterion), text.strip()), ""
    except DomainError as error:
        return None, sentence(error, language())


def _without(criterion: Criterion, sample: str) -> AnswerKey | None:
    """The key that holds where none is set: the rubric's own; for a sample the shared one."""
    text = reading_keys.key_of(session(), criterion, "") if sample else rubrics.own_key_text(criterion)
    return _read(text, criterion)[0]


def _tried(trial: Trial | None) -> dict[str, object]:
    return {"trial": trial, "borders": [], "sentence": lambda error: sentence(error, language())}


@bp.post("/<int:criterion_id>")
@allow(Role.ORGANIZER, Role.CHIEF_JUDGE)
def save(criterion_id: int) -> Response | tuple[str, int]:
    """Set the key."""
    measured = _measured(criterion_id)
    form = KEY_FORMS[measured.criterion.kind]()
    if not form.validate():
        return _page(measured, form), 422
    with refusable() as attempt:
        reading_keys.set_key(
            session(),
            g.section,
            measured.criterion,
            sample=form.sample.data or "",
            text=form.key_text(),
            reason=form.reason.data or "",
            by=actor(),
        )
    if attempt.error:
        words, at_field = sentence(attempt.error, language()), attempt.error.code == "reason_missing"
        if at_field:
            form.reason.errors = [words]
        known = at_field or attempt.error.code == "key_unchanged"
        return _page(_measured(criterion_id), form, "" if at_field or not known else words), 422
    flash(gettext("The key is set. Everything computed from the readings follows it."), "success")
    return redirect(url_for(".index"), 303)
