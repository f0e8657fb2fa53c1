"""The sealed packets in which a device hands out what it could not send: from a QR code or a line of a file, opened and read."""

import base64
import binascii
import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from olympiad import limits
from olympiad.domain.errors import DomainError
from olympiad.domain.operations import Kind, Operation, Value, value_from

MARK = b"OLY1"
FILE_HEAD = "OLYMPIAD-UNSENT-MARKS-1"
MOST_LINES = limits.PACKET_LINES
KINDS = (Kind.MARK, Kind.NOTE, Kind.SUBMIT)
FRAGMENT = 3
HAS_BASE, HAS_OVER, HAS_ROOTS, PLAIN_MARK, ISO_TIME, FROM_NOTHING = 4, 8, 16, 32, 64, 128
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Fragment = tuple[tuple[str, int, int], bytes]
"""A piece of an operation with a long note, under (id, index, count)."""


@dataclass(frozen=True)
class Carried:
    """An operation with those of the same cell that it replaces, and all whose values its judge had seen on the way."""

    operation: Operation
    over: tuple[str, ...] = ()
    seen: frozenset[str | None] = frozenset()


@dataclass(frozen=True)
class Part:
    """What one packet says: part n of m of a set, how many operations the set holds, and its own."""

    set_id: str
    number: int
    of: int
    total: int
    carried: tuple[Carried, ...] = ()
    fragments: dict[tuple[str, int, int], bytes] = field(default_factory=dict)
    """Pieces of operations with long notes, by (id, index, count)."""


def lines_of(text: str) -> list[bytes]:
    """Return the packets of a file."""
    head, *lines = text.replace("\r", "").strip().split("\n")
    if head.strip() != FILE_HEAD or len(lines) > MOST_LINES:
        raise DomainError("packet_file_unreadable")
    try:
        found = [base64.b64decode(line.strip(), validate=True) for line in lines if line.strip()]
    except (binascii.Error, ValueError):
        raise DomainError("packet_file_unreadable") from None
    if not found:  # a head without anything below it: cut off on the way
        raise DomainError("packet_file_unreadable")
    return found


def device_of(packet: bytes) -> str:
    """Name the device that a packet says it comes from; refused where it is no packet at all."""
    if packet[: len(MARK)] != MARK or not 36 <= len(packet) <= limits.PACKET_BYTES:
        raise DomainError("packet_unknown")
    return packet[4:20].hex()


def opened(packet: bytes, token_hash: str) -> bytes:
    """Open a packet with the hash of its device's secret; what was changed on the way is refused."""
    tag, sealed = packet[20:36], packet[36:]
    stream = _hmac(token_hash.encode(), b"unsent marks: sealed")
    blocks = (len(sealed) + 31) // 32
    keys = b"".join(_hmac(stream, tag + at.to_bytes(4, "big")) for at in range(blocks))
    said = bytes(one ^ other for one, other in zip(sealed, keys, strict=False))
    authentic = _hmac(_hmac(token_hash.encode(), b"unsent marks: authentic"), said)[:16]
    if not hmac.compare_digest(tag, authentic):
        raise DomainError("packet_not_authentic")
    return said


def _hmac(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()


def read(said: bytes) -> Part:
    """Read what an opened packet says."""
    reader = _Reader(said)
    if reader.byte() != 1:
        raise DomainError("packet_of_another_version")
    try:
        part = Part(reader.take(4).hex(), reader.number(), reader.number(), reader.number())
        carried: list[Carried] = []
        while reader.left:
            found = reader.operation()
            if isinstance(found, Carried):
                carried.append(found)
            else:
                part.fragments[found[0]] = found[1]
    except (ValueError, IndexError, OverflowError, DomainError):
        raise DomainError("packet_unreadable") from None
    if not 1 <= part.number <= part.of <= limits.PACKETS or part.total > limits.PACKET_OPERATIONS:
        raise DomainError("packet_unreadable")
    return Part(part.set_id, part.number, part.of, part.total, tuple(carried), part.fragments)


def joined(parts: Iterable[Part]) -> Iterator[Carried]:
    """Put together the operations whose fragments have all come."""
    pieces = {key: piece for part in parts for key, piece in part.fragments.items()}
    come = Counter((operation_id, count) for operation_id, _, count in pieces)
    for (operation_id, count), pieces_there in sorted(come.items()):
        if pieces_there == count:
            whole = b"".join(pieces[operation_id, at, count] for at in range(count))
            carried = _Reader(whole).operation()
            if isinstance(carried, Carried):
                yield carried


class _Reader:
    """Reads numbers, ids and words one after the other."""

    def __init__(self, said: bytes) -> None:
        self._said, self._at = said, 0

    @property
    def left(self) -> int:
        return len(self._said) - self._at

    def byte(self) -> int:
        return self.take(1)[0]

    def take(self, count: int) -> bytes:
        if count > self.left:
            raise ValueError("cut short")
        self._at += count
        return self._said[self._at - count : self._at]

    def number(self) -> int:
        value = shift = 0
        while shift < 56:
            byte = self.byte()
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128 and value < limits.LARGEST:
                return value
        raise ValueError("number too long")

    def id(self) -> str:
        return self.take(16).hex()

    def words(self) -> str:
        return self.take(self.number()).decode()

    def operation(self) -> Carried | Fragment:
        flags = self.byte()
        operation_id = self.id()
        if flags == FRAGMENT:
            return self._fragment(operation_id)
        kind = KINDS[flags & 3]
        sheet_id, rubric_version = self.number(), self.number()
        criterion_id = self.number() if kind is Kind.MARK else None
        base = self.id() if flags & HAS_BASE else None
        over = self._ids() if flags & HAS_OVER else ()
        roots = self._ids() if flags & HAS_ROOTS else ()
        beginning = {None} if flags & FROM_NOTHING else set()
        time = _iso(self.number()) if flags & ISO_TIME else self.words()[:40]
        value = self._plain_mark() if flags & PLAIN_MARK else _value(self.words())
        operation = Operation(operation_id, 1, sheet_id, kind, rubric_version, criterion_id, base, value, time)
        return Carried(operation, over, frozenset({base, *over, *roots, *beginning}))

    def _fragment(self, operation_id: str) -> Fragment:
        index, count = self.number(), self.number()
        if index >= count or count > limits.FRAGMENTS:
            raise ValueError("too many fragments")
        return (operation_id, index, count), self.take(self.number())

    def _ids(self) -> tuple[str, ...]:
        return tuple(self.id() for _ in range(self.number()))

    def _plain_mark(self) -> Value:
        return Value(mark=self.number(), state=value_from({"state": "marked"}).state)


def _iso(milliseconds: int) -> str:
    moment = EPOCH + timedelta(milliseconds=milliseconds)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03d}Z"


def _value(text: str) -> Value:
    given = json.loads(text)
    if not isinstance(given, dict):
        raise ValueError("value")
    return value_from(given) if given else Value()
