"""What teams read beside their marks: comments of judges that the chief judge released, and full-mark answers."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from olympiad import limits
from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.choices import SheetState
from olympiad.domain.errors import DomainError
from olympiad.models.feedback import FullAnswer, ReleasedComment
from olympiad.models.score_sheet import Mark, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.record import audit


@dataclass(frozen=True)
class Comment:
    """A judge's comment in a task, as it stands now or as it stood when it was released."""

    sheet: ScoreSheet
    criterion: Criterion | None
    words: str
    is_released: bool

    @property
    def key(self) -> str:
        """Return what names it in a form."""
        return f"{self.sheet.id}-{self.criterion.id if self.criterion else 0}"


class Answer(NamedTuple):
    """A full-mark answer in three languages."""

    en: str
    uz: str
    ru: str


@dataclass(frozen=True)
class Feedback:
    """What a team may read: comments by task and criterion code (empty: under the sheet), answers by task code."""

    comments: Mapping[tuple[str, str], list[str]] = field(default_factory=dict)
    answers: Mapping[str, FullAnswer] = field(default_factory=dict)


def comments_of(session: Session, task: Task) -> list[Comment]:
    """List every comment of a task's sheets by team code, the released ones as teams read them."""
    released = {(one.sheet_id, one.criterion_id): one for one in _released(session, task)}
    found = [Comment(sheet, None, sheet.note, (sheet.id, None) in released) for sheet in _noted_sheets(session, task)]
    for mark, sheet in _noted_marks(session, task):
        found.append(Comment(sheet, mark.criterion, mark.note, (sheet.id, mark.criterion_id) in released))
    there = {(one.sheet.id, one.criterion.id if one.criterion else None) for one in found}
    found += [Comment(row.sheet, row.criterion, row.words, True) for key, row in released.items() if key not in there]
    return sorted(
        found, key=lambda one: (one.sheet.team.code, one.criterion.position if one.criterion else 0, one.sheet.id)
    )


def _noted_sheets(session: Session, task: Task) -> list[ScoreSheet]:
    query = select(ScoreSheet).where(
        ScoreSheet.task_id == task.id, ScoreSheet.state != SheetState.VOID, ScoreSheet.note != ""
    )
    return list(session.scalars(query.options(joinedload(ScoreSheet.team), joinedload(ScoreSheet.judge))))


def _noted_marks(session: Session, task: Task) -> list[tuple[Mark, ScoreSheet]]:
    query = (
        select(Mark, ScoreSheet)
        .join(ScoreSheet, ScoreSheet.id == Mark.sheet_id)
        .where(ScoreSheet.task_id == task.id, ScoreSheet.state != SheetState.VOID, Mark.note != "")
        .options(joinedload(Mark.criterion), joinedload(ScoreSheet.team), joinedload(ScoreSheet.judge))
    )
    return [(mark, sheet) for mark, sheet in session.execute(query)]


def _released(session: Session, task: Task) -> list[ReleasedComment]:
    query = select(ReleasedComment).join(ScoreSheet, ScoreSheet.id == ReleasedComment.sheet_id)
    return list(session.scalars(query.where(ScoreSheet.task_id == task.id)))


def release(session: Session, section: Section, task: Task, chosen: Collection[str], *, by: User) -> int:
    """Let teams read exactly the chosen comments of a task; return how many that are."""
    known = {one.key: one for one in comments_of(session, task)}
    wanted = {key: known[key] for key in chosen if key in known}
    rows = {f"{row.sheet_id}-{row.criterion_id or 0}": row for row in _released(session, task)}
    for key in rows.keys() - wanted.keys():
        session.delete(rows[key])
    for key in wanted.keys() - rows.keys():
        session.add(_row(section, wanted[key], by))
    for key in wanted.keys() & rows.keys():
        rows[key].words = wanted[key].words
    after: dict[str, audit.Plain] = {"task": task.code, "comments": len(wanted)}
    audit.record(
        session, AuditAction.FEEDBACK_RELEASE, f"task:{task.id}", by=by, section=section,
        before={"comments": len(rows)}, after=after,
    )  # fmt: skip
    return len(wanted)


def _row(section: Section, one: Comment, by: User) -> ReleasedComment:
    return ReleasedComment(
        section_id=section.id,
        sheet_id=one.sheet.id,
        criterion_id=one.criterion.id if one.criterion else None,
        words=one.words,
        at=utc_now(),
        by_id=by.id,
    )


def answer_of(session: Session, task: Task) -> FullAnswer | None:
    """Return the full-mark answer of a task."""
    return session.scalars(select(FullAnswer).where(FullAnswer.task_id == task.id)).one_or_none()


def save_answer(
    session: Session, section: Section, task: Task, answer: Answer, *, is_released: bool, by: User
) -> FullAnswer:
    """Keep a task's full-mark answer; raises `answer_missing` where an empty one shall be released, `text_too_long`."""
    texts = Answer(*(one.strip() for one in answer))
    if is_released and not any(texts):
        raise DomainError("answer_missing")
    if max(map(len, texts)) > limits.KEY:
        raise DomainError("answer_too_long", limit=limits.KEY)
    row = answer_of(session, task) or FullAnswer(section_id=section.id, task_id=task.id)
    row.answer_en, row.answer_uz, row.answer_ru = texts
    row.released_at = (row.released_at or utc_now()) if is_released else None
    session.add(row)
    audit.record(
        session, AuditAction.FEEDBACK_SAVE_ANSWER, f"task:{task.id}", by=by, section=section,
        after={"task": task.code, "released": is_released},
    )  # fmt: skip
    return row


def of_team(session: Session, team: Team) -> Feedback:
    """Return what a team may read beside its marks; void sheets say nothing."""
    query = (
        select(Task.code, Criterion.code, ReleasedComment.words)
        .join(ScoreSheet, ScoreSheet.id == ReleasedComment.sheet_id)
        .join(Task, Task.id == ScoreSheet.task_id)
        .outerjoin(Criterion, Criterion.id == ReleasedComment.criterion_id)
        .where(ScoreSheet.team_id == team.id, ScoreSheet.state != SheetState.VOID, ReleasedComment.words != "")
        .order_by(ReleasedComment.id)
    )
    comments: dict[tuple[str, str], list[str]] = defaultdict(list)
    for task, criterion, words in session.execute(query):
        comments[task, criterion or ""].append(words)
    answers = select(FullAnswer).where(FullAnswer.section_id == team.section_id, FullAnswer.released_at.is_not(None))
    return Feedback(
        dict(comments), {row.task.code: row for row in session.scalars(answers.options(joinedload(FullAnswer.task)))}
    )
