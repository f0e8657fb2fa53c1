"""What is printed on each member's certificates, taken from a frozen results version and the present names."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain import bundle
from olympiad.domain.certificate_designs import DesignKind
from olympiad.models.participant import Participant
from olympiad.models.results_version import ResultsVersion
from olympiad.models.section import Section
from olympiad.models.team import Team
from olympiad.services.results import certificate_recipients as recipients
from olympiad.services.results import results
from olympiad.services.results.certificate_texts import Document, Fields, Row, Writer
from olympiad.wording.awards import ABSOLUTE

__all__ = ["Document", "Fields", "documents_of"]
TOOK_PART = ("placed", "guest", "incomplete")


def documents_of(
    session: Session,
    version: ResultsVersion,
    languages: Sequence[str],
    now: datetime,
    participant: Participant | None = None,
) -> list[Document]:
    """List what every member of a team that took part has earned, teams in the order of the ranking.

    One document per award, level first; without any award one of participation. Then, where there are designs for
    them, diplomas of teams and thanks to mentors, judges and organizers.
    """
    section = session.get_one(Section, version.section_id)
    writer = Writer(session, section, results.bundle_of(version), languages, now)
    found = [
        writer.document(person, team, row, award, kind)
        for row, person, team in _members(session, section, writer.rows, participant)
        for award, kind in _earned(row)
    ]
    return found if participant is not None else found + recipients.documents(session, section, writer)


def _earned(row: Row) -> list[tuple[str, DesignKind]]:
    level = [(row["award"], _kind_of(row["award"]))] if row["award"] else []
    special = [(award, DesignKind.NOMINATION) for award in row["special_awards"]]
    return level + special or [("", DesignKind.PARTICIPATION)]


def _kind_of(award: str) -> DesignKind:
    return DesignKind.ABSOLUTE if ABSOLUTE.search(award) else DesignKind.DEGREE


def _members(
    session: Session, section: Section, rows: Sequence[Row], participant: Participant | None
) -> Iterator[tuple[Row, Participant, Team]]:
    """Go through the members of the teams that took part, in the order of the ranking."""
    query = (
        select(Participant, Team)
        .join(Team, Team.id == Participant.team_id)
        .where(Participant.section_id == section.id)
        .order_by(Participant.role, Participant.id)
    )
    if participant is not None:
        query = query.where(Participant.id == participant.id)
    members: dict[str, list[tuple[Participant, Team]]] = {}
    for person, team in session.execute(query):
        members.setdefault(team.key, []).append((person, team))
    for row in rows:
        if row["listing"] in TOOK_PART and not bundle.is_no_show(row["task_marks"].values()):
            yield from ((row, person, team) for person, team in members.get(row["team"], ()))
