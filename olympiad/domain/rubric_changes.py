"""What happens to marks when a rubric changes after marking has started: valid ones stay, others become not marked."""

from dataclasses import replace

from olympiad.domain.choices import Consequence
from olympiad.domain.exact import simplest
from olympiad.domain.kinds import KINDS
from olympiad.domain.rubric import AnswerKey, Cell, Criterion, Task
from olympiad.domain.section import AgreedMark, ScoreSheet, Section


def stays_valid(before: Criterion, after: Criterion, cell: Cell) -> bool:
    """Whether a mark given under one criterion is a mark under the other: same kind, and a value that it knows.

    Answers stay whatever the key says, for their points follow from it; a chosen answer as long as it is in the
    list. Not assessed stays not assessed.

    >>> from olympiad.domain.choices import CriterionKind
    >>> old, new = (Criterion("yield", CriterionKind.POINTS, maximum) for maximum in (10_000, 8000))
    >>> stays_valid(old, new, 7500), stays_valid(old, new, 9000)
    (True, False)
    """
    if cell is None:
        return True
    if before.kind is not after.kind:
        return False
    return isinstance(cell, Consequence) or KINDS[after.kind].keeps(after, cell)


def with_task(section: Section, changed: Task) -> Section:
    """The section under another rubric of one task; cells move with their criterion's code.

    >>> from olympiad.domain.choices import CriterionKind
    >>> from olympiad.domain.section import Team
    >>> old = Task("A", (Criterion("x", CriterionKind.POINTS, 4000), Criterion("y", CriterionKind.POINTS, 4000)))
    >>> new = Task("A", (Criterion("y", CriterionKind.POINTS, 2000), Criterion("z", CriterionKind.POINTS, 1000)))
    >>> sheet = ScoreSheet("T01", "A", "cem", (4000, 2000))
    >>> with_task(Section((Team("T01"),), (old,), (sheet,)), new).sheets[0].marks
    (2000, None)
    """
    before = next(task for task in section.tasks if task.code == changed.code)
    return replace(
        section,
        tasks=tuple(changed if task is before else task for task in section.tasks),
        sheets=tuple(_moved(sheet, before, changed) for sheet in section.sheets),
        sample_keys=_sample_keys(section, changed),
        agreed_marks=tuple(one for one in section.agreed_marks if _agreed_stays(one, before, changed)),
        notes=_notes(section, changed),
    )


def _sample_keys(section: Section, changed: Task) -> dict[tuple[str, str, str], AnswerKey]:
    """Return the keys without those of criteria that are gone or have none any more."""
    keyed = {one.code for one in changed.criteria if KINDS[one.kind].is_keyed}
    return {
        (task, criterion, sample): key
        for (task, criterion, sample), key in section.sample_keys.items()
        if task != changed.code or criterion in keyed
    }


def _notes(section: Section, changed: Task) -> dict[tuple[str, str, str, str], str]:
    """Return the notes without those of criteria that are gone."""
    return {
        where: note
        for where, note in section.notes.items()
        if where[1] != changed.code or where[3] in changed.positions
    }


def _moved(sheet: ScoreSheet, before: Task, after: Task) -> ScoreSheet:
    """Return a sheet with its cells under another rubric; one of another task stays as it is."""
    if sheet.task != after.code:
        return sheet
    return sheet._replace(marks=tuple(_cell(sheet, before, criterion) for criterion in after.criteria))


def _cell(sheet: ScoreSheet, before: Task, criterion: Criterion) -> Cell:
    at = before.positions.get(criterion.code)
    if at is None:
        return None
    cell = sheet.marks[at]
    return cell if stays_valid(before.criteria[at], criterion, cell) else None


def _agreed_stays(agreed: AgreedMark, before: Task, after: Task) -> bool:
    """An agreed mark of a criterion stays as a judge's mark would; one of the whole task stays."""
    if agreed.task != after.code or not agreed.criterion:
        return True
    old, new = before.positions.get(agreed.criterion), after.positions.get(agreed.criterion)
    if old is None or new is None:
        return False
    return stays_valid(before.criteria[old], after.criteria[new], simplest(agreed.mark))
