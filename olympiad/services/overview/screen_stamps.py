"""What the pictures of all screens depend on, read at once."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

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


class Row(NamedTuple):
    """What the picture of one screen depends on."""

    token_hash: str
    turn: int
    shows: Shows
    language: str
    section_id: int
    revision: int
    ceremony: int | None
    edition_id: int
    publishes_at: datetime | None
    moves: bool
    """Whether it shows progress as it is now: always, or until the moment from which it stands still."""


def read(session: Session) -> tuple[list[Row], dict[int, str], dict[int, str]]:
    """Return a row for each screen, and how far the sheets are of each section and each edition whose progress is shown."""
    query = (
        select(
            Screen.token_hash, Screen.turn, Screen.shows, Screen.language, Section.id, Section.revision, Ceremony.turn
        )
        .add_columns(Section.edition_id, Section.publishes_at, Screen.frozen == "")
        .join(Section, Section.id == Screen.section_id)
        .outerjoin(Ceremony, and_(Ceremony.section_id == Section.id))
        .where(Screen.revoked_at.is_(None))
    )
    rows = [Row(*row) for row in session.execute(query)]
    sections = {one.section_id for one in rows if is_live(one)}
    editions = {one.edition_id for one in rows if one.shows is Shows.SECTIONS}
    of_sections = _sheets(session, ScoreSheet.section_id, sections) if sections else {}
    return rows, of_sections, _sheets(session, Section.edition_id, editions) if editions else {}


def is_live(one: Row) -> bool:
    """Whether a screen shows the progress of one section as it is now."""
    return one.shows is Shows.PROGRESS or (one.shows is Shows.FROZEN and one.moves)


def _sheets(session: Session, of: InstrumentedAttribute[int], ids: set[int]) -> dict[int, str]:
    """Say in few words how far the sheets of sections or editions are."""
    query = (
        select(of, ScoreSheet.section_id, ScoreSheet.state, func.count(), func.max(ScoreSheet.submitted_at))
        .join(Section, Section.id == ScoreSheet.section_id)
        .where(of.in_(ids))
        .group_by(of, ScoreSheet.section_id, ScoreSheet.state)
        .order_by(ScoreSheet.section_id, ScoreSheet.state)
    )
    found: dict[int, str] = {}
    for id_, *told in session.execute(query):
        found[id_] = found.get(id_, "") + repr(told)
    return found
