"""Who opens a certificate and is told of it: its holder, or the leader of the team for the team and its mentor."""

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.models.certificate import Certificate
from olympiad.models.judge import Judge
from olympiad.models.mail import Person
from olympiad.models.participant import Participant
from olympiad.models.section import Section
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.results.certificate_plan import holder_of
from olympiad.services.results.certificate_recipients import organizer_key, organizers

BY_TEAM = ("team", "mentor")
"""Kinds that a team's leader opens and hands on."""


class Readers:
    """The people of a section by what certificates call their holders."""

    def __init__(self, session: Session, section: Section) -> None:
        query = select(Participant).where(Participant.section_id == section.id).order_by(Participant.id)
        members = session.scalars(query).all()
        self._members = {one.id: one for one in members}
        leaders = _leaders(session, section, members)
        self._others: dict[str, dict[str, Person]] = {
            "team": leaders,
            "mentor": leaders,
            "judge": {one.key: one for one in session.scalars(select(Judge).where(Judge.section_id == section.id))},
            "organizer": {organizer_key(one.name): one for one in reversed(organizers(session, section))},
        }

    def of(self, certificate: Certificate) -> Person | None:
        """Return who is told of a certificate; None where that person is gone."""
        if certificate.participant_id is not None:
            return self._members.get(certificate.participant_id)
        kind, key = _holder(certificate)
        return self._others.get(kind, {}).get(key)


def _leaders(session: Session, section: Section, members: Sequence[Participant]) -> dict[str, Person]:
    """Return the leader of each team by its key: of several, one who gave an address."""
    query = select(Team.id, Team.key).where(Team.section_id == section.id)
    keys = {row.id: row.key for row in session.execute(query)}
    leaders = sorted((one for one in members if one.role == "leader"), key=lambda one: (one.email != "", -one.id))
    return {keys[one.team_id]: one for one in leaders}


def _holder(certificate: Certificate) -> tuple[str, str]:
    kind, _, key = str(holder_of(certificate)).partition(":")
    return kind, key


def may_open(session: Session, certificate: Certificate, user: User, led: Collection[int]) -> bool:
    """Tell whether a certificate is the person's own, or of a member, the mentor or the whole of a team led (ids)."""
    if certificate.participant_id is not None:
        person = session.get(Participant, certificate.participant_id)
        return person is not None and (person.team_id in led or person.user_id == user.id)
    kind, key = _holder(certificate)
    if kind in BY_TEAM:
        query = select(Team.id).where(Team.section_id == certificate.section_id, Team.key == key)
        return session.scalars(query).one_or_none() in led
    return certificate.id in {one.id for one in _own_thanks(session, user)}


def held_by(session: Session, user: User) -> list[Certificate]:
    """List a person's own certificates, the oldest first: as a member, a judge, an organizer."""
    own = select(Participant.id).where(Participant.user_id == user.id)
    query = select(Certificate).where(Certificate.participant_id.in_(own))
    return sorted([*session.scalars(query), *_own_thanks(session, user)], key=lambda one: one.id)


def _own_thanks(session: Session, user: User) -> Iterator[Certificate]:
    judged = select(Judge.section_id, Judge.key).where(Judge.user_id == user.id)
    for section_id, key in session.execute(judged):
        yield from _of(session, section_id, "judge", key)
    thanked = select(Certificate.section_id).where(Certificate.kind == "organizer").distinct()
    for section in session.scalars(select(Section).where(Section.id.in_(thanked))):
        if user in organizers(session, section):
            yield from _of(session, section.id, "organizer", organizer_key(user.name))


def _of(session: Session, section_id: int, kind: str, key: str) -> list[Certificate]:
    query = select(Certificate).where(Certificate.section_id == section_id, Certificate.kind == kind)
    return [one for one in session.scalars(query) if _holder(one) == (kind, key)]
