"""No mark is ever lost: whatever happens on the way, what a device showed as saved is on the server exactly once.

`OLYMPIAD_SOAK=100000` runs the random part with so many operations; `OLYMPIAD_SEED` repeats a run, `OLYMPIAD_SOAK_ON=postgresql`
takes the other database.
"""

import os
import random
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Browser, Error

from tests.browser.faults import PORTALS
from tests.browser.faulty_hall import LEVELS, FaultyHall
from tests.browser.robots import Robot
from tests.browsers import LiveServer, serving
from tests.databases import fresh_database

OPERATIONS = int(os.environ.get("OLYMPIAD_SOAK", "0")) // 2 or 300
SEED = int(os.environ.get("OLYMPIAD_SEED", "20261205"))
HTTP_FIRST, HTTPS_FIRST = (
    pytest.mark.parametrize("make_hall", [first, second] if "OLYMPIAD_SOAK" in os.environ else [first], indirect=True)
    for first, second in (("http", "https"), ("https", "http"))
)
"""For one fault at a time, which the random days meet on both levels: `make soak` asks the second level, too."""
DEEDS = ("", "", "", "lose request", "lose answer", "double", "double later", "arrive late", "delay", *PORTALS)
BURST = 8 if OPERATIONS < 5_000 else 80
"""How many marks a device gives at most before something else happens."""
DATABASE = os.environ.get("OLYMPIAD_SOAK_ON", "sqlite")


@pytest.fixture(scope="module")
def live_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """Two workers that are forked from one master, as in production: killed ones are replaced at once."""
    instance = tmp_path_factory.mktemp("instance")
    forked = ("--preload", "--workers", "2")
    with fresh_database(DATABASE, instance, request) as url, serving(instance, url, None, *forked) as server:
        yield server


@pytest.fixture(params=sorted(LEVELS))
def make_hall(request: pytest.FixtureRequest, live_server: LiveServer, browser: Browser) -> Iterator[Any]:
    """Make the hall of a level with a seed; closed at the end."""
    made: list[FaultyHall] = []

    def make(seed: int = SEED) -> FaultyHall:
        made.append(FaultyHall(live_server, browser, request.param, seed))
        return made[-1]

    yield make
    for one in made:
        one.close()


@HTTP_FIRST
def test_the_server_is_killed_between_apply_and_answer(make_hall: Any) -> None:
    hall = make_hall()
    for _ in range(3):
        hall.once = ["kill after apply"]
        hall.give(hall.robots[0], 5)
        hall.robots[0].settle(rounds=3)

    hall.settle()

    assert hall.check() == {"applied": 15}
    assert hall.faults.done["kill after apply"] == 3


@HTTPS_FIRST
def test_the_server_is_killed_in_the_middle_of_work(make_hall: Any) -> None:
    hall = make_hall()
    for _ in range(3):
        hall.once = ["kill before answer"]
        hall.give(hall.robots[0], 5)
        hall.robots[0].settle(rounds=3)

    hall.settle()

    assert hall.check() == {"applied": 15}


@HTTPS_FIRST
def test_every_answer_is_lost_once(make_hall: Any) -> None:
    hall = make_hall()
    hall.once = ["lose answer", ""] * 50
    for _ in range(6):
        hall.give(hall.robots[0], 4)
        hall.robots[0].settle(rounds=3)

    hall.settle()

    assert hall.check() == {"applied": 24}
    assert hall.faults.done["lose answer"] >= 6


@HTTP_FIRST
def test_lists_are_doubled_and_come_in_another_order(make_hall: Any) -> None:
    hall = make_hall()
    for _ in range(4):
        hall.once = ["arrive late", "double later", "double"]
        for _ in range(3):
            hall.give(hall.robots[0], 3)
        hall.robots[0].settle(rounds=3)

    hall.settle()

    assert hall.check() == {"applied": 36}


@HTTP_FIRST
def test_two_hundred_marks_offline_arrive_once(make_hall: Any) -> None:
    hall = make_hall()
    robot = hall.robots[0]
    robot.context.set_offline(True)
    for _ in range(20):
        hall.give(robot, 10)

    hall.settle()

    assert hall.check() == {"applied": 200}


def bring(hall: FaultyHall, robot: Robot) -> None:
    """A clerk brings what the device shows; sometimes a code stays unread, one always comes twice."""
    robot.context.set_offline(True)
    for _ in range(hall.rng.randint(0, 3)):
        hall.give(robot, hall.rng.randint(1, 8))
    packets = robot.packets(small=hall.rng.random() < 0.7)
    hall.rng.shuffle(packets)
    hall.bring(packets[: hall.rng.randint(0, len(packets))] + hall.rng.sample(packets, k=min(1, len(packets))))


def one_step(hall: FaultyHall, step: int) -> None:
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
        hall.choose(robot)
    elif chance < 0.58:
        hall.submit(robot, rng.choice(hall.sheets_of(robot)))
    elif chance < 0.66:
        hall.give_back()
    hall.give(robot, rng.randint(1, BURST))


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
    print(f"seed {SEED}, {OPERATIONS} operations on {DATABASE}, {hall.level}")
    first, second, *_ = hall.sheets
    hall.submit(hall.robots[0], first)
    hall.fill_and_submit(hall.robots[0], second)
    step = 0
    while len(hall.log.saved) < OPERATIONS:
        step += 1
        one_step(hall, step)
        if not hall.versions and len(hall.log.saved) > OPERATIONS // 2:
            hall.change_rubric(first)
        if not hall.revoked and len(hall.log.saved) > OPERATIONS * 9 // 10:
            hall.revoke(hall.robots[1])

    hall.settle()

    outcomes = hall.check()
    print(dict(outcomes), dict(hall.said), dict(hall.faults.done), f"{hall.chosen} chosen, {hall.faults.kills} kills")
    assert outcomes["applied"] > OPERATIONS // 3
    assert hall.said["submit", "sheet_not_started"] > 0
    assert hall.said["submit", ""] > 0
    assert hall.said["mark", "sheet_submitted"] >= 2
    assert hall.chosen > 0
