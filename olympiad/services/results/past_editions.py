"""Past editions on the public site: loaded from a workbook, each load in place of the one before."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from olympiad.domain.audit_actions import AuditAction
from olympiad.exchange.past_editions import PastRow
from olympiad.models.edition import Edition
from olympiad.models.past_edition import PastEdition
from olympiad.models.user import User
from olympiad.services.record import audit


def of_edition(session: Session, edition: Edition) -> list[PastEdition]:
    """List the past editions, the newest first."""
    query = select(PastEdition).where(PastEdition.edition_id == edition.id)
    return list(session.scalars(query.order_by(PastEdition.year.desc(), PastEdition.position)))


def faces(session: Session, edition_ids: Collection[int]) -> dict[int, str]:
    """Return by edition what changes with every load: rows are never changed, only replaced."""
    query = (
        select(PastEdition.edition_id, func.count(), func.max(PastEdition.id))
        .where(PastEdition.edition_id.in_(edition_ids))
        .group_by(PastEdition.edition_id)
    )
    return {row[0]: str(tuple(row[1:])) for row in session.execute(query)}


def load(session: Session, edition: Edition, rows: Sequence[PastRow], *, by: User) -> None:
    """Put these rows in place of those that are there."""
    before = len(of_edition(session, edition))
    made = [PastEdition(edition_id=edition.id, position=at, **row._asdict()) for at, row in enumerate(rows)]
    old = delete(PastEdition).where(PastEdition.edition_id == edition.id)
    session.add_all(made)
    session.flush()
    session.execute(old.where(PastEdition.id.not_in([one.id for one in made])))
    audit.record(
        session, AuditAction.PAST_EDITIONS_LOAD, f"edition:{edition.id}", by=by,
        before={"rows": before}, after={"rows": len(made)},
    )  # fmt: skip
