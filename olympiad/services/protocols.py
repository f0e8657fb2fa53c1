"""Who judged in a section and how often for a team of the own institution, for the protocol."""

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from olympiad.documents.protocol import ProtocolJudge
from olympiad.models.institution import Institution
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.section import Section
from olympiad.models.team import Team
from olympiad.wording.names import content
from olympiad.wording.sorting import sort_key


def judges_of(session: Session, section: Section, language: str) -> list[ProtocolJudge]:
    """List the official judges with their sheets, void ones left out, by name."""
    own = case((Judge.institution_id == Team.institution_id, 1), else_=0)
    query = (
        select(Judge.id, func.count(ScoreSheet.id), func.sum(own))
        .join(ScoreSheet, ScoreSheet.judge_id == Judge.id)
        .join(Team, Team.id == ScoreSheet.team_id)
        .where(Judge.section_id == section.id, Judge.kind == "official", ScoreSheet.state != "void")
        .group_by(Judge.id)
    )
    counts = {judge_id: (sheets, int(conflicts or 0)) for judge_id, sheets, conflicts in session.execute(query)}
    judges = session.scalars(select(Judge).where(Judge.id.in_(counts)))
    found = [
        ProtocolJudge(judge.name or judge.key, _name(judge.institution, language), *counts[judge.id])
        for judge in judges
    ]
    return sorted(found, key=lambda judge: sort_key(judge.name, language))


def _name(institution: Institution | None, language: str) -> str:
    return (content(institution, "name", language) or institution.key) if institution else ""
