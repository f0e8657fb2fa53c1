"""The record as files: CSV for spreadsheets, JSON with everything that the hashes cover."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from olympiad.exchange.csv_writer import csv_text


@dataclass(frozen=True)
class Line:
    """One entry of the record as it is read: who, from which device, when, what, before, after, why."""

    entry_id: int
    chain: str
    seq: int
    at: datetime
    written_at: str
    """The same moment as it was hashed."""
    user_id: int | None
    who: str
    device: str
    action: str
    subject: str
    content: str
    reason: str
    sealed: tuple[str, ...]
    """Names of the personal values that stand behind salted hashes."""
    previous_hash: str
    hash: str
    here: str = ""
    """In a chain from elsewhere: the row here that the line is about, where it came along."""

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        """Field, before, after; in the order of the names."""
        told = json.loads(self.content)
        before, after = told["before"], told["after"]
        return [(name, _short(before, name), _short(after, name)) for name in sorted({*before, *after})]


def _short(values: Mapping[str, object], name: str) -> str:
    value = values.get(name)
    if name not in values or value is None:
        return ""
    if isinstance(value, list) and all(isinstance(one, str | int) for one in value):
        return ", ".join(str(one) for one in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


COLUMNS = ("seq", "at", "person", "user", "device", "action", "subject", "before", "after", "reason", "sealed", "hash")


def csv_lines(lines: Iterable[Line]) -> Iterator[str]:
    """Write the record for spreadsheets; no cell is taken for a formula."""
    yield "\ufeff" + ",".join(COLUMNS) + "\r\n"
    for line in lines:
        yield csv_text([_cells(line)], "\r\n")


def _cells(line: Line) -> tuple[str, ...]:
    return (
        str(line.seq), line.written_at, line.who, str(line.user_id or ""), line.device, line.action, line.subject,
        "; ".join(f"{name}={before}" for name, before, _after in line.changes if before),
        "; ".join(f"{name}={after}" for name, _before, after in line.changes if after),
        line.reason, " ".join(line.sealed), line.hash,
    )  # fmt: skip


def json_lines(lines: Iterable[Line]) -> Iterator[str]:
    """Write the record as a JSON array; each object holds what its hash covers, so that anybody can recompute it."""
    yield "["
    for at, line in enumerate(lines):
        yield ("," if at else "") + "\n" + json.dumps(_object(line), ensure_ascii=False, sort_keys=True)
    yield "\n]\n"


def _object(line: Line) -> dict[str, object]:
    return {
        "chain": line.chain, "seq": line.seq, "at": line.written_at, "user": line.user_id, "person": line.who,
        "device": line.device or None, "action": line.action, "subject": line.subject, "content": line.content,
        "reason": line.reason, "previous": line.previous_hash, "hash": line.hash,
    }  # fmt: skip
