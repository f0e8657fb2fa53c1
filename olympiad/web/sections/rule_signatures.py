"""Signing the rules: the list of who has to, one's own signature, signatures on paper, and the rules to print."""

from flask import Blueprint, Flask, Response, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from wtforms.fields import SelectChoice

from olympiad.db import session
from olympiad.documents.rules import SignatureLine, WrittenRules, rules_pdf
from olympiad.domain.notation.drafts import complete
from olympiad.domain.roles import Role
from olympiad.forms.rule_signatures import PaperSignatureForm, SignatoryForm
from olympiad.models.rule_signature import RuleSignatory
from olympiad.models.user import User
from olympiad.services.computing import rules
from olympiad.services.sections import contents, rule_signatures, rule_signing, rule_versions
from olympiad.services.sections.rule_signatures import Line, Signing
from olympiad.web.frame.accepted_input import whole_number
from olympiad.web.frame.access import allow, staff
from olympiad.web.frame.entries import own
from olympiad.web.frame.here import actor, file_stem
from olympiad.web.frame.jinja import language
from olympiad.web.frame.refusals import refusable
from olympiad.wording import rules as words
from olympiad.wording.dates import date_text, moment_text
from olympiad.wording.names import content

bp = Blueprint("rule_signatures", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/rule-signatures")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/")
@staff
def index() -> str:
    """List who has to sign the rules and who has signed."""
    found = rule_signatures.signing(session(), g.section)
    return render_template("rule_signatures/index.html", signing=found)


@bp.route("/new", methods=["GET", "POST"])
@allow(Role.ORGANIZER, Role.CHIEF_JUDGE)
def name_signatory() -> str | Response | tuple[str, int]:
    """Name a person who has to sign."""
    form, people = SignatoryForm(), rule_signatures.accounts_of(session(), g.section)
    form.account.choices = [SelectChoice("", gettext("None, signs on paper"))]
    form.account.choices += [SelectChoice(str(user.id), user.name) for user in people]
    if not form.validate_on_submit():
        return render_template("rule_signatures/form.html", form=form)
    chosen = next((user for user in people if str(user.id) == form.account.data), None)
    with refusable(form, "name") as attempt:
        rule_signing.name_signatory(
            session(), g.section, name=form.name.data or "", title=form.title.data or "", user=chosen, by=actor()
        )
    if not attempt:
        return render_template("rule_signatures/form.html", form=form), 422
    flash(gettext("The list of signatures is longer by one name."), "success")
    return redirect(url_for(".index"), 303)


@bp.route("/<int:signatory_id>/remove", methods=["GET", "POST"])
@allow(Role.ORGANIZER, Role.CHIEF_JUDGE)
def remove_signatory(signatory_id: int) -> str | Response:
    """Take a person off the list, after asking."""
    signatory = _signatory(signatory_id)
    if request.method == "GET":
        return render_template("rule_signatures/remove.html", signatory=signatory)
    rule_signing.remove_signatory(session(), g.section, signatory, by=actor())
    session.commit()
    flash(gettext("The name is off the list."), "success")
    return redirect(url_for(".index"), 303)


def _signatory(signatory_id: int) -> RuleSignatory:
    row: RuleSignatory = own(RuleSignatory, signatory_id)
    return row if row.removed_at is None else abort(404)


@bp.route("/<int:signatory_id>/paper", methods=["GET", "POST"])
@allow(Role.CHIEF_JUDGE)
def record_paper(signatory_id: int) -> str | Response | tuple[str, int]:
    """Record that a person signed the printed rules."""
    signatory, found = _signatory(signatory_id), rule_signatures.signing(session(), g.section)
    if found.version is None:
        abort(404)
    form = PaperSignatureForm()
    context = {"form": form, "signatory": signatory, "signing": found}
    if not form.validate_on_submit():
        return render_template("rule_signatures/paper.html", **context)
    number = request.form.get("number", type=whole_number) or 0
    with refusable(form, "signed_on") as attempt:
        rule_signing.record_paper(
            session(), g.section, signatory, number=number, signed_on=form.signed_on.data, by=actor()
        )
    if not attempt:
        return render_template("rule_signatures/paper.html", **context), 422
    flash(gettext("The signature is recorded."), "success")
    return redirect(url_for(".index"), 303)


@bp.route("/sign", methods=["GET", "POST"])
@allow(Role.ORGANIZER, Role.CHIEF_JUDGE, Role.JUDGE, Role.CLERK)
def sign() -> str | Response:
    """Sign the present version by name; whoever is named reads the rules here, too."""
    found = rule_signatures.signing(session(), g.section)
    if found.version is None or not _may_sign(found, actor()):
        abort(404)
    if request.method == "GET":
        lines, awards = _in_words()
        return render_template("rule_signatures/sign.html", version=found.version, lines=lines, awards=awards)
    number = request.form.get("number", type=whole_number) or 0
    rule_signing.sign(session(), g.section, number=number, by=actor())
    session.commit()
    flash(gettext("The rules are signed."), "success")
    return redirect(url_for("start.show") if not _is_staff() else url_for("rules.show"), 303)


def _is_staff() -> bool:
    return rule_versions.is_staff(session(), g.section, actor())


def _may_sign(found: Signing, user: User) -> bool:
    return any(line.signatory.user_id == user.id for line in found.lines) or (not found.lines and _is_staff())


def _in_words() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    written = rules.pairs(session(), g.section)
    values, _ = rule_versions.read(session(), g.section, written)
    return words.rule_lines(complete(written), values, language()), words.award_lines(values, language())


@bp.get("/rules.pdf")
@staff
def print_rules() -> Response:
    """Return the rules to print and sign, in the reader's language."""
    found = rule_signatures.signing(session(), g.section)
    version, (lines, awards) = found.version, _in_words()
    written = WrittenRules(
        version.number if version else 0,
        moment_text(version.created_at, language(), g.edition.time_zone) if version else "",
        version.reason if version else "",
        found.sha256,
        lines,
        awards,
    )
    tasks = contents.tasks(session(), g.section)
    signatures = [_line(one) for one in found.lines] or [_chair()]
    body = rules_pdf(g.edition, g.section, written, tasks, signatures, language())
    answer = Response(body, mimetype="application/pdf")
    name = f"{file_stem()}-rules-v{written.number}.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _chair() -> SignatureLine:
    return SignatureLine(g.section.chair, content(g.section, "chair_title", language()))


def _line(one: Line) -> SignatureLine:
    """What stands on a line: nothing where a pen shall write."""
    signed = ""
    if one.signature is not None and one.is_signed:
        day = date_text(one.signature.signed_on, language())
        on_paper = one.signature.on_paper
        signed = gettext("signed on paper, %(day)s", day=day) if on_paper else gettext("signed here, %(day)s", day=day)
    return SignatureLine(one.signatory.name, one.signatory.title, signed)
