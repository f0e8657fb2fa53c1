"""Appeals: the moves from lodged to decided, who may decide, and what an outcome does to a section's values."""

from dataclasses import replace
from enum import StrEnum

from olympiad.domain.choices import Consequence
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import Amount
from olympiad.domain.section import AgreedMark, ScoreSheet, Section


class AppealState(StrEnum):
    """Where an appeal is."""

    LODGED = "lodged"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    LOST = "lost"


class Outcome(StrEnum):
    """What the jury decides: the mark stays, is another one, or the criterion counts for no team."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    VOID = "void"


class Move(StrEnum):
    """What is done to an appeal; `lose` records that the right was lost, such as by not coming to the hearing."""

    DECIDE = "decide"
    WITHDRAW = "withdraw"
    LOSE = "lose"
    RECONSIDER = "reconsider"


LODGED, DECIDED, WITHDRAWN, LOST = AppealState

MOVES: dict[Move, dict[AppealState, AppealState]] = {
    Move.DECIDE: {LODGED: DECIDED},
    Move.WITHDRAW: {LODGED: WITHDRAWN},
    Move.LOSE: {LODGED: LOST},
    Move.RECONSIDER: {DECIDED: LODGED},
}


def after(state: AppealState | str, move: Move, *, is_closed: bool = False) -> AppealState:
    """The state after a move; what a results version has taken up does not move any more.

    >>> str(after("lodged", Move.DECIDE))
    'decided'
    >>> after("withdrawn", Move.DECIDE)
    Traceback (most recent call last):
    olympiad.domain.errors.DomainError: appeal_ended: state=withdrawn
    >>> after("decided", Move.RECONSIDER, is_closed=True)
    Traceback (most recent call last):
    olympiad.domain.errors.DomainError: appeal_closed
    """
    if is_closed:
        raise DomainError("appeal_closed")
    found = MOVES[move].get(AppealState(state))
    if found is None:
        raise DomainError("appeal_not_decided" if move is Move.RECONSIDER else "appeal_ended", state=str(state))
    return found


def refuse_decider(*, has_marked: bool, is_of_institution: bool, is_of_team: bool) -> None:
    """Refuse to let a person decide who marked that sheet, or belongs to the team or its institution.

    >>> refuse_decider(has_marked=True, is_of_institution=False, is_of_team=False)
    Traceback (most recent call last):
    olympiad.domain.errors.DomainError: appeal_decider_marked
    """
    if has_marked:
        raise DomainError("appeal_decider_marked")
    if is_of_institution or is_of_team:
        raise DomainError("appeal_decider_interested")


def with_mark(section: Section, team: str, task: str, criterion: str, mark: Amount) -> Section:
    """The section with this mark agreed for a criterion, or (no criterion) for the whole task of a team.

    What was agreed there before gives way: everything at the task for a task mark; the same criterion and a task mark
    for a criterion.
    """
    kept = tuple(one for one in section.agreed_marks if not _gives_way(one, team, task, criterion))
    return replace(section, agreed_marks=(*kept, AgreedMark(team, task, mark, criterion)))


def _gives_way(one: AgreedMark, team: str, task: str, criterion: str) -> bool:
    if (one.team, one.task) != (team, task):
        return False
    return not criterion or one.criterion in ("", criterion)


def without_criterion(section: Section, task: str, criterion: str) -> Section:
    """The section with a criterion that counts for no team: left out on every sheet, as `not_assessed`, `exclude`.

    An agreed mark of that criterion falls; an agreed mark of a whole task stays. Absent sheets stay absent.
    """
    position = next((one.positions.get(criterion) for one in section.tasks if one.code == task), None)
    if position is None:
        return section
    sheets = tuple(_excluding(sheet, position) if sheet.task == task else sheet for sheet in section.sheets)
    agreed = tuple(one for one in section.agreed_marks if (one.task, one.criterion) != (task, criterion))
    return replace(section, sheets=sheets, agreed_marks=agreed)


def _excluding(sheet: ScoreSheet, position: int) -> ScoreSheet:
    if sheet.absent:
        return sheet
    marks = (*sheet.marks[:position], Consequence.EXCLUDE, *sheet.marks[position + 1 :])
    return sheet._replace(marks=marks)
