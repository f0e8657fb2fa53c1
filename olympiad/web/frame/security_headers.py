"""Headers that keep foreign code, frames and guesses out of every answer."""

from collections.abc import Mapping

from flask import Flask, Response, current_app, request, session

CONTENT_SECURITY_POLICY = "; ".join((
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",  # data: Bootstrap's and our own drawings in style sheets, blob: photos before upload
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "manifest-src 'self'",
    "worker-src 'self'",
))  # fmt: skip

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Olympiad": "1",  # by this the console tells our answers from those of something on the way
}
HSTS = "Strict-Transport-Security"
SECURE_HEADERS = {
    HSTS: "max-age=63072000",
    "Cross-Origin-Opener-Policy": "same-origin",  # over plain HTTP browsers ignore it with a complaint
}


def init_app(app: Flask) -> None:
    """Add the headers to every answer."""
    app.after_request(add)


def _secure_headers() -> Mapping[str, str]:
    """Return what HTTPS allows to say; a hall's own certificate ends too soon to promise HTTPS for two years."""
    if current_app.extensions.get("olympiad_local_authority"):
        return {name: value for name, value in SECURE_HEADERS.items() if name != HSTS}
    return SECURE_HEADERS


def add(response: Response) -> Response:
    """Set what the view has not set itself; pages of a signed-in person are kept by nobody."""
    headers = response.headers
    given = {name.lower() for name in headers.keys()}  # noqa: SIM118 not the keys of a dict
    for name, value in HEADERS.items():
        if name.lower() not in given:
            headers.add(name, value)
    if request.is_secure:
        for name, value in _secure_headers().items():
            headers.setdefault(name, value)
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-store" if "_user_id" in session else "no-cache"
    if response.mimetype == "text/html":
        response.vary.update(("Cookie", "Accept-Language"))
    return response
