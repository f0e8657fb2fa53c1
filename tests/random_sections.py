"""Random sections, written as rows and, side by side, as the rulebook's values: what is computed from either must agree."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

from sqlalchemy.orm import Session

from olympiad.domain import section as values
from olympiad.domain.appeals import without_criterion
from olympiad.domain.choices import Consequence, CriterionKind, TeamStatus
from olympiad.domain.incidents import with_exclusions
from olympiad.domain.notation.keys import parse_key
from olympiad.domain.notation.reading_keys import parse_reading
from olympiad.domain.notation.rubric import parse_critical, parse_steps, parse_threshold
from olympiad.domain.rubric import Cell
from olympiad.domain.rubric import Criterion as CriterionValue
from olympiad.domain.rubric import Task as TaskValue
from olympiad.domain.rules import Rules as RuleValues
from olympiad.models.absence import Absence
from olympiad.models.adjustment import AgreedMark, Penalty
from olympiad.models.appeal import VoidCriterion
from olympiad.models.incident import Exclusion
from olympiad.models.score_sheet import Mark, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion, ReadingKey, Sample, Task
from olympiad.models.team import Team
from tests.factories import NOON, make_judge, make_rules, make_section, make_team, make_user

NARROW, WIDE = "value=5 full=0.1 zero=1", "value=5 full=1 zero=4"
LEVELS = "0=no | 5=half | 10=whole"
OFFICIAL = ("cem", "dana")


@dataclass
class World:
    """A section as rows, and what it means."""

    rows: Section
    value: values.Section
    teams: dict[str, Team] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    sheets: dict[tuple[str, str, str], ScoreSheet] = field(default_factory=dict)

    def stations(self) -> Iterator[tuple[str, TaskValue]]:
        """Every team, by its key, at every task."""
        return ((team.key, task) for team in self.value.teams for task in self.value.tasks)


def make_world(session: Session, seed: int) -> World:
    """Write a section; half of them are handed over as a whole, without a hole."""
    return _Maker(session, random.Random(seed)).make()


class _Maker:
    """Draws and writes one section."""

    def __init__(self, session: Session, rng: random.Random) -> None:
        self.session, self.rng = session, rng
        self.is_whole = rng.random() < 0.5
        self.user = make_user(session)

    def make(self) -> World:
        """Write everything; the value follows what the rows say."""
        rng, rows = self.rng, make_section(self.session)
        floor = rng.random() < 0.5
        make_rules(self.session, rows, rules=json.dumps([] if floor else [["penalty_floor", "no"]]), signed_at=NOON)
        world = World(rows, values.Section((), (), (), RuleValues(penalty_floor=floor)))
        for number in range(3):
            self._team(world, f"T{number}")
        self.judges = {key: make_judge(self.session, rows, key=key) for key in OFFICIAL}
        self.judges["pupil"] = make_judge(self.session, rows, key="pupil", kind="practice")
        world.value = replace(world.value, judge_names={key: row.name for key, row in self.judges.items()})
        for code in "AB"[: rng.randint(1, 2)]:
            self._task(world, code)
        for team, task in list(world.stations()):
            self._station(world, team, task)
        self.session.flush()
        for team, task in list(world.stations()):
            self._decide(world, team, task)
        self.session.flush()
        self._leave_out(world)
        self.session.flush()
        self.session.expire_all()
        return world

    def _team(self, world: World, key: str) -> None:
        status = self.rng.choice([TeamStatus.COMPETING] * 4 + [TeamStatus.WITHDRAWN])
        row = world.teams[key] = make_team(self.session, world.rows, key=key, status=status)
        value = values.Team(key, status, row.code, row.name)
        world.value = replace(world.value, teams=(*world.value.teams, value))

    def _task(self, world: World, code: str) -> None:
        rng = self.rng
        threshold, steps = rng.choice(("10%", "1", "-", "0")), rng.choice(("1", "-", "0"))
        row = Task(section_id=world.rows.id, code=code, position=ord(code), title=code, judges=2,
                   disagreement=threshold, disagreement_step=steps)  # fmt: skip
        world.tasks[code] = row
        self.session.add(row)
        self.session.flush()
        kinds = ["points", *rng.choices(("check", "levels", "reading", "penalty"), k=rng.randint(0, 3))]
        criteria = tuple(self._criterion(world, row, number, kind) for number, kind in enumerate(kinds))
        task = TaskValue(code, criteria, judges=2, disagreement=parse_threshold(threshold),
                         disagreement_step=parse_steps(steps))  # fmt: skip
        world.value = replace(world.value, tasks=(*world.value.tasks, task))

    def _criterion(self, world: World, task: Task, number: int, kind: str) -> CriterionValue:
        rng = self.rng
        own = {"levels": LEVELS, "penalty": rng.choice(("", "each=2 free=1")), "reading": rng.choice(("", NARROW))}
        key, critical = own.get(kind, ""), rng.choice(("no", "no", "no", "zero", "cap=50%"))
        row = Criterion(task_id=task.id, code=f"c{number}", position=number, kind=kind, maximum=10_000, step=500,
                        key=key, critical=critical)  # fmt: skip
        self.session.add(row)
        self.session.flush()
        if kind == "reading":
            for sample in rng.choice(((), ("",), ("S1",), ("S1", "S2"), ("", "S1"))):
                apart = rng.choice((NARROW, WIDE))
                self.session.add(ReadingKey(criterion_id=row.id, sample=sample, key=apart))
                if sample:
                    keys = {**world.value.sample_keys, (task.code, row.code, sample): parse_reading(apart, 10_000)}
                    world.value = replace(world.value, sample_keys=keys)
                else:
                    key = apart
        known = CriterionKind(kind)
        return CriterionValue(row.code, known, 10_000, 500, parse_key(known, key, 10_000), parse_critical(critical))

    def _station(self, world: World, team: str, task: TaskValue) -> None:
        rng = self.rng
        if sample := rng.choice(("", "S1", "S2")):
            self.session.add(Sample(team_id=world.teams[team].id, task_id=world.tasks[task.code].id, sample=sample))
            world.value = replace(world.value, samples={**world.value.samples, (team, task.code): sample})
        away = rng.random() < 0.1
        for judge in (*OFFICIAL, "pupil") if rng.random() < 0.3 else OFFICIAL:
            self._sheet(world, team, task, judge, absent=away != (rng.random() < 0.05))

    def _sheet(self, world: World, team: str, task: TaskValue, judge: str, *, absent: bool) -> None:
        rng = self.rng
        handed_over = (self.is_whole and judge != "pupil") or rng.random() < 0.6
        state = "submitted" if handed_over else rng.choice(("not_started", "open", "returned"))
        row = ScoreSheet(section_id=world.rows.id, team_id=world.teams[team].id, task_id=world.tasks[task.code].id,
                         judge_id=self.judges[judge].id, state=state)  # fmt: skip
        world.sheets[team, task.code, judge] = row
        self.session.add(row)
        self.session.flush()
        absent = absent and state != "not_started"
        cells: list[Cell] = []
        for criterion, line in zip(task.criteria, world.tasks[task.code].criteria, strict=True):
            given = (
                "absent" if absent else self._cell(criterion, is_empty=state == "not_started", may_miss=not handed_over)
            )
            cells.append(None if isinstance(given, str) and given == "absent" else given)
            if given is not None:
                self.session.add(self._mark(row, line, given))
        value = values.ScoreSheet(team, task.code, judge, tuple(cells), absent, judge == "pupil", state == "submitted")
        world.value = replace(world.value, sheets=(*world.value.sheets, value))

    def _cell(self, criterion: CriterionValue, *, is_empty: bool, may_miss: bool) -> Cell:
        rng = self.rng
        if is_empty or (may_miss and rng.random() < 0.2):
            return None
        if rng.random() < 0.08:
            return rng.choice([one for one in Consequence if not self.is_whole or one is not Consequence.UNDECIDED])
        if criterion.kind is CriterionKind.READING:
            return tuple(Fraction(rng.choice(("4.5", "5", "5.5", "9"))) for _ in range(rng.randint(1, 2)))
        marks = {
            CriterionKind.POINTS: (0, 5000, 5500, 7000, 10_000),
            CriterionKind.CHECK: (0, 10_000),
            CriterionKind.LEVELS: (0, 5000, 10_000),
            CriterionKind.PENALTY: (0, 0, 1000, 4000),
        }
        return rng.choice(marks[criterion.kind])

    def _mark(self, sheet: ScoreSheet, line: Criterion, given: Cell | str) -> Mark:
        ids = {"sheet_id": sheet.id, "criterion_id": line.id}
        if isinstance(given, Consequence):
            word = "" if given is Consequence.UNDECIDED else str(given)
            return Mark(**ids, state="not_assessed", consequence=word, note="why")
        if given == "absent":
            return Mark(**ids, state="absent")
        if isinstance(given, tuple):
            return Mark(**ids, state="marked", readings=" | ".join(str(float(one)) for one in given))
        return Mark(**ids, state="marked", mark=given)

    def _decide(self, world: World, team: str, task: TaskValue) -> None:
        """Now and then an agreed mark, an absence declared as a whole, a penalty by hand."""
        rng, value, ids = self.rng, world.value, self._ids(world, team, task)
        if rng.random() < 0.15:
            mark = Fraction(1000 * rng.choice((25, 20)), 3)
            self.session.add(
                AgreedMark(**ids, criterion_id=None, mark=mark, reason="video", user_id=self.user.id, at=NOON)
            )
            agreed = values.AgreedMark(team, task.code, mark, "", "video")
            world.value = replace(value, agreed_marks=(*value.agreed_marks, agreed))
        elif rng.random() < 0.25:
            criterion = rng.choice(task.criteria)
            mark = {CriterionKind.PENALTY: 1000, CriterionKind.LEVELS: 5000}.get(criterion.kind, 10_000)
            line = next(one for one in world.tasks[task.code].criteria if one.code == criterion.code)
            self.session.add(
                AgreedMark(**ids, criterion_id=line.id, mark=mark, reason="video", user_id=self.user.id, at=NOON)
            )
            agreed = values.AgreedMark(team, task.code, mark, criterion.code, "video")
            world.value = replace(value, agreed_marks=(*value.agreed_marks, agreed))
        if rng.random() < 0.08:
            self.session.add(Absence(**ids, user_id=self.user.id, at=NOON))
            world.value = replace(world.value, absences=world.value.absences | {(team, task.code)})
        if rng.random() < 0.2:
            self.session.add(Penalty(**ids, points=1500, reason="late", user_id=self.user.id, at=NOON))
            penalty = values.Penalty(team, 1500, task.code, "late")
            world.value = replace(world.value, penalties=(*world.value.penalties, penalty))

    def _ids(self, world: World, team: str, task: TaskValue) -> dict[str, int]:
        return {
            "section_id": world.rows.id,
            "team_id": world.teams[team].id,
            "task_id": world.tasks[task.code].id,
        }

    def _leave_out(self, world: World) -> None:
        """Now and then a criterion is void for all, and one left out for a single team; their papers are not written."""
        for task in world.value.tasks:
            lines = world.tasks[task.code].criteria
            if len(lines) < 2:
                continue
            if self.rng.random() < 0.2:
                line = self.rng.choice(lines[1:])
                self.session.add(VoidCriterion(section_id=world.rows.id, criterion_id=line.id, appeal_id=1, reason="v",
                                               user_id=self.user.id, at=NOON))  # fmt: skip
                world.value = without_criterion(world.value, task.code, line.code)
            for team in world.teams:
                if self.rng.random() < 0.15:
                    line = self.rng.choice(lines[1:])
                    ids = self._ids(world, team, task)
                    self.session.add(Exclusion(**ids, criterion_id=line.id, remedy_id=1, reason="drift", at=NOON))
                    world.value = with_exclusions(world.value, {(team, task.code): {line.code}})
