"""Numbers of score sheets: drawn at random, so that what judges see of them follows no list of teams."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.models.base import random_id
from olympiad.models.score_sheet import ScoreSheet

CHUNK = 500


def draw(session: Session, count: int) -> list[int]:
    """Draw different numbers that no sheet of the installation has, in no order."""
    drawn: dict[int, None] = {}
    while len(drawn) < count:
        some = {random_id() for _ in range(min(CHUNK, count - len(drawn)))} - drawn.keys()
        some -= set(session.scalars(select(ScoreSheet.id).where(ScoreSheet.id.in_(some))))
        drawn |= dict.fromkeys(some)
    return list(drawn)


def draw_one(session: Session) -> int:
    """Draw the number of one more sheet."""
    return draw(session, 1)[0]
