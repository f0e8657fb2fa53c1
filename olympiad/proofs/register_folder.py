"""Writing a register as a folder, whole or not at all, and reading one back as what verifies certificates."""

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from olympiad.domain.errors import DomainError
from olympiad.proofs import data_integrity, key_documents
from olympiad.proofs.data_integrity import Document
from olympiad.proofs.encodings import base64url, from_base58, from_base64url
from olympiad.proofs.signing_keys import key_id
from olympiad.proofs.trust import Trust

KEYS, INDEX, CERTIFICATES = "keys.json", "index.json", "pdf-certificates.json"
LARGEST = 50_000_000


def page_stem(token: str) -> str:
    """Name the files of a certificate: whoever holds the paper finds them, nobody else."""
    return hashlib.sha256(f"register {token}".encode()).hexdigest()[:32]


def write(folder: Path, files: Iterable[tuple[str, str]], seal: Callable[[dict[str, str]], str]) -> int:
    """Write files and their signed index into a new folder; return how many.

    The index names hashes of paths, not paths, so that nobody goes through a register by it. Raises DomainError
    `register_folder_taken`, `register_not_written`; then nothing is left behind.
    """
    folder = folder.resolve()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DomainError("register_folder_taken", folder=folder.name)
    partial = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    try:
        partial.mkdir(parents=True)
        index = {_hash(name): _hash(_put(partial, name, text)) for name, text in files}
        _put(partial, INDEX, seal(index))
        os.rename(partial, folder)  # noqa: PTH104 Path.rename hides that an empty folder is replaced
    except OSError as error:
        raise DomainError("register_not_written", found=error.strerror or type(error).__name__) from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return len(index)


def _put(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return text


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def read(folder: Path) -> Trust:
    """Read keys, status lists and index of a folder; raises DomainError `register_changed`.

    The keys are believed as they stand there: whoever has the folder from the organizers trusts them.
    """
    keys = {key_id(key): key for key in _keys(_json(folder, KEYS))}
    listed = _index(folder, keys)
    lists = {}
    for path in sorted((folder / "status").glob("*.json")):
        name = f"status/{path.name}"
        found: Any = _listed(folder, name, listed)
        if data_integrity.signer_of(found, keys) is None:
            raise DomainError("register_changed", file=name)
        lists[path.stem] = str(found["credentialSubject"]["encodedList"])
    _listed(folder, KEYS, listed)
    signing: Any = _listed(folder, CERTIFICATES, listed).get("certificates", [])
    return Trust(keys, lists, tuple(from_base64url(one) for one in signing))


def state_of(folder: Path, token: str, trust: Trust) -> str:
    """Return the state of a certificate in a register, empty where it is not there; raises DomainError `register_changed`."""
    name = f"certificates/{page_stem(token)}.json"
    if not (folder / name).exists():
        return ""
    record: Any = _listed(folder, name, _index(folder, trust.keys))
    if data_integrity.signer_of(record, trust.keys) is None:
        raise DomainError("register_changed", file=name)
    return str(record["state"])


def refuse_unlisted(folder: Path, text: str, trust: Trust) -> None:
    """Refuse a record that is not one of this register: an older one was genuine, and may not hold any more.

    Raises DomainError `register_changed`, `document_changed`.
    """
    if _hash(text) not in _index(folder, trust.keys).values():
        raise DomainError("document_changed")


def differing(folder: Path) -> list[str]:
    """Name the files of a register that were changed, added or are missing (by the hash of their names).

    Raises DomainError `register_changed` where keys or index cannot be believed.
    """
    trust = read(folder)
    listed = dict(_index(folder, trust.keys))
    found = []
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        name = path.relative_to(folder).as_posix()
        if name != INDEX and _hash_of(path) != listed.pop(_hash(name), None):
            found.append(name)
    return found + sorted(listed)


def _hash_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _index(folder: Path, keys: Mapping[str, str]) -> dict[str, str]:
    """Read the index that one of these keys has signed."""
    index: Any = _json(folder, INDEX)
    if data_integrity.signer_of(index, keys) is None:
        raise DomainError("register_changed", file=INDEX)
    listed: dict[str, str] = index["files"]
    return listed


def _listed(folder: Path, name: str, listed: dict[str, str]) -> Document:
    document = _json(folder, name)
    if _hash((folder / name).read_text("utf-8")) != listed.get(_hash(name)):
        raise DomainError("register_changed", file=name)
    return document


def _json(folder: Path, name: str) -> Document:
    try:
        found: Any = json.loads((folder / name).read_bytes()[:LARGEST])
    except (OSError, ValueError, RecursionError):
        raise DomainError("register_changed", file=name) from None
    if not isinstance(found, dict):
        raise DomainError("register_changed", file=name)
    return found


def _keys(document: Document) -> Iterable[str]:
    methods = document.get("verificationMethod")
    for one in methods if isinstance(methods, list) else []:
        if isinstance(one, dict):
            raw = from_base58(str(one.get("publicKeyMultibase"))[1:])
            if raw.startswith(key_documents.ED25519):
                yield base64url(raw[len(key_documents.ED25519) :])
