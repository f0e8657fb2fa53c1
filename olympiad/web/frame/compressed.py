"""Answers that are sent compressed to whoever takes them so."""

import gzip
import hashlib

from flask import Response, request


def smaller(body: bytes, level: int = 9) -> bytes:
    """Return a body in gzip's form, the same bytes each time."""
    return gzip.compress(body, level, mtime=0)


def tag_of(body: bytes) -> str:
    """Return the tag by which a reader knows a body again."""
    return hashlib.sha256(body).hexdigest()[:20]


def answer(plain: bytes, small: bytes | None, content_type: str, tag: str = "") -> Response:
    """Return a body, compressed where there is such a form and the reader takes it; with a tag, 304 to who has it."""
    fits = small is not None and request.accept_encodings["gzip"] > 0
    response = Response(small if fits else plain, content_type=content_type)
    if small is not None:
        response.vary.add("Accept-Encoding")
    if fits:
        response.content_encoding = "gzip"
    if tag:
        response.set_etag(f"{tag}-gzip" if fits else tag)
        response.make_conditional(request)
    return response
