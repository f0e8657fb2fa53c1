"""What the protocol says beside the ranking: who judged, how often for the own institution, and what went wrong."""

from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.documents.protocol import ProtocolJudge
from olympiad.domain.choices import JudgeKind, SheetState
from olympiad.domain.incidents import State
from olympiad.models.incident import Incident, IncidentRemedy
from olympiad.models.institution import Institution
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.section import Section
from olympiad.services.sections import sheet_assignment
from olympiad.services.settling import incident_remedies, incidents
from olympiad.wording.catalogues import catalogue
from olympiad.wording.dates import moment_text, time_text
from olympiad.wording.incidents import kind_text, remedy_text
from olympiad.wording.jury_papers import ground_words
from olympiad.wording.names import content
from olympiad.wording.sorting import sort_key


def judges_of(session: Session, section: Section, language: str) -> list[ProtocolJudge]:
    """List the official judges with their sheets, void ones left out, by name."""
    query = (
        select(Judge.id, func.count(ScoreSheet.id))
        .join(ScoreSheet, ScoreSheet.judge_id == Judge.id)
        .where(Judge.section_id == section.id, Judge.kind == JudgeKind.OFFICIAL, ScoreSheet.state != SheetState.VOID)
        .group_by(Judge.id)
    )
    close: Counter[int] = Counter()
    for conflict in sheet_assignment.conflicts(session, section):
        close[conflict.judge.id] += conflict.tasks
    counts = {judge_id: (sheets, close[judge_id]) for judge_id, sheets in session.execute(query)}
    judges = session.scalars(select(Judge).where(Judge.id.in_(counts)))
    found = [
        ProtocolJudge(judge.name or judge.key, _name(judge.institution, language), *counts[judge.id])
        for judge in judges
    ]
    return sorted(found, key=lambda judge: sort_key(judge.name, language))


def conflicts_of(session: Session, section: Section, language: str) -> list[str]:
    """Say in a line who marked a team they are close to: judge, code of the team, number of sheets, and why; no member."""
    found = sheet_assignment.conflicts(session, section)
    words = catalogue(language)
    return [
        words.ngettext("%(judge)s – team %(team)s, %(num)s sheet: %(why)s", "%(judge)s – team %(team)s, %(num)s sheets: %(why)s",
                       one.tasks)
        % {"judge": one.judge.name or one.judge.key, "team": one.team.code, "num": one.tasks,
           "why": ground_words(str(one.ground), language)}
        for one in found
    ]  # fmt: skip


def _name(institution: Institution | None, language: str) -> str:
    return (content(institution, "name", language) or institution.key) if institution else ""


def incidents_of(session: Session, section: Section, zone: str, language: str) -> list[str]:
    """Say each incident in a line: kind, place, time, codes of the teams, what happened and what was done; no names."""
    done: dict[int, list[IncidentRemedy]] = {}
    for remedy in incident_remedies.remedies_of(session, section):
        if remedy.withdrawn_at is None:
            done.setdefault(remedy.incident_id, []).append(remedy)
    found = [one for one in incidents.all_of(session, section) if one.state != State.DISMISSED]
    found.sort(key=lambda one: one.number)
    return [_incident(one, done.get(one.id, []), zone, language) for one in found]


def _incident(one: Incident, remedies: list[IncidentRemedy], zone: str, language: str) -> str:
    until = f"–{time_text(one.ends_at, zone)}" if one.ends_at else ""
    where = [content(one.task, "title", language) or one.task.code] if one.task else []
    where += [one.station] if one.station else []
    teams = ", ".join(sorted(each.team.code for each in one.teams))
    told = [kind_text(one.kind, language), *where, f"{moment_text(one.starts_at, language, zone)}{until}", teams]
    deeds = [f"{remedy_text(each.remedy, language)} ({each.reason})" for each in remedies]
    return f"{one.number}. {' · '.join(part for part in told if part)}: {one.text} {'; '.join(deeds)}".rstrip()
