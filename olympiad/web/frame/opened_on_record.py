"""What is open to an administrator only once that is on record: photos of a sheet, an appeal with its thread."""

from flask import session as browser_session

from olympiad.domain.roles import reads_on_record
from olympiad.web.frame.access import roles_here

OPENED = "opened_on_record"
"""Subjects that an administrator has opened, each opening on record, as long as the session lasts."""
MOST_OPENED = 30


def is_closed(subject: str) -> bool:
    """Whether the reader has to open a subject of the record (`score_sheet:12`) on record first."""
    return reads_on_record(roles_here()) and subject not in browser_session.get(OPENED, [])


def note_opened(subject: str) -> None:
    """Keep in the session that the opening of a subject was written down; the oldest one is closed again."""
    browser_session[OPENED] = [*browser_session.get(OPENED, []), subject][-MOST_OPENED:]
