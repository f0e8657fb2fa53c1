"""One row of marks.csv as a cell of a sheet: what is accepted for each criterion kind and state."""

from fractions import Fraction

from olympiad.domain.choices import Consequence, CriterionKind, MarkState
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import number, points
from olympiad.domain.notation.rubric import parse_mark
from olympiad.domain.readings import ReadingKey
from olympiad.domain.rubric import Cell, Criterion, agrees_with_reading, mark_points
from olympiad.exchange.reports import Report
from olympiad.exchange.tables import Row

CONSEQUENCES = {"": Consequence.UNDECIDED} | {
    str(one): one for one in (Consequence.EXCLUDE, Consequence.FULL, Consequence.OTHERS)
}


def read_cell(row: Row, criterion: Criterion, key: ReadingKey | None, report: Report) -> Cell:
    """Return the cell of a row whose state is not `absent`; `key` is the reading key that applies to the team."""
    cells = row.cells
    state, mark, reading = cells.get("state", ""), cells.get("mark", ""), cells.get("reading", "")
    if state == MarkState.NOT_ASSESSED:
        return _not_assessed(row, report)
    if not mark and not reading:
        if state == MarkState.MARKED:
            report.add(row.number, "mark", "marked_without_mark", criterion=criterion.code)
        return None
    if criterion.kind is CriterionKind.READING:
        return _reading(row, criterion, key, report)
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


def _reading(row: Row, criterion: Criterion, key: ReadingKey | None, report: Report) -> Cell:
    mark, reading = row.cells.get("mark", ""), row.cells.get("reading", "")
    given = report.number_cell(row, "mark") if mark else None
    if mark and given is None:
        return None
    if not reading:
        if given == 0 and row.cells.get("note", ""):
            return 0
        report.add(row.number, "mark", "mark_without_reading", found=mark, criterion=criterion.code)
        return None
    replicates = _replicates(row, reading, report)
    if replicates and given is not None:
        _compare(row, criterion, key, replicates, given, report)
    return replicates or None


def _replicates(row: Row, text: str, report: Report) -> tuple[Fraction, ...]:
    values = []
    for part in text.split("|"):
        try:
            values.append(number(part.strip()))
        except DomainError as error:
            report.add(row.number, "reading", error.code, **error.fields)
            return ()
    return tuple(values)


def _compare(
    row: Row, criterion: Criterion, key: ReadingKey | None, replicates: Cell, given: Fraction, report: Report
) -> None:
    computed = mark_points(criterion, replicates, key)
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
