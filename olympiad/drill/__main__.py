"""`make drill`: rehearses a hall in an instance of its own, prints what arrived, and removes itself."""

import argparse
import secrets
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from flask import Flask

from olympiad import create_app, db
from olympiad.drill import report
from olympiad.drill.hall import Size, furnish
from olympiad.drill.network import Fault
from olympiad.drill.robot import Robot
from olympiad.drill.server import Server
from olympiad.migrations.upgrade import upgrade
from olympiad.production import PRODUCTION_MARK
from olympiad.services.people.access_cards import MadeCard


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the drill; 0 where everything arrived, else 1."""
    wanted = parse(arguments)
    instance = Path(tempfile.mkdtemp(prefix="olympiad-drill-"))
    try:
        print(f"Drill: {wanted.teams} teams, {wanted.tasks} tasks, seed {wanted.seed}, in {instance}", flush=True)
        problems = rehearse(instance, wanted)
    finally:
        if wanted.keep:
            print(f"Kept: {instance}")
        else:
            shutil.rmtree(instance, ignore_errors=True)
    return 1 if problems else 0


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the size of the drill and how bad its network is."""
    parser = argparse.ArgumentParser(prog="make drill", description=__doc__)
    parser.add_argument("--teams", type=int, default=24)
    parser.add_argument("--tasks", type=int, default=4)
    parser.add_argument("--judges", type=int, default=2, help="judges of each task, at most 10")
    parser.add_argument("--faults", type=float, default=0.4, help="share of sends that go wrong")
    parser.add_argument("--kills", type=int, default=2, help="how often the server is killed")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--keep", action="store_true", help="leave the instance folder for a look")
    return parser.parse_args(arguments)


def rehearse(instance: Path, wanted: argparse.Namespace) -> list[str]:
    """Furnish the hall, let the robots mark while the server is killed now and then, and compare."""
    (instance / PRODUCTION_MARK).touch()  # no demonstration here
    app = create_app({"INSTANCE_PATH": str(instance)})
    cards = prepare(app, Size(wanted.teams, wanted.tasks, wanted.judges))
    server = Server(instance)
    server.start()
    began = time.monotonic()
    try:
        robots = [Robot(card.place, card.code, server.port, wanted.seed, wanted.faults) for card in cards]
        for robot in robots:
            robot.sign_in()
        run(robots, server, wanted.kills)
        seconds = time.monotonic() - began
    finally:
        server.stop()
    return tell(app, robots, server, seconds)


def prepare(app: Flask, size: Size) -> list[MadeCard]:
    """Make the database and everything up to the first mark."""
    with app.app_context():
        upgrade(db.engine())
        with db.writing() as session:
            cards = furnish(session(), size, app.config["SECRET_KEY"])
        db.session.remove()
        db.engine().dispose()
    return cards


def run(robots: Sequence[Robot], server: Server, kills: int) -> None:
    """Let all robots mark at once; the server is killed at even steps of their progress."""
    threads = [threading.Thread(target=_work, args=(robot,)) for robot in robots]
    for thread in threads:
        thread.start()
    expected = sum(len(sheet["criteria"]) + 1 for robot in robots for sheet in robot.sheets)
    while any(thread.is_alive() for thread in threads):
        done = sum(len(robot.log.outcomes) for robot in robots)
        if server.kills < kills and done > expected * (server.kills + 1) / (kills + 1):
            server.kill()
            server.start()
        time.sleep(0.01)


def _work(robot: Robot) -> None:
    robot.mark()
    robot.finish()


def tell(app: Flask, robots: Sequence[Robot], server: Server, seconds: float) -> list[str]:
    """Print the report; gives what is wrong."""
    with app.app_context():
        arrived = report.load(db.session())
        db.session.remove()
        db.engine().dispose()
    logs = [robot.log for robot in robots]
    problems = report.compare(logs, arrived)
    if "Traceback" in server.log():
        problems.append(f"the server's log: {server.log()[-1500:]}")
    faults: Counter[Fault] = Counter()
    for robot in robots:
        if robot.network:
            faults += robot.network.faults
    print(report.written(logs, faults, server.kills, seconds, problems), flush=True)
    return problems


if __name__ == "__main__":
    sys.exit(main())
