"""The rules of a section: in words, as a form with what would move, with their history."""

from dataclasses import dataclass

from flask import Blueprint, Flask, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug import Response

from olympiad.db import session
from olympiad.domain.errors import DomainError
from olympiad.domain.notation.drafts import Pair, complete
from olympiad.domain.notation.presets import RULE_SETS, apply_set
from olympiad.domain.roles import Role
from olympiad.domain.rules import Rules
from olympiad.forms.rules import RulesForm, filled, moved
from olympiad.services.computing import rules, section_values, what_if
from olympiad.services.entry import task_methods
from olympiad.services.sections import rule_signatures, rule_versions
from olympiad.web.frame.access import allow, staff
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language
from olympiad.web.frame.refusals import refusable
from olympiad.wording import rules as words
from olympiad.wording.sentences import sentence

bp = Blueprint("rules", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/rules")

NOT_AT_A_FIELD = ("rules_changed_meanwhile", "rules_unchanged", "rules_need_chief_judge")


def init_app(app: Flask) -> None:
    """Register the pages and the words of rules."""
    app.register_blueprint(bp)
    app.jinja_env.filters["rule_name"] = lambda key: words.key_words(key, language())
    app.jinja_env.globals["rule_value"] = lambda key, value: words.value_words(key, value, language())


@bp.get("/")
@staff
def show() -> str:
    """Show the rules in words, who signed them, and the versions before."""
    written = rules.pairs(session(), g.section)
    values, refused = rule_versions.read(session(), g.section, written)
    return render_template(
        "rules/show.html",
        lines=words.rule_lines(complete(written), values, language()),
        awards=words.award_lines(values, language()),
        problems=[(one.key, sentence(one.error, language())) for one in refused],
        versions=rule_versions.history(session(), g.section),
        may_save=_may_save(),
        signing=rule_signatures.signing(session(), g.section),
        weights=_present_weights(),
    )


def _present_weights() -> what_if.Weights | None:
    """How much each task decides on the marks there are; nothing while the rules cannot be read."""
    try:
        return what_if.present_weights(session(), g.section)
    except DomainError:
        return None


def _may_save() -> bool:
    return rule_versions.may_save(session(), g.section, actor())


@dataclass
class Draft:
    """What is typed: the form, the rules that can be read of it, and whether something is wrong."""

    form: RulesForm
    rules: Rules
    is_sound: bool


def _read(form: RulesForm) -> Draft:
    """Ask the domain for everything that is wrong with a form, and say it at the fields."""
    values, refused = rule_versions.read(session(), g.section, form.pairs())
    form.prepare(_tasks(), language())
    for one in refused:
        error = DomainError("award_without_name") if one.key == "award." else one.error
        form.refuse(one.key, sentence(error, language()))
    return Draft(form, values, not refused)


def _tasks():
    return [task.value for task in section_values.load_tasks(session(), g.section)]


@bp.get("/change")
@allow(Role.ORGANIZER, Role.CHIEF_JUDGE)
def change() -> str:
    """Show the form; what is typed comes as parameters and is tried out on the marks, nothing is saved."""
    if "scale" in request.args:
        return _page(_read(RulesForm(moved(request.args), meta={"csrf": False})))
    present = rules.present(session(), g.section)
    rows: list[Pair] = rules.pairs_of(present)
    chosen = RULE_SETS.get(request.args.get("set", ""))
    if chosen:
        rows = apply_set(rows, chosen)
    form = RulesForm(None, data=filled(rows, present.number if present else 0), meta={"csrf": False})
    return _page(_read(form))


def _page(draft: Draft, *, refused: str = "") -> str:
    trial = what_if.try_rules(session(), g.section, draft.rules) if draft.is_sound else None
    return render_template(
        "rules/change.html",
        form=draft.form,
        trial=trial,
        weights=what_if.weights_of(trial) if trial else None,
        refused=refused,
        sets=[(name, gettext(words.SETS[name]), one.drops_extremes) for name, one in RULE_SETS.items()],
        may_save=_may_save(),
        sentence=lambda error: sentence(error, language()),
        **_borders(trial),
    )


def _borders(trial: what_if.Trial | None) -> dict[str, object]:
    """Pair the borders of both sides by award, those of the new rules first."""
    if trial is None or trial.comparison is None:
        return {"borders": []}
    old = {border.name: border for border in trial.comparison.before.borders}
    new = {border.name: border for border in trial.comparison.after.borders}
    return {"borders": [(name, old.get(name), new.get(name)) for name in {**new, **old}]}


@bp.post("/change")
@allow(Role.ORGANIZER, Role.CHIEF_JUDGE)
def save() -> Response | tuple[str, int]:
    """Save what is typed as a new version."""
    form = RulesForm()
    with refusable() as attempt:
        row = rule_versions.save(
            session(),
            g.section,
            form.pairs(),
            reason=form.reason.data or "",
            base=form.base.data or 0,
            by=actor(),
        )
    if attempt.error:
        return _refused(form, attempt.error)
    flash(gettext("Version %(number)s of the rules is saved.", number=row.number), "success")
    return redirect(url_for(".show"), 303)


def _refused(form: RulesForm, error: DomainError) -> tuple[str, int]:
    draft, refused = _read(form), ""
    if error.code == "reason_missing":
        form.refuse("reason", sentence(error, language()))
    elif draft.is_sound or error.code in NOT_AT_A_FIELD:
        refused = sentence(error, language())
    return _page(draft, refused=refused), 409 if refused else 422


@bp.route("/drop-extremes", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def drop_extremes() -> str | Response:
    """Set the method of every task with three or more judges to the mean without the extremes, after asking."""
    tasks, few = task_methods.for_dropping(session(), g.section)
    if request.method == "GET":
        return render_template("rules/drop_extremes.html", tasks=tasks, few=few)
    task_methods.drop_extremes(session(), g.section, by=actor())
    session.commit()
    flash(gettext("The method of the tasks is set."), "success")
    return redirect(url_for(".change"), 303)
