"""One row of marks.csv as a cell of a sheet: what is accepted for each criterion kind and state."""

from fractions import Fraction

from olympiad.domain.choices import Consequence, MarkState
from olympiad.domain.exact import points
from olympiad.domain.kinds import KINDS
from olympiad.domain.notation.rubric import parse_mark
from olympiad.domain.rubric import AnswerKey, Cell, Criterion, agrees_with_reading, mark_points
from olympiad.exchange.reports import Report
from olympiad.exchange.tables import Row

CONSEQUENCES = {"": Consequence.UNDECIDED} | {
    str(one): one for one in (Consequence.EXCLUDE, Consequence.FULL, Consequence.OTHERS)
}


def read_cell(row: Row, criterion: Criterion, key: AnswerKey | None, report: Report) -> Cell:
    """Return the cell of a row whose state is not `absent`; `key` is the key of answers that applies to the team."""
    cells = row.cells
    state, mark, reading = cells.get("state", ""), cells.get("mark", ""), cells.get("reading", "")
    if state == MarkState.NOT_ASSESSED:
        return _not_assessed(row, report)
    if not mark and not reading:
        if state == MarkState.MARKED:
            report.add(row.number, "mark", "marked_without_mark", criterion=criterion.code)
        return None
    if KINDS[criterion.kind].is_keyed:
        return _answers(row, criterion, key, report)
    if reading:
        report.add(row.number, "reading", "reading_of_no_reading", found=reading, criterion=criterion.code)
        return None
    return _mark(row, criterion, report)


def _not_assessed(row: Row, report: Report) -> Cell:
    for column in ("mark", "reading"):
        if found := row.cells.get(column, ""):
            report.add(row.number, column, "mark_beside_state", found=found, state=str(MarkState.NOT_ASSESSED))
    found = row.cells.get("consequence", "")
    if found not in CONSEQUENCES:
        report.add(row.number, "consequence", "word_unknown", found=found, known=", ".join(filter(None, CONSEQUENCES)))
    return CONSEQUENCES.get(found, Consequence.UNDECIDED)


def _mark(row: Row, criterion: Criterion, report: Report) -> Cell:
    return report.parsed(row, "mark", lambda text: parse_mark(criterion, text))


def _answers(row: Row, criterion: Criterion, key: AnswerKey | None, report: Report) -> Cell:
    """Return replicates or chosen answers; a mark beside them must be the points that the key gives."""
    mark, text = row.cells.get("mark", ""), row.cells.get("reading", "")
    given = report.number_cell(row, "mark") if mark else None
    if mark and given is None:
        return None
    kind = KINDS[criterion.kind]
    if not text:
        if given == 0 and kind.accepts_nothing(row.cells.get("note", "")):
            return 0
        report.add(row.number, "mark", kind.mark_alone, found=mark, criterion=criterion.code)
        return None
    answers = report.parsed(row, "reading", lambda written: kind.parse_answers(criterion, written))
    if answers and given is not None:
        _compare(row, criterion, key, answers, given, report)
    return answers or None


def _compare(
    row: Row, criterion: Criterion, key: AnswerKey | None, answers: Cell, given: Fraction, report: Report
) -> None:
    computed = mark_points(criterion, answers, key)
    if computed is None:
        return
    amount = given * 1000
    if amount.denominator != 1 or not agrees_with_reading(amount.numerator, computed):
        report.add(
            row.number,
            "mark",
            "mark_differs_from_reading",
            found=row.cells["mark"],
            computed=points(computed),
            criterion=criterion.code,
        )
