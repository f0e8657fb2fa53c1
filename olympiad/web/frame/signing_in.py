"""Beginning and ending the session of a person, and the session's cookie."""

import secrets
from datetime import timedelta

from flask import Flask, Request, current_app, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login import LoginManager, current_user, login_user, logout_user

from olympiad import db
from olympiad.clock import utc_now
from olympiad.models.user import User
from olympiad.services.people import ended_sessions, sign_ins
from olympiad.services.people.sign_in_attempts import Limit
from olympiad.services.record import audit
from olympiad.web.frame import known_devices
from olympiad.web.frame.known_devices import DEVICE

CARD = "access_card_id"
"""Key of the session: the access card by which the person signed in."""
SESSION_KEY = "session_key"
"""Key of the session: random, by which it is known once it has ended."""
SECOND_STEP = "second_step"
"""Key of the session: who has given the right password and is asked for a code, since when, and where they go on."""
NONCE = "passkey_nonce"
"""Key of the session: what the answer of a passkey is bound to."""
SECOND_STEP_LASTS = timedelta(minutes=10)
AUTHENTICATED_AT = "authenticated_at"
"""Key of the session: when the password or the card was given."""
FRESH = timedelta(minutes=5)


NO_SESSION = ("/static/", "/bootstrap/static/", "/api/operations")
"""Files that are everybody's, and marks that devices send under a token of their own."""


class SessionCookie(SecureCookieSessionInterface):
    """The signed session cookie, `Secure` exactly when the request came by HTTPS; what needs no person has none."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if request.path.startswith(NO_SESSION):
            return self.make_null_session(app)
        return super().open_session(app, request)

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def init_app(app: Flask) -> None:
    """Load the person of a session, and know the origin of each request; pages, roles and passwords are ours."""
    app.session_interface = SessionCookie()
    app.before_request(_tell_origin)
    app.teardown_request(_forget_origin)
    LoginManager(app).user_loader(_load)


def _tell_origin() -> None:
    """Tell the record from where the request comes; a browser gets its number with its first form."""
    if request.method in db.SAFE_METHODS or request.path.startswith("/api/"):
        audit.origin.set(None)
        return
    number = session.setdefault(DEVICE, secrets.token_hex(16))
    audit.origin.set(audit.Origin(number, request.user_agent.string[:200], request.remote_addr or ""))


def _forget_origin(_error: BaseException | None) -> None:
    """Let the thread forget the request: what it records next comes from elsewhere."""
    audit.origin.set(None)


def _load(uniquifier: str) -> User | None:
    """Load the person of the session; a session that opens nothing more is not renewed by the answers to it."""
    user = _find(uniquifier)
    if user is None:
        session.pop("_user_id", None)
    return user


def _find(uniquifier: str) -> User | None:
    """Find the person of a session's token; a new token, an ended session or a closed account makes a stranger of them."""
    return ended_sessions.person_of(db.session(), uniquifier, session.get(SESSION_KEY, ""))


def committed(user: User) -> User:
    """Commit, and keep the person as they were checked: whose sessions are ended at that very moment gets none by this."""
    database = db.session()
    database.flush()
    database.expunge(user)
    database.commit()
    return user


def begin_session(user: User, *, card_id: int | None = None) -> None:
    """Begin a session that holds nothing of the one before: neither its CSRF token nor another person's traces."""
    _clear()
    login_user(user, force=True)
    note_password()
    session.permanent = True
    known_devices.remember(user)
    session[SESSION_KEY] = secrets.token_hex(16)
    if card_id:
        session[CARD] = card_id
    _list_sign_in(user)


def _list_sign_in(user: User) -> None:
    """List the session on the person's account; in a transaction of its own, since the one before is committed."""
    browser, address = request.user_agent.string, request.remote_addr or ""
    sign_ins.begin(db.session(), user, session[SESSION_KEY], browser=browser, address=address)
    db.session.commit()


def _clear() -> None:
    """Empty the session, but for the number of the browser."""
    device = session.get(DEVICE) or secrets.token_hex(16)
    session.clear()
    session[DEVICE] = device
    g.pop("csrf_token", None)
    g.pop("grants", None)


def begin_second_step(user: User, path: str) -> None:
    """Note who has given the right password; nobody is signed in, and whoever was is no more."""
    _clear()
    session[SECOND_STEP] = {"person": user.fs_uniquifier, "at": int(utc_now().timestamp()), "path": path}


def second_step() -> tuple[User, str] | None:
    """Return who is asked for a code and where they go on; a new password or ten minutes end it."""
    step = session.get(SECOND_STEP)
    if not step or not _within(step["at"], SECOND_STEP_LASTS):
        return None
    user = _find(step["person"])
    return (user, step["path"]) if user and user.has_second_factor else None


def _within(moment: float, span: timedelta) -> bool:
    return 0 <= utc_now().timestamp() - moment < span.total_seconds()


def is_fresh() -> bool:
    """Return whether the password was given a few minutes ago: then it is not asked for again."""
    return _within(session.get(AUTHENTICATED_AT, 0), FRESH)


def note_password() -> None:
    """Note that the person has just given the password again."""
    session[AUTHENTICATED_AT] = utc_now().timestamp()


def end_session() -> None:
    """Forget the person, in copies of the cookie too; the view commits."""
    if current_user.is_authenticated:
        if session_key := session.get(SESSION_KEY):
            ended_sessions.end(db.session(), session_key, lifetime=current_app.permanent_session_lifetime)
        logout_user()
    session.clear()
    g.pop("csrf_token", None)
    g.pop("grants", None)


def new_nonce() -> str:
    """Draw what the next answer of a passkey is bound to, and keep it in the session."""
    session[NONCE] = secrets.token_hex(16)
    return str(session[NONCE])


def nonce() -> str:
    """Return what the answer of a passkey is bound to; it counts once."""
    return str(session.pop(NONCE, ""))


def limit() -> Limit:
    """Failed attempts that are allowed."""
    return Limit(current_app.config["SIGN_IN_ATTEMPTS"], current_app.config["SIGN_IN_WINDOW"])


def secret() -> str:
    """The installation's secret, key of the hashes of codes and links."""
    key: str = current_app.config["SECRET_KEY"]
    return key
