"""Static files with addresses that carry a hash of the content: compressed once, cached by browsers for good."""

import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, current_app, request
from flask_bootstrap import Bootstrap5
from werkzeug.security import safe_join

from olympiad.web.frame import compressed
from olympiad.web.frame.access import public
from olympiad.web.frame.published_folders import KEEP

BOOTSTRAP_FILES = frozenset({"css/bootstrap.min.css", "js/bootstrap.min.js"})
"""What is served of the package Bootstrap-Flask; the rest of it (icon sprite, other themes) is not."""
FOREVER = "public, max-age=31536000, immutable"
COMPRESSIBLE = ("text/", "image/svg", "application/json", "application/manifest", "application/javascript")

mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("image/svg+xml", ".svg")


@dataclass(frozen=True)
class StaticFile:
    """A file as it goes over the wire."""

    modified_ns: int
    version: str
    media_type: str
    body: bytes
    compressed: bytes | None


def init_app(app: Flask) -> None:
    """Take over the delivery of our own files and of Bootstrap's, and version their addresses."""
    app.config.setdefault("BOOTSTRAP_SERVE_LOCAL", True)
    Bootstrap5(app)
    app.extensions["olympiad_static"] = {}
    app.view_functions["static"] = serve_own
    app.view_functions["bootstrap.static"] = serve_bootstrap
    app.url_defaults(_add_version)


@public
def serve_own(filename: str) -> Response:
    """Answer with one of our files."""
    return _answer("static", filename)


@public
def serve_bootstrap(filename: str) -> Response:
    """Answer with Bootstrap's style sheet or script."""
    return _answer("bootstrap.static", filename)


def _answer(endpoint: str, filename: str) -> Response:
    """Answer with a file; a server that can repeat the answer is told by which file to see that it still holds."""
    path, keep = _path(endpoint, filename), request.environ.get(KEEP)
    if keep and path:
        keep(path)
    file = known(endpoint, filename)
    if file is None:
        abort(404)
    response = compressed.answer(file.body, file.compressed, file.media_type, file.version)
    response.headers["Cache-Control"] = FOREVER if request.args.get("v") == file.version else "no-cache"
    return response


def _add_version(endpoint: str, values: dict[str, Any]) -> None:
    if (
        endpoint in ("static", "bootstrap.static")
        and "v" not in values
        and (file := known(endpoint, values["filename"]))
    ):
        values["v"] = file.version


def known(endpoint: str, filename: str) -> StaticFile | None:
    """Read, hash and compress a file the first time and whenever it has changed."""
    path = _path(endpoint, filename)
    if path is None or not path.is_file():
        return None
    loaded: dict[Path, StaticFile] = current_app.extensions["olympiad_static"]
    modified = path.stat().st_mtime_ns
    if path not in loaded or loaded[path].modified_ns != modified:
        loaded[path] = _read(path, modified)
    return loaded[path]


def _path(endpoint: str, filename: str) -> Path | None:
    if endpoint == "bootstrap.static":
        folder = current_app.blueprints["bootstrap"].static_folder if filename in BOOTSTRAP_FILES else None
    else:
        folder = current_app.static_folder
    joined = safe_join(str(folder), filename) if folder else None
    return Path(joined) if joined else None


def _read(path: Path, modified_ns: int) -> StaticFile:
    body = path.read_bytes()
    if path.suffix in (".css", ".js"):
        body = body.split(b"\n/*# sourceMappingURL")[0].split(b"\n//# sourceMappingURL")[0]
    media_type = media_type_of(path.name)
    small = compressed.smaller(body) if media_type.startswith(COMPRESSIBLE) else None
    return StaticFile(modified_ns, hashlib.sha256(body).hexdigest()[:12], media_type, body, small)


def media_type_of(name: str) -> str:
    """Return the media type of a file by its ending, texts with their encoding."""
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
