"""A tiny drill over HTTP with a bad network and a killed server; and that its report sees what went wrong."""

import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.choices import CriterionKind, MarkState
from olympiad.domain.kinds import KINDS
from olympiad.domain.kinds.base import Given as CellGiven
from olympiad.domain.notation.keys import parse_key
from olympiad.domain.operations import Value
from olympiad.domain.rubric import Criterion as RubricCriterion
from olympiad.drill import report
from olympiad.drill.hall import Size, furnish
from olympiad.drill.network import Fault, Network
from olympiad.drill.robot import Log, Robot
from olympiad.models.score_sheet import Mark, ScoreSheet
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.marking import sheet_saving
from olympiad.services.marking.sheet_saving import Given

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_a_tiny_drill_loses_nothing_and_removes_itself() -> None:
    command = [sys.executable, "-m", "olympiad.drill", "--teams", "3", "--tasks", "1", "--kills", "1", "--seed", "3"]
    before = set(Path(tempfile.gettempdir()).glob("olympiad-drill-*"))

    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)

    assert found.returncode == 0, found.stdout + found.stderr
    assert "Everything arrived" in found.stdout
    assert "1 times the server was killed" in found.stdout
    left = Path(found.stdout.partition(" in ")[2].splitlines()[0])
    assert left not in before
    assert not left.exists()


@pytest.fixture
def marked(session: Session) -> Log:
    """One judge's log of one sheet, and the same marks in the database."""
    furnish(session, Size(teams=2, tasks=1, judges=1), "secret" * 8)
    sheet = session.scalars(select(ScoreSheet).order_by(ScoreSheet.id)).first()
    assert sheet is not None
    team, task = session.get_one(Team, sheet.team_id), session.get_one(Task, sheet.task_id)
    by = session.get_one(User, sheet.judge.user_id)
    log = Log("J1a")
    for criterion in session.scalars(select(Criterion).where(Criterion.kind.in_(("points", "check")))):
        value = Value(MarkState.MARKED, 1000)
        answer = sheet_saving.save(session, sheet, [Given(criterion.id, "", value)], by=by)[criterion.id]
        cell = (team.code, task.code, criterion.code)
        log.operations[answer.id] = cell
        log.last[cell] = (answer.id, {"state": "marked", "mark": 1000})
        log.outcomes[answer.id] = answer.outcome
    return log


def test_compare_is_silent_where_everything_arrived(session: Session, marked: Log) -> None:
    assert report.compare([marked], report.load(session)) == []


def test_compare_names_a_mark_that_never_came(session: Session, marked: Log) -> None:
    cell = ("Z99", "K1", "points")
    marked.operations["f" * 32] = cell
    marked.last[cell] = ("f" * 32, {"state": "marked", "mark": 500})

    problems = report.compare([marked], report.load(session))

    assert [words.split(" holds")[0] for words in problems] == [
        "J1a: mark ffffffff of Z99/K1/points did not arrive",
        "J1a: Z99/K1/points",
    ]


def test_compare_names_a_changed_mark_and_one_that_nobody_made(session: Session, marked: Log) -> None:
    session.scalars(select(Mark)).first().mark = 500  # type: ignore[union-attr]
    operation_id, cell = marked.operations.popitem()
    del marked.last[cell]

    problems = "\n".join(report.compare([marked], report.load(session)))

    assert f"mark {operation_id[:8]} on {'/'.join(cell)} is nobody's" in problems
    assert "instead of" in problems


def test_compare_names_a_mark_on_the_wrong_team_and_a_sheet_not_submitted(session: Session, marked: Log) -> None:
    operation_id, (team, task, criterion) = next(iter(marked.operations.items()))
    marked.operations[operation_id] = ("Z99", task, criterion)
    marked.submitted.add((team, task))

    problems = report.compare([marked], report.load(session))

    assert f"J1a: mark {operation_id[:8]} of Z99/{task}/{criterion} arrived on {team}/{task}/{criterion}" in problems
    assert f"J1a: the sheet of {team} in {task} is not submitted" in problems
    assert report.written([marked], Counter(), 0, 1.0, problems).endswith(
        f"NOT everything arrived: {len(problems)} problem(s)."
    )


class Overheard(Network):
    """A network that notes what is posted."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(1, "token", random.Random(1), 1.0)
        self.fault = fault
        self.posted: list[tuple[list[str], bool]] = []

    def _draw(self) -> Fault:
        return self.fault

    def _post(self, operations: Any, *, listens: bool = True) -> list[dict[str, Any]]:
        self.posted.append(([one["id"] for one in operations], listens))
        return [{"id": one["id"], "outcome": "applied"} for one in operations] if listens else []


@pytest.mark.parametrize(
    ("fault", "posted", "answers"),
    [
        (Fault.CUT, [], 0),
        (Fault.LOST, [(["a", "b"], False)], 0),
        (Fault.TWICE, [(["a", "b"], True), (["a", "b"], True)], 4),
        (Fault.LATE, [(["b"], True), (["a"], True)], 2),
        (Fault.STALE, [(["a", "b"], True), (["a", "b"], True)], 2),
    ],
)
def test_a_fault_does_to_a_send_what_it_says(fault: Fault, posted: list[Any], answers: int) -> None:
    network = Overheard(fault)

    found = network.send([{"id": "a"}, {"id": "b"}])

    assert (network.posted, len(found)) == (posted, answers)


def test_a_robot_draws_only_marks_that_its_criteria_know() -> None:
    robot = Robot("J1a", "code", 1, seed=4, share=0.0)
    criteria = [
        {"id": 1, "code": "points", "kind": "points", "maximum": 5000, "step": 500},
        {"id": 2, "code": "levels", "kind": "levels", "maximum": 2000, "step": 500, "levels": [{"points": "2"}]},
        {"id": 3, "code": "check", "kind": "check", "maximum": 1000, "step": 500},
    ]
    robot.sheets = [{"id": 9, "team_code": "Y07", "task": {"code": "K1"}, "rubric_version": 1, "criteria": criteria}]

    robot.mark()

    assert [one["seq"] for one in robot.waiting] == list(range(1, len(robot.waiting) + 1))
    assert robot.waiting[-1]["kind"] == "submit"
    assert robot.log.last["Y07", "K1", "levels"][1]["mark"] == 2000
    assert robot.log.last["Y07", "K1", "points"][1]["mark"] % 500 == 0


@pytest.mark.parametrize("kind", CriterionKind)
def test_a_robot_gives_of_every_kind_what_the_rulebook_takes(kind: CriterionKind) -> None:
    key = {"levels": "0=no|2=yes", "choice": "choices=A|B|C|D right=A"}.get(kind, "")
    criterion = RubricCriterion("1", kind, 2000, 500, parse_key(kind, key, 2000))
    asked = {"id": 1, "code": "1", "kind": kind, "maximum": 2000, "step": 500, "levels": [{"points": "2"}]}
    asked["options"] = [{"code": code} for code in "ABCD"]
    robot = Robot("J1a", "code", 1, seed=4, share=0.0)
    robot.sheets = [{"id": 9, "team_code": "Y07", "task": {"code": "K1"}, "rubric_version": 1, "criteria": [asked]}]

    robot.mark()

    drawn = robot.log.last["Y07", "K1", "1"][1]
    assert drawn["state"] == "marked"
    KINDS[kind].check_given(criterion, CellGiven(drawn.get("mark"), drawn.get("readings", "")), "")
