"""Teams, samples and judges from the rows of a section folder."""

from dataclasses import dataclass, field

from olympiad.domain.choices import JudgeKind, TeamStatus
from olympiad.domain.panels import Judge
from olympiad.domain.rubric import Task
from olympiad.domain.section import Team
from olympiad.exchange.reports import Report
from olympiad.exchange.tables import Row, Table


@dataclass
class Teams:
    """The teams by key, and the key behind each name that judges' files may use: key or code."""

    by_key: dict[str, Team] = field(default_factory=dict)
    key_of: dict[str, str] = field(default_factory=dict)


def read_teams(table: Table, report: Report) -> Teams:
    """Read teams.csv; a key wins over another team's equal code."""
    teams, rows, codes = Teams(), dict[str, list[int]](), dict[str, list[int]]()
    for row in table.rows:
        key, code = row.cells["team"], row.cells.get("code", "")
        status = report.word_cell(row, "status", TeamStatus, TeamStatus.COMPETING)
        if not key:
            report.add(row.number, "team", "empty")
            continue
        rows.setdefault(key, []).append(row.number)
        if code:
            codes.setdefault(code, []).append(row.number)
        teams.by_key.setdefault(key, _team(row, status or TeamStatus.COMPETING))
    report.all_repeated(rows, "team")
    report.all_repeated(codes, "code")
    teams.key_of = {team.code: key for key, team in teams.by_key.items() if team.code} | {key: key for key in rows}
    return teams


def _team(row: Row, status: TeamStatus) -> Team:
    cells = row.cells
    return Team(
        cells["team"],
        status,
        cells.get("code", ""),
        cells.get("name", ""),
        cells.get("institution", ""),
        cells.get("country", ""),
        cells.get("status_reason", ""),
    )


def read_samples(table: Table, teams: Teams, tasks: dict[str, Task], report: Report) -> dict[tuple[str, str], str]:
    """Read samples.csv: (team, task) → sample."""
    samples: dict[tuple[str, str], str] = {}
    rows: dict[tuple[str, str], list[int]] = {}
    for row in table.rows:
        team = report.known_cell(row, "team", teams.by_key, "team")
        task = report.known_cell(row, "task", tasks, "task")
        if not row.cells["sample"]:
            report.add(row.number, "sample", "empty")
        elif team and task:
            samples[team.key, task.code] = row.cells["sample"]
            rows.setdefault((team.key, task.code), []).append(row.number)
    report.all_repeated(rows, "sample", " ".join)
    return samples


def read_judges(table: Table, teams: Teams, tasks: dict[str, Task], report: Report) -> dict[str, Judge]:
    """Read judges.csv; empty lists of tasks or teams mean all."""
    judges: dict[str, Judge] = {}
    rows: dict[str, list[int]] = {}
    for row in table.rows:
        key = row.cells["judge"]
        kind = report.word_cell(row, "kind", JudgeKind, JudgeKind.OFFICIAL)
        named_tasks = _named(row, "tasks", {code: code for code in tasks}, "task", report)
        named_teams = _named(row, "teams", teams.key_of, "team", report)
        if not key:
            report.add(row.number, "judge", "empty")
            continue
        rows.setdefault(key, []).append(row.number)
        judges[key] = Judge(
            key, named_tasks, named_teams, kind or JudgeKind.OFFICIAL, row.cells.get("name", ""),
            _places(row, "also", teams, tasks, report), _places(row, "except", teams, tasks, report),
        )  # fmt: skip
    report.all_repeated(rows, "judge")
    return judges


def _places(row: Row, column: str, teams: Teams, tasks: dict[str, Task], report: Report) -> frozenset[tuple[str, str]]:
    """Read single sheets, written `TASK/TEAM`; gives team and task of each."""
    found = set()
    for piece in filter(None, (one.strip() for one in row.cells.get(column, "").split(";"))):
        code, _, team = (part.strip() for part in piece.partition("/"))
        if code not in tasks:
            report.add(row.number, column, "task_unknown", found=code)
        elif team not in teams.key_of:
            report.add(row.number, column, "team_unknown", found=team)
        else:
            found.add((teams.key_of[team], code))
    return frozenset(found)


def _named(row: Row, column: str, known: dict[str, str], kind: str, report: Report) -> frozenset[str] | None:
    names = [name.strip() for name in row.cells.get(column, "").split(";") if name.strip()]
    for name in names:
        report.known_cell(Row(row.number, {column: name}), column, known, kind)
    return frozenset(known[name] for name in names if name in known) if names else None
