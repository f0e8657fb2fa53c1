"""Public keys and status lists of editions, badges of certificates, and the page that checks QR codes from disk."""

from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, g

from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.documents.certificates import badge_png
from olympiad.domain.canonical_json import canonical
from olympiad.proofs import baking, key_documents, offline_page, open_badges
from olympiad.proofs.signing_keys import FOLDER, KeyStore
from olympiad.services.results import certificate_credentials, certificate_proofs, certificates
from olympiad.services.sections import contents
from olympiad.web.frame.access import by_token, public
from olympiad.web.frame.hosts import public_address

bp = Blueprint("certificate_proofs", __name__)
JSON_LD = "application/ld+json"


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


def key_store() -> KeyStore:
    """Return where this installation keeps its signing keys."""
    return KeyStore(Path(current_app.instance_path) / FOLDER, current_app.config["SECRET_KEY"])


@bp.get("/certificate-check.html")
@public
def offline_check() -> Response:
    """Return the page that checks QR codes of all editions here; it is saved and opened from disk."""
    keys = [
        (key, edition.name)
        for edition in contents.editions(session())
        for key in certificate_proofs.public_keys(session(), edition)
    ]
    answer = Response(offline_page.page(keys), mimetype="text/html")
    answer.headers["Content-Disposition"] = 'attachment; filename="certificate-check.html"'
    return answer


@bp.get("/editions/<edition_slug>/did.json")
@public
def did() -> Response:
    """Return the public keys of an edition as a DID document."""
    name = key_documents.did(public_address(), g.edition.slug)
    keys = certificate_proofs.public_keys(session(), g.edition)
    return Response(canonical(key_documents.document(name, keys)), mimetype="application/did+json")


@bp.get("/editions/<edition_slug>/status/<name>.json")
@public
def status_list(name: str) -> Response:
    """Return the status list of a key: what was superseded or revoked has its bit set."""
    key = certificate_credentials.key_named(session(), g.edition, name) or abort(404)
    made = certificate_credentials.status_list(session(), g.edition, key, key_store(), public_address(), utc_now())
    answer = Response(canonical(made), mimetype=JSON_LD)
    answer.headers["Access-Control-Allow-Origin"] = "*"  # programs of registrars read it in the browser
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/c/<token>/badge.<any(json, svg, png):kind>")
@by_token
def badge(token: str, kind: str) -> Response:
    """Return the Open Badge of a certificate: the credential alone, or baked into a picture."""
    row = certificates.by_token(session(), token) or abort(404)
    document = certificate_credentials.credential_of(session(), row, key_store(), public_address())
    body, mimetype = _baked(
        canonical(document), open_badges.holder(document)[1], row.number, str(document["name"]), kind
    )
    answer = Response(body, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{row.number}.{kind}"'
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _baked(text: str, name: str, number: str, title: str, kind: str) -> tuple[str | bytes, str]:
    if kind == "json":
        return text, JSON_LD
    picture = baking.badge_svg(number, title, name)
    if kind == "svg":
        return baking.bake_svg(picture, text), "image/svg+xml"
    return baking.bake_png(badge_png(picture), text), "image/png"
