"""Answers from published files; pages of teams and pictures are drawn when first asked for, then kept beside the others."""

from collections.abc import Callable

from flask import Response, abort, request

from olympiad.db import session
from olympiad.web.frame import compressed
from olympiad.web.frame.published_folders import CURRENT, KEEP, PublishedFile, PublishedFolder
from olympiad.web.results import published_state
from olympiad.web.results.published_state import Publication

Draw = Callable[[], bytes]


def answer(folder: PublishedFolder, name: str, media_type: str) -> Response:
    """Return a published file, else 404; it is asked for again each time, at the cost of a 304."""
    _note(folder)
    return _response(folder.load(name) or abort(404), media_type)


def kept(one: Publication, name: str, draw: Draw, media_type: str) -> Response:
    """Return a file; the first reader after a publication waits for its drawing, the others for nothing.

    It is kept only beside files that were drawn from what this request reads: what was published meanwhile has its own.
    """
    _note(one.folder)
    found = one.folder.load(name)
    if found is not None:
        return _response(found, media_type)
    with published_state.turn(one.folder):
        if published_state.is_up_to_date(one):
            if one.folder.load(name) is None:
                one.folder.add(name, draw())
            return answer(one.folder, name, media_type)
    session.rollback()
    body = draw()
    return _response(PublishedFile(compressed.tag_of(body), body, None), media_type)


def _note(folder: PublishedFolder) -> None:
    """Tell a server that can repeat published files where this one is read: it does so while `current` leads to the same."""
    keep = request.environ.get(KEEP)
    if keep is not None:
        keep(folder.path / CURRENT)


def _response(found: PublishedFile, media_type: str) -> Response:
    response = compressed.answer(found.body, found.compressed, media_type, found.etag)
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response
