"""What a change of teams, members, judges or institutions would touch once marking has begun."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.domain.choices import SheetState
from olympiad.models.certificate import Certificate
from olympiad.models.institution import Institution
from olympiad.models.judge import Judge
from olympiad.models.participant import Participant
from olympiad.models.results_version import ResultsVersion
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.section import Section
from olympiad.models.team import Team


@dataclass(frozen=True)
class Touched:
    """Sheets on which marking has begun, who marks them, certificates issued, and the version that is public."""

    sheets: int
    judges: Sequence[str]
    certificates: int
    version: int | None
    is_official: bool


def of_team(session: Session, section: Section, team: Team) -> Touched | None:
    """Return what hangs by a team and its members; None before the first mark."""
    members = Participant.team_id == team.id
    return _touched(session, section, ScoreSheet.team_id == team.id, members)


def of_participant(session: Session, section: Section, participant: Participant) -> Touched | None:
    """Return what hangs by a member: the sheets of the team and the own certificates."""
    return _touched(session, section, ScoreSheet.team_id == participant.team_id, Participant.id == participant.id)


def of_judge(session: Session, section: Section, judge: Judge) -> Touched | None:
    """Return the sheets that a judge has marked."""
    return _touched(session, section, ScoreSheet.judge_id == judge.id, None)


def of_institution(session: Session, section: Section, institution: Institution) -> Touched | None:
    """Return what hangs by the teams of an institution."""
    teams = select(Team.id).where(Team.institution_id == institution.id, Team.section_id == section.id)
    return _touched(session, section, ScoreSheet.team_id.in_(teams), Participant.team_id.in_(teams))


def of_newcomer(session: Session, section: Section) -> Touched | None:
    """Return what a new team or judge meets: no sheet yet, perhaps a public version."""
    return _touched(session, section, ScoreSheet.id.is_(None), None)


def _touched(session: Session, section: Section, sheets: Any, members: Any) -> Touched | None:
    if section.marking_started_at is None:
        return None
    marked = (ScoreSheet.section_id == section.id) & sheets
    marked &= ScoreSheet.state.not_in((SheetState.NOT_STARTED, SheetState.VOID))
    count = session.scalar(select(func.count(ScoreSheet.id)).where(marked)) or 0
    judges = session.execute(
        select(Judge.key, Judge.name).where(Judge.id.in_(select(ScoreSheet.judge_id).where(marked))).order_by(Judge.key)
    )
    version = _public(session, section)
    return Touched(
        count,
        [name or key for key, name in judges],
        _certificates(session, members) if members is not None else 0,
        version.number if version else None,
        version is not None and version.official_at is not None,
    )


def _certificates(session: Session, members: Any) -> int:
    query = select(func.count(Certificate.id)).join(Participant, Participant.id == Certificate.participant_id)
    return session.scalar(query.where(members, Certificate.state == "valid")) or 0


def _public(session: Session, section: Section) -> ResultsVersion | None:
    shown = ResultsVersion.published_at.is_not(None) & ResultsVersion.unpublished_at.is_(None)
    query = select(ResultsVersion).where(ResultsVersion.section_id == section.id, shown)
    return session.scalars(query.order_by(ResultsVersion.number.desc()).limit(1)).first()
