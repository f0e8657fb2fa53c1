"""What whoever changed or published something is told where the public pages could not be written."""

from flask import flash, has_request_context, request
from flask_babel import gettext

from olympiad.db import SAFE_METHODS
from olympiad.web.frame.errors import is_full_disk


def tell(fault: BaseException, *, stay: bool) -> None:
    """Say on the next page why the public pages are the old ones (`stay`) or were taken down; a reader is told nothing.

    What was asked for is saved all the same: files are written after the commit.
    """
    if has_request_context() and request.method not in SAFE_METHODS:
        flash(f"{_why(fault)} {_and_now(stay)} {_what_to_do(fault)}", "danger")


def _why(fault: BaseException) -> str:
    if is_full_disk(fault):
        return gettext("The disk of the server is full: this was saved, but the public pages could not be written.")
    return gettext("This was saved, but the public pages could not be written.")


def _and_now(stay: bool) -> str:
    if stay:
        return gettext("Readers still see the version before.")
    return gettext("They are taken down, because the old ones may show what must be hidden.")


def _what_to_do(fault: BaseException) -> str:
    if is_full_disk(fault):
        return gettext("Once an administrator has made room, the new pages appear by themselves within a minute.")
    return gettext("Tell an administrator: the reason stands in the log of the server.")
