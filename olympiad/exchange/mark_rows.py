"""Score sheets from the rows of marks.csv: who is expected, what stands twice, who is absent and yet marked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from olympiad.domain.choices import Consequence, JudgeKind, MarkState
from olympiad.domain.kinds import KINDS
from olympiad.domain.panels import Judge, expected
from olympiad.domain.rubric import AnswerKey, Cell, Criterion, Task
from olympiad.domain.section import ScoreSheet
from olympiad.exchange.mark_cells import read_cell
from olympiad.exchange.reports import Report
from olympiad.exchange.rubric_rows import SampleKeys
from olympiad.exchange.tables import Row, Table
from olympiad.exchange.team_rows import Teams

STATES = ("", str(MarkState.MARKED), str(MarkState.NOT_ASSESSED), str(MarkState.ABSENT))
SheetKey = tuple[str, str, str]
"""Team, task, judge; an empty judge is the row that makes the team absent."""


@dataclass
class Marks:
    """What marks.csv says, by sheet."""

    cells: dict[SheetKey, dict[str, Cell]] = field(default_factory=dict)
    absent: dict[SheetKey, int] = field(default_factory=dict)
    """Sheets that say absent, with the first such row."""
    absent_rows: dict[SheetKey, list[int]] = field(default_factory=dict)
    rows: dict[SheetKey, dict[str, int]] = field(default_factory=dict)
    """Row of each cell that says something."""
    seen: dict[tuple[str, str, str, str], int] = field(default_factory=dict)
    notes: dict[tuple[str, str, str, str], str] = field(default_factory=dict)
    judges: dict[str, set[str]] = field(default_factory=dict)
    """Task → judges found, for a folder without judges.csv."""


@dataclass
class MarkReader:
    """Reads the rows one by one against what the other files gave."""

    teams: Teams
    tasks: Mapping[str, Task]
    criteria: Mapping[str, Mapping[str, Criterion]]
    judges: Mapping[str, Judge] | None
    samples: Mapping[tuple[str, str], str]
    keys: SampleKeys
    report: Report
    marks: Marks = field(default_factory=Marks)

    def read(self, table: Table) -> Marks:
        """Read every row, then look for absence against marks."""
        for row in table.rows:
            self._row(row)
        self._absent_and_marked()
        return self.marks

    def _row(self, row: Row) -> None:
        cells = row.cells
        team, code, judge = self.teams.key_of.get(cells["team"]), cells["task"], cells.get("judge", "")
        if team is None:
            self.report.known_cell(row, "team", self.teams.key_of, "team")
        task = (
            self.report.known_cell(row, "task", dict(self.tasks), "task")
            if code not in self.tasks
            else self.tasks[code]
        )
        if team is None or task is None:
            return
        state = cells.get("state", "")
        if state not in STATES:
            self.report.add(row.number, "state", "word_unknown", found=state, known=", ".join(filter(None, STATES)))
            return
        self._note_judge(code, judge)
        if not self._is_new(row, (team, code, judge)) or not self._is_expected(row, team, task, judge):
            return
        if state == MarkState.ABSENT:
            self._absent(row, (team, code, judge))
        else:
            self._cell(row, (team, code, judge))

    def _note_judge(self, code: str, judge: str) -> None:
        if judge:
            self.marks.judges.setdefault(code, set()).add(judge)

    def _is_new(self, row: Row, sheet: SheetKey) -> bool:
        place = (*sheet, row.cells.get("criterion", ""))
        first = self.marks.seen.setdefault(place, row.number)
        if first != row.number:
            self.report.repeated([first, row.number], "criterion", " ".join(filter(None, place)))
        return first == row.number

    def _is_expected(self, row: Row, team: str, task: Task, judge: str) -> bool:
        if not judge:
            return self._is_absence(row)
        if task.judges == 0:
            if _says_something(row):
                self.report.add(row.number, "task", "task_without_sheets", found=task.code)
            return False
        return self.judges is None or self._is_named(row, self.judges, team, task.code)

    def _is_absence(self, row: Row) -> bool:
        """Return whether a row without a judge says that the team is absent; nothing else may be said without one."""
        if not _says_something(row):
            return False
        is_absence = row.cells.get("state", "") == MarkState.ABSENT
        if not is_absence:
            self.report.add(row.number, "judge", "judge_missing")
        return is_absence

    def _is_named(self, row: Row, judges: Mapping[str, Judge], team: str, code: str) -> bool:
        """Return whether the row's judge is one of the section and is to mark this sheet."""
        judge = row.cells["judge"]
        known = judges.get(judge)
        if known is None:
            self.report.known_cell(row, "judge", dict(judges), "judge")
            return False
        is_named = known.is_named_for(team, code)
        if not is_named and _says_something(row):
            self.report.add(row.number, "judge", "judge_not_expected", found=judge, team=team, task=code)
        return is_named

    def _absent(self, row: Row, sheet: SheetKey) -> None:
        for column in ("mark", "reading"):
            if found := row.cells.get(column, ""):
                self.report.add(row.number, column, "mark_beside_state", found=found, state=str(MarkState.ABSENT))
        criterion = row.cells.get("criterion", "")
        if criterion and criterion not in self.criteria[sheet[1]]:
            self.report.known_cell(row, "criterion", dict(self.criteria[sheet[1]]), "criterion")
        self.marks.absent.setdefault(sheet, row.number)
        self.marks.absent_rows.setdefault(sheet, []).append(row.number)

    def _cell(self, row: Row, sheet: SheetKey) -> None:
        name = row.cells.get("criterion", "")
        rubric = self.criteria[sheet[1]]
        if not name and not _says_something(row):
            return
        criterion = (
            self.report.known_cell(row, "criterion", dict(rubric), "criterion") if name not in rubric else rubric[name]
        )
        if criterion is None:
            return
        cell = read_cell(row, criterion, self._key(sheet[0], sheet[1], criterion), self.report)
        self.marks.cells.setdefault(sheet, {})[name] = cell
        if cell is not None:
            self.marks.rows.setdefault(sheet, {})[name] = row.number
        if note := row.cells.get("note", ""):
            self.marks.notes[(*sheet, name)] = note

    def _key(self, team: str, task: str, criterion: Criterion) -> AnswerKey | None:
        if not KINDS[criterion.kind].is_keyed:
            return None
        return applying_key(team, task, criterion, self.samples, self.keys)

    def _absent_and_marked(self) -> None:
        """Absence belongs to team × task: official sheets that say absent stand against those that say anything else."""
        marked: dict[tuple[str, str], list[int]] = {}
        for (team, task, judge), said in self.marks.rows.items():
            if self._is_official(judge):
                marked.setdefault((team, task), []).extend(said.values())
        absent: dict[tuple[str, str], list[int]] = {}
        for (team, task, judge), numbers in self.marks.absent_rows.items():
            if self._is_official(judge):
                absent.setdefault((team, task), []).extend(numbers)
        for place in absent.keys() & marked.keys():
            rows = sorted(absent[place] + marked[place])
            for row_number in rows:
                self.report.add(
                    row_number,
                    "state",
                    "absent_and_marked",
                    team=place[0],
                    task=place[1],
                    rows=", ".join(map(str, rows)),
                )

    def _is_official(self, judge: str) -> bool:
        known = (self.judges or {}).get(judge)
        return known is None or known.kind is JudgeKind.OFFICIAL


