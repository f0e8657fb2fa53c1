"""Who does not count as a second person beside somebody: whoever opened the account of the other by a one-time link of late."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from olympiad.domain.four_eyes import counts_as_one
from olympiad.models.user import ResetLink


def same_hands(session: Session, user_id: int, now: datetime) -> set[int]:
    """Return the ids of everybody who counts as one with a person, the person too."""
    query = select(ResetLink.user_id, ResetLink.made_by_id, ResetLink.used_at).where(
        ResetLink.used_at.is_not(None), or_(ResetLink.user_id == user_id, ResetLink.made_by_id == user_id)
    )
    links = session.execute(query).all()
    fresh = [row for row in links if row.used_at is not None and counts_as_one(row.used_at, now)]
    return {user_id} | {one for row in fresh for one in (row.user_id, row.made_by_id) if one is not None}
