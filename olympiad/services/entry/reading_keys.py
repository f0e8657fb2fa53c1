"""Keys of answers (readings, choices) that are set apart from the rubric: for all samples or for one, also after the run."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain import section as values
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.errors import DomainError
from olympiad.domain.kinds import KEYED, KINDS
from olympiad.domain.notation.keys import parse_answer_key
from olympiad.domain.reasons import given_reason
from olympiad.domain.rubric import AnswerKey
from olympiad.domain.rubric import Criterion as Value
from olympiad.models.section import Section
from olympiad.models.task import Criterion, ReadingKey, Sample, Task
from olympiad.models.user import User
from olympiad.services.computing import rubrics, section_values, what_if
from olympiad.services.computing.what_if import Trial
from olympiad.services.marking import score_sheets
from olympiad.services.record import audit


@dataclass(frozen=True)
class KeyLine:
    """One key of a criterion: the rubric's own, one set apart for all samples, or one for a sample."""

    sample: str
    text: str
    is_set: bool
    """Whether it stands apart from the rubric."""


@dataclass(frozen=True)
class Measured:
    """A criterion whose answers have a key, with its task and every key."""

    criterion: Criterion
    task: Task
    lines: Sequence[KeyLine]


def readings(session: Session, section: Section) -> list[Measured]:
    """List the criteria of a section whose answers have keys; for each the shared key, then a line for each sample."""
    query = (
        select(Criterion, Task)
        .join(Task, Task.id == Criterion.task_id)
        .where(Task.section_id == section.id, Criterion.kind.in_(KEYED), Criterion.retired_in.is_(None))
        .order_by(Task.position, Task.id, Criterion.position, Criterion.id)
    )
    found = session.execute(query).all()
    keys: dict[int, dict[str, str]] = {criterion.id: {} for criterion, _ in found}
    for row in session.scalars(select(ReadingKey).where(ReadingKey.criterion_id.in_(keys)).order_by(ReadingKey.sample)):
        keys[row.criterion_id][row.sample] = row.key
    samples: dict[int, set[str]] = {task.id: set() for _, task in found}
    for task_id, sample in session.execute(select(Sample.task_id, Sample.sample).where(Sample.task_id.in_(samples))):
        samples[task_id].add(sample)
    return [
        Measured(criterion, task, _lines(criterion, keys[criterion.id], samples[task.id])) for criterion, task in found
    ]


def _lines(criterion: Criterion, keys: dict[str, str], samples: set[str]) -> list[KeyLine]:
    shared = KeyLine("", keys.get("", rubrics.own_key_text(criterion)), "" in keys)
    names = sorted((samples | keys.keys()) - {""})
    return [shared, *(KeyLine(name, keys.get(name, ""), name in keys) for name in names)]


def key_of(session: Session, criterion: Criterion, sample: str) -> str:
    """Return the key that stands for exactly this sample, the rubric's own for all samples; empty if none."""
    query = select(ReadingKey.key).where(ReadingKey.criterion_id == criterion.id, ReadingKey.sample == sample)
    return session.scalar(query) or ("" if sample else rubrics.own_key_text(criterion))


def try_key(session: Session, section: Section, criterion: Criterion, sample: str, key: AnswerKey | None) -> Trial:
    """Compare the ranking with the one under another key; nothing is written."""
    task = session.get_one(Task, criterion.task_id)
    place = (task.code, criterion.code)
    return what_if.try_change(section_values.load(session, section), lambda value: _with_key(value, place, sample, key))


def _with_key(value: values.Section, place: tuple[str, str], sample: str, key: AnswerKey | None) -> values.Section:
    task_code, code = place
    if sample:
        others = {where: kept for where, kept in value.sample_keys.items() if where != (*place, sample)}
        return replace(value, sample_keys=others | ({(*place, sample): key} if key else {}))
    tasks = tuple(
        replace(task, criteria=tuple(_keyed(one, key) if one.code == code else one for one in task.criteria))
        if task.code == task_code
        else task
        for task in value.tasks
    )
    return replace(value, tasks=tasks)


def _keyed(criterion: Value, key: AnswerKey | None) -> Value:
    return KINDS[criterion.kind].with_key(criterion, key)


def set_key(
    session: Session, section: Section, criterion: Criterion, *, sample: str, text: str, reason: str, by: User
) -> None:
    """Set the key of a criterion's answers for a sample, or (empty `sample`) for all; an empty text goes back to the rubric's.

    Points are never stored for answers, so everything computed from them follows at once; what moves is kept in the
    record. Raises DomainError: `reading_not_asked`, `reason_missing` once marking has started, `key_unchanged`, and what
    is wrong with the key.
    """
    audit.lock(session, section.id)
    if criterion.kind not in KEYED:
        raise DomainError("reading_not_asked", criterion=criterion.code)
    text, sample, reason = text.strip(), sample.strip(), reason.strip()
    key = parse_answer_key(rubrics.criterion_from(criterion), text) if text else None
    if section.marking_started_at is not None:
        reason = given_reason(reason)
    query = select(ReadingKey).where(ReadingKey.criterion_id == criterion.id, ReadingKey.sample == sample)
    row = session.scalars(query).one_or_none()
    before = row.key if row else ""
    if text == before:
        raise DomainError("key_unchanged")
    trial = try_key(session, section, criterion, sample, key or _own_key(criterion, sample))
    _write(session, row, ReadingKey(criterion_id=criterion.id, sample=sample, key=text))
    audit.record(
        session,
        AuditAction.READING_KEYS_SET_KEY,
        f"criterion:{criterion.id}",
        by=by,
        section=section,
        before={"sample": sample, "key": before},
        after={"sample": sample, "key": text, **what_if.recorded(trial)},
        personal={"reason": reason} if reason else None,
    )
    score_sheets.look_again(session, section, criterion.task_id)


def _write(session: Session, row: ReadingKey | None, new: ReadingKey) -> None:
    """Put a key where none stands, change the one that does, or delete it for an empty text."""
    if row is None:
        session.add(new)
    elif new.key:
        row.key = new.key
    else:
        session.delete(row)
    session.flush()


def _own_key(criterion: Criterion, sample: str) -> AnswerKey | None:
    """The rubric's own key, to which all samples go back."""
    value = rubrics.criterion_from(criterion)
    return None if sample else KINDS[value.kind].own_key(value)
