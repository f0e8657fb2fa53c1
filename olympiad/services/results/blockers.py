"""What keeps a section from being finalised, and what has to be confirmed."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.blockers import Blocker
from olympiad.domain.borders import Border, find_borders
from olympiad.domain.choices import OUT_OF_RUNNING, Consequence, JudgeKind, SheetState, WhenMissing
from olympiad.domain.errors import DomainError
from olympiad.domain.evidence import Evidence, gather
from olympiad.domain.kinds import KINDS
from olympiad.domain.known_marks import KnownMarks, Marked
from olympiad.domain.moderation import are_all_in, compare, station_of
from olympiad.domain.ranking import Ranking, rank_evidence
from olympiad.domain.rubric import Cell, Criterion, Task
from olympiad.domain.section import ScoreSheet as SheetValue
from olympiad.domain.section import Section as SectionValue
from olympiad.domain.sheets import Basis, Worth
from olympiad.domain.task_marks import MarkedSheet
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import Mark, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Task as TaskRow
from olympiad.models.team import Team
from olympiad.services.appeals import appeals
from olympiad.services.computing import section_values
from olympiad.services.computing.section_cache import Provisional
from olympiad.services.marking import device_board, double_keying, quarantine
from olympiad.services.results import border_confirmations
from olympiad.services.sections import rule_signatures
from olympiad.services.settling import incidents

Source = Callable[[Session, Section], Iterable[Blocker]]

SOURCES: tuple[Source, ...] = (
    device_board.blockers,
    double_keying.blockers,
    quarantine.blockers,
    incidents.blockers,
    rule_signatures.blockers,
    appeals.blockers,
)
"""What other capabilities know to be in the way: one function `blockers(session, section)` each."""


@dataclass(frozen=True)
class Outlook:
    """What finalising would see: the values, their ranking (None while the rules refuse one) and what is in the way."""

    value: SectionValue | None
    ranking: Ranking | None
    found: tuple[Blocker, ...]
    borders: tuple[Border, ...] = ()
    """Award borders, once every mark is there."""

    @property
    def blockers(self) -> tuple[Blocker, ...]:
        """What must be mended."""
        return tuple(one for one in self.found if not one.asks)

    @property
    def questions(self) -> tuple[Blocker, ...]:
        """What only has to be confirmed."""
        return tuple(one for one in self.found if one.asks)


def blockers(session: Session, section: Section) -> list[Blocker]:
    """List everything that keeps a section from being finalised, then what asks for a confirmation."""
    return list(outlook(session, section).found)


def outlook(session: Session, section: Section, known: Provisional | None = None) -> Outlook:
    """Load and rank a section as finalising would; `known` spares a page what has not changed."""
    try:
        value = known.load(session, section) if known else section_values.load(session, section)
    except DomainError as error:
        return Outlook(None, None, (Blocker(error.code, error.fields),))
    if empty := _is_empty(value):
        return Outlook(value, None, (empty,))
    names = _Names(session, section, value)
    marks = known.marks if known else KnownMarks()
    try:
        evidence = gather(value)
        found = [*_of_sheets(evidence, marks.sheets_of(evidence), names), *_disagreements(evidence, names)]
        ranking = rank_evidence(evidence, marks)
    except DomainError as error:
        return Outlook(value, None, (Blocker(error.code, error.fields),))
    in_the_way = [*_conflicts(session, section), *found]
    in_the_way += _of_ranking(ranking, in_the_way, names)
    in_the_way += [one for source in SOURCES for one in source(session, section)]
    borders = find_borders(evidence, ranking, marks) if _may_be_confirmed(in_the_way) else []
    in_the_way += border_confirmations.blockers(session, section, borders)
    return Outlook(value, ranking, tuple(in_the_way), tuple(borders))


def _is_empty(value: SectionValue) -> Blocker | None:
    if not value.teams:
        return Blocker("blocker_no_teams")
    return None if value.tasks else Blocker("blocker_no_tasks")


class _Names:
    """Names and states that stand in the sentences, loaded once."""

    def __init__(self, session: Session, section: Section, value: SectionValue) -> None:
        self.codes = {team.key: team.code for team in value.teams}
        self.judges = dict(value.judge_names)
        query = (
            select(Team.key, TaskRow.code, Judge.key, ScoreSheet.state)
            .select_from(ScoreSheet)
            .join(Team, Team.id == ScoreSheet.team_id)
            .join(TaskRow, TaskRow.id == ScoreSheet.task_id)
            .join(Judge, Judge.id == ScoreSheet.judge_id)
            .where(
                ScoreSheet.section_id == section.id,
                ScoreSheet.state != SheetState.VOID,
                Judge.kind == JudgeKind.OFFICIAL,
            )
        )
        self.states = {(team, task, judge): state for team, task, judge, state in session.execute(query)}
        self.not_accepted = {
            (team, task) for (team, task, _), state in self.states.items() if state != SheetState.ACCEPTED
        }

    def is_accepted(self, team: str, task: Task) -> bool:
        """Whether all official sheets of a team at a task have been accepted."""
        return (team, task.code) not in self.not_accepted

    def fields(self, team: str, task: str, judge: str = "") -> dict[str, object]:
        """What a sentence needs to name a place."""
        return {"team": team, "team_code": self.codes[team], "task": task, "judge": self.judges.get(judge) or judge}


def _conflicts(session: Session, section: Section) -> Iterable[Blocker]:
    """Cells for which two devices hold different marks."""
    query = (
        select(Team.key, Team.code, TaskRow.code, Judge.name, Judge.key)
        .select_from(ScoreSheet)
        .join(Mark, Mark.sheet_id == ScoreSheet.id)
        .join(Team, Team.id == ScoreSheet.team_id)
        .join(TaskRow, TaskRow.id == ScoreSheet.task_id)
        .join(Judge, Judge.id == ScoreSheet.judge_id)
        .where(
            ScoreSheet.section_id == section.id,
            ScoreSheet.state != SheetState.VOID,
            Mark.conflict_operation_id.is_not(None),
        )
        .where(Judge.kind == JudgeKind.OFFICIAL, Team.status.not_in(OUT_OF_RUNNING))
        .order_by(TaskRow.position, Team.key, Judge.key)
        .distinct()
        .add_columns(TaskRow.position)
    )
    for team, code, task, name, key, _position in session.execute(query):
        yield Blocker("blocker_undecided_cell", {"team": team, "team_code": code, "task": task, "judge": name or key})


def _of_sheets(evidence: Evidence, marked: Marked, names: _Names) -> Iterable[Blocker]:
    """Sheets without a total, gaps, and tasks that wait for an agreed mark."""
    value = evidence.section
    asks = value.rules.missing is WhenMissing.ZERO
    for task in value.tasks:
        places = {
            team.key: marked(team.key, task)
            for team in value.teams
            if team.status not in OUT_OF_RUNNING
            and (team.key, task.code) not in evidence.agreed
            and (team.key, task.code) not in value.absences
        }
        for team, sheets in places.items():
            yield from _of_place(evidence, sheets, names, team, task, asks=asks)
        if task.judges and not task.maximum and any(map(_has_come, places.values())):
            yield Blocker("blocker_task_without_points", {"task": task.code})


def _of_place(
    evidence: Evidence, sheets: tuple[MarkedSheet, ...], names: _Names, team: str, task: Task, *, asks: bool
) -> Iterable[Blocker]:
    if not task.judges:
        yield Blocker("blocker_no_agreed_mark", names.fields(team, task.code), asks)
        return
    values = {sheet.judge: sheet for sheet in evidence.sheets.get((team, task.code), [])}
    for sheet in sheets:
        yield from _of_sheet(task, sheet, values[sheet.judge], names, asks=asks and sheet.submitted)
    if len(sheets) < task.judges:
        missing = {"count": task.judges - len(sheets)}
        yield Blocker("blocker_gap", names.fields(team, task.code) | missing, asks)
    if _is_absence_disputed(sheets):
        yield Blocker("blocker_absence_disputed", names.fields(team, task.code))


def _has_come(sheets: tuple[MarkedSheet, ...]) -> bool:
    """Return whether a sheet of a team says that it was there, and none in doubt that it was not."""
    return not all(sheet.is_absent for sheet in sheets) and not _is_absence_disputed(sheets)


def _of_sheet(task: Task, sheet: MarkedSheet, value: SheetValue, names: _Names, *, asks: bool) -> Iterable[Blocker]:
    state = names.states.get((value.team, task.code, sheet.judge))
    for code, more in _reasons(task, sheet, value, state):
        yield Blocker(code, names.fields(value.team, task.code, sheet.judge) | more, asks)


def _is_absence_disputed(sheets: tuple[MarkedSheet, ...]) -> bool:
    """Return whether all sheets are in, and only some of them say absent."""
    absent = [sheet.is_absent for sheet in sheets]
    return any(absent) and not all(absent) and all(sheet.submitted for sheet in sheets)


Reason = tuple[str, dict[str, object]]


def _reasons(task: Task, sheet: MarkedSheet, value: SheetValue, state: str | None) -> list[Reason]:
    """Why one sheet has no total; a conflict of devices is told by `_conflicts` alone."""
    if not sheet.submitted:
        return [(NOT_SUBMITTED.get(state or "", NOT_STARTED), {})]
    if sheet.is_absent or sheet.is_complete:
        return []
    cells = zip(task.criteria, sheet.worths, value.marks, strict=True)
    reasons = (_without_points(criterion, worth, cell) for criterion, worth, cell in cells)
    return [(code, {"count": count}) for code, count in Counter(filter(None, reasons)).items()]


def _without_points(criterion: Criterion, worth: Worth, cell: Cell) -> str:
    """Return why a cell has no points yet; empty where it has, or where only other sheets can tell."""
    if worth.basis is Basis.UNDECIDED:
        return "blocker_not_assessed"
    if worth.basis is Basis.UNMARKED:
        return "blocker_unmarked"
    if worth.basis is not Basis.UNRESOLVED or cell is Consequence.OTHERS:
        return ""
    kind = KINDS[criterion.kind]
    return "blocker_key_not_set" if kind.is_keyed and kind.own_key(criterion) is None else "blocker_reading_unresolved"


NOT_STARTED = "blocker_sheet_not_started"
NOT_SUBMITTED = {"returned": "blocker_sheet_returned", "open": "blocker_sheet_open"}


def _disagreements(evidence: Evidence, names: _Names) -> Iterable[Blocker]:
    """Places where all sheets are in, nothing is settled, and they differ too much."""
    value = evidence.section
    running = sorted(team.key for team in value.teams if team.status not in OUT_OF_RUNNING)
    for task in value.tasks:
        for team in running:
            sheets = evidence.sheets.get((team, task.code), ())
            if len(sheets) < 2 or not are_all_in(task, sheets) or names.is_accepted(team, task):
                continue  # what was accepted is settled whatever its sheets say
            found = compare(station_of(evidence, team, task), value.rules)
            if found.is_to_settle and not found.absence_disputed:
                yield Blocker("blocker_disagreement", names.fields(team, task.code))


def _not_joined(ranking: Ranking, found: list[Blocker], names: _Names) -> list[Blocker]:
    """Missing task marks that neither a sheet nor the task explains, such as too few values to trim."""
    known = {(one.fields.get("team"), one.fields.get("task")) for one in found}
    return [
        Blocker("blocker_not_joined", names.fields(row.team.key, task))
        for row in ranking.rows
        if row.team.status not in OUT_OF_RUNNING
        for task in dict.fromkeys(missing.rpartition("/")[0] for missing in row.missing)
        if not {(row.team.key, task), (None, task)} & known
    ]


def _of_ranking(ranking: Ranking, found: list[Blocker], names: _Names) -> list[Blocker]:
    """Task marks that cannot be joined; where all marks are there, levels that nobody reaches, which only then shows."""
    not_joined = _not_joined(ranking, found, names)
    levels = () if found or not_joined else ranking.empty_levels
    return not_joined + [Blocker("blocker_empty_level", {"award": name}, asks=True) for name in levels]


def _may_be_confirmed(found: list[Blocker]) -> bool:
    """Return whether nothing is left but what is confirmed; before that, borders still move."""
    return all(one.asks for one in found)
