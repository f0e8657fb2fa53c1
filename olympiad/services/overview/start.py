"""What the start page leads to: sections of a person, the own team, and results that everybody may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from olympiad.clock import utc_now
from olympiad.domain.choices import SheetState
from olympiad.domain.exact import Amount
from olympiad.domain.roles import Role
from olympiad.exchange.published_ranking import PublishedRanking, PublishedTeam, published_ranking
from olympiad.models.appeal import Appeal, AppealWindow
from olympiad.models.certificate import Certificate
from olympiad.models.edition import Edition
from olympiad.models.judge import Judge
from olympiad.models.participant import Participant
from olympiad.models.results_version import ResultsVersion
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import ScheduleSlot, Task
from olympiad.models.team import Team
from olympiad.services.appeals import appeal_windows
from olympiad.services.people.access import Grant
from olympiad.services.results import certificate_plan, certificates, publication, results

TO_MARK = (SheetState.NOT_STARTED, SheetState.OPEN, SheetState.RETURNED)


@dataclass(frozen=True)
class PublishedSection:
    """A section with public results."""

    edition: Edition
    section: Section
    number: int
    published_at: datetime


def published_sections(session: Session) -> list[PublishedSection]:
    """List the sections with public results, the newest first."""
    rows = session.execute(
        select(Edition, Section, ResultsVersion.number, ResultsVersion.published_at)
        .join(Section, Section.edition_id == Edition.id)
        .join(ResultsVersion, ResultsVersion.section_id == Section.id)
        .where(ResultsVersion.published_at.is_not(None), ResultsVersion.unpublished_at.is_(None))
        .order_by(ResultsVersion.published_at.desc(), Section.id, ResultsVersion.number.desc())
    )
    found: dict[int, PublishedSection] = {}
    for edition, section, number, at in rows:
        if at is not None:
            found.setdefault(section.id, PublishedSection(edition, section, number, at))
    return list(found.values())


def shown_edition(session: Session, published: Sequence[PublishedSection]) -> Edition | None:
    """Return the edition that strangers come for: that of the newest results, else the newest with an open site."""
    if published:
        return published[0].edition
    return session.scalars(select(Edition).where(Edition.site_is_open).order_by(Edition.id.desc()).limit(1)).first()


def sections_reached(session: Session, grants: tuple[Grant, ...]) -> list[tuple[Edition, list[Section]]]:
    """List editions with the sections that these roles reach, the newest edition first."""
    found = []
    for edition in session.scalars(select(Edition).options(selectinload(Edition.sections)).order_by(Edition.id.desc())):
        sections = [
            section for section in edition.sections if any(grant.covers(edition.id, section.id) for grant in grants)
        ]
        if sections or any(grant.covers(edition.id, None) for grant in grants):
            found.append((edition, sections))
    return found


def sheets_to_mark(session: Session, user_id: int) -> dict[int, int]:
    """Count the sheets that a judge has still to hand over, by section."""
    query = (
        select(ScoreSheet.section_id, func.count())
        .join(Judge, Judge.id == ScoreSheet.judge_id)
        .where(Judge.user_id == user_id, ScoreSheet.state.in_(TO_MARK))
        .group_by(ScoreSheet.section_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


@dataclass(frozen=True)
class OwnTeam:
    """A leader's or participant's team: who is in it, when it works where, whether its results are public."""

    edition: Edition
    section: Section
    team: Team
    members: list[Participant]
    slots: list[tuple[ScheduleSlot, Task]]
    version: ResultsVersion | None
    """The version that everybody sees."""
    ranking: PublishedRanking | None
    line: PublishedTeam | None
    """The own team's line of it."""
    certificates: list[tuple[Certificate, str]]
    """The valid ones of those members whose papers the reader may have, with the name that is printed on each."""
    appeals: "OwnAppeals | None"
    """What the leader of the team may do now; None outside the time for it, and for the other members."""


@dataclass(frozen=True)
class OwnAppeals:
    """The time for appeals that runs, and the points that the team is told before it ends."""

    window: AppealWindow
    line: PublishedTeam | None
    maximum: Amount | None
    lodged: int


def own_teams(session: Session, grants: tuple[Grant, ...], *, user_id: int) -> list[OwnTeam]:
    """Load the teams of a leader or participant."""
    led = {grant.team_id for grant in grants if grant.role is Role.LEADER}
    ids = sorted({grant.team_id for grant in grants if grant.team_id is not None})
    return [_own_team(session, session.get_one(Team, one), is_leader=one in led, user_id=user_id) for one in ids]


def _own_team(session: Session, team: Team, *, is_leader: bool, user_id: int) -> OwnTeam:
    section = session.get_one(Section, team.section_id)
    members = session.scalars(
        select(Participant).where(Participant.team_id == team.id).order_by(Participant.role, Participant.id)
    ).all()
    theirs = [one.id for one in members if is_leader or one.user_id == user_id]
    version = results.published(session, section)
    ranking = _ranking_for(session, version, team) if version else None
    return OwnTeam(
        session.get_one(Edition, team.edition_id),
        section,
        team,
        list(members),
        _rounds(session, team),
        version,
        ranking,
        next((one for one in ranking.teams if one.key == team.key), None) if ranking else None,
        certificates_of(session, theirs, certificates.team_diplomas(session, team) if is_leader else ()),
        _appeals(session, section, team) if is_leader else None,
    )


def _ranking_for(session: Session, version: ResultsVersion, team: Team) -> PublishedRanking:
    """Return the published ranking as the team itself may read it."""
    return published_ranking(publication.public_bundle(session, version, team.key), with_task_marks=False)


def _rounds(session: Session, team: Team) -> list[tuple[ScheduleSlot, Task]]:
    query = (
        select(ScheduleSlot, Task)
        .join(Task, Task.id == ScheduleSlot.task_id)
        .where(ScheduleSlot.team_id == team.id)
        .order_by(ScheduleSlot.starts_at, ScheduleSlot.order)
    )
    return [(slot, task) for slot, task in session.execute(query)]


def _appeals(session: Session, section: Section, team: Team) -> OwnAppeals | None:
    window = appeal_windows.running(session, section, utc_now())
    if window is None:
        return None
    version = session.get_one(ResultsVersion, window.results_version_id)
    ranking = published_ranking(publication.public_bundle(session, version, team.key), with_task_marks=False)
    line = next((one for one in ranking.teams if one.key == team.key), None)
    lodged = select(func.count()).select_from(Appeal).where(Appeal.team_id == team.id, Appeal.state == "lodged")
    return OwnAppeals(window, line, ranking.maximum, session.scalar(lodged) or 0)


def certificates_of(
    session: Session, participant_ids: list[int], diplomas: Sequence[Certificate] = ()
) -> list[tuple[Certificate, str]]:
    """List the diplomas of a team and the valid certificates of members, with the name that is printed on each."""
    query = (
        select(Certificate)
        .where(Certificate.participant_id.in_(participant_ids), Certificate.state == "valid")
        .order_by(Certificate.number)
    )
    return [(one, str(certificate_plan.printed(one)["name"])) for one in (*diplomas, *session.scalars(query))]
