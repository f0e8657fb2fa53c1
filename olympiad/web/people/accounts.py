"""Signing in by password, signing out, and a person's own account."""

from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as browser_session
from flask_babel import gettext
from flask_login import current_user

from olympiad.db import reading, session
from olympiad.domain.errors import DomainError
from olympiad.forms.accounts import ChangePasswordForm, LanguageForm, NewPasswordForm, PresentPasswordForm, SignInForm
from olympiad.models.user import User
from olympiad.services.people import accounts, passkeys, people, second_factor, sign_ins
from olympiad.services.people.access import grants_of
from olympiad.services.people.ended_sessions import session_hash
from olympiad.web.frame import known_devices
from olympiad.web.frame.access import by_token, is_asked, public, signed_in
from olympiad.web.frame.demo_banner import is_demo
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language
from olympiad.web.frame.languages import COOKIE as LANGUAGE_COOKIE
from olympiad.web.frame.preferences import own_path
from olympiad.web.frame.signing_in import (
    SESSION_KEY,
    begin_second_step,
    begin_session,
    committed,
    end_session,
    limit,
    secret,
)
from olympiad.wording.sentences import sentence

bp = Blueprint("accounts", __name__, url_prefix="/account")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> str | Response | tuple[str, int]:
    """Ask for e-mail address or user name and password."""
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("accounts/sign_in.html", form=form, next=next_path())
    try:
        user = _authenticated(form)
    except DomainError as busy:
        refusal = sentence(busy, language())
        return render_template("accounts/sign_in.html", form=form, next=next_path(), refusal=refusal), 503
    except accounts.TooManyAttemptsError:
        return render_template("accounts/sign_in.html", form=form, next=next_path(), refusal=closed_words()), 429
    if user is None:
        session.commit()  # the failure counts
        refusal = gettext("E-mail address or user name and password do not belong together.")
        return render_template("accounts/sign_in.html", form=form, next=next_path(), refusal=refusal), 401
    return go_on(committed(user), next_path())


def go_on(user: User, path: str = "") -> Response:
    """Sign in who has given the password, or ask for the code of the second factor before."""
    if user.has_second_factor:
        begin_second_step(user, path)
        return redirect(url_for("second_factor.sign_in"), 303)
    begin_session(user)
    if _is_to_be_asked(user):
        return redirect(url_for("second_factor.offer", next=path or None), 303)
    return redirect(path or url_for("start.show"), 303)


def _is_to_be_asked(user: User) -> bool:
    """Return whether this sign-in leads to the offer of a second factor: until it is set up or "Not now" was said."""
    if user.has_second_factor or user.second_factor_declined_at or is_demo():
        return False
    return is_asked(grants_of(session(), user.id))


def _authenticated(form: SignInForm) -> User | None:
    given = {"secret": secret(), "limit": limit(), **_where()}
    with reading():  # a guess that is refused at once, and the hashing of one that is not, keep no save waiting
        attempt = accounts.begin_sign_in(session(), form.identity.data or "", **given)
    right = attempt.is_right(form.password.data or "")
    return accounts.conclude_sign_in(session(), attempt, right=right)


def _where() -> dict[str, Any]:
    return {"source": known_devices.source(), "known": known_devices.people()}


def next_path() -> str:
    """Return the page to go on to, if it is one of ours and not this one."""
    path = own_path(request.values.get("next", "")) or ""
    return "" if path.startswith(url_for("accounts.sign_in")) else path


def closed_words() -> str:
    """Say what to do after too many failures."""
    return gettext(
        "Too many failed attempts. Wait a minute and try again; each further failure makes the pause longer. "
        "Or ask an organizer for a new link."
    )


@bp.post("/sign-out")
@public
def sign_out() -> Response:
    """End the session; what the browser has kept of its pages goes too."""
    end_session()
    session.commit()
    response = make_response(redirect(url_for("start.show"), 303))
    if request.is_secure:  # over plain HTTP browsers ignore it with a complaint
        response.headers["Clear-Site-Data"] = (
            '"cache"'  # storage holds unsent marks: the console clears the rest itself
        )
    response.delete_cookie(LANGUAGE_COOKIE, path=request.script_root or "/", samesite="Lax")
    return response


