"""What arrived, compared with the robots' own logs: every mark once, on the right team, nothing else."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from olympiad.domain.choices import HANDED_OVER
from olympiad.drill.network import Fault
from olympiad.drill.robot import Cell, Log
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import Mark, Operation, ScoreSheet
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.services.record import audit_verification

Held = tuple[str, str, int | None, str]


@dataclass
class Arrived:
    """What stands in the database, by judge."""

    cells: dict[str, dict[Cell, Held]] = field(default_factory=dict)
    """Operation, state, mark and readings of every cell."""
    operations: dict[str, Counter[tuple[str, Cell]]] = field(default_factory=dict)
    """How often each operation on a cell was kept."""
    submissions: dict[str, Counter[str]] = field(default_factory=dict)
    submitted: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    broken_chains: int = 0


def load(session: Session) -> Arrived:
    """Read what arrived."""
    found = Arrived()
    place = (Judge.key, Team.code, Task.code)
    marks = (
        select(*place, Criterion.code, Mark.operation_id, Mark.state, Mark.mark, Mark.readings)
        .select_from(Mark)
        .join(ScoreSheet, ScoreSheet.id == Mark.sheet_id)
        .join(Criterion, Criterion.id == Mark.criterion_id)
    )
    for judge, team, task, criterion, *value in session.execute(_joined(marks)):
        found.cells.setdefault(judge, {})[team, task, criterion] = (value[0] or "", value[1], value[2], value[3])
    operations = (
        select(*place, Criterion.code, Operation.id, Operation.kind)
        .select_from(Operation)
        .join(ScoreSheet, ScoreSheet.id == Operation.sheet_id)
        .outerjoin(Criterion, Criterion.id == Operation.criterion_id)
    )
    for judge, team, task, criterion, operation_id, kind in session.execute(_joined(operations)):
        if kind == "mark":
            found.operations.setdefault(judge, Counter())[operation_id, (team, task, criterion)] += 1
        else:
            found.submissions.setdefault(judge, Counter())[operation_id] += 1
    sheets = select(*place).select_from(ScoreSheet).where(ScoreSheet.state.in_(HANDED_OVER))
    for judge, team, task in session.execute(_joined(sheets)):
        found.submitted.setdefault(judge, set()).add((team, task))
    found.broken_chains = sum(bool(report.findings) for report in audit_verification.verify(session))
    return found


def _joined(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        query.join(Judge, Judge.id == ScoreSheet.judge_id)
        .join(Team, Team.id == ScoreSheet.team_id)
        .join(Task, Task.id == ScoreSheet.task_id)
    )


def compare(logs: Iterable[Log], arrived: Arrived) -> list[str]:
    """Say everything that differs from what the robots wrote down; nothing is the best answer."""
    problems = []
    for log in logs:
        problems += [f"{log.judge}: {words}" for words in _of_judge(log, arrived)]
    if arrived.broken_chains:
        problems.append(f"the record: {arrived.broken_chains} chain(s) broken")
    return problems


def _of_judge(log: Log, arrived: Arrived) -> list[str]:
    refused = Counter(outcome for outcome in log.outcomes.values() if outcome != "applied")
    return [
        *_of_marks(log, arrived.operations.get(log.judge, Counter())),
        *_of_cells(log, arrived.cells.get(log.judge, {})),
        *_of_submissions(log, arrived),
        *(f"{count} operation(s) answered “{outcome}”" for outcome, count in refused.items()),
    ]


def _of_marks(log: Log, kept: Counter[tuple[str, Cell]]) -> Iterator[str]:
    """Say which marks are missing, on another cell, of nobody, or there more than once."""
    by_id = dict(kept.keys())
    for one, cell in log.operations.items():
        if one not in by_id:
            yield f"mark {one[:8]} of {_said(cell)} did not arrive"
    for one, cell in by_id.items():
        if one not in log.operations:
            yield f"mark {one[:8]} on {_said(cell)} is nobody's"
        elif log.operations[one] != cell:
            yield f"mark {one[:8]} of {_said(log.operations[one])} arrived on {_said(cell)}"
    for (one, cell), count in kept.items():
        if count > 1:
            yield f"mark {one[:8]} on {_said(cell)} stands {count} times"


def _of_cells(log: Log, cells: Mapping[Cell, Held]) -> Iterator[str]:
    """Say which cells do not hold the robot's last mark."""
    for cell, (operation_id, value) in log.last.items():
        wanted = (operation_id, value["state"], value.get("mark"), value.get("readings", ""))
        if cells.get(cell) != wanted:
            yield f"{_said(cell)} holds {cells.get(cell)} instead of {wanted}"


def _of_submissions(log: Log, arrived: Arrived) -> Iterator[str]:
    """Say which submissions did not arrive once, and which sheets are not submitted."""
    once = arrived.submissions.get(log.judge, Counter())
    missing = log.submitted - arrived.submitted.get(log.judge, set())
    yield from (f"submission {one[:8]} arrived {once[one]} times" for one in log.submissions if once[one] != 1)
    yield from (f"the sheet of {team} in {task} is not submitted" for team, task in sorted(missing))


def _said(cell: Cell) -> str:
    return "/".join(str(part) for part in cell)


FAULT_WORDS = {
    Fault.NONE: "sends without a fault",
    Fault.CUT: "requests never left the device",
    Fault.LOST: "answers lost on the way",
    Fault.TWICE: "requests arrived twice",
    Fault.LATE: "requests arrived in the wrong order",
    Fault.STALE: "old requests arrived once more",
}


def written(logs: Sequence[Log], faults: Counter[Fault], kills: int, seconds: float, problems: Sequence[str]) -> str:
    """Write the report."""
    marks = sum(len(log.operations) for log in logs)
    sheets = sum(len(log.submitted) for log in logs)
    lines = [f"{marks} marks on {sheets} score sheets by {len(logs)} judges in {seconds:.0f} s"]
    lines += [f"  {faults[fault]:6} {FAULT_WORDS[fault]}" for fault in Fault]
    lines.append(f"  {kills:6} times the server was killed and started again")
    if not problems:
        lines.append(
            f"Everything arrived: {marks} of {marks} marks, each once, on the right team; every sheet is submitted."
        )
        return "\n".join(lines)
    lines += [f"  ! {words}" for words in problems[:30]]
    if len(problems) > 30:
        lines.append(f"  ! and {len(problems) - 30} more")
    lines.append(f"NOT everything arrived: {len(problems)} problem(s).")
    return "\n".join(lines)
