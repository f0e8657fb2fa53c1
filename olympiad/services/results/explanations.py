"""Explaining how a team's total arose: of the marks as they are now, or of a published version."""

from sqlalchemy.orm import Session

from olympiad.domain.bundle_reading import read_section
from olympiad.domain.evidence import gather
from olympiad.domain.explanation import Explanation, explain
from olympiad.domain.known_marks import KnownMarks
from olympiad.domain.ranking import rank_evidence
from olympiad.domain.section import Section as SectionValue
from olympiad.models.results_version import ResultsVersion
from olympiad.models.section import Section
from olympiad.services.computing import section_cache
from olympiad.services.results import publication


def explain_present(session: Session, section: Section, team_key: str) -> Explanation:
    """Explain a team's result on the marks as they are. Raises what `rank` refuses."""
    known = section_cache.of(session, section)
    return _explained(known.load(session, section), team_key, known.marks)


def explain_version(session: Session, version: ResultsVersion, team_key: str) -> Explanation | None:
    """Explain a team's result in a version, which names no judge and no note; None where the team is not in it."""
    section = read_section(publication.public_bundle(session, version, team_key))
    return _explained(section, team_key) if any(team.key == team_key for team in section.teams) else None


def _explained(section: SectionValue, team_key: str, known: KnownMarks | None = None) -> Explanation:
    evidence = gather(section)
    return explain(evidence, rank_evidence(evidence, known), team_key)
