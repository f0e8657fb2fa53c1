"""Judges' devices driven by robots: the console's own queue, store and sender in a real page, and a log of what was saved."""

import random
import secrets
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page

PREPARE = """async ({ place, device, token, address }) => {
  const { all, keep, open, update } = await import("/static/js/score_sheet_store.js")
  const { Sender } = await import("/static/js/score_sheet_sender.js")
  const { smallPackets, wholePackets } = await import("/static/js/score_sheet_packets.js")
  const database = await open()
  if (device) await update(database, place, (memory) => ({ ...memory, device, token }))
  const vault = { run: (work) => work(database) }
  const sender = new Sender(vault, address, async () => null, () => undefined, () => ({ level: "http", app_version: "robot" }))
  const memory = async () => (await all(database)).find((one) => one.place === place)
  window.robot = {
    async keep(operations) {
      const saved = []
      for (const operation of operations) {
        await keep(database, place, operation)
        saved.push(operation.id)
        void sender.flush()
      }
      return saved
    },
    async settle() {
      await sender.flush()
      return (await memory()).queue.pending.length
    },
    async waiting() { return (await memory()).queue.pending.length },
    async packets(small) {
      const found = await memory()
      if (found.queue.pending.length === 0) return []
      return (small ? smallPackets(found) : wholePackets(found)).map((packet) => [...packet])
    },
  }
}"""


Made = tuple[dict[str, Any], str]
"""An operation, and the code of the team that the judge has before the eyes."""


class Cell(NamedTuple):
    """What the judge points at: a criterion on a team's sheet, or the whole sheet, by the rubric that the device knows."""

    sheet: int
    team_code: str
    criterion: int | None
    version: int


class Standing(NamedTuple):
    """What the server has: the operation in each cell, versions of the rubric, the last submission of each sheet."""

    marks: dict[tuple[int, int | None], str | None]
    versions: dict[int, int]
    submissions: dict[int, str]


@dataclass(frozen=True)
class Saved:
    """One operation that a device showed as saved: the test's own log, which no code under test has written."""

    id: str
    device: str
    sheet: int
    team_code: str
    criterion: int | None
    value: dict[str, Any]
    kind: str = "mark"


@dataclass
class Log:
    """What was shown as saved, in order; and what was given up before it was shown."""

    saved: list[Saved] = field(default_factory=list)
    attempted: set[str] = field(default_factory=set)

    def of_cell(self) -> dict[tuple[int, int | None], list[Saved]]:
        """By sheet and criterion, in the order in which it was saved."""
        found: dict[tuple[int, int | None], list[Saved]] = defaultdict(list)
        for one in self.saved:
            found[one.sheet, one.criterion].append(one)
        return found


