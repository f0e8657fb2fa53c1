"""Confirming the sums next to award borders, by somebody else than who finalises."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.blockers import Blocker
from olympiad.domain.borders import Border
from olympiad.domain.errors import DomainError
from olympiad.models.results_version import BorderConfirmation
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.people import four_eyes
from olympiad.services.record import audit


def confirm(session: Session, section: Section, border: Border, *, fingerprint: str, by: User) -> BorderConfirmation:
    """Put on record that somebody has compared the sheets and sums at a border.

    `fingerprint` is that of the sums which were seen. Raises DomainError: `border_changed` where they are no longer
    the same, `border_confirmed` where this person has confirmed them already.
    """
    audit.lock_head(session, section)
    if border.fingerprint != fingerprint:
        raise DomainError("border_changed", award=border.award)
    if any(one.user_id == by.id for one in of_section(session, section)[fingerprint]):
        raise DomainError("border_confirmed", award=border.award)
    row = BorderConfirmation(
        section_id=section.id, award=border.award, fingerprint=fingerprint, user_id=by.id, at=utc_now()
    )
    session.add(row)
    session.flush()
    after: dict[str, audit.Plain] = {"award": border.award, "sums": fingerprint}
    subject = f"border_confirmation:{row.id}"
    audit.record(session, AuditAction.BORDER_CONFIRMATIONS_CONFIRM, subject, by=by, section=section, after=after)
    return row


def of_section(session: Session, section: Section) -> Mapping[str, list[BorderConfirmation]]:
    """Return the confirmations by fingerprint."""
    found: dict[str, list[BorderConfirmation]] = defaultdict(list)
    query = select(BorderConfirmation).where(BorderConfirmation.section_id == section.id)
    for row in session.scalars(query.order_by(BorderConfirmation.id)):
        found[row.fingerprint].append(row)
    return found


def blockers(session: Session, section: Section, borders: Iterable[Border]) -> list[Blocker]:
    """Name the borders that nobody has confirmed as they are now."""
    known = of_section(session, section)
    return [
        Blocker("blocker_border_unconfirmed", {"award": one.award}) for one in borders if one.fingerprint not in known
    ]


def refuse_own(session: Session, section: Section, borders: Sequence[Border], *, by: User | None) -> None:
    """Refuse a finaliser who alone has confirmed a border: a second person has to look.

    Raises DomainError with the code and fields of the first of `own`.
    """
    for one in own(session, section, borders, by=by):
        raise DomainError(one.code, **one.fields)


def own(session: Session, section: Section, borders: Sequence[Border], *, by: User | None) -> list[Blocker]:
    """Name the borders that keep this person from finalising, for nobody else has confirmed them.

    Whose account the finaliser has just opened by a link, or who has opened the finaliser's, is no second person.
    """
    if by is None or not borders:
        return []
    known, hands = of_section(session, section), four_eyes.same_hands(session, by.id, utc_now())
    found = []
    for border in borders:
        people = {one.user_id for one in known.get(border.fingerprint, ())}
        if people and people <= {by.id}:
            found.append(Blocker("border_confirmed_by_same", {"award": border.award}))
        elif people and people <= hands:
            found.append(Blocker("border_confirmed_by_link", {"award": border.award}))
    return found
