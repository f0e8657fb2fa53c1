"""The evening of the demonstration: preliminary results, an appeal that is heard, official results, certificates."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.appeals import Outcome
from olympiad.domain.choices import CriterionKind
from olympiad.models.results_version import ResultsVersion
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.models.user import RoleMembership, User
from olympiad.services.appeals import appeal_decisions, appeal_windows, appeals
from olympiad.services.results import (
    blockers,
    border_confirmations,
    certificates,
    feedback,
    official_results,
    results,
)
from olympiad.services.results.feedback import Answer
from olympiad.services.results.report_cards import report_card

FULL_ANSWER = Answer(
    "A blank, three standards and every sample read twice within ten minutes; the line through the standards; the result in "
    "mmol/L with its dilution.",
    "Blank, uchta standart va har bir namuna oʻn daqiqa ichida ikki martadan oʻlchanadi; standartlar boʻyicha toʻgʻri chiziq; "
    "natija suyultirish hisobga olinib mmol/L da.",
    "Контроль, три стандарта и каждая проба измерены дважды за десять минут; прямая по стандартам; результат в "
    "ммоль/л с учётом разбавления.",
)


def publish(session: Session, section: Section, *, chief: User, organizer: User) -> None:
    """Publish preliminary results, hear the appeal, publish the official ones, issue certificates."""
    first = _finalise(session, section, "", chief=chief, organizer=organizer)
    results.publish(session, first, by=organizer)
    _hear(session, section, first, chief)
    window = appeal_windows.of_version(session, first)
    assert window is not None
    appeal_windows.change(
        session, window, closes_at=utc_now(), reason="All leaders have declared themselves.", by=organizer
    )
    reason = "The decisions on appeals are taken up."
    version = _finalise(session, section, reason, chief=chief, organizer=organizer)
    official_results.make_official(session, version, by=organizer)
    results.publish(session, version, by=organizer)
    certificates.issue(session, version, by=organizer)
    _say(session, section, chief)


def _say(session: Session, section: Section, chief: User) -> None:
    """Let teams read what judges wrote, and what a full mark in the first task asked for."""
    tasks = list(session.scalars(select(Task).where(Task.section_id == section.id).order_by(Task.position)))
    for task in tasks:
        chosen = [one.key for one in feedback.comments_of(session, task)]
        if chosen:
            feedback.release(session, section, task, chosen, by=chief)
    feedback.save_answer(session, section, tasks[0], FULL_ANSWER, is_released=True, by=chief)


def _finalise(session: Session, section: Section, reason: str, *, chief: User, organizer: User) -> ResultsVersion:
    """Let the chief judge confirm the sums at every award border, then the organizer finalise."""
    known = border_confirmations.of_section(session, section)
    for border in blockers.outlook(session, section).borders:
        if border.fingerprint not in known:
            border_confirmations.confirm(session, section, border, fingerprint=border.fingerprint, by=chief)
    return results.finalise(session, section, reason=reason, confirmed=True, by=organizer)


def _hear(session: Session, section: Section, version: ResultsVersion, chief: User) -> None:
    """Let a leader who has an account object to one mark, and the chief judge raise it by a step."""
    query = (
        select(User, Team)
        .join(RoleMembership, RoleMembership.user_id == User.id)
        .join(Team, Team.id == RoleMembership.team_id)
        .where(RoleMembership.role == "leader", Team.section_id == section.id)
    )
    for leader, team in session.execute(query.order_by(Team.code).limit(1)):
        task, criterion, mark = _too_low(session, section, version, team)
        text = "We did all of this; the judge was at the next bench then. Our own notes show the times."
        appeal = appeals.lodge(session, section, team, task, criterion, text=text, by=leader)
        appeals.say(session, appeal, text="Please bring your notes to room 214.", side="jury", by=chief)
        appeals.say(
            session,
            appeal,
            text="They are with you now, signed by the assistant of the station.",
            side="team",
            by=leader,
        )
        reason = "The notes, signed by the assistant of the station, show that the step was done in time."
        appeal_decisions.decide(session, appeal, Outcome.CHANGED, mark=mark, reason=reason, by=chief)


def _too_low(session: Session, section: Section, version: ResultsVersion, team: Team) -> tuple[Task, Criterion, int]:
    """Find a criterion in points below its maximum, and the mark one step above."""
    card = report_card(results.bundle_of(version), team.key)
    assert card is not None
    known = {(line.code, one.code): one.points for line in card.tasks for one in line.criteria}
    rows = session.execute(
        select(Task, Criterion)
        .join(Criterion, Criterion.task_id == Task.id)
        .where(Task.section_id == section.id, Criterion.kind == CriterionKind.POINTS)
        .order_by(Task.position, Criterion.position)
    )
    for task, criterion in rows:
        points = known.get((task.code, criterion.code))
        if points is not None and points < criterion.maximum:
            steps = points // criterion.step + 1
            return task, criterion, min(int(steps) * criterion.step, criterion.maximum)
    raise RuntimeError("the demonstration has no mark below its maximum")
