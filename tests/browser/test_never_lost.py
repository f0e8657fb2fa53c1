"""No mark is ever lost: whatever happens on the way, what a device showed as saved is on the server exactly once.

`OLYMPIAD_SOAK=100000` runs the random part with so many operations; `OLYMPIAD_SEED` repeats a run.
"""

import json
import os
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from olympiad.domain.operations import value_from, value_json
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import Device, Mark, Operation, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services import devices, unsent_marks
from tests.browser.faults import Faults
from tests.browser.robots import Log, Robot, Saved
from tests.browsers import LiveServer, serving
from tests.chromium import HALL
from tests.factories import make_cast, make_criterion, make_score_sheet, make_team

OPERATIONS = int(os.environ.get("OLYMPIAD_SOAK", "0")) // 2 or 550
SEED = int(os.environ.get("OLYMPIAD_SEED", "20261205"))
LEVELS = {"http": HALL, "https": "127.0.0.1"}
"""A name that is not localhost is no secure context, 127.0.0.1 is one: what plain HTTP has not is missing here too."""
DEEDS = ("", "", "", "lose request", "lose answer", "double", "double later", "arrive late", "delay")


@pytest.fixture(scope="module")
def live_server(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """Two workers that are forked from one master, as in production: killed ones are replaced at once."""
    instance = tmp_path_factory.mktemp("instance")
    database = instance / "olympiad.sqlite"
    database.write_bytes(sqlite_template.read_bytes())
    with serving(instance, f"sqlite:///{database}", None, "--preload", "--workers", "2") as server:
        yield server


class Hall:
    """A section with eight teams, a judge with two devices, a proxy with faults before the server, and the log."""

    def __init__(self, server: LiveServer, browser: Browser, level: str, seed: int) -> None:
        self.server, self.browser, self.level, self.rng = server, browser, level, random.Random(seed)
        self.deeds: tuple[str, ...] = ("",)
        self.once: list[str] = []
        self.log = Log()
        with server.session() as session:
            self._make(session)
        self.faults = Faults(server.url, server.pid, self._choose)
        self.robots = [self._robot(*self.given[0])]
        self.revoked: set[str] = set()
        self.revising = False

    def _make(self, session: Session) -> None:
        cast = make_cast(session)
        teams = [cast.t01, cast.t02, *(make_team(session, cast.section) for _ in range(6))]
        criteria = [cast.pipetting.criteria[0], *(make_criterion(session, cast.pipetting) for _ in range(4))]
        sheets = [cast.sheets[key, "P", "cem"] for key in ("T01", "T02")]
        sheets += [make_score_sheet(session, team, cast.pipetting, cast.cem_judge) for team in teams[2:]]
        self.sheets = {sheet.id: team.code for sheet, team in zip(sheets, teams, strict=True)}
        self.criteria = [criterion.id for criterion in criteria]
        self.versions: dict[int, int] = {}
        self.section_id, self.judge_id, self.clerk_id = cast.section.id, cast.cem_judge.id, cast.ana.id
        self.home = f"/editions/{cast.edition.slug}/{cast.section.slug}/score-sheets/unsent"
        self.place = f"{cast.edition.slug}/{cast.section.slug}#{cast.cem_judge.id}"
        self.given = [self._enrol(session) for _ in range(2)]

    def _robot(self, device: str, token: str) -> Robot:
        origin = f"http://{LEVELS[self.level]}:{self.faults.address}"
        return Robot(self.browser, origin, self.home, self.place, device, token, self.log)

    def add_robot(self) -> Robot:
        """The judge goes on with a second device as well."""
        self.robots.append(self._robot(*self.given[1]))
        return self.robots[1]

    def standing(self) -> dict[tuple[int, int | None], str | None]:
        """The operation whose value stands in each cell now."""
        with self.server.session() as session:
            found = session.execute(
                select(Mark.sheet_id, Mark.criterion_id, Mark.operation_id).where(Mark.sheet_id.in_(self.sheets))
            )
            return {(sheet, criterion): operation for sheet, criterion, operation in found}

    def _enrol(self, session: Session) -> tuple[str, str]:
        section, judge = session.get_one(Section, self.section_id), session.get_one(Judge, self.judge_id)
        by = session.get_one(User, judge.user_id)
        device, token = devices.enrol(
            session, section, judge, level="http", label="", app_version="", card_id=None, by=by
        )
        return device.id, token

    def _choose(self) -> str:
        return self.once.pop(0) if self.once else self.rng.choice(self.deeds)

    def cell(self, robot: Robot) -> tuple[int, str, int, int]:
        """A cell of the sheets that the judge marks on this device; two of the eight are marked on both."""
        first = 3 * self.robots.index(robot)
        sheet = self.rng.choice(list(self.sheets)[first : first + 5])
        return sheet, self.sheets[sheet], self.rng.choice(self.criteria), robot.versions.get(sheet, 1)

    def give(self, robot: Robot, count: int) -> None:
        """Give marks to any cells."""
        robot.give([self.cell(robot) for _ in range(count)], self.rng)

    def settle(self) -> None:
        """Everything works again; whatever waits is sent."""
        self.deeds, self.once = ("",), []
        for robot in self.robots:
            robot.context.set_offline(False)
        assert [robot.settle() for robot in self.robots] == [0] * len(self.robots)
        self.faults.close()

    def close(self) -> None:
        """Leave the browser."""
        for robot in self.robots:
            robot.context.close()

    def rows(self) -> dict[str, Operation]:
        """What the server has of these devices."""
        with self.server.session() as session:
            found = session.scalars(select(Operation).where(Operation.device_id.in_([one for one, _ in self.given])))
            return {row.id: row for row in found}

    def check(self) -> Counter[str]:
        """Compare the log with the server; give how many operations came out how."""
        rows = self.rows()
        with self.server.session() as session:
            team_of = dict(
                session.execute(select(ScoreSheet.id, Team.code).join(Team, Team.id == ScoreSheet.team_id)).all()
            )
            marks = session.scalars(select(Mark).where(Mark.sheet_id.in_(self.sheets))).all()
        assert [one for one in self.log.saved if one.id not in rows] == [], "shown as saved, not on the server"
        assert set(rows) <= self.log.attempted, "on the server, never given"
        wrong = [one for one in self.log.saved if not _same(one, rows[one.id]) or team_of[one.sheet] != one.team_code]
        assert wrong == [], "on the server with another value or team"
        assert {one.sheet_id for one in rows.values()} <= set(self.sheets)
        self._check_outcomes(rows)
        self._check_cells(rows, {(mark.sheet_id, mark.criterion_id): mark for mark in marks})
        return Counter(row.outcome for row in rows.values())

    def _check_outcomes(self, rows: dict[str, Operation]) -> None:
        """Refused is only what was marked by an old rubric, in quarantine only what came from a closed device."""
        codes = {(row.outcome, json.loads(row.answer)["code"]) for row in rows.values()}
        allowed = {("applied", ""), ("applied", "replaced"), ("conflict", "mark_conflict")}
        allowed |= {("refused", "rubric_changed")} if self.revising else set()
        allowed |= {("quarantined", "device_revoked")} if self.revoked else set()
        assert codes <= allowed
        assert {row.device_id for row in rows.values() if row.outcome == "quarantined"} <= self.revoked

    def _check_cells(self, rows: dict[str, Operation], marks: dict[tuple[int, int], Mark]) -> None:
        """What stands in a cell is what its device gave last there, and no device's older mark came over its newer one."""
        for (sheet, criterion), given in self.log.of_cell().items():
            counted = [one for one in given if rows[one.id].outcome == "applied" and not _is_replaced(rows[one.id])]
            if criterion is None or not counted:
                continue
            mark = marks[sheet, criterion]
            standing = rows[str(mark.operation_id)]
            last = [one.id for one in counted if one.device == standing.device_id][-1]
            assert standing.id == last, f"an older mark stands in {sheet}/{criterion}"
            assert value_json(value_from(_plain(mark))) == value_json(value_from(json.loads(standing.value)))
            if len({one.device for one in given}) == 1:
                assert "conflict" not in [rows[one.id].outcome for one in given], "a device in conflict with itself"
            for device in {one.device for one in counted}:
                numbers = [rows[one.id].number for one in counted if one.device == device]
                assert numbers == sorted(numbers), (
                    f"marks of one device were taken in another order in {sheet}/{criterion}"
                )


def _plain(mark: Mark) -> dict[str, Any]:
    names = ("state", "mark", "readings", "consequence", "note", "unsure")
    return {name: getattr(mark, name) for name in names}


def _same(one: Saved, row: Operation) -> bool:
    value = value_json(value_from(one.value)) if one.kind == "mark" else row.value
    return (one.sheet, one.criterion, one.device, value) == (row.sheet_id, row.criterion_id, row.device_id, row.value)


def _is_replaced(row: Operation) -> bool:
    return bool(json.loads(row.answer)["code"] == "replaced")


@pytest.fixture(params=sorted(LEVELS))
def make_hall(request: pytest.FixtureRequest, live_server: LiveServer, browser: Browser) -> Iterator[Any]:
    """Make the hall of a level with a seed; closed at the end."""
    made: list[Hall] = []

    def make(seed: int = SEED) -> Hall:
        made.append(Hall(live_server, browser, request.param, seed))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_the_server_is_killed_between_apply_and_answer(make_hall: Any) -> None:
    hall = make_hall()
    for _ in range(3):
        hall.once = ["kill after apply"]
        hall.give(hall.robots[0], 5)
        hall.robots[0].settle(rounds=3)

    hall.settle()

    assert hall.check() == {"applied": 15}
    assert hall.faults.done["kill after apply"] == 3


def test_the_server_is_killed_in_the_middle_of_work(make_hall: Any) -> None:
    hall = make_hall()
    for _ in range(3):
        hall.once = ["kill before answer"]
        hall.give(hall.robots[0], 5)
        hall.robots[0].settle(rounds=3)

    hall.settle()

    assert hall.check() == {"applied": 15}


def test_every_answer_is_lost_once(make_hall: Any) -> None:
    hall = make_hall()
    hall.once = ["lose answer", ""] * 50
    for _ in range(6):
        hall.give(hall.robots[0], 4)
        hall.robots[0].settle(rounds=3)

    hall.settle()

    assert hall.check() == {"applied": 24}
    assert hall.faults.done["lose answer"] >= 6


def test_lists_are_doubled_and_come_in_another_order(make_hall: Any) -> None:
    hall = make_hall()
    for _ in range(4):
        hall.once = ["arrive late", "double later", "double"]
        for _ in range(3):
            hall.give(hall.robots[0], 3)
        hall.robots[0].settle(rounds=3)

    hall.settle()

    assert hall.check() == {"applied": 36}


def test_two_hundred_marks_offline_arrive_once(make_hall: Any) -> None:
    hall = make_hall()
    robot = hall.robots[0]
    robot.context.set_offline(True)
    for _ in range(20):
        hall.give(robot, 10)

    hall.settle()

    assert hall.check() == {"applied": 200}


def bring(hall: Hall, robot: Robot) -> None:
    """A clerk brings what the device shows; sometimes a code stays unread, one always comes twice."""
    robot.context.set_offline(True)
    for _ in range(hall.rng.randint(0, 3)):
        hall.give(robot, hall.rng.randint(1, 8))
    packets = robot.packets(small=hall.rng.random() < 0.7)
    hall.rng.shuffle(packets)
    chosen = packets[: hall.rng.randint(0, len(packets))] + hall.rng.sample(packets, k=min(1, len(packets)))
    with hall.server.session() as session:
        section, clerk = session.get_one(Section, hall.section_id), session.get_one(User, hall.clerk_id)
        for packet in chosen:
            unsent_marks.bring(session, section, packet, by=clerk)


def change_rubric(hall: Hall, sheet: int) -> None:
    """A new version of the rubric: what is marked by the old one is refused, and kept."""
    hall.revising = True
    with hall.server.session() as session:
        session.execute(update(ScoreSheet).where(ScoreSheet.id == sheet).values(rubric_version=2))
    hall.versions[sheet] = 2


def revoke(hall: Hall, robot: Robot) -> None:
    """Close a device in the middle of everything."""
    hall.revoked.add(robot.device)
    with hall.server.session() as session:
        clerk = session.get_one(User, hall.clerk_id)
        devices.revoke(session, session.get_one(Device, robot.device), reason="lost", by=clerk)


def one_step(hall: Hall, step: int) -> None:
    """Something happens to one of the devices, then it marks."""
    robot, rng = hall.robots[0 if hall.rng.random() < 0.7 else 1], hall.rng
    chance = rng.random()
    if chance < 0.10:
        robot.context.set_offline(rng.random() < 0.5)
    elif chance < 0.15:
        hall.once.append(rng.choice(("kill after apply", "kill before answer")) if step % 4 == 0 else "lose answer")
    elif chance < 0.20:
        go_on(robot, rng)
    elif chance < 0.25:
        robot.shift = rng.randrange(-1000, 1000)
    elif chance < 0.30:
        bring(hall, robot)
    elif chance < 0.35:
        go_on_in_two_tabs(robot)
    elif chance < 0.50:
        robot.settle(rounds=2)
        robot.look(hall.standing(), hall.versions)
    hall.give(robot, rng.randint(1, 8))


def go_on_in_two_tabs(robot: Robot) -> None:
    """Two tabs send the same queue at once, where the page can be opened."""
    robot.context.set_offline(False)
    with suppress(Error):
        robot.send_from_another_tab()


def go_on(robot: Robot, rng: random.Random) -> None:
    """Reload, or kill the tab; the page must come from the server here, since there is no worker."""
    robot.context.set_offline(False)
    for _ in range(20):
        try:
            robot.reload() if rng.random() < 0.5 else robot.reopen()
            return
        except Error:
            robot.context.set_offline(False)
            if robot.page.is_closed():
                robot.page = robot.context.new_page()
    raise AssertionError("the page did not open again")


def test_random_days_lose_nothing(make_hall: Any) -> None:
    hall = make_hall()
    assert [robot.is_secure() for robot in (hall.robots[0], hall.add_robot())] == [hall.level == "https"] * 2
    hall.deeds = DEEDS
    print(f"seed {SEED}, {OPERATIONS} operations")
    step = 0
    while len(hall.log.saved) < OPERATIONS:
        step += 1
        one_step(hall, step)
        if not hall.revising and len(hall.log.saved) > OPERATIONS // 2:
            change_rubric(hall, next(iter(hall.sheets)))
        if not hall.revoked and len(hall.log.saved) > OPERATIONS * 9 // 10:
            revoke(hall, hall.robots[1])

    hall.settle()

    outcomes = hall.check()
    print(dict(outcomes), dict(hall.faults.done), f"{hall.faults.kills} kills")
    assert outcomes["applied"] > OPERATIONS // 2
