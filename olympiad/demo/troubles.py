"""What went wrong in the demonstration: two incidents, and the photo of a curve over which two judges disagree."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.demo import marks
from olympiad.domain.incidents import Kind, Remedy, State
from olympiad.exchange.photos import read_photo
from olympiad.models.incident import Incident
from olympiad.models.judge import Judge, JudgeTask
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import ScheduleSlot, Task
from olympiad.models.team import Team
from olympiad.models.user import RoleMembership, User
from olympiad.services.marking import photos
from olympiad.services.settling import incident_remedies, incidents
from olympiad.services.settling.incident_remedies import Choice
from olympiad.services.settling.incidents import Report

MINUTES = timedelta(minutes=1)
CURVE = ((70, 330), (150, 265), (230, 205), (310, 150), (390, 128), (470, 122), (550, 120))
"""Six readings and a plateau: where the linear part ends is what the judges see differently."""


def happen(session: Session, section: Section, instance: Path) -> None:
    """A round that began late and got its minutes back, a photometer that drifts and is still open, and a photo."""
    late = _report(session, section, "PRO", 5, 3, Kind.LOST_TIME, "Two cuvettes were missing; the round began late.")
    choice = Choice(Remedy.EXTRA_TIME, minutes=3, reason="Three minutes were given back at the station.")
    chief = _chief(session, section)
    incident_remedies.apply(session, late, choice, by=chief)
    incidents.close(session, late, reason="The time was given back at once.", by=chief)
    words = "The photometer drifted; the control read 0.08 too high until it was set to zero again."
    _report(session, section, "AMY", 14, 20, Kind.DRIFT, words)
    _photograph(session, section, instance / "uploads")


def settle(session: Session, section: Section) -> None:
    """Close what is open: the teams concerned had measured their own blank."""
    chief = _chief(session, section)
    for one in incidents.all_of(session, section):
        if one.state == State.OPEN:
            words = "Every team measured its own blank after the drift began; no mark is touched."
            incidents.close(session, one, reason=words, by=chief)


def _report(session: Session, section: Section, code: str, turn: int, minutes: int, kind: Kind, text: str) -> Incident:
    task = _task(session, section, code)
    query = select(ScheduleSlot.starts_at).where(ScheduleSlot.task_id == task.id, ScheduleSlot.order == turn)
    start = session.scalars(query).one()
    assert start is not None
    told = Report(kind, start, start + minutes * MINUTES, task.id, text=text)
    return incidents.report(session, section, told, by=_judge(session, task)[1])


def _photograph(session: Session, section: Section, uploads: Path) -> None:
    team_code, code = marks.DISAGREEMENT
    judge, user = _judge(session, _task(session, section, code))
    sheet = session.scalars(
        select(ScoreSheet)
        .join(Team, Team.id == ScoreSheet.team_id)
        .join(Task, Task.id == ScoreSheet.task_id)
        .where(Team.code == team_code, Task.code == code, ScoreSheet.judge_id == judge.id)
    ).one()
    photos.add(session, uploads, sheet, read_photo(draw_curve()), caption="The curve as the team drew it", by=user)


def draw_curve() -> bytes:
    """Draw graph paper with a curve that bends."""
    paper = Image.new("RGB", (640, 400), "#fbf7ec")
    pen = ImageDraw.Draw(paper)
    for at in range(0, 640, 20):
        pen.line([(at, 0), (at, 400)], fill="#d9e3d2", width=2 if at % 100 == 0 else 1)
        pen.line([(0, at), (640, at)], fill="#d9e3d2", width=2 if at % 100 == 0 else 1)
    pen.line([(50, 20), (50, 350), (600, 350)], fill="#26324d", width=4)
    pen.line(CURVE, fill="#1d4f9c", width=4, joint="curve")
    for x, y in CURVE:
        pen.ellipse((x - 7, y - 7, x + 7, y + 7), fill="#9c2f1d")
    written = BytesIO()
    paper.save(written, "PNG")
    return written.getvalue()


def _task(session: Session, section: Section, code: str) -> Task:
    return session.scalars(select(Task).where(Task.section_id == section.id, Task.code == code)).one()


def _judge(session: Session, task: Task) -> tuple[Judge, User]:
    query = (
        select(Judge, User)
        .join(JudgeTask, JudgeTask.judge_id == Judge.id)
        .join(User, User.id == Judge.user_id)
        .where(JudgeTask.task_id == task.id)
        .order_by(Judge.key)
    )
    judge, user = session.execute(query.limit(1)).one()
    return judge, user


def _chief(session: Session, section: Section) -> User:
    return session.scalars(
        select(User)
        .join(RoleMembership, RoleMembership.user_id == User.id)
        .where(RoleMembership.edition_id == section.edition_id, RoleMembership.role == "chief_judge")
    ).one()
