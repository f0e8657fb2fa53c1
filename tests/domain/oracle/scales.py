"""Steps 7 to 9: from task marks to totals, before they are rounded as printed."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from tests.domain.oracle.sheets import Tables, TaskResult, rows, task_maximum
from tests.domain.oracle.tables import RefusedError, Row, number

Results = dict[str, dict[str, TaskResult]]
DIGITS = 120
NOTHING = Decimal(10) ** -80


def is_competing(team: Row) -> bool:
    """Return whether the team competes; an empty status says so too."""
    return team.get("status", "") in ("", "competing")


def weight(task: Row) -> Fraction:
    """Read the weight of a task, 1 unless given."""
    return number(task.get("weight") or "1")


def reference_teams(tables: Tables, results: Results, task: str) -> list[str]:
    """Name the competing teams with a task mark that are not absent."""
    return [
        team["team"]
        for team in rows(tables, "teams")
        if is_competing(team)
        and results[team["team"]][task].mark is not None
        and not results[team["team"]][task].absent
    ]


def mark_of(result: TaskResult) -> Fraction:
    """Take a missing mark as 0: it matters with missing=zero only."""
    return result.mark or Fraction(0)


def best_reference(tables: Tables, results: Results, task: str) -> Fraction | None:
    """Find the best mark of the reference teams."""
    return max((mark_of(results[team][task]) for team in reference_teams(tables, results, task)), default=None)


def totals(tables: Tables, results: Results, rules: dict[str, str]) -> dict[str, Fraction]:
    """Return every team its total before the printed rounding."""
    scale = rules.get("scale", "raw")
    if scale in ("z", "t"):
        return _standardised(tables, results, rules)
    tasks = rows(tables, "tasks")
    found = {}
    for team in results:
        values = [_scaled(tables, results, team, task["task"], scale) for task in tasks]
        total = sum((weight(task) * value for task, value in zip(tasks, values, strict=False)), Fraction(0))
        if scale != "raw":
            total /= sum(weight(task) for task in tasks)
        found[team] = max(Fraction(0), total - _section_penalties(tables, team))
    return found


def _section_penalties(tables: Tables, team: str) -> Fraction:
    own = [p for p in rows(tables, "penalties") if p["team"] == team and not p.get("task")]
    return sum((number(p["points"]) for p in own), Fraction(0))


def _scaled(tables: Tables, results: Results, team: str, task: str, scale: str) -> Fraction:
    mark = mark_of(results[team][task])
    if scale == "raw":
        return mark
    if scale == "percent":
        maximum = task_maximum(tables, task)
        return mark / maximum * 100 if maximum else Fraction(0)
    best = best_reference(tables, results, task)
    return mark / best * 100 if best else Fraction(0)


def _standardised(tables: Tables, results: Results, rules: dict[str, str]) -> dict[str, Fraction]:
    if any(not penalty.get("task") for penalty in rows(tables, "penalties")):
        raise RefusedError("section penalties with z or t")
    with localcontext() as context:
        context.prec = DIGITS
        total = _total_z(tables, results, rules)
        if rules["scale"] == "t":
            total = {team: 50 + 10 * z for team, z in total.items()}
        thirty = Decimal(1).scaleb(-30)
        return {team: Fraction(z.quantize(thirty, rounding=ROUND_HALF_UP)) for team, z in total.items()}


def _total_z(tables: Tables, results: Results, rules: dict[str, str]) -> dict[str, Decimal]:
    tasks = rows(tables, "tasks")
    names = list(dict.fromkeys(task.get("part", "") for task in tasks))
    parts = [
        _part_z(tables, results, [task for task in tasks if task.get("part", "") == name], rules) for name in names
    ]
    if len(parts) == 1:
        return parts[0]
    weights = [_decimal(number(rules.get(f"part.{name}", "1"))) for name in names]
    total = {
        team: sum((w * part[team] for w, part in zip(weights, parts, strict=False)), Decimal(0)) / sum(weights)
        for team in results
    }
    return _standardise_again(total, _references_everywhere(tables, results, tasks), rules)


def _part_z(tables: Tables, results: Results, tasks: list[Row], rules: dict[str, str]) -> dict[str, Decimal]:
    per_task = [_task_z(tables, results, task["task"], rules) for task in tasks]
    if len(tasks) == 1:
        return per_task[0]
    weights = [_decimal(weight(task)) for task in tasks]
    joined = {
        team: sum((w * z[team] for w, z in zip(weights, per_task, strict=False)), Decimal(0)) / sum(weights)
        for team in results
    }
    return _standardise_again(joined, _references_everywhere(tables, results, tasks), rules)


def _references_everywhere(tables: Tables, results: Results, tasks: list[Row]) -> list[str]:
    everywhere = [set(reference_teams(tables, results, task["task"])) for task in tasks]
    return [team for team in results if all(team in references for references in everywhere)]


def _task_z(tables: Tables, results: Results, task: str, rules: dict[str, str]) -> dict[str, Decimal]:
    """Standardise one task exactly but for one root of a whole number."""
    references = reference_teams(tables, results, task)
    if len(references) < 3:
        raise RefusedError(f"fewer than 3 reference teams in {task}")
    marks = [mark_of(results[team][task]) for team in references]
    mean = sum(marks, Fraction(0)) / len(marks)
    squares = sum(((mark - mean) ** 2 for mark in marks), Fraction(0))
    variance = squares / _divisor(len(marks), rules)
    if variance == 0:
        raise RefusedError(f"no spread in {task}")
    sd = Decimal(variance.numerator * variance.denominator).sqrt() / variance.denominator
    return {team: _decimal(mark_of(results[team][task]) - mean) / sd for team in results}


def _standardise_again(values: dict[str, Decimal], references: list[str], rules: dict[str, str]) -> dict[str, Decimal]:
    if len(references) < 3:
        raise RefusedError("fewer than 3 reference teams in a part or the section")
    mean = sum((values[team] for team in references), Decimal(0)) / len(references)
    squares = sum(((values[team] - mean) ** 2 for team in references), Decimal(0))
    variance = squares / _divisor(len(references), rules)
    if variance < NOTHING:
        raise RefusedError("no spread in a part or the section")
    return {team: (value - mean) / variance.sqrt() for team, value in values.items()}


def _divisor(count: int, rules: dict[str, str]) -> int:
    return count - 1 if rules.get("sd", "population") == "sample" else count


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
