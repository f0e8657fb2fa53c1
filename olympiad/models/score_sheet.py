"""Score sheets, the operations that are their history, and the current marks derived from these."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from olympiad.domain.choices import MarkState, SheetState
from olympiad.domain.operations import Kind, Outcome
from olympiad.models.base import Base, Milli, Moment, RandomId, SectionId, TaskId, TeamId, UserId, Word, one_of
from olympiad.models.judge import Judge
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team


class ScoreSheet(Base):
    """One judge's marks for one team on one task; a re-run or reassigned sheet is a further attempt, the old one void."""

    __tablename__ = "score_sheet"
    __table_args__ = (
        UniqueConstraint("team_id", "task_id", "judge_id", "attempt"),
        CheckConstraint(one_of("state", *SheetState), name="state"),
        Index("ix_score_sheet_judge_state", "judge_id", "state"),
    )

    id: Mapped[RandomId]
    """Judges see it in addresses and files; many at once are drawn by `services/sections/sheet_numbers`."""
    section_id: Mapped[SectionId]
    team_id: Mapped[TeamId]
    task_id: Mapped[TaskId]
    judge_id: Mapped[int] = mapped_column(ForeignKey("judge.id"))
    attempt: Mapped[int] = mapped_column(default=1)
    state: Mapped[SheetState] = mapped_column(Word(SheetState, 12), default=SheetState.NOT_STARTED)
    rubric_version: Mapped[int] = mapped_column(default=1)
    note: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[Moment | None]
    submitted_at: Mapped[Moment | None]
    accepted_at: Mapped[Moment | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why the sheet was returned or made void; shown to its judge."""

    team: Mapped[Team] = relationship()
    task: Mapped[Task] = relationship()
    judge: Mapped[Judge] = relationship()


class Device(Base):
    """A phone, tablet or plain browser that sends operations; its token may add marks to its judge's sheets and read nothing."""

    __tablename__ = "device"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    section_id: Mapped[SectionId]
    user_id: Mapped[UserId]
    judge_id: Mapped[int | None] = mapped_column(ForeignKey("judge.id"), index=True)
    access_card_id: Mapped[int | None] = mapped_column(ForeignKey("access_card.id"))
    token_hash: Mapped[str] = mapped_column(String(64), default="")
    label: Mapped[str] = mapped_column(String(100), default="")
    level: Mapped[str] = mapped_column(String(10), default="form")
    """`form` (plain pages), `http` or `https` (the console's two declared levels)."""
    app_version: Mapped[str] = mapped_column(String(40), default="")
    last_seq: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)
    waiting_since: Mapped[Moment | None]
    last_seen_at: Mapped[Moment | None]
    unkept: Mapped[int] = mapped_column(default=0)
    """How many of those that wait stand in an open page only."""
    photos: Mapped[int] = mapped_column(default=0)
    battery: Mapped[int | None]
    """Percent, where the browser says it."""
    sheet_id: Mapped[int | None] = mapped_column(ForeignKey("score_sheet.id"))
    """The sheet that was open on it when it was last heard of."""
    revoked_at: Mapped[Moment | None]
    revoked_reason: Mapped[str] = mapped_column(String(300), default="")
    excused_at: Mapped[Moment | None]
    """When the chief judge let the section be finalised without what the device holds; a later contact undoes it."""
    excused_reason: Mapped[str] = mapped_column(String(300), default="")
    carried_at: Mapped[Moment | None]
    """When marks were last brought from it by file or picture."""
    created_at: Mapped[Moment]


class Operation(Base):
    """What a judge did to one cell of a sheet (or to the sheet), applied once; operations are the history of marks."""

    __tablename__ = "operation"
    __table_args__ = (
        UniqueConstraint("device_id", "seq"),
        CheckConstraint(one_of("kind", *Kind), name="kind"),
        CheckConstraint(one_of("outcome", *Outcome), name="outcome"),
        Index("ix_operation_sheet_criterion", "sheet_id", "criterion_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    """128 random bits, hexadecimal, made by the device."""
    number: Mapped[int] = mapped_column(Integer, index=True)
    """Order of arrival in the section."""
    section_id: Mapped[SectionId]
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"))
    seq: Mapped[int]
    user_id: Mapped[UserId]
    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheet.id"))
    kind: Mapped[Kind] = mapped_column(Word(Kind, 10), default=Kind.MARK)
    rubric_version: Mapped[int]
    criterion_id: Mapped[int | None] = mapped_column(ForeignKey("criterion.id"))
    base: Mapped[str | None] = mapped_column(String(32))
    """The operation whose value the judge saw; empty: none."""
    value: Mapped[str] = mapped_column(Text)
    """Canonical JSON of what was given: state, mark (thousandths), readings, consequence, note, unsure."""
    device_time: Mapped[str] = mapped_column(String(40), default="")
    received_at: Mapped[Moment]
    content_hash: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[Outcome] = mapped_column(Word(Outcome, 12))
    answer: Mapped[str] = mapped_column(Text)
    """Canonical JSON of the first answer; a repeated id gets it again."""


class Mark(Base):
    """The current value of one cell, derived from the operations; no row means not marked yet."""

    __tablename__ = "mark"
    __table_args__ = (
        CheckConstraint(one_of("state", *MarkState), name="state"),
        CheckConstraint(one_of("consequence", "", "exclude", "full", "others"), name="consequence"),
    )

    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheet.id"), primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), primary_key=True, index=True)
    operation_id: Mapped[str | None] = mapped_column(ForeignKey("operation.id"))
    state: Mapped[MarkState] = mapped_column(Word(MarkState, 12))
    """`unmarked` when a judge cleared the cell: as if there were no row, but the note stays."""
    mark: Mapped[Milli | None]
    """What `mark` holds in marks.csv, in thousandths: points, points of a level, occurrences × 1000."""
    readings: Mapped[str] = mapped_column(Text, default="")
    """Replicates as typed, separated by `|`."""
    consequence: Mapped[str] = mapped_column(String(10), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    unsure: Mapped[bool] = mapped_column(default=False)
    conflict_operation_id: Mapped[str | None] = mapped_column(ForeignKey("operation.id"))
    """The other value of a true conflict; until the judge chooses, the cell is undecided."""

    criterion: Mapped[Criterion] = relationship()
