"""Stations: the official sheets of teams at tasks, loaded in few statements and compared by the rulebook."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain import moderation
from olympiad.domain.choices import HANDED_OVER, JudgeKind, MarkState, SheetState
from olympiad.domain.exact import Amount
from olympiad.domain.moderation import Comparison, compare, leaving_out
from olympiad.domain.rubric import Task as TaskValue
from olympiad.domain.rules import Rules
from olympiad.domain.section import ScoreSheet as SheetValue
from olympiad.domain.sheets import is_absent
from olympiad.models.absence import Absence
from olympiad.models.adjustment import AgreedMark
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import Mark, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Task
from olympiad.services.computing import exclusions, rubrics, rules
from olympiad.services.computing.exclusions import LeftOut
from olympiad.services.computing.rubrics import Rubric

Ids = tuple[int, int]
"""Ids of team and task."""
Marks = Mapping[tuple[int, int], Mark]
"""By ids of sheet and criterion."""


class Station(NamedTuple):
    """One team at one task: the official sheets that are not void, their marks, what is settled, and how they compare."""

    task: Task
    rubric: TaskValue
    criteria: list[Criterion]
    sheets: list[ScoreSheet]
    marks: list[list[Mark | None]]
    comparison: Comparison
    agreed: list[AgreedMark]

    @property
    def is_complete(self) -> bool:
        """Whether every expected sheet is handed over."""
        return self.comparison.is_complete

    @property
    def is_settled(self) -> bool:
        """Whether the whole task's mark is agreed."""
        return any(one.criterion_id is None for one in self.agreed)


class _Known(NamedTuple):
    """What is loaded for all stations at once."""

    rules: Rules
    rubrics: Mapping[int, Rubric]
    sheets: Mapping[Ids, list[ScoreSheet]]
    marks: Marks
    agreed: Mapping[Ids, list[AgreedMark]]
    samples: Mapping[Ids, str]
    left_out: LeftOut
    absences: set[Ids]


def load(session: Session, section: Section, team_id: int, task_id: int) -> Station:
    """Load one team at one task."""
    return load_many(session, section, [(team_id, task_id)])[team_id, task_id]


def load_many(session: Session, section: Section, wanted: Collection[Ids]) -> dict[Ids, Station]:
    """Load many stations of a section in as many statements as one."""
    if not wanted:
        return {}
    teams, tasks = ({ids[at] for ids in wanted} for at in (0, 1))
    found = rubrics.load(session, section.id, tasks)
    sheets = _official_sheets(session, teams, tasks)
    has_samples = any(one.sample_keys for one in found.values())
    known = _Known(
        rules.load(session, section),
        found,
        sheets,
        marks_of(session, [sheet.id for ids in wanted for sheet in sheets.get(ids, ())]),
        _agreed(session, teams, tasks),
        rubrics.samples_of(session, tasks, teams) if has_samples else {},
        exclusions.at_stations(session, teams, tasks),
        _absences(session, teams, tasks),
    )
    return {ids: _station(known, ids) for ids in wanted}


def _station(known: _Known, ids: Ids) -> Station:
    rubric, sheets, agreed = known.rubrics[ids[1]], known.sheets.get(ids, []), known.agreed.get(ids, [])
    marks = [[known.marks.get((sheet.id, one.id)) for one in rubric.criteria] for sheet in sheets]
    station = moderation.Station(
        rubric.value,
        [_sheet(rubric, *pair) for pair in zip(sheets, marks, strict=True)],
        rubric.keys(known.samples.get(ids, "")),
        _agreed_criteria(rubric, agreed),
        ids in known.absences or any(one.criterion_id is None for one in agreed),
        bool(sheets) and all(sheet.state == SheetState.ACCEPTED for sheet in sheets),
    )
    left_out = {rubric.positions[one] for one in known.left_out.of(*ids) if one in rubric.positions}
    comparison = compare(leaving_out(station, left_out), known.rules)
    return Station(rubric.row, rubric.value, rubric.criteria, sheets, marks, comparison, agreed)


def _sheet(rubric: Rubric, sheet: ScoreSheet, marks: Sequence[Mark | None]) -> SheetValue:
    """Return a sheet as the rulebook knows it; names of team and judge change nothing here."""
    cells = tuple(rubrics.cell_from(mark) for mark in marks)
    return SheetValue("", rubric.value.code, str(sheet.judge_id), cells, says_absent(marks),
                      submitted=sheet.state in HANDED_OVER)  # fmt: skip


def _agreed_criteria(rubric: Rubric, agreed: Iterable[AgreedMark]) -> dict[int, Amount]:
    """Agreed criterion marks by position; one of a line that was taken out of the rubric counts no longer."""
    return {
        rubric.positions[one.criterion_id]: one.mark
        for one in agreed
        if one.criterion_id in rubric.positions and one.criterion_id is not None
    }


def says_absent(marks: Sequence[Mark | None]) -> bool:
    """Return whether a sheet says that the team was not there."""
    return is_absent(sum(mark is not None and mark.state == MarkState.ABSENT for mark in marks), len(marks))


def _official_sheets(
    session: Session, team_ids: Collection[int], task_ids: Collection[int]
) -> Mapping[Ids, list[ScoreSheet]]:
    query = (
        select(ScoreSheet)
        .join(Judge, Judge.id == ScoreSheet.judge_id)
        .where(
            ScoreSheet.team_id.in_(team_ids),
            ScoreSheet.task_id.in_(task_ids),
            ScoreSheet.state != SheetState.VOID,
            Judge.kind == JudgeKind.OFFICIAL,
        )
        .order_by(Judge.key, ScoreSheet.attempt)
    )
    found: dict[Ids, list[ScoreSheet]] = defaultdict(list)
    for sheet in session.scalars(query):
        found[sheet.team_id, sheet.task_id].append(sheet)
    return found


def marks_of(session: Session, sheet_ids: Collection[int]) -> dict[tuple[int, int], Mark]:
    """Load the marks of some sheets by sheet and criterion."""
    query = select(Mark).where(Mark.sheet_id.in_(list(sheet_ids))).execution_options(populate_existing=True)
    return {(mark.sheet_id, mark.criterion_id): mark for mark in session.scalars(query)}


def standing_agreed_marks(session: Session, team_id: int, task_id: int) -> list[AgreedMark]:
    """Return what is settled for a team at a task and not withdrawn."""
    return _agreed(session, [team_id], [task_id]).get((team_id, task_id), [])


def _agreed(session: Session, team_ids: Collection[int], task_ids: Collection[int]) -> Mapping[Ids, list[AgreedMark]]:
    query = select(AgreedMark).where(
        AgreedMark.team_id.in_(team_ids), AgreedMark.task_id.in_(task_ids), AgreedMark.withdrawn_at.is_(None)
    )
    found: dict[Ids, list[AgreedMark]] = defaultdict(list)
    for one in session.scalars(query.order_by(AgreedMark.id)):
        found[one.team_id, one.task_id].append(one)
    return found


def _absences(session: Session, team_ids: Collection[int], task_ids: Collection[int]) -> set[Ids]:
    """Where a team is declared absent as a whole."""
    query = select(Absence.team_id, Absence.task_id)
    rows = session.execute(query.where(Absence.team_id.in_(team_ids), Absence.task_id.in_(task_ids)))
    return {(team_id, task_id) for team_id, task_id in rows}