@bp.get("/")
@signed_in
def show() -> str:
    """Show a person's own account."""
    return render_template(
        "accounts/show.html",
        form=LanguageForm(language=current_user.language),
        has_password=bool(current_user.password),
        codes_left=second_factor.recovery_codes_left(actor()),
        passkeys=passkeys.passkeys_of(session(), actor()),
        sign_ins=sign_ins.of(session(), actor()),
        this_session=session_hash(browser_session.get(SESSION_KEY, "")),
    )


@bp.post("/sign-ins/<int:sign_in_id>/end")
@signed_in
def end_sign_in(sign_in_id: int) -> Response:
    """End one of the own sessions on another device."""
    found = next((one for one in sign_ins.of(session(), actor()) if one.id == sign_in_id), None) or abort(404)
    sign_ins.end(session(), actor(), found, lifetime=current_app.permanent_session_lifetime)
    session.commit()
    flash(gettext("That sign-in is ended."), "success")
    return redirect(url_for(".show"), 303)


@bp.post("/language")
@signed_in
def change_language() -> Response:
    """Remember the language of a person on all devices."""
    form = LanguageForm()
    if not form.validate_on_submit():
        abort(400)
    accounts.change_language(session(), actor(), form.language.data or "", by=actor())
    session.commit()
    response = make_response(redirect(url_for(".show"), 303))
    response.delete_cookie(LANGUAGE_COOKIE, path=request.script_root or "/", samesite="Lax")
    return response


@bp.route("/change-password", methods=["GET", "POST"])
@signed_in
def change_password() -> str | Response:
    """Change one's own password; other devices are signed out."""
    if not current_user.password:
        abort(404)  # card holders have none
    form = ChangePasswordForm()
    if not form.validate_on_submit() or not is_present(form):
        return render_template("accounts/change_password.html", form=form)
    user = actor()
    accounts.change_password(session(), user, form.password.data or "", by=user)
    session.commit()
    begin_session(user)
    flash(gettext("Your password is changed. Other devices are signed out."), "success")
    return redirect(url_for(".show"), 303)


def is_present(form: ChangePasswordForm | PresentPasswordForm, person: User | None = None) -> bool:
    """Check the present password, of the signed-in person where nobody else is named, counted like a sign-in."""
    whose = person or current_user
    identity, my_id = whose.email or whose.username, whose.id
    try:
        attempt = accounts.begin_sign_in(session(), identity, secret=secret(), limit=limit(), **_where())
        session.rollback()  # hashing takes long: nobody's save shall wait for it
        right = attempt.is_right(form.present.data or "") and attempt.user_id == my_id
        user = accounts.conclude(session(), attempt, right=right)
    except accounts.TooManyAttemptsError:
        form.present.errors = [closed_words()]
        return False
    if user is None:
        session.commit()  # the failure counts
        form.present.errors = [gettext("This is not your present password.")]
    return user is not None


@bp.route("/reset/<token>", methods=["GET", "POST"])
@by_token
def reset_password(token: str) -> str | Response | tuple[str, int]:
    """Set a password by a one-time link, and accept the role that it brings."""
    found = accounts.find_reset_link(session(), token, secret=secret())
    if found is None:
        return render_template("accounts/reset_expired.html"), 410
    link, user = found
    proof = people.proof_asked(session(), link, user)
    if proof == people.Proof.SESSION and (not current_user.is_authenticated or current_user.id != user.id):
        return render_template("accounts/accept_signed_in.html"), 403
    form = ChangePasswordForm() if proof == people.Proof.PASSWORD else NewPasswordForm()
    if not form.validate_on_submit() or not _is_proved(form, user):
        return render_template("accounts/reset_password.html", form=form, person=user, accepts=link.membership_id)
    if not people.use_link(session(), link, user, form.password.data or ""):
        return render_template("accounts/reset_expired.html"), 410
    return _opened(committed(user))


def _is_proved(form: NewPasswordForm, user: User) -> bool:
    return not isinstance(form, ChangePasswordForm) or is_present(form, user)


def _opened(user: User) -> Response:
    answer = go_on(user)
    said = (
        gettext("Your password is set.")
        if user.has_second_factor
        else gettext("Your password is set. You are signed in.")
    )
    flash(said, "success")
    return answer
