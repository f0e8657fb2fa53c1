"""Penalties, agreed marks, times, extra rounds and special awards from the rows of a section folder."""

from collections.abc import Mapping
from fractions import Fraction

from olympiad.domain.exact import Amount, points, thousandths
from olympiad.domain.notation.rubric import parse_mark
from olympiad.domain.rubric import Criterion, Task
from olympiad.domain.section import AgreedMark, Penalty, SpecialAward
from olympiad.exchange.reports import Report
from olympiad.exchange.tables import Row, Table
from olympiad.exchange.team_rows import Teams

Criteria = Mapping[str, Mapping[str, Criterion]]


def read_penalties(table: Table, teams: Teams, tasks: dict[str, Task], report: Report) -> tuple[Penalty, ...]:
    """Read penalties.csv; an empty task means the whole section."""
    penalties = []
    for row in table.rows:
        team = report.known_cell(row, "team", teams.by_key, "team")
        task = row.cells.get("task", "")
        known = not task or report.known_cell(row, "task", tasks, "task") is not None
        amount = report.milli_cell(row, "points")
        if team and known and amount is not None:
            penalties.append(Penalty(team.key, amount, task, row.cells.get("reason", "")))
    return tuple(penalties)


def read_agreed_marks(
    table: Table, teams: Teams, tasks: dict[str, Task], criteria: Criteria, report: Report
) -> tuple[AgreedMark, ...]:
    """Read agreed_marks.csv; a task may have one agreed mark of its own or agreed criteria, not both."""
    agreed = []
    rows: dict[tuple[str, str], dict[str, list[int]]] = {}
    for row in table.rows:
        team = report.known_cell(row, "team", teams.by_key, "team")
        task = report.known_cell(row, "task", tasks, "task")
        if not team or not task:
            continue
        name = row.cells.get("criterion", "")
        if name and report.known_cell(row, "criterion", dict(criteria[task.code]), "criterion") is None:
            continue
        mark = _agreed_mark(row, task, criteria[task.code].get(name), report)
        rows.setdefault((team.key, task.code), {}).setdefault(name, []).append(row.number)
        if mark is not None:
            reason, by = row.cells.get("reason", ""), row.cells.get("by", "")
            agreed.append(AgreedMark(team.key, task.code, mark, name, reason, by))
    for (team_key, code), by_criterion in rows.items():
        _refuse_contradictions(f"{team_key} {code}", by_criterion, report)
    return tuple(agreed)


def _agreed_mark(row: Row, task: Task, criterion: Criterion | None, report: Report) -> Amount | None:
    if criterion is None:
        return _agreed_task_mark(row, task, report)
    if not row.cells["mark"]:
        report.add(row.number, "mark", "empty")
        return None
    return report.parsed(row, "mark", lambda text: parse_mark(criterion, text))


def _agreed_task_mark(row: Row, task: Task, report: Report) -> Amount | None:
    value = report.number_cell(row, "mark", least=0)
    if value is not None and value * 1000 > task.maximum:
        fields = {"found": row.cells["mark"], "maximum": points(task.maximum), "task": task.code}
        report.add(row.number, "mark", "mark_above_task", **fields)
        return None
    return None if value is None else thousandths(value)


def _refuse_contradictions(place: str, by_criterion: dict[str, list[int]], report: Report) -> None:
    report.all_repeated(by_criterion, "mark", lambda name: f"{place} {name}".strip())
    if "" in by_criterion and len(by_criterion) > 1:
        rows = sorted(number for numbers in by_criterion.values() for number in numbers)
        for number in rows:
            report.add(number, "criterion", "agreed_task_and_criterion", found=place, rows=", ".join(map(str, rows)))


def read_times(table: Table, teams: Teams, tasks: dict[str, Task], report: Report) -> dict[tuple[str, str], Fraction]:
    """Read times.csv: (team, task) → seconds."""
    times: dict[tuple[str, str], Fraction] = {}
    rows: dict[tuple[str, str], list[int]] = {}
    for row in table.rows:
        team = report.known_cell(row, "team", teams.by_key, "team")
        task = report.known_cell(row, "task", tasks, "task")
        seconds = report.number_cell(row, "seconds", least=0)
        if team and task and seconds is not None:
            times[team.key, task.code] = seconds
            rows.setdefault((team.key, task.code), []).append(row.number)
    report.all_repeated(rows, "seconds", " ".join)
    return times


def read_extra_rounds(table: Table, teams: Teams, report: Report) -> dict[str, int]:
    """Read extra_rounds.csv: team → rank, 1 is best."""
    ranks: dict[str, int] = {}
    rows: dict[str, list[int]] = {}
    for row in table.rows:
        team = report.known_cell(row, "team", teams.by_key, "team")
        rank = report.whole_cell(row, "rank", least=1)
        if team:
            rows.setdefault(team.key, []).append(row.number)
            if rank is not None:
                ranks[team.key] = rank
    report.all_repeated(rows, "rank")
    return ranks


def read_special_awards(table: Table, teams: Teams, report: Report) -> tuple[SpecialAward, ...]:
    """Read awards.csv; a special award needs its reason."""
    awards = []
    for row in table.rows:
        team = report.known_cell(row, "team", teams.by_key, "team")
        award, reason = row.cells["award"], row.cells["reason"]
        for column in ("award", "reason"):
            if not row.cells[column]:
                report.add(row.number, column, "empty")
        if team and award and reason:
            awards.append(SpecialAward(team.key, award, reason))
    return tuple(awards)
