"""What the pictures of all screens depend on, read at once."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import Session

from olympiad.domain.screens import Shows
from olympiad.models.ceremony import Ceremony
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.screen import Screen
from olympiad.models.section import Section

PULSE = (
    select(func.count(Screen.id), func.sum(Screen.turn), func.sum(Section.revision))
    .join(Section, Section.id == Screen.section_id)
    .where(Screen.revoked_at.is_(None))
)
"""One row that is another one after any change: every line of the record moves a revision, and so does every mark."""


def read(session: Session) -> tuple[Sequence[Row[*tuple[Any, ...]]], dict[int, str]]:
    """Return a row for each screen, and for each section whose progress is shown how far its sheets are."""
    rows = session.execute(
        select(
            Screen.token_hash, Screen.turn, Screen.shows, Screen.language, Section.id, Section.revision, Ceremony.turn
        )
        .join(Section, Section.id == Screen.section_id)
        .outerjoin(Ceremony, and_(Ceremony.section_id == Section.id))
        .where(Screen.revoked_at.is_(None))
    ).all()
    watched = {row[4] for row in rows if row[2] is Shows.PROGRESS}
    return rows, _sheets(session, watched) if watched else {}


def _sheets(session: Session, sections: set[int]) -> dict[int, str]:
    """Say in few words how far the sheets of sections are."""
    query = (
        select(ScoreSheet.section_id, ScoreSheet.state, func.count(), func.max(ScoreSheet.submitted_at))
        .where(ScoreSheet.section_id.in_(sections))
        .group_by(ScoreSheet.section_id, ScoreSheet.state)
        .order_by(ScoreSheet.section_id, ScoreSheet.state)
    )
    found: dict[int, str] = {}
    for section_id, *told in session.execute(query):
        found[section_id] = found.get(section_id, "") + repr(told)
    return found
