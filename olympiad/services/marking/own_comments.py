"""What a judge noted on criteria before: offered again on the next team's sheet."""

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.choices import SheetState
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import Mark, Operation, ScoreSheet

MOST = 4
LONGEST = 120
"""Characters; a longer note belongs to one team."""


def last_comments(session: Session, judge: Judge) -> dict[int, list[str]]:
    """Return the judge's own last different notes by criterion, the newest first, at most four each."""
    query = (
        select(Mark.criterion_id, Mark.note)
        .join(ScoreSheet, ScoreSheet.id == Mark.sheet_id)
        .join(Operation, Operation.id == Mark.operation_id)
        .where(ScoreSheet.judge_id == judge.id, ScoreSheet.state != SheetState.VOID, Mark.note != "")
        .order_by(Operation.number.desc())
    )
    found: dict[int, list[str]] = defaultdict(list)
    for criterion_id, note in session.execute(query):
        notes = found[criterion_id]
        if len(note) <= LONGEST and note not in notes and len(notes) < MOST:
            notes.append(note)
    return dict(found)
