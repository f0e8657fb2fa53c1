"""Tasks, criteria and reading keys from the rows of a section folder."""

from collections.abc import Callable
from fractions import Fraction

from olympiad.domain.choices import CriterionKind, JoinBy, Method
from olympiad.domain.kinds import KINDS
from olympiad.domain.notation.keys import parse_answer_key, parse_key
from olympiad.domain.notation.rubric import parse_critical, parse_steps, parse_threshold
from olympiad.domain.rubric import AnswerKey, Criterion, Task
from olympiad.exchange.reports import Report
from olympiad.exchange.tables import Row, Table

DISAGREEMENT = {"disagreement": "10%", "disagreement_step": "1"}
"""From where sheets disagree, unless a task says otherwise."""
SampleKeys = dict[tuple[str, str, str], AnswerKey]


def read_tasks(table: Table, report: Report) -> dict[str, Task]:
    """Read tasks.csv, without criteria yet."""
    tasks: dict[str, Task] = {}
    rows: dict[str, list[int]] = {}
    for row in table.rows:
        task = _task(row, report)
        if not task.code:
            report.add(row.number, "task", "empty")
            continue
        rows.setdefault(task.code, []).append(row.number)
        tasks[task.code] = task
    report.all_repeated(rows, "task")
    return tasks


def _task(row: Row, report: Report) -> Task:
    weight = report.number_cell(row, "weight", default="1")
    if weight is not None and weight <= 0:
        report.add(row.number, "weight", "weight_not_positive", found=row.cells.get("weight", ""))
    written = {name: row.cells.get(name, "") or default for name, default in DISAGREEMENT.items()}
    threshold = Row(row.number, written)
    return Task(
        code=row.cells["task"],
        criteria=(),
        weight=weight or Fraction(1),
        judges=report.whole_cell(row, "judges", default="1") or 0,
        method=report.word_cell(row, "method", Method, Method.MEAN) or Method.MEAN,
        drop=report.whole_cell(row, "drop", default="1") or 0,
        by=report.word_cell(row, "by", JoinBy, JoinBy.SHEET) or JoinBy.SHEET,
        part=row.cells.get("part", ""),
        disagreement=report.parsed(threshold, "disagreement", parse_threshold),
        disagreement_step=report.parsed(threshold, "disagreement_step", parse_steps),
    )


def read_criteria(table: Table, tasks: dict[str, Task], report: Report) -> dict[str, dict[str, Criterion]]:
    """Read criteria.csv: task → criterion → Criterion, in the order of the file."""
    criteria: dict[str, dict[str, Criterion]] = {code: {} for code in tasks}
    rows: dict[tuple[str, str], list[int]] = {}
    for row in table.rows:
        task = report.known_cell(row, "task", tasks, "task")
        criterion = _criterion(row, report)
        if not row.cells["criterion"]:
            report.add(row.number, "criterion", "empty")
        elif task:
            rows.setdefault((task.code, row.cells["criterion"]), []).append(row.number)
            if criterion:
                criteria[task.code].setdefault(criterion.code, criterion)
    report.all_repeated(rows, "criterion", "/".join)
    return criteria


def _criterion(row: Row, report: Report) -> Criterion | None:
    kind = report.word_cell(row, "kind", CriterionKind)
    maximum = report.amount_cell(row, "maximum")
    step = report.amount_cell(row, "step", default="0.5")
    if step == 0:
        report.add(row.number, "step", "step_not_positive", found=row.cells.get("step", ""))
    with_default = Row(row.number, {"critical": row.cells.get("critical", "") or "no", "key": row.cells.get("key", "")})
    critical = report.parsed(with_default, "critical", parse_critical)
    if kind is None or maximum is None or not step:
        return None
    key = report.parsed(with_default, "key", lambda text: parse_key(kind, text, maximum))
    return Criterion(row.cells["criterion"], kind, maximum, step, key, critical)


def read_keys(table: Table, criteria: dict[str, dict[str, Criterion]], report: Report) -> SampleKeys:
    """Read keys.csv: (task, criterion, sample) → key; an empty sample is for every team."""
    keys: SampleKeys = {}
    rows: dict[tuple[str, str, str], list[int]] = {}
    for row in table.rows:
        rubric = report.known_cell(row, "task", criteria, "task")
        criterion = report.known_cell(row, "criterion", rubric, "criterion") if rubric is not None else None
        if criterion is None:
            continue
        if not KINDS[criterion.kind].is_keyed:
            report.add(row.number, "criterion", "key_of_no_reading", found=criterion.code, kind=str(criterion.kind))
            continue
        place = (row.cells["task"], criterion.code, row.cells.get("sample", ""))
        rows.setdefault(place, []).append(row.number)
        key = report.parsed(row, "key", _reader(criterion))
        if key:
            keys[place] = key
    report.all_repeated(rows, "key", lambda place: " ".join(filter(None, place)))
    return keys


def _reader(criterion: Criterion) -> Callable[[str], AnswerKey]:
    return lambda text: parse_answer_key(criterion, text)
