"""What went wrong at a station, whom it touched, and what was done about it."""

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from olympiad.domain.incidents import Kind, Remedy, State
from olympiad.models.base import Base, Id, Moment, SectionId, TaskId, TeamId, UserId, one_of
from olympiad.models.task import Task
from olympiad.models.team import Team


class Incident(Base):
    """One incident; an open one keeps the section from being finalised."""

    __tablename__ = "incident"
    __table_args__ = (
        UniqueConstraint("section_id", "number"),
        CheckConstraint(one_of("kind", *Kind), name="kind"),
        CheckConstraint(one_of("state", *State), name="state"),
    )

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    number: Mapped[int]
    """Counted in the section from 1."""
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10), default=State.OPEN)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    station: Mapped[str] = mapped_column(String(100), default="")
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment | None]
    text: Mapped[str] = mapped_column(Text)
    reported_by_id: Mapped[UserId]
    reported_at: Mapped[Moment]
    conclusion: Mapped[str] = mapped_column(Text, default="")
    """Why it was closed, or dismissed as no incident."""
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    closed_at: Mapped[Moment | None]

    task: Mapped[Task | None] = relationship()
    teams: Mapped[list["IncidentTeam"]] = relationship(cascade="all, delete-orphan", order_by="IncidentTeam.team_id")


class IncidentTeam(Base):
    """A team that an incident touched: found by the schedule, by when it was marked, or named by hand."""

    __tablename__ = "incident_team"
    __table_args__ = (CheckConstraint(one_of("found_by", "schedule", "marks", "hand"), name="found_by"),)

    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True, index=True)
    found_by: Mapped[str] = mapped_column(String(10), default="hand")

    team: Mapped[Team] = relationship()


class IncidentRemedy(Base):
    """What was done about an incident for all its teams at once; a withdrawn one stays as withdrawn."""

    __tablename__ = "incident_remedy"
    __table_args__ = (CheckConstraint(one_of("remedy", *Remedy), name="remedy"),)

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    remedy: Mapped[str] = mapped_column(String(20))
    ordered: Mapped[str] = mapped_column(Text)
    """JSON of what was chosen: `criteria`, `later_tasks` (codes), `minutes`, `each` (thousandths), `free`."""
    teams: Mapped[str] = mapped_column(Text)
    """JSON list of the keys of its teams."""
    effect: Mapped[str] = mapped_column(Text, default="[]")
    """JSON of what was shown as moving: team key, place and award before and after."""
    reason: Mapped[str] = mapped_column(Text)
    applied_by_id: Mapped[UserId]
    applied_at: Mapped[Moment]
    withdrawn_at: Mapped[Moment | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")

    incident: Mapped[Incident] = relationship()


class RemedyRow(Base):
    """A row that came of a remedy beside exclusions: an agreed mark, a penalty, or a fresh sheet."""

    __tablename__ = "remedy_row"

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    remedy_id: Mapped[int] = mapped_column(ForeignKey("incident_remedy.id"), index=True)
    agreed_mark_id: Mapped[int | None] = mapped_column(ForeignKey("agreed_mark.id"))
    penalty_id: Mapped[int | None] = mapped_column(ForeignKey("penalty.id"))
    sheet_id: Mapped[int | None] = mapped_column(ForeignKey("score_sheet.id"))


class Exclusion(Base):
    """A criterion that is left out for a team, whatever its judges gave; their marks are kept."""

    __tablename__ = "exclusion"

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    team_id: Mapped[TeamId]
    task_id: Mapped[TaskId]
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"))
    remedy_id: Mapped[int] = mapped_column(ForeignKey("incident_remedy.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[Moment]
    withdrawn_at: Mapped[Moment | None]
