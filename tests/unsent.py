"""Writes sealed packets as a device would, for tests that need no browser."""

import hashlib
import hmac
import json
from collections.abc import Sequence

from olympiad.domain.operations import Kind, Operation, value_json

FLAGS = {Kind.MARK: 0, Kind.NOTE: 1, Kind.SUBMIT: 2}


def number(value: int) -> bytes:
    return bytes([value]) if value < 128 else bytes([value % 128 + 128]) + number(value // 128)


def words(text: str) -> bytes:
    return number(len(text.encode())) + text.encode()


def encoded(operation: Operation, over: Sequence[str] = (), root: str | None = None) -> bytes:
    """One operation; `over`: what it replaces, `root`: what one of them stood on, nothing if empty."""
    flags = FLAGS[operation.kind] | (4 if operation.base else 0) | (8 if over else 0) | (16 if over and root else 0)
    flags |= 0 if operation.base and (root or not over) else 128
    parts = [bytes([flags]), bytes.fromhex(operation.id), number(operation.sheet_id), number(operation.rubric_version)]
    parts += [number(operation.criterion_id)] if operation.criterion_id is not None else []
    parts += [bytes.fromhex(operation.base)] if operation.base else []
    parts += [number(len(over)), *(bytes.fromhex(one) for one in over)] if over else []
    parts += [number(1), bytes.fromhex(root)] if over and root else []
    return b"".join([*parts, words(operation.device_time), words(json.dumps(json.loads(value_json(operation.value))))])


def packet(
    token: str, *operations: bytes, part: int = 1, of: int = 1, total: int = 0, set_id: str = "01020304"
) -> bytes:
    """A sealed packet of these operations."""
    head = bytes([1]) + bytes.fromhex(set_id) + number(part) + number(of) + number(total or len(operations))
    return seal(token, head + b"".join(operations))


def seal(token: str, said: bytes) -> bytes:
    device, secret = token.split(".")
    key = hashlib.sha256(secret.encode()).hexdigest().encode()
    tag = _hmac(_hmac(key, b"unsent marks: authentic"), said)[:16]
    stream = _hmac(key, b"unsent marks: sealed")
    keys = b"".join(_hmac(stream, tag + at.to_bytes(4, "big")) for at in range((len(said) + 31) // 32))
    return b"OLY1" + bytes.fromhex(device) + tag + bytes(one ^ other for one, other in zip(said, keys, strict=False))


def _hmac(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()
