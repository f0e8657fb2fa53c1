"""Certificates of those who are no participants: diplomas of teams, thanks to mentors, judges and organizers."""

import hashlib
from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from olympiad.domain.certificate_designs import DesignKind
from olympiad.domain.choices import JudgeKind
from olympiad.domain.roles import Role
from olympiad.models.judge import Judge
from olympiad.models.participant import Participant
from olympiad.models.section import Section
from olympiad.models.team import Team
from olympiad.models.user import RoleMembership, User
from olympiad.services.results.certificate_designs import FrozenDesign
from olympiad.services.results.certificate_texts import NO_ROW, Document, Holder, Writer

KINDS = (DesignKind.TEAM, DesignKind.MENTOR, DesignKind.JUDGE, DesignKind.ORGANIZER)
THANKS = ("mentor", "judge", "organizer")
"""Kinds that a later results version never takes back."""


def documents(session: Session, section: Section, writer: Writer) -> list[Document]:
    """List them for every kind that has a design."""
    return [
        one
        for kind in KINDS
        if (design := writer.designs.get(kind))
        for one in of_kind(session, section, writer, kind, design)
    ]


def of_kind(
    session: Session, section: Section, writer: Writer, kind: DesignKind, design: FrozenDesign
) -> Iterator[Document]:
    """List the certificates of one kind."""
    if kind == DesignKind.TEAM:
        yield from _teams(session, section, writer, design)
        return
    for holder in HOLDERS[kind](session, section):
        yield writer.designed(holder, NO_ROW, "", str(kind), design)


def _teams(session: Session, section: Section, writer: Writer, design: FrozenDesign) -> Iterator[Document]:
    """A diploma for every team with an award of a level, its members named."""
    teams = {team.key: team for team in session.scalars(select(Team).where(Team.section_id == section.id))}
    members: dict[int, list[Participant]] = {}
    query = select(Participant).where(Participant.section_id == section.id)
    for person in session.scalars(query.order_by(Participant.role, Participant.id)):
        members.setdefault(person.team_id, []).append(person)
    for row in writer.rows:
        team = teams.get(row["team"])
        if row["award"] and team is not None:
            named = tuple(members.get(team.id, ()))
            holder = Holder(team.name or team.key, "", None, f"team:{team.key}", team, team.institution, named)
            yield writer.designed(holder, row, row["award"], "team", design)


def _mentors(session: Session, section: Section) -> Iterator[Holder]:
    query = select(Team).where(Team.section_id == section.id, Team.mentor != "").order_by(Team.key)
    for team in session.scalars(query):
        yield Holder(team.mentor, "", None, f"mentor:{team.key}", team, team.institution)


def _judges(session: Session, section: Section) -> Iterator[Holder]:
    query = select(Judge).where(Judge.section_id == section.id, Judge.kind == JudgeKind.OFFICIAL, Judge.name != "")
    for judge in session.scalars(query.order_by(Judge.key)):
        yield Holder(judge.name, "", None, f"judge:{judge.key}", None, judge.institution)


def organizers(session: Session, section: Section) -> Sequence[User]:
    """List who organizes a section, by name."""
    here = or_(RoleMembership.section_id == section.id, RoleMembership.section_id.is_(None))
    query = (
        select(User)
        .join(RoleMembership, RoleMembership.user_id == User.id)
        .where(RoleMembership.role == Role.ORGANIZER, RoleMembership.edition_id == section.edition_id, here)
        .where(RoleMembership.pending_since.is_(None), User.name != "")
    )
    return session.scalars(query.distinct().order_by(User.name, User.id)).all()


def organizer_key(name: str) -> str:
    """Return what tells an organizer apart among the holders of certificates."""
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def _organizers(session: Session, section: Section) -> Iterator[Holder]:
    for name in dict.fromkeys(user.name for user in organizers(session, section)):
        yield Holder(name, "", None, f"organizer:{organizer_key(name)}")


HOLDERS: dict[DesignKind, Callable[[Session, Section], Iterator[Holder]]] = {
    DesignKind.MENTOR: _mentors,
    DesignKind.JUDGE: _judges,
    DesignKind.ORGANIZER: _organizers,
}
"""Who is thanked."""
