"""When each of two persons keyed the cells of paper sheets, read from the operations and the second keyings."""

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.choices import MarkState
from olympiad.domain.operations import Kind, Outcome, value_from
from olympiad.domain.second_keyings import Keyed, compared
from olympiad.models.judge import Judge
from olympiad.models.keying import SecondKeying
from olympiad.models.score_sheet import Operation, ScoreSheet
from olympiad.models.task import Criterion


def compared_cells(
    session: Session, sheet_ids: Sequence[int], seconds: Iterable[SecondKeying]
) -> dict[int, frozenset[int]]:
    """Return by sheet the criteria in which both keyings were once compared; sheets without a second keying are left out."""
    history: dict[int, list[Keyed]] = {}
    for second in seconds:
        history.setdefault(second.sheet_id, []).append(Keyed(second.at, second.criterion_id, True, True))
    query = (
        select(Operation, Criterion.id, Judge.user_id)
        .join(ScoreSheet, ScoreSheet.id == Operation.sheet_id)
        .join(Judge, Judge.id == ScoreSheet.judge_id)
        .join(Criterion, Criterion.id == Operation.criterion_id)
        .where(Operation.sheet_id.in_(history.keys() & set(sheet_ids)), Criterion.retired_in.is_(None))
        .where(Operation.kind == Kind.MARK, Operation.outcome == Outcome.APPLIED)
    )
    for operation, criterion_id, judge_id in session.execute(query):
        is_there = operation.user_id != judge_id and not _is_empty(operation)
        history[operation.sheet_id].append(Keyed(operation.received_at, criterion_id, False, is_there))
    return {sheet_id: compared(events) for sheet_id, events in history.items()}


def _is_empty(operation: Operation) -> bool:
    return value_from(json.loads(operation.value)).state is MarkState.UNMARKED