def _says_something(row: Row) -> bool:
    return bool(row.cells.get("state", "") or row.cells.get("mark", "") or row.cells.get("reading", ""))


def applying_key(
    team: str, task: str, criterion: Criterion, samples: Mapping[tuple[str, str], str], keys: SampleKeys
) -> AnswerKey | None:
    """Return the most specific key: of the team's sample, of keys.csv, of criteria.csv."""
    sample = samples.get((team, task), "")
    own = KINDS[criterion.kind].own_key(criterion)
    return (keys.get((task, criterion.code, sample)) if sample else None) or keys.get((task, criterion.code, "")) or own


def sheets_of(
    marks: Marks,
    teams: Iterable[str],
    tasks: Iterable[Task],
    judges: Mapping[str, Judge] | None,
) -> tuple[ScoreSheet, ...]:
    """Return every expected sheet, also the empty ones; practice sheets are not among them."""
    sheets = []
    rubrics = {task.code: tuple(criterion.code for criterion in task.criteria) for task in tasks}
    for task in tasks:
        found = tuple(sorted(marks.judges.get(task.code, ())))
        for team in teams if task.judges else ():
            named = found if judges is None else expected(judges.values(), team, task.code)
            for judge in named:
                sheet = (team, task.code, judge)
                cells = marks.cells.get(sheet, {})
                values = tuple(cells.get(criterion) for criterion in rubrics[task.code])
                sheets.append(ScoreSheet(*sheet, values, absent=sheet in marks.absent))
    return tuple(sheets)


def check_others(
    sheets: Iterable[ScoreSheet], tasks: Mapping[str, Task], agreed: set[SheetKey], marks: Marks, report: Report
) -> None:
    """Refuse `others` where no other official sheet has marked the criterion and none still may."""
    panels: dict[tuple[str, str], list[ScoreSheet]] = {}
    for sheet in sheets:
        if not sheet.absent:
            panels.setdefault((sheet.team, sheet.task), []).append(sheet)
    for (team, code), panel in panels.items():
        for sheet in panel:
            for place in _without_others(sheet, panel):
                criterion = tasks[code].criteria[place].code
                if (team, code, criterion) not in agreed:
                    row = marks.rows[team, code, sheet.judge][criterion]
                    report.add(row, "consequence", "others_without_mark", criterion=criterion, team=team, task=code)


def _without_others(sheet: ScoreSheet, panel: Sequence[ScoreSheet]) -> Iterator[int]:
    """Return the positions of criteria that take the mark of other sheets, none of which has a mark or may still get one."""
    others = [other.marks for other in panel if other is not sheet]
    for place, cell in enumerate(sheet.marks):
        if cell is Consequence.OTHERS and all(isinstance(marks[place], Consequence) for marks in others):
            yield place
