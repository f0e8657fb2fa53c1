"""A section folder as the values that are ranked, with everything that is wrong in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from olympiad.domain.errors import DomainError
from olympiad.domain.kinds import KINDS
from olympiad.domain.notation.rules import add_rule, check_rules
from olympiad.domain.panels import Judge
from olympiad.domain.rubric import AnswerKey, Criterion, Task
from olympiad.domain.rules import Rules
from olympiad.domain.section import Section
from olympiad.exchange import adjustment_rows, mark_rows, rubric_rows, team_rows
from olympiad.exchange.echoes import without_echoes
from olympiad.exchange.reports import Report
from olympiad.exchange.sources import Tables
from olympiad.exchange.tables import COLUMNS, Problem, Row, Table

NEEDED = ("teams", "tasks", "criteria", "marks")


@dataclass(frozen=True)
class SectionFolder:
    """What was read. `section` is None while there is a problem that is not a note."""

    section: Section | None
    problems: tuple[Problem, ...]
    tables: Tables = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the section from being used."""
        return tuple(problem for problem in self.problems if not problem.is_note)


def read_section(tables: Tables, found: list[Problem], needed: tuple[str, ...] = NEEDED) -> SectionFolder:
    """Turn tables into a section; all problems at once, in the order of the files."""
    problems = [*found, *_missing_files(tables, found, needed)]
    section = _Reader(tables, problems).read()
    problems = without_echoes(problems, tables)
    order = {f"{name}.csv": place for place, name in enumerate(COLUMNS)}
    problems.sort(key=lambda one: (order.get(one.file, len(order)), one.row))
    unique = tuple(dict.fromkeys(_hashable(problem) for problem in problems))
    has_errors = any(not problem.is_note for problem in unique)
    return SectionFolder(None if has_errors else section, unique, tables)


def _missing_files(tables: Tables, found: Sequence[Problem], needed: Sequence[str]) -> list[Problem]:
    """Return the needed files that are not there; of an archive that nobody can open it is not known what is missing."""
    is_unread = any(not one.is_note and one.file.removesuffix(".csv") not in COLUMNS for one in found)
    if is_unread and not tables:
        return []
    told = {f"{name}.csv" for name in tables} | {problem.file for problem in found}
    files = [f"{name}.csv" for name in needed]
    return [Problem(file, 1, "", "file_missing") for file in files if file not in told]


def _hashable(problem: Problem) -> Problem:
    return replace(problem, fields=Fields(problem.fields))


