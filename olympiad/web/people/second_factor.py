"""The second factor: asked for after the password, set up and switched off by each person on the own account."""

import json
from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user
from markupsafe import Markup

from olympiad.db import session
from olympiad.documents.typesetting import qr_svg
from olympiad.forms.accounts import PresentPasswordForm
from olympiad.forms.base import PageForm
from olympiad.forms.second_factor import CodeForm, PasswordAndCodeForm, RecoveryCodeForm
from olympiad.models.user import User
from olympiad.services.people import passkeys, second_factor, time_codes
from olympiad.services.people.accounts import TooManyAttemptsError
from olympiad.web.frame.access import lacks_second_factor, public, signed_in
from olympiad.web.frame.here import actor
from olympiad.web.frame.hosts import public_address
from olympiad.web.frame.signing_in import (
    begin_session,
    committed,
    is_fresh,
    limit,
    new_nonce,
    note_password,
    second_step,
    secret,
)
from olympiad.web.people.accounts import is_present, next_path

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
    form = RecoveryCodeForm() if "recovery" in request.args or not user.has_authenticator else CodeForm()
    if not form.validate_on_submit():
        return step_page(user, form)
    try:
        is_right = second_factor.sign_in(session(), user, form.code.data or "", secret=secret(), limit=limit())
    except TooManyAttemptsError:
        return step_page(user, form, closed_words()), 429
    if not is_right:
        session.commit()  # the failure counts
        return step_page(user, form, _wrong_words()), 401
    begin_session(committed(user))
    _tell_codes_left(user)
    return redirect(path or url_for("start.show"), 303)


def step_page(user: User, form: PageForm, refusal: str = "") -> str:
    """Show the step after the password: the passkey where there is one, and the form of a code."""
    options = passkeys.sign_in_options(session(), user, site(), nonce=new_nonce(), secret=secret())
    shown = json.loads(options) if options else None
    return render_template("second_factor/sign_in.html", form=form, refusal=refusal, options=shown, user=user)


def site() -> passkeys.Site:
    """Return the site that passkeys are for."""
    parts = urlsplit(public_address())
    return passkeys.Site(parts.hostname or "", f"{parts.scheme}://{parts.netloc}", gettext("Olympiad"))


def closed_words() -> str:
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


@bp.get(PLACE + "/offer")
@signed_in
def offer() -> str | Response:
    """Ask for a second factor: a passkey where the browser can, else codes of an authenticator."""
    if password_holder().has_second_factor:
        return redirect(url_for("accounts.show"))
    return render_template("second_factor/offer.html", is_required=lacks_second_factor(), next=next_path())


@bp.post(PLACE + "/not-now")
@signed_in
def decline() -> Response:
    """Go on without a second factor; the account page still offers it."""
    if lacks_second_factor():
        abort(409)
    second_factor.decline(session(), password_holder())
    session.commit()
    return redirect(next_path() or url_for("start.show"), 303)


@bp.route(PLACE + "/begin", methods=["GET", "POST"])
@signed_in
def begin() -> str | Response:
    """Draw a secret, after the password unless it was given just now."""
    if password_holder().has_authenticator:
        return redirect(url_for("accounts.show"), 303)
    form = PageForm() if is_fresh() else PresentPasswordForm()
    if not form.validate_on_submit() or not (is_fresh() or is_present(form)):
        return render_template("second_factor/begin.html", form=form, is_required=lacks_second_factor())
    second_factor.begin(session(), password_holder(), secret=secret())
    session.commit()
    if not is_fresh():
        note_password()
    return redirect(url_for(".confirm"), 303)


def password_holder() -> User:
    """Return the signed-in person; card holders have no password, and so no second factor."""
    if not current_user.password:
        abort(404)
    return actor()


@bp.route(PLACE + "/confirm", methods=["GET", "POST"])
@signed_in
def confirm() -> str | Response:
    """Show the secret, switch on by a first code, and show the recovery codes."""
    user = password_holder()
    shared = None if user.has_authenticator else second_factor.shared_secret(user, secret=secret())
    if shared is None or not is_fresh():
        return redirect(url_for(".begin"), 303)
    form = CodeForm()
    if form.validate_on_submit():
        codes = second_factor.confirm(session(), user, form.code.data or "", secret=secret())
        if codes is not None:
            session.commit()
            begin_session(user)
            return codes_page(codes)
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


def codes_page(codes: Sequence[str]) -> str:
    """Show new recovery codes, once."""
    return render_template("second_factor/codes.html", codes=codes)


@bp.route(PLACE + "/recovery-codes", methods=["GET", "POST"])
@signed_in
def renew_recovery_codes() -> str | Response:
    """Make new recovery codes, after password and code; shown once."""
    form = proof()
    if form is not None:
        return render_template("second_factor/renew_recovery_codes.html", form=form)
    codes = second_factor.renew_recovery_codes(session(), password_holder(), secret=secret())
    session.commit()
    return codes_page(codes)


@bp.route(PLACE + "/switch-off", methods=["GET", "POST"])
@signed_in
def switch_off() -> str | Response:
    """Switch the codes of the authenticator off, after password and code."""
    if not password_holder().has_authenticator:
        abort(404)
    form = proof()
    if form is not None:
        return render_template("second_factor/switch_off.html", form=form)
    second_factor.switch_off(session(), password_holder())
    session.commit()
    flash(gettext("The codes are switched off."), "success")
    return redirect(url_for("accounts.show"), 303)


def proof() -> PasswordAndCodeForm | None:
    """Return the form that is still to be answered; None once password and code are right."""
    if not password_holder().has_second_factor:
        abort(404)
    form = PasswordAndCodeForm()
    if not form.validate_on_submit() or not is_present(form):
        return form
    try:
        is_right = second_factor.accept_code(
            session(), password_holder(), form.code.data or "", secret=secret(), limit=limit()
        )
    except TooManyAttemptsError:
        form.code.errors = [closed_words()]
        return form
    if is_right:
        return None
    session.commit()  # the failure counts
    form.code.errors = [_wrong_words()]
    return form