class Robot:
    """One device of a judge: a browser context of its own, one or more tabs, a clock of its own."""

    def __init__(self, browser: Browser, origin: str, home: str, place: str, device: str, token: str, log: Log) -> None:
        self.context: BrowserContext = browser.new_context(base_url=origin)
        self.home, self.place, self.device, self.token, self.log = home, place, device, token, log
        self.seen: dict[tuple[int, int | None], str | None] = {}
        self.versions: dict[int, int] = {}
        self.submissions: dict[int, str] = {}
        self.shift = 0
        self.page: Page = self._open(first=True)
        self.other: Page | None = None

    def _open(self, *, first: bool = False) -> Page:
        page = self.context.new_page()
        page.goto(self.home)
        self._prepare(page, first=first)
        return page

    def _prepare(self, page: Page, *, first: bool = False) -> None:
        given = {"place": self.place, "device": self.device if first else "", "token": self.token}
        page.evaluate(PREPARE, given | {"address": "/api/operations"})

    def is_secure(self) -> bool:
        """Whether the page runs in a secure context: the HTTPS level."""
        secure: bool = self.page.evaluate("window.isSecureContext")
        return secure

    def give(self, cells: list[Cell], rng: random.Random) -> None:
        """Give marks to cells."""
        self.keep([self._mark(cell, value_at_random(rng), rng) for cell in cells])

    def choose(self, cell: Cell, value: dict[str, Any], over: str, rng: random.Random) -> None:
        """Settle a conflict: give one of the two values again, as the console does, on top of what stands."""
        self.keep([self._mark(cell, value | {"chosen_over": over}, rng)])

    def submit(self, sheet: int, team_code: str, rng: random.Random) -> None:
        """Submit a sheet, whatever stands on it."""
        version, base = self.versions.get(sheet, 1), self.submissions.get(sheet)
        self.keep([(self._operation("submit", Cell(sheet, team_code, None, version), base, {}, rng), team_code)])

    def _mark(self, cell: Cell, value: dict[str, Any], rng: random.Random) -> Made:
        operation = self._operation("mark", cell, self.seen.get((cell.sheet, cell.criterion)), value, rng)
        self.seen[cell.sheet, cell.criterion] = str(operation["id"])
        return operation, cell.team_code

    def _operation(
        self, kind: str, cell: Cell, base: str | None, value: dict[str, Any], rng: random.Random
    ) -> dict[str, Any]:
        return {
            "id": secrets.token_hex(16),
            "sheet": cell.sheet,
            "kind": kind,
            "rubric_version": cell.version,
            "criterion": cell.criterion,
            "base": base,
            "value": value,
            "device_time": _time(rng, self.shift),
        }

    def keep(self, made: list[Made]) -> None:
        """Keep operations on the device; logged once the device says that they are saved."""
        self.log.attempted |= {str(operation["id"]) for operation, _ in made}
        saved = set(self.page.evaluate("(operations) => window.robot.keep(operations)", [one for one, _ in made]))
        self.log.saved += [
            Saved(str(one["id"]), self.device, int(one["sheet"]), code, one["criterion"], one["value"], one["kind"])
            for one, code in made
            if one["id"] in saved
        ]

    def reload(self) -> None:
        """Load the page anew, whatever is on its way."""
        self.page.goto(self.home)
        self._prepare(self.page)

    def reopen(self) -> None:
        """Kill the tab and open another."""
        self.page.close()
        self.page = self._open()

    def send_from_another_tab(self) -> None:
        """Let a further tab send from the same queue at the same time; it waits for nothing."""
        if self.other is None or self.other.is_closed():
            self.other = self._open()
        self.other.evaluate("() => void window.robot.settle()")

    def look(self, standing: Standing) -> bool:
        """See what the server has, as a page that asks anew once nothing waits; says whether it did."""
        if self.page.evaluate("() => window.robot.waiting()") > 0:
            return False
        self.seen, self.versions = dict(standing.marks), dict(standing.versions)
        self.submissions = dict(standing.submissions)
        return True

    def settle(self, rounds: int = 40) -> int:
        """Send until nothing waits; give what still does."""
        left = 1
        for _ in range(rounds):
            left = self.page.evaluate("() => window.robot.settle()")
            if left == 0:
                break
            self.page.wait_for_timeout(150)
        return int(left)

    def packets(self, *, small: bool) -> list[bytes]:
        """What the device would hand out now."""
        return [bytes(packet) for packet in self.page.evaluate("(small) => window.robot.packets(small)", small)]


def value_at_random(rng: random.Random) -> dict[str, Any]:
    """A mark, seldom not assessed."""
    value = {"state": "marked", "mark": 500 * rng.randrange(21), "readings": "", "consequence": "", "note": ""}
    if rng.random() < 0.05:
        return value | {"state": "not_assessed", "mark": None, "note": "ampula sindi – разбита", "unsure": False}
    return value | {"unsure": rng.random() < 0.1, "note": "ў" * rng.randrange(40) if rng.random() < 0.1 else ""}


def _time(rng: random.Random, shift: int) -> str:
    """A device's clock: any day of December, sometimes nonsense."""
    if rng.random() < 0.02:
        return "not a time"
    minute, second = divmod(rng.randrange(3600), 60)
    return f"2026-12-{1 + abs(shift) % 28:02d}T{8 + shift % 8:02d}:{minute:02d}:{second:02d}.{rng.randrange(1000):03d}Z"
