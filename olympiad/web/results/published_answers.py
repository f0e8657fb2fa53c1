"""Answers from published files; a picture that is not there yet is drawn and kept beside them."""

from collections.abc import Callable

from flask import Response, abort

from olympiad.web.frame import compressed
from olympiad.web.frame.published_folders import PublishedFolder
from olympiad.web.results import published_state


def answer(folder: PublishedFolder, name: str, media_type: str) -> Response:
    """Return a published file, else 404; it is asked for again each time, at the cost of a 304."""
    found = folder.load(name) or abort(404)
    response = compressed.answer(found.body, found.compressed, media_type, found.etag)
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response


def picture(folder: PublishedFolder, name: str, draw: Callable[[], bytes]) -> Response:
    """Return a picture; the first reader after a publication waits for its drawing, the others for nothing."""
    if folder.load(name) is None:
        with published_state.turn(folder):
            if folder.load(name) is None:
                folder.add(name, draw())
    return answer(folder, name, "image/png")
