"""Steps 1 to 6: from the rows of marks.csv to the task mark of one team, or what is missing for it."""

from dataclasses import dataclass, field
from fractions import Fraction

from tests.domain.oracle.points import choice_points, penalty_points, plain_mark, reading_points
from tests.domain.oracle.tables import RefusedError, Row, number, percent, round_half_away

Tables = dict[str, list[Row] | None]


@dataclass
class Cell:
    """One criterion on one sheet: `state` is marked, full, exclude, others, open (no result yet) or absent."""

    state: str = "open"
    points: Fraction = Fraction(0)
    occurrences: Fraction = Fraction(0)
    row: str = ""

    @property
    def counts(self) -> bool:
        return self.state in ("marked", "full")


Sheet = dict[str, Cell]


@dataclass
class TaskResult:
    """What one team has in one task."""

    mark: Fraction | None = None
    absent: bool = False
    missing: list[str] = field(default_factory=list)
    complete_sheets: list[Sheet] = field(default_factory=list)


def rows(tables: Tables, name: str) -> list[Row]:
    """Return the rows of a table, none where the file is not there."""
    return tables[name] or []


def criteria_of(tables: Tables, task: str) -> list[Row]:
    """Return the criteria of a task in the order of the file."""
    return [criterion for criterion in rows(tables, "criteria") if criterion["task"] == task]


def task_maximum(tables: Tables, task: str) -> Fraction:
    """Add up the maxima of the criteria that are not penalties."""
    return sum((number(c["maximum"]) for c in criteria_of(tables, task) if c["kind"] != "penalty"), Fraction(0))


def team_of(tables: Tables, text: str) -> str:
    """Find the team by key, else by code."""
    teams = rows(tables, "teams")
    by_key = [team["team"] for team in teams if team["team"] == text]
    return (by_key or [team["team"] for team in teams if team.get("code") == text])[0]


def expected_judges(tables: Tables, team: str, task: Row) -> list[str]:
    """Name the official judges whose row covers team and task; without judges.csv, whoever marked the task."""
    if number(task.get("judges") or "1") == 0:
        return []
    if tables["judges"] is None:
        return sorted({r["judge"] for r in rows(tables, "marks") if r["task"] == task["task"] and r.get("judge")})
    named = []
    for judge in rows(tables, "judges"):
        tasks = [text.strip() for text in judge.get("tasks", "").split(";") if text.strip()]
        teams = [team_of(tables, text.strip()) for text in judge.get("teams", "").split(";") if text.strip()]
        if judge.get("kind") != "practice" and (not tasks or task["task"] in tasks) and (not teams or team in teams):
            named.append(judge["judge"])
    return sorted(named)


def key_of(tables: Tables, team: str, criterion: Row) -> str:
    """Find the key of a reading: for the team's sample, else in keys.csv, else in criteria.csv."""
    task = criterion["task"]
    samples = [s["sample"] for s in rows(tables, "samples") if s["team"] == team and s["task"] == task]
    keys = [k for k in rows(tables, "keys") if k["task"] == task and k["criterion"] == criterion["criterion"]]
    for sample in [*samples, ""]:
        for key in keys:
            if key.get("sample", "") == sample and key["key"]:
                return key["key"]
    key = criterion.get("key", "")
    if criterion["kind"] != "choice":
        return key
    return " ".join(part for part in key.split() if part.split("=")[0] in ("right", "each", "wrong"))


def _cell(tables: Tables, team: str, criterion: Row, row: Row) -> Cell:
    """Read one row of marks.csv for one criterion."""
    mark, reading, state = row.get("mark", ""), row.get("reading", ""), row.get("state", "")
    if state == "not_assessed":
        return _not_assessed(criterion, row)
    if not mark and not reading:
        return Cell(row=row["row"])
    if criterion["kind"] == "penalty":
        return Cell("marked", penalty_points(number(mark), criterion), number(mark), row["row"])
    if criterion["kind"] == "choice" and reading:
        points = choice_points(reading, key_of(tables, team, criterion), criterion)
        return Cell(row=row["row"], state="no_result") if points is None else Cell("marked", points, row=row["row"])
    if criterion["kind"] == "reading" and reading:
        points = reading_points(reading, key_of(tables, team, criterion), criterion)
        return Cell(row=row["row"], state="no_result") if points is None else Cell("marked", points, row=row["row"])
    return Cell("marked", plain_mark(mark, criterion), row=row["row"])


def _not_assessed(criterion: Row, row: Row) -> Cell:
    consequence = row.get("consequence", "")
    if not consequence:
        return Cell("undecided", row=row["row"])
    if consequence == "full":
        points = Fraction(0) if criterion["kind"] == "penalty" else number(criterion["maximum"])
        return Cell("full", points, row=row["row"])
    return Cell(consequence, row=row["row"])


