"""The browsers with which people have signed in before: a signed cookie that names nobody to others."""

from collections.abc import Sequence

from flask import Response, after_this_request, current_app, request, session
from itsdangerous import BadSignature, URLSafeSerializer

from olympiad.models.user import User
from olympiad.services.people import accounts
from olympiad.services.people.sign_in_attempts import Source

COOKIE = "known"
DEVICE = "device"
"""Key of the session: the number of the browser."""
LASTS = 180 * 24 * 3600
MOST = 40
"""People that a browser remembers: a tablet of the hall has many."""


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="known-device")


def people() -> Sequence[str]:
    """Return who has signed in with this browser, by `accounts.known_as`."""
    try:
        found = _serializer().loads(request.cookies.get(COOKIE, ""))
    except BadSignature:
        return ()
    return [str(one) for one in found][:MOST] if isinstance(found, list) else ()


def source() -> Source:
    """Return where this request comes from."""
    return Source(request.remote_addr or "", str(session.get(DEVICE, "")), bool(people()))


def remember(user: User) -> None:
    """Remember with the answer to this request that a person has signed in here."""
    mine = accounts.known_as(user, current_app.config["SECRET_KEY"])
    known = [mine, *(one for one in people() if one != mine)][:MOST]

    @after_this_request
    def _keep(response: Response) -> Response:
        response.set_cookie(
            COOKIE, str(_serializer().dumps(known)), max_age=LASTS, httponly=True, samesite="Lax",
            secure=request.is_secure, path=request.script_root or "/",
        )  # fmt: skip
        return response
