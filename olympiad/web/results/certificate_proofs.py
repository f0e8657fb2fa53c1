"""Public keys of editions, and the page that checks QR codes from disk."""

from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, g
from sqlalchemy import select

from olympiad.db import session
from olympiad.domain.canonical_json import canonical
from olympiad.models.edition import Edition
from olympiad.proofs import key_documents, offline_page
from olympiad.proofs.signing_keys import FOLDER, KeyStore
from olympiad.services.results import certificate_proofs
from olympiad.web.frame.access import public
from olympiad.web.frame.hosts import public_address

bp = Blueprint("certificate_proofs", __name__)


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
    editions = session().scalars(select(Edition).order_by(Edition.id.desc())).all()
    keys = [(key, edition.name) for edition in editions for key in certificate_proofs.public_keys(session(), edition)]
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