def _read_sheet(tables: Tables, team: str, task: str, judge: str) -> tuple[bool, Sheet]:
    """Read a judge's sheet: whether it says absent, and its cells."""
    own = [
        row
        for row in rows(tables, "marks")
        if row["task"] == task and row.get("judge", "") == judge and team_of(tables, row["team"]) == team
    ]
    sheet = {criterion["criterion"]: Cell() for criterion in criteria_of(tables, task)}
    for criterion in criteria_of(tables, task):
        for row in own:
            if row.get("criterion", "") == criterion["criterion"]:
                sheet[criterion["criterion"]] = _cell(tables, team, criterion, row)
    return any(row.get("state") == "absent" for row in own), sheet


def _agreed(tables: Tables, team: str, task: str, criterion: str) -> Fraction | None:
    for row in rows(tables, "agreed_marks"):
        if (row["team"], row["task"], row.get("criterion", "")) == (team, task, criterion):
            found = [c for c in criteria_of(tables, task) if c["criterion"] == criterion]
            return plain_mark(row["mark"], found[0]) if found else number(row["mark"])
    return None


def _apply_agreed(tables: Tables, team: str, task: str, sheet: Sheet) -> None:
    """Let agreed criterion marks replace, and fill in, what stands on the sheet (step 4 before step 2)."""
    for criterion in criteria_of(tables, task):
        mark = _agreed(tables, team, task, criterion["criterion"])
        if mark is None:
            continue
        penalty = criterion["kind"] == "penalty"
        points = penalty_points(mark, criterion) if penalty else mark
        sheet[criterion["criterion"]] = Cell("marked", points, mark if penalty else Fraction(0))


def _resolve_others(sheets: dict[str, Sheet]) -> None:
    """Give `others` cells the mean of what the other sheets have *marked* there."""
    found = {}
    for judge, sheet in sheets.items():
        for criterion, cell in sheet.items():
            if cell.state == "others":
                found[judge, criterion] = _others(
                    [other[criterion] for name, other in sheets.items() if name != judge], cell
                )
    for (judge, criterion), cell in found.items():
        sheets[judge][criterion] = cell


def _others(cells: list[Cell], own: Cell) -> Cell:
    if any(cell.state in ("open", "no_result") for cell in cells):
        return Cell("open", row=own.row)
    marked = [cell for cell in cells if cell.state == "marked"]
    if not marked:
        raise RefusedError("no other sheet has marked this criterion", f"marks.csv:{own.row}")
    points = sum((cell.points for cell in marked), Fraction(0)) / len(marked)
    return Cell("marked", points, sum((cell.occurrences for cell in marked), Fraction(0)) / len(marked), own.row)


def _is_complete(sheet: Sheet) -> bool:
    return all(cell.counts or cell.state == "exclude" for cell in sheet.values())


def _limit(total: Fraction, failed: list[Row], maximum: Fraction) -> Fraction:
    """Hold the total down for critical criteria that failed."""
    for criterion in failed:
        critical = criterion["critical"]
        cap = percent(critical.removeprefix("cap=")) * maximum if critical.startswith("cap=") else Fraction(0)
        total = min(total, cap)
    return total


def _failed(criterion: Row, points: Fraction, occurrences: Fraction) -> bool:
    if criterion.get("critical", "") in ("", "no"):
        return False
    return occurrences > 0 if criterion["kind"] == "penalty" else points == 0


def total_of(criteria: list[Row], cells: Sheet, floor: bool) -> Fraction | None:
    """Add up a sheet, or the joined criteria (step 2): rescale for what is excluded, penalties, floor, critical."""
    maximum = sum((number(c["maximum"]) for c in criteria if c["kind"] != "penalty"), Fraction(0))
    counted = [c for c in criteria if cells[c["criterion"]].counts]
    assessed = sum((number(c["maximum"]) for c in counted if c["kind"] != "penalty"), Fraction(0))
    if assessed == 0:
        return None
    points = sum((cells[c["criterion"]].points for c in counted if c["kind"] != "penalty"), Fraction(0))
    penalties = sum((cells[c["criterion"]].points for c in counted if c["kind"] == "penalty"), Fraction(0))
    total = points * maximum / assessed + penalties
    if floor:
        total = max(Fraction(0), total)
    failed = [c for c in counted if _failed(c, cells[c["criterion"]].points, cells[c["criterion"]].occurrences)]
    return _limit(total, failed, maximum)


