"""The second factor: asked for after the password, set up and switched off by each person on the own account."""

from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user
from flask_wtf import FlaskForm
from markupsafe import Markup

from olympiad.db import session
from olympiad.documents.typesetting import qr_svg
from olympiad.forms.accounts import PresentPasswordForm
from olympiad.forms.second_factor import CodeForm, PasswordAndCodeForm, RecoveryCodeForm
from olympiad.models.user import User
from olympiad.services.people import second_factor, time_codes
from olympiad.services.people.accounts import TooManyAttemptsError
from olympiad.web.frame.access import lacks_second_factor, public, signed_in
from olympiad.web.frame.here import actor
from olympiad.web.frame.signing_in import begin_session, committed, is_fresh, limit, note_password, second_step, secret
from olympiad.web.people.access_cards import public_address
from olympiad.web.people.accounts import is_present

bp = Blueprint("second_factor", __name__)
PLACE = "/account/second-factor"
FEW = 3
"""So many recovery codes left are told at the sign-in."""


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.route("/account/sign-in/code", methods=["GET", "POST"])
@public
def sign_in() -> str | Response | tuple[str, int]:
    """Ask for the code after the password."""
    step = second_step()
    if step is None:
        return redirect(url_for("accounts.sign_in"), 303)
    user, path = step
    form = RecoveryCodeForm() if "recovery" in request.args else CodeForm()
    if not form.validate_on_submit():
        return render_template("second_factor/sign_in.html", form=form)
    try:
        is_right = second_factor.sign_in(session(), user, form.code.data or "", secret=secret(), limit=limit())
    except TooManyAttemptsError:
        return render_template("second_factor/sign_in.html", form=form, refusal=_closed_words()), 429
    if not is_right:
        session.commit()  # the failure counts
        return render_template("second_factor/sign_in.html", form=form, refusal=_wrong_words()), 401
    begin_session(committed(user))
    _tell_codes_left(user)
    return redirect(path or url_for("start.show"), 303)


def _closed_words() -> str:
    minutes = max(1, current_app.config["SIGN_IN_WINDOW"] // 60)
    return ngettext(
        "Too many wrong codes. Try again in %(num)d minute.",
        "Too many wrong codes. Try again in %(num)d minutes.",
        minutes,
    )


def _wrong_words() -> str:
    return gettext("This code is not valid. Each code counts once: wait for the next one.")


def _tell_codes_left(user: User) -> None:
    left = second_factor.recovery_codes_left(user)
    if left <= FEW:
        words = ngettext(
            "%(num)d recovery code is left. Make new ones on your account.",
            "%(num)d recovery codes are left. Make new ones on your account.",
            left,
        )
        flash(words, "warning")


@bp.route(PLACE + "/begin", methods=["GET", "POST"])
@signed_in
def begin() -> str | Response:
    """Draw a secret, after the password unless it was given just now."""
    if _me().has_second_factor:
        return redirect(url_for("accounts.show"), 303)
    form = FlaskForm() if is_fresh() else PresentPasswordForm()
    if not form.validate_on_submit() or not (is_fresh() or is_present(form)):
        return render_template("second_factor/begin.html", form=form, is_required=lacks_second_factor())
    second_factor.begin(session(), _me(), secret=secret())
    session.commit()
    if not is_fresh():
        note_password()
    return redirect(url_for(".confirm"), 303)


def _me() -> User:
    """Return the signed-in person; card holders have no password, and so no second factor."""
    if not current_user.password:
        abort(404)
    return actor()


@bp.route(PLACE + "/confirm", methods=["GET", "POST"])
@signed_in
def confirm() -> str | Response:
    """Show the secret, switch on by a first code, and show the recovery codes."""
    user = _me()
    shared = None if user.has_second_factor else second_factor.shared_secret(user, secret=secret())
    if shared is None or not is_fresh():
        return redirect(url_for(".begin"), 303)
    form = CodeForm()
    if form.validate_on_submit():
        codes = second_factor.confirm(session(), user, form.code.data or "", secret=secret())
        if codes is not None:
            session.commit()
            begin_session(user)
            return _codes_page(codes)
        form.code.errors = [gettext("This is not the code of the present half minute. Compare the clock of the phone.")]
    issuer = f"{gettext('Olympiad')} {urlsplit(public_address()).hostname or ''}".strip()
    account = user.email or user.username or user.name
    address = time_codes.address(shared, account=account, issuer=issuer)
    return render_template(
        "second_factor/confirm.html",
        form=form,
        address=address,
        qr=Markup(qr_svg(address, "#000")),  # noqa: S704  # why: drawn by us, squares only
        groups=time_codes.in_groups(shared),
    )


def _codes_page(codes: list[str]) -> str:
    return render_template("second_factor/codes.html", codes=codes)


@bp.route(PLACE + "/recovery-codes", methods=["GET", "POST"])
@signed_in
def renew_recovery_codes() -> str | Response:
    """Make new recovery codes, after password and code; shown once."""
    form = _proof()
    if form is not None:
        return render_template("second_factor/renew_recovery_codes.html", form=form)
    codes = second_factor.renew_recovery_codes(session(), _me(), secret=secret())
    session.commit()
    return _codes_page(codes)


@bp.route(PLACE + "/switch-off", methods=["GET", "POST"])
@signed_in
def switch_off() -> str | Response:
    """Switch off, after password and code."""
    form = _proof()
    if form is not None:
        return render_template("second_factor/switch_off.html", form=form)
    second_factor.switch_off(session(), _me())
    session.commit()
    flash(gettext("The second factor is switched off."), "success")
    return redirect(url_for("accounts.show"), 303)


def _proof() -> PasswordAndCodeForm | None:
    """Return the form that is still to be answered; None once password and code are right."""
    if not _me().has_second_factor:
        abort(404)
    form = PasswordAndCodeForm()
    if not form.validate_on_submit() or not is_present(form):
        return form
    try:
        is_right = second_factor.accept_code(session(), _me(), form.code.data or "", secret=secret(), limit=limit())
    except TooManyAttemptsError:
        form.code.errors = [_closed_words()]
        return form
    if is_right:
        return None
    session.commit()  # the failure counts
    form.code.errors = [_wrong_words()]
    return form
