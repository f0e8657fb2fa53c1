"""The network of a drill: requests that never leave, answers that never come, everything twice, and what comes too late."""

import json
import random
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from http.client import HTTPConnection, HTTPException
from typing import Any

Sent = list[dict[str, Any]]


class Fault(StrEnum):
    """What may happen to one send."""

    NONE = "none"
    CUT = "cut"
    """The request never leaves the device."""
    LOST = "lost"
    """The server gets it; its answer never arrives."""
    TWICE = "twice"
    """The same request arrives two times."""
    LATE = "late"
    """The second half arrives before the first."""
    STALE = "stale"
    """A request from before arrives once more, long after."""


class Network:
    """One device's way to the server."""

    def __init__(self, port: int, token: str, chance: random.Random, share: float) -> None:
        self.port, self.token, self.chance, self.share = port, token, chance, share
        self.faults: Counter[Fault] = Counter()
        self.earlier: list[Sent] = []

    def send(self, operations: Sent, *, faulty: bool = True) -> list[dict[str, Any]]:
        """Send operations; gives the answers that arrive, none where the way was cut."""
        fault = self._draw() if faulty else Fault.NONE
        self.faults[fault] += 1
        self.earlier.append(operations)
        if fault is Fault.CUT:
            return []
        if fault is Fault.LOST:
            self._post(operations, listens=False)
            return []
        if fault is Fault.TWICE:
            return self._post(operations) + self._post(operations)
        if fault is Fault.LATE and len(operations) > 1:
            middle = len(operations) // 2
            return self._post(operations[middle:]) + self._post(operations[:middle])
        if fault is Fault.STALE:
            self._post(self.chance.choice(self.earlier))
        return self._post(operations)

    def _draw(self) -> Fault:
        faults = [fault for fault in Fault if fault is not Fault.NONE]
        return self.chance.choice(faults) if self.chance.random() < self.share else Fault.NONE

    def _post(self, operations: Sequence[dict[str, Any]], *, listens: bool = True) -> list[dict[str, Any]]:
        """One request; a server that is not there, or goes away meanwhile, is a cut."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        body = json.dumps({"operations": list(operations), "waiting": len(operations)})
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        try:
            connection.request("POST", "/api/operations", body, headers)
            if not listens:
                return []
            answer = connection.getresponse()
            text = answer.read()
        except (OSError, HTTPException):
            return []
        finally:
            connection.close()
        found: list[dict[str, Any]] = json.loads(text)["answers"] if answer.status == 200 else []
        return found