def join(values: list[Fraction], task: Row) -> Fraction | None:
    """Apply the task's method; None when there are too few values to trim, or none at all."""
    method, ordered, count = task.get("method") or "mean", sorted(values), len(values)
    drop = int(task.get("drop") or "1")
    if method == "trimmed":
        ordered = ordered[drop : count - drop] if count >= 2 * drop + 1 else []
    if not ordered:
        return None
    if method == "lowest":
        return ordered[0]
    if method == "highest":
        return ordered[-1]
    if method == "median":
        return (ordered[(count - 1) // 2] + ordered[count // 2]) / 2
    return sum(ordered, Fraction(0)) / len(ordered)


def _join_by_criterion(criteria: list[Row], sheets: list[Sheet], task: Row, floor: bool) -> Fraction | None:
    joined: Sheet = {}
    for criterion in criteria:
        cells = [sheet[criterion["criterion"]] for sheet in sheets if sheet[criterion["criterion"]].counts]
        if not cells:
            joined[criterion["criterion"]] = Cell("exclude")
            continue
        points = join([cell.points for cell in cells], task)
        # the occurrences are joined as the points are: "lowest" is the harshest, that is the most occurrences
        occurrences = join([-cell.occurrences for cell in cells], task)
        if points is None or occurrences is None:
            return None
        joined[criterion["criterion"]] = Cell("marked", points, -occurrences)
    return total_of(criteria, joined, floor)


def task_result(tables: Tables, team: str, task: Row, rules: dict[str, str]) -> TaskResult:
    """Compute the task mark of one team (steps 1 to 6)."""
    code = task["task"]
    result = _joined_mark(tables, team, task, rules.get("penalty_floor", "yes") == "yes")
    if result.mark is None:
        return result
    penalties = [p for p in rows(tables, "penalties") if p["team"] == team and p.get("task", "") == code]
    mark = max(Fraction(0), result.mark - sum((number(p["points"]) for p in penalties), Fraction(0)))
    places = rules.get("task_decimals", "")
    result.mark = round_half_away(mark, int(places)) if places else mark
    return result


def _joined_mark(tables: Tables, team: str, task: Row, floor: bool) -> TaskResult:
    code, criteria = task["task"], criteria_of(tables, task["task"])
    judges = expected_judges(tables, team, task)
    wanted = int(number(task.get("judges") or "1"))
    gaps = [f"{code}/?"] * max(0, wanted - len(judges))
    read = {judge: _read_sheet(tables, team, code, judge) for judge in judges}
    sheets = {judge: sheet for judge, (absent, sheet) in read.items() if not absent}
    for sheet in sheets.values():
        _apply_agreed(tables, team, code, sheet)
    _resolve_others(sheets)
    by_criterion = task.get("by") == "criterion"
    totals = {judge: total_of(criteria, sheet, floor) for judge, sheet in sheets.items() if _is_complete(sheet)}
    done = [sheets[judge] for judge in totals]
    agreed = _agreed(tables, team, code, "")
    if task_maximum(tables, code) == 0:
        named = [f"{code}/{judge}" for judge in judges] + gaps
        return TaskResult(missing=named or [f"{code}/?"], complete_sheets=done)
    if agreed is not None:
        return TaskResult(mark=agreed, complete_sheets=done)
    absent_row, _ = _read_sheet(tables, team, code, "")
    if absent_row or (judges and not gaps and not sheets):
        return TaskResult(mark=Fraction(0), absent=True)
    has_total = {judge for judge, total in totals.items() if total is not None or by_criterion}
    unfinished = [judge for judge in sheets if judge not in has_total]
    # a judge who says absent beside sheets that agreed marks have filled has not joined them: nothing is settled
    unfinished = unfinished or ([] if gaps else [judge for judge in judges if judge not in sheets])
    missing = [f"{code}/{judge}" for judge in unfinished] + gaps
    if missing or wanted == 0:
        return TaskResult(missing=missing or [f"{code}/?"], complete_sheets=done)
    if not by_criterion:
        mark = join([total for total in totals.values() if total is not None], task)
    else:
        mark = _join_by_criterion(criteria, done, task, floor)
    if mark is not None:
        return TaskResult(mark=mark, complete_sheets=done)
    excluded = by_criterion and all(total is None for total in totals.values())
    return TaskResult(missing=[f"{code}/{j}" for j in judges] if excluded else [f"{code}/?"], complete_sheets=done)


def criterion_points(results: dict[str, TaskResult], tasks: list[Row], which: str) -> Fraction:
    """Join one criterion's points over the complete sheets, for the tie-break `criterion:X/y`."""
    code, criterion = which.split("/", 1)
    task = next(task for task in tasks if task["task"] == code)
    cells = [sheet[criterion] for sheet in results[code].complete_sheets]
    return join([cell.points for cell in cells if cell.counts], task) or Fraction(0)
