"""The page that explains to organizers' tablets how to trust the hall's own certificate authority, and its certificate."""

import hashlib
import ssl
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, render_template, request

from olympiad.tls.certificates import expiry_of
from olympiad.tls.hall import authority_file, without_port
from olympiad.web.frame.access import public

bp = Blueprint("trust", __name__, url_prefix="/trust")

SYSTEMS = ("Android", "iPad, iPhone", "Windows")


def init_app(app: Flask) -> None:
    """Register the page; there is none where the installation has no authority of its own."""
    app.register_blueprint(bp)


def authority() -> bytes:
    """Read the certificate of this installation's authority, else 404."""
    file = authority_file(Path(current_app.instance_path))
    return file.read_bytes() if file.exists() else abort(404)


@bp.get("/")
@public
def show() -> str:
    """Explain it for Android, iOS and Windows, with the fingerprint that the laptop's screen shows too."""
    certificate = authority()
    return render_template(
        "trust/show.html",
        fingerprint=fingerprint(certificate),
        until=expiry_of(certificate),
        address=_address(),
        is_secure=request.is_secure,
        systems=SYSTEMS,
    )


@bp.get("/certificate.crt")
@public
def certificate() -> Response:
    """Return the authority's certificate as tablets take it."""
    answer = Response(ssl.PEM_cert_to_DER_cert(authority().decode("ascii")), mimetype="application/x-x509-ca-cert")
    answer.headers["Content-Disposition"] = 'attachment; filename="olympiad-hall.crt"'
    return answer


def fingerprint(pem: bytes) -> str:
    """Write the SHA-256 of a certificate in pairs, as tablets show it."""
    digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem.decode("ascii"))).hexdigest().upper()
    return ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))


def _address() -> str:
    """Where the pages are by HTTPS, under the name by which the reader came."""
    port = current_app.extensions.get("olympiad_https_port")
    return f"https://{without_port(request.host)}:{port}/" if port else f"https://{request.host}/"
