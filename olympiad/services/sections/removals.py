"""Taking away what has no marks yet: teams, members, tasks, criteria, judges, institutions."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.choices import SheetState
from olympiad.domain.errors import DomainError
from olympiad.domain.reasons import given_reason
from olympiad.models.absence import Absence
from olympiad.models.adjustment import AgreedMark, ExtraRound, Penalty, SpecialAward, TimeTaken
from olympiad.models.appeal import Appeal, AppealRight, VoidCriterion
from olympiad.models.bench import BenchAnswer
from olympiad.models.calibration import Calibration, CalibrationMark, CalibrationSheet
from olympiad.models.ceremony import SpokenName
from olympiad.models.certificate import Certificate
from olympiad.models.conflict_declaration import ConflictDeclaration
from olympiad.models.feedback import FullAnswer, ReleasedComment
from olympiad.models.gallery import GalleryPerson
from olympiad.models.help_request import HelpRequest
from olympiad.models.incident import Exclusion, Incident, IncidentTeam
from olympiad.models.institution import Institution
from olympiad.models.judge import Judge, JudgeTask, JudgeTeam
from olympiad.models.keying import SecondKeying
from olympiad.models.mail import Mail
from olympiad.models.name_confirmation import NameConfirmation
from olympiad.models.participant import Participant
from olympiad.models.photo import Photo
from olympiad.models.results_version import Award
from olympiad.models.score_sheet import Device, Mark, Operation, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion, ReadingKey, Sample, ScheduleSlot, Task
from olympiad.models.team import Team
from olympiad.models.user import RoleMembership, User
from olympiad.services.record import audit
from olympiad.services.sections import conflicts, removed_rows
from olympiad.services.sections.sheet_assignment import delete_untouched

OF_TEAM = (
    *(Penalty, AgreedMark, ExtraRound, SpecialAward, Award, Absence, IncidentTeam),
    *(BenchAnswer, Exclusion, Appeal, AppealRight),
)
OF_TASK = (Penalty, AgreedMark, Absence, Incident, BenchAnswer, Exclusion, Appeal)
OF_CRITERION = (
    *(Mark, Operation, Photo, SecondKeying, ReleasedComment),
    *(AgreedMark, BenchAnswer, Exclusion, Appeal, VoidCriterion),
)
"""What was given to or decided about a team, a task, a criterion: with one of these it stays."""


def remove_team(session: Session, section: Section, team: Team, *, by: User, reason: str = "") -> None:
    """Remove a team with its members and untouched sheets; refused as `has_marks` once anything was decided about it.

    Also refused as `reason_missing` once marking has started. A person whom a judge declared to be close to stays in the
    register, without a team.
    """
    _refuse_marks(session, ScoreSheet.team_id == team.id, team.key)
    for table in OF_TEAM:
        _refuse_any(session, table.team_id == team.id, team.key)
    members = select(Participant.id).where(Participant.team_id == team.id)
    _refuse_any(session, Certificate.participant_id.in_(members), team.key)
    sealed = _why(section, reason) | _rows(session, section, removed_rows.OF_TEAM, team=team.key)
    _record(
        session, section, AuditAction.TEAMS_REMOVE, f"team:{team.id}", {"team": team.key, "code": team.code}, sealed, by
    )
    delete_untouched(session, ScoreSheet.team_id == team.id)
    session.execute(delete(NameConfirmation).where(NameConfirmation.participant_id.in_(members)))
    session.execute(delete(Mail).where(Mail.participant_id.in_(members)))
    session.execute(delete(GalleryPerson).where(GalleryPerson.participant_id.in_(members)))
    for owned in (JudgeTeam, Sample, ScheduleSlot, TimeTaken, RoleMembership, SpokenName, Participant):
        session.execute(delete(owned).where(owned.team_id == team.id))
    declared = update(ConflictDeclaration).where(ConflictDeclaration.team_id == team.id)
    session.execute(declared.values(team_id=None))
    session.delete(team)
    session.flush()


def remove_participant(
    session: Session, section: Section, participant: Participant, *, by: User, reason: str = ""
) -> None:
    """Remove a member; refused as `has_certificate` once one was issued, `reason_missing` after the first mark."""
    _refuse_any(session, Certificate.participant_id == participant.id, participant.key or "", "has_certificate")
    named = {"team": participant.team.key, "name": participant.name, "participant": participant.key or ""}
    sealed = _why(section, reason) | _rows(session, section, ("participants",), **named) | {"name": participant.name}
    before = {"team": participant.team.key}
    _record(session, section, AuditAction.PARTICIPANTS_REMOVE, f"participant:{participant.id}", before, sealed, by)
    session.execute(delete(SpokenName).where(SpokenName.participant_id == participant.id))
    session.execute(delete(NameConfirmation).where(NameConfirmation.participant_id == participant.id))
    session.execute(delete(Mail).where(Mail.participant_id == participant.id))
    session.execute(delete(GalleryPerson).where(GalleryPerson.participant_id == participant.id))
    session.delete(participant)
    session.flush()


def remove_task(session: Session, section: Section, task: Task, *, by: User) -> None:
    """Remove a task with its rubric and untouched sheets; refused as `frozen` or `has_marks` once marking has started."""
    _refuse_frozen(section)
    _refuse_marks(session, ScoreSheet.task_id == task.id, task.code)
    for table in OF_TASK:
        _refuse_any(session, table.task_id == task.id, task.code)
    sealed = _rows(session, section, removed_rows.OF_TASK, task=task.code)
    _record(session, section, AuditAction.TASKS_REMOVE, f"task:{task.id}", {"task": task.code}, sealed, by)
    criteria = select(Criterion.id).where(Criterion.task_id == task.id)
    session.execute(delete(ReadingKey).where(ReadingKey.criterion_id.in_(criteria)))
    _forget_practice(session, Calibration.task_id == task.id)
    session.execute(delete(Calibration).where(Calibration.task_id == task.id))
    delete_untouched(session, ScoreSheet.task_id == task.id)
    for owned in (Criterion, FullAnswer, JudgeTask, Sample, ScheduleSlot, TimeTaken):
        session.execute(delete(owned).where(owned.task_id == task.id))
    session.expire(task)
    session.delete(task)
    session.flush()


def remove_criterion(session: Session, section: Section, criterion: Criterion, *, by: User) -> None:
    """Remove a line of a rubric; refused as `frozen` once marking has started."""
    _refuse_frozen(section)
    for table in OF_CRITERION:
        _refuse_any(session, table.criterion_id == criterion.id, criterion.code)
    subject = {"task": criterion.task.code, "criterion": criterion.code}
    sealed = _rows(session, section, ("criteria", "keys"), **subject)
    _record(session, section, AuditAction.CRITERIA_REMOVE, f"criterion:{criterion.id}", subject, sealed, by)
    session.execute(delete(ReadingKey).where(ReadingKey.criterion_id == criterion.id))
    session.execute(delete(CalibrationMark).where(CalibrationMark.criterion_id == criterion.id))
    session.delete(criterion)
    session.flush()


def remove_judge(session: Session, section: Section, judge: Judge, *, by: User, reason: str = "") -> None:
    """Remove a judge with untouched sheets; refused as `has_marks` once a sheet was opened, or a device is known.

    What the judge declared goes along; the lines of the declarations stay, and the line of the removal counts them.
    """
    _refuse_marks(session, ScoreSheet.judge_id == judge.id, judge.key)
    for table in (Device, BenchAnswer):
        _refuse_any(session, table.judge_id == judge.id, judge.key)
    sealed = _why(section, reason) | _rows(session, section, ("judges",), judge=judge.key)
    before: dict[str, audit.Plain] = {"judge": judge.key}
    if declared := len(conflicts.declared(session, section, judge)):
        before["declarations"] = declared
    _record(session, section, AuditAction.JUDGES_REMOVE, f"judge:{judge.id}", before, sealed, by)
    _forget_practice(session, CalibrationSheet.judge_id == judge.id)
    delete_untouched(session, ScoreSheet.judge_id == judge.id)
    session.execute(delete(ConflictDeclaration).where(ConflictDeclaration.judge_id == judge.id))
    session.execute(delete(Mail).where(Mail.judge_id == judge.id))
    session.execute(update(HelpRequest).where(HelpRequest.judge_id == judge.id).values(judge_id=None))
    session.delete(judge)
    session.flush()


def remove_institution(session: Session, section: Section, institution: Institution, *, by: User) -> None:
    """Remove an institution to which nobody belongs; refused as `institution_in_use`.

    Refused as `institution_declared` where a judge declared to be close to it: that stands in the register.
    """
    for table in (Team, Judge):
        _refuse_any(session, table.institution_id == institution.id, institution.key, "institution_in_use")
    _refuse_any(session, ConflictDeclaration.institution_id == institution.id, institution.key, "institution_declared")
    before = {"institution": institution.key}
    sealed = _rows(session, section, ("institutions",), **before)
    _record(session, section, AuditAction.INSTITUTIONS_REMOVE, f"institution:{institution.id}", before, sealed, by)
    session.delete(institution)
    session.flush()


def _forget_practice(session: Session, of: Any) -> None:
    """Remove practice sheets with what was given there."""
    sheets = select(CalibrationSheet.id).join(Calibration).where(of)
    session.execute(delete(CalibrationMark).where(CalibrationMark.calibration_sheet_id.in_(sheets)))
    session.execute(delete(CalibrationSheet).where(CalibrationSheet.id.in_(sheets)))


def _why(section: Section, reason: str) -> dict[str, str]:
    """Return the reason, without which people and teams do not change after the first mark."""
    return {"reason": given_reason(reason)} if section.marking_started_at is not None else {}


def _rows(session: Session, section: Section, tables: tuple[str, ...], **cells: str) -> dict[str, str]:
    return {audit.UNDO: removed_rows.kept(session, section, tables, cells)}


def _record(
    session: Session, section: Section, action: AuditAction, subject: str, before: Mapping[str, audit.Plain],
    sealed: Mapping[str, str], by: User,
) -> None:  # fmt: skip
    audit.record(session, action, subject, by=by, section=section, before=before, personal=sealed)


def _refuse_frozen(section: Section) -> None:
    if section.marking_started_at is not None:
        raise DomainError("frozen")


def _refuse_marks(session: Session, of: Any, found: str) -> None:
    touched = (
        (ScoreSheet.state != SheetState.NOT_STARTED)
        | exists().where(Mark.sheet_id == ScoreSheet.id)
        | exists().where(Operation.sheet_id == ScoreSheet.id)
        | exists().where(Photo.sheet_id == ScoreSheet.id)
    )
    if session.scalar(select(ScoreSheet.id).where(of, touched).limit(1)) is not None:
        raise DomainError("has_marks", found=found)


def _refuse_any(session: Session, of: Any, found: str, code: str = "has_marks") -> None:
    if session.scalar(select(exists().where(of))):
        raise DomainError(code, found=found)
