"""A judge by robot: signs in with the card, gets the sheets, marks every criterion, and keeps a log of its own."""

import json
import random
import re
import secrets
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from olympiad.drill.hall import PLACE
from olympiad.drill.network import Network

MOST = 12
"""Operations in one send."""
CHANGES_MIND = 0.15
PATIENCE = 90.0
"""Seconds in which everything must have arrived once the network is whole again."""

Cell = tuple[str, str, str]
"""Team code, task code, criterion code."""


@dataclass
class Log:
    """What a robot did, written down before anything is sent."""

    judge: str
    operations: dict[str, Cell] = field(default_factory=dict)
    """Every mark it made, by operation."""
    last: dict[Cell, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    """What counts in each cell: operation and value."""
    submitted: set[tuple[str, str]] = field(default_factory=set)
    submissions: set[str] = field(default_factory=set)
    outcomes: dict[str, str] = field(default_factory=dict)
    """What the server answered, by operation."""


class Robot:
    """A judge with one device."""

    def __init__(self, judge: str, code: str, port: int, seed: int, share: float) -> None:
        self.code, self.port, self.share = code, port, share
        self.chance = random.Random(f"{seed}-{judge}")  # noqa: S311 a rehearsal that can be repeated
        self.log = Log(judge)
        self.waiting: list[dict[str, Any]] = []
        self.seq = 0
        self.network: Network | None = None
        self.sheets: list[dict[str, Any]] = []

    def sign_in(self) -> None:
        """Sign in by card, enrol the device, fetch the sheets: the same requests as a phone's."""
        answer = self._ask("GET", "/card")
        cookie = _cookie(answer, "")
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.read().decode())
        form = {"csrf_token": token[1] if token else "", "code": self.code}
        answer = self._ask("POST", "/card", urlencode(form), cookie)
        cookie = _cookie(answer, cookie)
        answer = self._ask("GET", f"/editions/{PLACE}/score-sheets/fresh", "", cookie)
        self.sheets = json.loads(answer.read())["sheets"]
        headers = {"X-CSRFToken": answer.headers.get("X-CSRFToken", ""), "Content-Type": "application/json"}
        body = json.dumps({"section": PLACE, "level": "http", "label": "robot", "app_version": "drill"})
        answer = self._ask("POST", "/api/devices", body, _cookie(answer, cookie), headers)
        self.network = Network(self.port, json.loads(answer.read())["token"], self.chance, self.share)

    def _ask(
        self, method: str, path: str, body: str = "", cookie: str = "", headers: dict[str, str] | None = None
    ) -> HTTPResponse:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie} | (headers or {})
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        if answer.status >= 400:
            raise RuntimeError(f"{self.log.judge}: {method} {path} was answered {answer.status}")
        return answer

    def mark(self) -> None:
        """Mark all sheets, sending now and then over the bad network."""
        for sheet in self.sheets:
            for criterion in sheet["criteria"]:
                self._give(sheet, criterion)
                if self.chance.random() < CHANGES_MIND:
                    self._give(sheet, criterion)
                if self.chance.random() < 0.4:
                    self.send()
            self._submit(sheet)

    def finish(self) -> None:
        """Send what is left over a network that is whole again; what does not arrive is missing in the report."""
        deadline = time.monotonic() + PATIENCE
        while self.waiting and time.monotonic() < deadline:
            if not self.send(faulty=False):
                time.sleep(0.2)

    def send(self, *, faulty: bool = True) -> bool:
        """Send the oldest that wait; whether anything was answered."""
        if self.network is None or not self.waiting:
            return False
        answered = False
        for answer in self.network.send(self.waiting[:MOST], faulty=faulty):
            if answer["outcome"] != "again":
                self.log.outcomes[answer["id"]] = answer["outcome"]
                answered = True
        self.waiting = [one for one in self.waiting if one["id"] not in self.log.outcomes]
        return answered

    def _give(self, sheet: dict[str, Any], criterion: dict[str, Any]) -> None:
        cell = (sheet["team_code"], sheet["task"]["code"], criterion["code"])
        value = _drawn(criterion, self.chance)
        base = self.log.last[cell][0] if cell in self.log.last else None
        made = self._operation(sheet, "mark", criterion=criterion["id"], base=base, value=value)
        self.log.operations[made["id"]] = cell
        self.log.last[cell] = (made["id"], value)

    def _submit(self, sheet: dict[str, Any]) -> None:
        made = self._operation(sheet, "submit")
        self.log.submissions.add(made["id"])
        self.log.submitted.add((sheet["team_code"], sheet["task"]["code"]))

    def _operation(self, sheet: dict[str, Any], kind: str, **more: Any) -> dict[str, Any]:
        self.seq += 1
        made = {"id": secrets.token_hex(16), "seq": self.seq, "sheet": sheet["id"], "kind": kind}
        made |= {"rubric_version": sheet["rubric_version"], "device_time": "", **more}
        self.waiting.append(made)
        return made


def _drawn(criterion: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """A mark that the criterion knows, drawn."""
    if criterion["kind"] == "reading":
        return {"state": "marked", "readings": f"{chance.uniform(4, 7):.2f}|{chance.uniform(4, 7):.2f}"}
    if criterion["kind"] == "choice":
        codes = [option["code"] for option in criterion["options"]]
        return {"state": "marked", "readings": "|".join(chance.sample(codes, 2))}
    if criterion["kind"] == "levels":
        mark = 1000 * int(chance.choice(criterion["levels"])["points"])
    elif criterion["kind"] == "penalty":
        mark = 1000 * chance.randrange(3)
    elif criterion["kind"] == "check":
        mark = chance.choice((0, criterion["maximum"]))
    else:
        mark = criterion["step"] * chance.randrange(criterion["maximum"] // criterion["step"] + 1)
    return {"state": "marked", "mark": mark}


def _cookie(answer: HTTPResponse, before: str) -> str:
    """The cookies to send from now on."""
    kept = SimpleCookie(before)
    for header in answer.headers.get_all("Set-Cookie") or []:
        kept.load(header)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in kept.items())
