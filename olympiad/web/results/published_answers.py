"""Answers from published files; pages of teams and pictures are drawn when first asked for, then kept beside the others."""

from collections.abc import Callable

from flask import Response, abort, current_app, request

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

    It is kept only beside files that were drawn from what this request reads: what was published meanwhile has its own,
    and while that is being drawn nobody waits for it here.
    """
    _note(one.folder)
    found = one.folder.load(name)
    if found is not None:
        return _response(found, media_type)
    if published_state.is_up_to_date(one):
        with published_state.turn(one.folder, name=published_state.FIRST):
            return _first(one, name, draw, media_type)
    session.rollback()
    return _fleeting(draw(), media_type)


def _first(one: Publication, name: str, draw: Draw, media_type: str) -> Response:
    """Draw a file and keep it; without room for it its reader has it all the same."""
    if one.folder.load(name) is not None:
        return answer(one.folder, name, media_type)
    body = draw()
    try:
        with published_state.turn(one.folder, waits=False) as is_ours:
            if is_ours and published_state.is_up_to_date(one):
                one.folder.add(name, body)
                return answer(one.folder, name, media_type)
    except OSError:
        current_app.logger.exception("no room for %s of %s", name, one.name)
    return _fleeting(body, media_type)


def _fleeting(body: bytes, media_type: str) -> Response:
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
