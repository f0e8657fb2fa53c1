"""Pages of passkeys: setting one up, naming, removing, and using one after the password."""

import json

from flask import Blueprint, Flask, Response, abort, flash, redirect, render_template, url_for
from flask_babel import gettext

from olympiad.db import session
from olympiad.forms.accounts import PresentPasswordForm
from olympiad.forms.passkeys import NewPasskeyForm, PasskeyNameForm, PasskeySignInForm
from olympiad.forms.second_factor import RecoveryCodeForm
from olympiad.models.user import Passkey
from olympiad.services.people import passkeys
from olympiad.services.people.accounts import TooManyAttemptsError
from olympiad.web.frame.access import public, signed_in
from olympiad.web.frame.signing_in import (
    begin_session,
    committed,
    is_fresh,
    limit,
    new_nonce,
    nonce,
    note_password,
    second_step,
    secret,
)
from olympiad.web.people.accounts import is_present
from olympiad.web.people.second_factor import closed_words, codes_page, password_holder, proof, site, step_page

bp = Blueprint("passkeys", __name__)
PLACE = "/account/passkeys"


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.route(PLACE + "/new", methods=["GET", "POST"])
@signed_in
def add() -> str | Response | tuple[str, int]:
    """Set a passkey up, after the password unless it was given just now."""
    user = password_holder()
    if not is_fresh():
        return _ask_for_password()
    form = NewPasskeyForm()
    if not form.validate_on_submit():
        return _new_page(form)
    given = {"name": form.name.data or "", "nonce": nonce(), "secret": secret()}
    added = passkeys.add(session(), user, site(), form.answer.data or "", **given)
    if added is None:
        session.rollback()
        form.form_errors.append(gettext("The browser made no passkey. Try again, or set up codes instead."))
        return _new_page(form), 422
    session.commit()
    if added.recovery_codes:
        begin_session(user)
        return codes_page(added.recovery_codes)
    flash(gettext("The passkey is set up."), "success")
    return redirect(url_for("accounts.show"), 303)


def _ask_for_password() -> str | Response:
    form = PresentPasswordForm()
    if not form.validate_on_submit() or not is_present(form):
        return render_template("passkeys/password.html", form=form)
    session.commit()
    note_password()
    return redirect(url_for(".add"), 303)


def _new_page(form: NewPasskeyForm) -> str:
    user = password_holder()
    is_full = len(passkeys.passkeys_of(session(), user)) >= passkeys.MOST
    options = passkeys.registration_options(session(), user, site(), nonce=new_nonce(), secret=secret())
    return render_template("passkeys/new.html", form=form, options=json.loads(options), is_full=is_full)


@bp.post("/account/sign-in/passkey")
@public
def sign_in() -> str | Response | tuple[str, int]:
    """Conclude a sign-in by a passkey."""
    step, form = second_step(), PasskeySignInForm()
    if step is None or not form.validate_on_submit():
        return redirect(url_for("accounts.sign_in"), 303)
    user, path = step
    given = {"nonce": nonce(), "secret": secret(), "limit": limit()}
    try:
        is_right = passkeys.sign_in(session(), user, site(), form.answer.data or "", **given)
    except TooManyAttemptsError:
        return step_page(user, RecoveryCodeForm(formdata=None), closed_words()), 429
    if not is_right:
        session.commit()  # the failure counts
        refusal = gettext("This passkey was not accepted. Try again, or enter a code.")
        return step_page(user, RecoveryCodeForm(formdata=None), refusal), 401
    begin_session(committed(user))
    return redirect(path or url_for("start.show"), 303)


@bp.route(PLACE + "/<int:passkey_id>/rename", methods=["GET", "POST"])
@signed_in
def rename(passkey_id: int) -> str | Response:
    """Call one of the own passkeys otherwise."""
    passkey, form = _own(passkey_id), PasskeyNameForm()
    if not form.validate_on_submit():
        if not form.is_submitted():
            form.name.data = passkey.name
        return render_template("passkeys/rename.html", form=form)
    passkeys.rename(session(), passkey, form.name.data or "", by=password_holder())
    session.commit()
    return redirect(url_for("accounts.show"), 303)


@bp.route(PLACE + "/<int:passkey_id>/remove", methods=["GET", "POST"])
@signed_in
def remove(passkey_id: int) -> str | Response:
    """Remove one of the own passkeys, after password and code."""
    passkey, form = _own(passkey_id), proof()
    if form is not None:
        return render_template("passkeys/remove.html", form=form, passkey=passkey)
    passkeys.remove(session(), password_holder(), passkey)
    session.commit()
    flash(gettext("The passkey is removed."), "success")
    return redirect(url_for("accounts.show"), 303)


def _own(passkey_id: int) -> Passkey:
    found = (one for one in passkeys.passkeys_of(session(), password_holder()) if one.id == passkey_id)
    return next(found, None) or abort(404)
