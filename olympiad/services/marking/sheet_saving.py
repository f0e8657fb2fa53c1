"""Saving a whole sheet from a plain form: what was changed becomes operations, each on the value that the page showed."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.choices import MarkState
from olympiad.domain.operations import Kind, Operation, Value, value_from
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import Operation as OperationRow
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.computing import stations
from olympiad.services.marking import devices, judge_view, operations, score_sheets
from olympiad.services.marking.operations import Answer


class Given(NamedTuple):
    """What a form says of one criterion, and the operation whose value it showed (empty: none)."""

    criterion_id: int
    base: str
    value: Value


def save(
    session: Session,
    sheet: ScoreSheet,
    given: Sequence[Given],
    *,
    by: User,
    note: str | None = None,
    submits: bool = False,
) -> dict[int, Answer]:
    """Apply what differs from the values that the page showed; give the answers by criterion (0: note and submission).

    A value that another tab or device has changed meanwhile is not overwritten: both are kept as a conflict.
    """
    wanted: list[tuple[Kind, int | None, str | None, Value]] = [
        (Kind.MARK, one.criterion_id, one.base or None, one.value) for one in _changed(session, given)
    ]
    if note is not None and note != sheet.note:
        wanted.append((Kind.NOTE, None, None, Value(note=note)))
    if submits:
        wanted.append((Kind.SUBMIT, None, operations.last_submission(session, sheet.id), Value()))
    answers = send(session, sheet.judge, [Wanted(sheet, *one) for one in wanted], by=by)
    return {one[1] or 0: answer for one, answer in zip(wanted, answers, strict=True)}


def _changed(session: Session, given: Sequence[Given]) -> list[Given]:
    """Return what differs from the values that the page showed, and what was chosen over another value."""
    shown = values_of(session, {one.base for one in given if one.base})
    return [one for one in given if not one.value.says_the_same(shown.get(one.base, Value())) or one.value.chosen_over]


class Wanted(NamedTuple):
    """One operation to be made on a sheet: what it does, to which criterion, on which operation's value."""

    sheet: ScoreSheet
    kind: Kind
    criterion_id: int | None
    base: str | None
    value: Value


def send(session: Session, judge: Judge, wanted: Sequence[Wanted], *, by: User) -> list[Answer]:
    """Make operations on sheets of one judge and apply them as the plain pages' device of whoever acts; answers in order."""
    if not wanted:
        return []
    section = session.get_one(Section, judge.section_id)
    sender = devices.form_sender(session, section, judge, by=by)
    made = [
        Operation(
            secrets.token_hex(16),
            sender.last_seq + step,
            one.sheet.id,
            one.kind,
            one.sheet.rubric_version,
            one.criterion_id,
            one.base,
            one.value,
        )
        for step, one in enumerate(wanted, 1)
    ]
    answers = operations.apply(session, sender, made, by=by.id)
    session.expire_all()
    return answers


def choose(session: Session, sheet: ScoreSheet, criterion_id: int, operation_id: str, *, by: User) -> dict[int, Answer]:
    """Settle a conflict between two devices: the named one of both values counts."""
    mark = stations.marks_of(session, [sheet.id]).get((sheet.id, criterion_id))
    if mark is None or mark.conflict_operation_id is None:
        return {}
    line = next(one for one in judge_view.load(session, sheet).lines if one.criterion.id == criterion_id)
    if operation_id not in (mark.operation_id, *(rival.operation_id for rival in line.rivals)):
        return {}
    value = values_of(session, {operation_id}).get(operation_id) or operations.value_of(mark)
    chosen = replace(value, chosen_over=mark.conflict_operation_id)
    return save(session, sheet, [Given(criterion_id, mark.operation_id or "", chosen)], by=by)


def mark_absent(session: Session, sheet: ScoreSheet, *, by: User) -> dict[int, Answer]:
    """Say that the team was not there: every cell of the sheet becomes absent."""
    given = [
        Given(criterion.id, (mark.operation_id or "") if mark else "", Value(MarkState.ABSENT))
        for criterion, mark in score_sheets.cells_of(session, sheet)
    ]
    return save(session, sheet, given, by=by)


def values_of(session: Session, ids: set[str]) -> Mapping[str, Value]:
    """Return the values that some operations gave."""
    query = select(OperationRow.id, OperationRow.value).where(OperationRow.id.in_(ids))
    return {row.id: replace(value_from(json.loads(row.value)), chosen_over="") for row in session.execute(query)}
