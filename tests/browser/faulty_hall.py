"""A hall over a bad network: one judge's devices before a faulty proxy, the server, and what both must agree on."""

import json
import random
from collections import Counter
from typing import Any

from playwright.sync_api import Browser
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from olympiad.domain.operations import value_from, value_json
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import Device, Mark, Operation, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.marking import devices, score_sheets, unsent_marks
from tests.browser.faults import Faults
from tests.browser.replay import Event, code_of, replay
from tests.browser.robots import Cell, Log, Robot, Saved, Standing
from tests.browsers import LiveServer
from tests.chromium import HALL
from tests.factories import make_cast, make_criterion, make_score_sheet, make_team

LEVELS = {"http": HALL, "https": "127.0.0.1"}
"""A name that is not localhost is no secure context, 127.0.0.1 is one: what plain HTTP has not is missing here too."""


class FaultyHall:
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
        self.events: list[Event] = []
        self.chosen = 0
        self.said: Counter[tuple[str, str]] = Counter()
        """What `check` found: how many operations of a kind got which code."""

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

    def standing(self) -> Standing:
        """What the server has of the judge's sheets now."""
        with self.server.session() as session:
            marks = session.execute(
                select(Mark.sheet_id, Mark.criterion_id, Mark.operation_id).where(Mark.sheet_id.in_(self.sheets))
            )
            submitted = session.execute(
                select(Operation.sheet_id, Operation.id)
                .where(Operation.sheet_id.in_(self.sheets), Operation.kind == "submit", Operation.outcome == "applied")
                .order_by(Operation.number)
            )
            found = {(sheet, criterion): operation for sheet, criterion, operation in marks}
            return Standing(found, self.versions, {row.sheet_id: row.id for row in submitted})

    def _enrol(self, session: Session) -> tuple[str, str]:
        section, judge = session.get_one(Section, self.section_id), session.get_one(Judge, self.judge_id)
        by = session.get_one(User, judge.user_id)
        device, token = devices.enrol(
            session, section, judge, level="http", label="", app_version="", card_id=None, by=by
        )
        return device.id, token

    def _choose(self) -> str:
        return self.once.pop(0) if self.once else self.rng.choice(self.deeds)

    def sheets_of(self, robot: Robot) -> list[int]:
        """The sheets that the judge marks on this device; two of the eight are marked on both."""
        first = 3 * self.robots.index(robot)
        return list(self.sheets)[first : first + 5]

    def cell(self, robot: Robot, sheet: int, criterion: int) -> Cell:
        """A cell as the judge sees it on this device."""
        return Cell(sheet, self.sheets[sheet], criterion, robot.versions.get(sheet, 1))

    def give(self, robot: Robot, count: int) -> None:
        """Give marks to any cells."""
        sheets = self.sheets_of(robot)
        cells = [(self.rng.choice(sheets), self.rng.choice(self.criteria)) for _ in range(count)]
        robot.give([self.cell(robot, *cell) for cell in cells], self.rng)

    def fill_and_submit(self, robot: Robot, sheet: int) -> None:
        """Mark every criterion of a sheet, submit it, and mark on: those marks come too late."""
        cells = [self.cell(robot, sheet, criterion) for criterion in self.criteria]
        robot.give(cells, self.rng)
        self.submit(robot, sheet)
        robot.give(cells[:2], self.rng)

    def submit(self, robot: Robot, sheet: int) -> None:
        """Submit a sheet from this device, complete or not."""
        robot.submit(sheet, self.sheets[sheet], self.rng)

    def choose(self, robot: Robot) -> None:
        """Settle what is undecided on this device's sheets, for the one or the other value."""
        if not robot.look(self.standing()):
            return
        with self.server.session() as session:
            undecided = session.execute(
                select(Mark, Operation.value)
                .join(Operation, Operation.id == Mark.conflict_operation_id)
                .where(Mark.sheet_id.in_(self.sheets_of(robot)))
            ).all()
        for mark, rival in undecided:
            value = self.rng.choice((plain(mark), json.loads(value_json(value_from(json.loads(rival))))))
            cell = self.cell(robot, mark.sheet_id, mark.criterion_id)
            robot.choose(cell, value | {"chosen_over": ""}, str(mark.conflict_operation_id), self.rng)
            self.chosen += 1

    def give_back(self) -> None:
        """The chief judge returns one of the submitted sheets, if there is one."""
        with self.server.session() as session:
            rows = session.scalars(
                select(ScoreSheet).where(
                    ScoreSheet.id.in_(self.sheets), ScoreSheet.state.in_(("submitted", "accepted"))
                )
            ).all()
            if rows:
                sheet = self.rng.choice(sorted(rows, key=lambda row: row.id))
                by = session.get_one(User, self.clerk_id)
                score_sheets.return_to_judge(session, sheet, reason="Look again", by=by)
                self._note(session, sheet.id, "returned")

    def change_rubric(self, sheet: int) -> None:
        """A new version of the rubric: what is marked by the old one is refused, and kept."""
        with self.server.session() as session:
            session.execute(update(ScoreSheet).where(ScoreSheet.id == sheet).values(rubric_version=2))
            self._note(session, sheet, "new rubric")
        self.versions[sheet] = 2

    def _note(self, session: Session, sheet: int, what: str) -> None:
        """Note after which operation it was: nobody else writes before this transaction ends."""
        number = session.scalar(select(func.max(Operation.number))) or 0
        self.events.append(Event(number, sheet, what))

    def revoke(self, robot: Robot) -> None:
        """Close a device in the middle of everything."""
        self.revoked.add(robot.device)
        with self.server.session() as session:
            clerk = session.get_one(User, self.clerk_id)
            devices.revoke(session, session.get_one(Device, robot.device), reason="lost", by=clerk)

    def bring(self, packets: list[bytes]) -> None:
        """A clerk uploads what a device showed."""
        with self.server.session() as session:
            section, clerk = session.get_one(Section, self.section_id), session.get_one(User, self.clerk_id)
            for packet in packets:
                unsent_marks.bring(session, section, packet, by=clerk)

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
        self.said = Counter((row.kind, code_of(row)) for row in rows.values())
        return Counter(row.outcome for row in rows.values())

    def _check_outcomes(self, rows: dict[str, Operation]) -> None:
        """Refused is only what met another rubric or sheet; in quarantine only what came from a closed device."""
        replay(rows.values(), self.events, len(self.criteria))
        closed = {(row.device_id, code_of(row)) for row in rows.values() if row.outcome == "quarantined"}
        assert closed <= {(device, "device_revoked") for device in self.revoked}

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
            assert value_json(value_from(plain(mark))) == value_json(
                value_from(json.loads(standing.value) | {"chosen_over": ""})
            )
            if len({one.device for one in given}) == 1:
                alone = [rows[one.id] for one in given if not _stands_on_nothing(rows[one.id], rows)]
                assert "conflict" not in [row.outcome for row in alone], "a device in conflict with itself"
            for device in {one.device for one in counted}:
                numbers = [rows[one.id].number for one in counted if one.device == device]
                assert numbers == sorted(numbers), (
                    f"marks of one device were taken in another order in {sheet}/{criterion}"
                )


def plain(mark: Mark) -> dict[str, Any]:
    """What stands in a cell, as an operation would say it."""
    names = ("state", "mark", "readings", "consequence", "note", "unsure")
    return {name: getattr(mark, name) for name in names}


def _same(one: Saved, row: Operation) -> bool:
    value = value_json(value_from(one.value)) if one.kind == "mark" else row.value
    return (one.sheet, one.criterion, one.device, value) == (row.sheet_id, row.criterion_id, row.device_id, row.value)


def _is_replaced(row: Operation) -> bool:
    return code_of(row) == "replaced"


def _stands_on_nothing(row: Operation, rows: dict[str, Operation]) -> bool:
    """Whether the value that the device had before did not count when this one came: refused, or brought later."""
    base = rows.get(row.base or "")
    return base is not None and (base.outcome != "applied" or base.number > row.number)
