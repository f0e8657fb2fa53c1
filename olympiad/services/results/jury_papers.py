"""What stands on the papers that a jury signs: stations as they stand now, decisions on appeals, members, deliveries."""

import json
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.documents.jury_papers import Decision, Delivery, StationProtocol, StationRow
from olympiad.domain.choices import JudgeKind
from olympiad.domain.evidence import Evidence, gather
from olympiad.domain.rubric import Task as Rubric
from olympiad.domain.task_marks import task_detail
from olympiad.models.appeal import Appeal
from olympiad.models.certificate import Certificate
from olympiad.models.judge import Judge
from olympiad.models.participant import Participant
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.appeals import appeals
from olympiad.services.computing import section_cache
from olympiad.services.results import hall_papers
from olympiad.wording.appeals import letter_words
from olympiad.wording.awards import award_name
from olympiad.wording.certificates import document_title
from olympiad.wording.dates import moment_text
from olympiad.wording.jury_papers import appeal_words
from olympiad.wording.names import content
from olympiad.wording.numbers import localised, mark_text
from olympiad.wording.sorting import sort_key


def stations(session: Session, section: Section, code: str = "", limit: int | None = None) -> list[StationProtocol]:
    """Return the protocols of all tasks, or of one, as the sheets stand now; teams by code, judges by name or key."""
    evidence = gather(section_cache.of(session, section).load(session, section))
    rubrics = {one.code: one for one in evidence.section.tasks}
    teams = [(team.key, team.code) for team in hall_papers.teams_of(session, section)]
    names = {key: name or key for key, name in session.execute(select(Judge.key, Judge.name).where(
        Judge.section_id == section.id, Judge.kind == JudgeKind.OFFICIAL
    ))}  # fmt: skip
    tasks = [one for one in hall_papers.tasks_of(session, section, code) if one.code in rubrics]
    return [_station(evidence, task, rubrics[task.code], teams, names) for task in tasks[:limit]]


def _station(
    evidence: Evidence, task: Task, rubric: Rubric, teams: Sequence[tuple[str, str]], names: dict[str, str]
) -> StationProtocol:
    rows = tuple(_row(evidence, rubric, key, code) for key, code in teams)
    marking = {judge for row in rows for judge, _total, _away in row.sheets}
    signing = sorted((names.get(key, key) for key in marking), key=lambda name: sort_key(name, "en"))
    return StationProtocol(task, rubric.maximum, rows, tuple(signing))


def _row(evidence: Evidence, rubric: Rubric, team: str, code: str) -> StationRow:
    detail = task_detail(evidence, team, rubric)
    sheets = tuple((one.judge, one.total if one.submitted else None, one.is_absent) for one in detail.sheets)
    return StationRow(code, sheets, detail.mark.value, detail.mark.is_absent, detail.agreed is not None)


def decisions(session: Session, section: Section, zone: str, language: str, number: int = 0) -> list[Decision]:
    """Return every appeal that was not withdrawn, or the one of this number, in the words of the decision."""
    lines = [one for one in appeals.listed(session, section) if one[0].state in ("lodged", "decided")]
    lines = sorted((one for one in lines if number in (0, one[0].number)), key=lambda one: one[0].number)
    people = {one.ended_by_id for one, *_rest in lines if one.ended_by_id}
    rows = session.execute(select(User.id, User.name).where(User.id.in_(people)))
    names = {row.id: row.name for row in rows}
    codes = {one.key: one.code for one in session.scalars(select(Team).where(Team.section_id == section.id))}
    return [_decision(one, codes, names.get(one[0].ended_by_id or 0, ""), zone, language) for one in lines]


def _decision(
    line: tuple[Appeal, Team, Task, Criterion | None], codes: dict[str, str], by: str, zone: str, language: str
) -> Decision:
    appeal, team, task, criterion = line
    said, letter = appeal_words(language), letter_words(language)
    label = (content(criterion, "label", language) or criterion.code) if criterion else letter["whole_task"]
    outcome = [(letter["outcome"], letter[appeal.outcome] if appeal.outcome else said["open"])]
    if appeal.mark is not None:
        outcome.append((letter["new_mark"], mark_text(appeal.mark, language)))
    if appeal.ended_at is not None:
        outcome.append((letter["decided"], moment_text(appeal.ended_at, language, zone)))
    return Decision(
        letter["title"] % {"number": appeal.number},
        appeal.state == "decided",
        [
            (said["team"], team.code),
            (letter["subject"], f"{task.code} {content(task, 'title', language)}: {label}"),
            (letter["lodged"], moment_text(appeal.lodged_at, language, zone)),
        ],
        appeal.text,
        outcome + ([(said["by"], by)] if by else []),
        appeal.reason,
        [_moved(one, codes, language) for one in json.loads(appeal.effect or "[]")],
    )


def _moved(row: Sequence[str], codes: dict[str, str], language: str) -> tuple[str, str, str]:
    key, place, award, new_place, new_award = row
    return codes.get(key, key), _standing(place, award, language), _standing(new_place, new_award, language)


def _standing(place: str, award: str, language: str) -> str:
    said = appeal_words(language)["place"] % {"place": localised(place, language)} if place else "–"
    return ", ".join(one for one in (said, award_name(award, language) if award else "") if one)


def appeal_lines(session: Session, section: Section, zone: str, language: str) -> list[str]:
    """Say each appeal in a line of the section's protocol, by code, with the decision and its reason."""
    return [
        f"{one.title}: {one.rows[0][1]}, {one.rows[1][1]} – {'; '.join(value for _term, value in one.outcome)}"
        + (f" ({one.reason})" if one.reason else "")
        for one in decisions(session, section, zone, language)
    ]


def members_by_team(session: Session, section: Section) -> dict[str, list[str]]:
    """Return the names of members by the key of their team, the leader first."""
    found: dict[str, list[str]] = defaultdict(list)
    query = (
        select(Team.key, Participant.name)
        .join(Team, Team.id == Participant.team_id)
        .where(Participant.section_id == section.id)
        .order_by(Participant.role, Participant.id)
    )
    for key, name in session.execute(query):
        found[key].append(name)
    return found


def judges_names(session: Session, section: Section) -> list[str]:
    """Return the names of the official judges, in the order of their keys."""
    query = select(Judge.name).where(Judge.section_id == section.id, Judge.kind == JudgeKind.OFFICIAL, Judge.name != "")
    return list(session.scalars(query.order_by(Judge.key)))


def deliveries(session: Session, section: Section, language: str, limit: int | None = None) -> list[Delivery]:
    """Return the valid certificates of a section, by team, name and number."""
    query = select(Certificate).where(Certificate.section_id == section.id, Certificate.state == "valid")
    found = [_delivery(row, language) for row in session.scalars(query.order_by(Certificate.number).limit(limit))]
    return sorted(found, key=lambda one: (sort_key(one.team, language), sort_key(one.name, language), one.number))


def _delivery(row: Certificate, language: str) -> Delivery:
    fields = json.loads(row.fields)
    texts = next((one for one in fields["texts"] if one["lang"] == language), fields["texts"][-1])
    is_ours = row.issued_design_id is None  # what a design calls it stays as it is printed
    document = document_title(fields["award"], language) if is_ours else str(texts["document"])
    return Delivery(str(fields["name"]), str(fields["team"]), document, row.number)