class Fields(dict[str, object]):
    """Fields of a problem that compare and hash by content, so that equal problems are told once."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(sorted((key, str(value)) for key, value in self.items())))


class _Reader:
    def __init__(self, tables: Tables, problems: list[Problem]) -> None:
        self.tables, self.problems = tables, problems

    def _table(self, name: str) -> Table:
        return self.tables.get(name) or Table(f"{name}.csv", COLUMNS[name].known, ())

    def _report(self, name: str) -> Report:
        return Report(f"{name}.csv", self.problems)

    def read(self) -> Section:
        teams = team_rows.read_teams(self._table("teams"), self._report("teams"))
        tasks, keys = self._rubric()
        criteria = {code: {one.code: one for one in task.criteria} for code, task in tasks.items()}
        samples = team_rows.read_samples(self._table("samples"), teams, tasks, self._report("samples"))
        judges = self._judges(teams, tasks)
        report = self._report("marks")
        reader = mark_rows.MarkReader(teams, tasks, criteria, judges, samples, keys, report)
        marks = reader.read(self._table("marks"))
        agreed = adjustment_rows.read_agreed_marks(
            self._table("agreed_marks"), teams, tasks, criteria, self._report("agreed_marks")
        )
        sheets = mark_rows.sheets_of(marks, teams.by_key, tasks.values(), judges)
        mark_rows.check_others(sheets, tasks, {(one.team, one.task, one.criterion) for one in agreed}, marks, report)
        return Section(
            teams=tuple(teams.by_key.values()),
            tasks=tuple(tasks.values()),
            sheets=sheets,
            rules=self._rules(tuple(tasks.values())),
            absences=frozenset((team, task) for team, task, judge in marks.absent if not judge),
            samples=samples,
            sample_keys={place: key for place, key in keys.items() if place[2]},
            penalties=adjustment_rows.read_penalties(self._table("penalties"), teams, tasks, self._report("penalties")),
            agreed_marks=agreed,
            times=adjustment_rows.read_times(self._table("times"), teams, tasks, self._report("times")),
            extra_rounds=adjustment_rows.read_extra_rounds(
                self._table("extra_rounds"), teams, self._report("extra_rounds")
            ),
            special_awards=adjustment_rows.read_special_awards(self._table("awards"), teams, self._report("awards")),
            notes=marks.notes,
            judge_names=_names(judges or {}),
        )

    def _rubric(self) -> tuple[dict[str, Task], rubric_rows.SampleKeys]:
        """Return the tasks with their criteria, and the keys of keys.csv."""
        bare = rubric_rows.read_tasks(self._table("tasks"), self._report("tasks"))
        criteria = rubric_rows.read_criteria(self._table("criteria"), bare, self._report("criteria"))
        keys = rubric_rows.read_keys(self._table("keys"), criteria, self._report("keys"))
        tasks = {code: replace(task, criteria=_with_keys(task, criteria[code], keys)) for code, task in bare.items()}
        return tasks, keys

    def _judges(self, teams: team_rows.Teams, tasks: dict[str, Task]) -> dict[str, Judge] | None:
        """Return the judges of judges.csv; None where there is no such file, and marks.csv tells who judged."""
        if "judges" not in self.tables:
            return None
        return team_rows.read_judges(self._table("judges"), teams, tasks, self._report("judges"))

    def _rules(self, tasks: tuple[Task, ...]) -> Rules:
        report, rules, rows = self._report("rules"), Rules(), dict[str, list[int]]()
        for row in self._table("rules").rows:
            key, value = row.cells["key"], row.cells["value"]
            rows.setdefault(key, []).append(row.number)
            try:
                rules = add_rule(rules, key, value)
            except DomainError as error:
                report.add(row.number, "value" if error.code != "rule_unknown" else "key", error.code, **error.fields)
        report.all_repeated(rows, "key")
        for key, refusal in check_rules(rules, tasks):
            report.add(rows[key][0], "value", refusal.code, **refusal.fields)
        return rules


def _names(judges: Mapping[str, Judge]) -> dict[str, str]:
    return {key: judge.name for key, judge in judges.items() if judge.name}


def _with_keys(task: Task, criteria: Mapping[str, Criterion], keys: rubric_rows.SampleKeys) -> tuple[Criterion, ...]:
    """Return each criterion with the key of keys.csv that is for every team; it comes before the one of criteria.csv."""
    return tuple(_with_key(one, keys.get((task.code, one.code, ""))) for one in criteria.values())


def _with_key(criterion: Criterion, key: AnswerKey | None) -> Criterion:
    return KINDS[criterion.kind].with_key(criterion, key) if key else criterion


def locate(error: DomainError, tables: Tables) -> tuple[Problem, ...]:
    """Find the rows that a refusal of the ranker is about: of a rule its row, of section penalties theirs."""
    if "team" in error.fields and error.code == "section_penalty_with_z":
        rows = [row.number for row in _rows(tables, "penalties") if not row.cells.get("task", "")]
        return tuple(Problem("penalties.csv", row, "task", error.code, error.fields) for row in rows)
    key = str(error.fields.get("rule", ""))
    numbers = [row.number for row in _rows(tables, "rules") if row.cells["key"] == key]
    return (Problem("rules.csv", numbers[0] if numbers else 1, "value", error.code, error.fields),)


def _rows(tables: Tables, name: str) -> tuple[Row, ...]:
    table = tables.get(name)
    return table.rows if table else ()
