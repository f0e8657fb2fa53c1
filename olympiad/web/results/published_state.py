"""Published files know what they were drawn from: compared after each commit and when served, drawn again where they are old."""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy.orm import Session

from olympiad import db
from olympiad.models.section import Section
from olympiad.services.record import audit
from olympiad.services.results import publication, results
from olympiad.services.results.publication import Stamp
from olympiad.web.results import published_files

DRAWN_FROM = "drawn-from.state"
"""Beside the files: the stamp and fingerprint of what they were drawn from; no address leads to it."""


@dataclass(frozen=True)
class DrawnFrom:
    """What files were drawn from: equal stamps mean equal fingerprints, the reverse does not hold."""

    stamp: str
    fingerprint: str

    def as_bytes(self) -> bytes:
        """Return the content of the file that is kept beside the others."""
        return json.dumps(asdict(self)).encode()


def init_app(app: Flask) -> None:
    """Compare after each commit."""
    app.extensions.setdefault(db.AFTER_COMMIT, []).append(follow_commit)


def follow_commit(session: Session) -> None:
    """Bring the files of every section up to date of which the transaction recorded a change."""
    changed = session.info.pop(audit.CHANGED, None)
    if changed:
        with db.reading() as scoped:
            for stamp in publication.stamps_of(scoped(), changed):
                _follow(stamp)


def _follow(stamp: Stamp) -> None:
    """What was committed stays, whatever happens here: files that cannot be drawn are taken down, the next reader asks anew."""
    try:
        bring_up_to_date(stamp)
    except Exception:
        current_app.logger.exception("published files of section %s cannot be drawn", stamp.section_id)
        published_files.remove(stamp.edition_slug, stamp.section_slug)


def bring_up_to_date(stamp: Stamp) -> bool:
    """Make the files of this machine say what the database says; return whether anything is published.

    As long as the stamp is the one they were drawn from, nothing else is read. Otherwise the fingerprint decides
    whether they are drawn again. Threads and processes of a machine take turns, so that the second finds them drawn.
    """
    if not stamp.is_published:
        published_files.remove(stamp.edition_slug, stamp.section_slug)
        return False
    wanted = _drawn_by() + stamp.value
    if _known(stamp, wanted):
        return True
    with _turn(stamp):
        if not _known(stamp, wanted):
            _draw_where_different(stamp, wanted)
    return True


def _known(stamp: Stamp, wanted: str) -> bool:
    drawn = _drawn_from(stamp)
    return drawn is not None and drawn.stamp == wanted


def _draw_where_different(stamp: Stamp, wanted: str) -> None:
    session = db.session()
    version = results.published(session, session.get_one(Section, stamp.section_id))
    if version is None:  # taken down since the stamp was read
        published_files.remove(stamp.edition_slug, stamp.section_slug)
        return
    there, now = _drawn_from(stamp), DrawnFrom(wanted, _drawn_by() + publication.fingerprint(session, version))
    if there is not None and there.fingerprint == now.fingerprint:
        _replace(_folder(stamp) / published_files.CURRENT / DRAWN_FROM, now.as_bytes())
    else:
        published_files.write(version, {DRAWN_FROM: now.as_bytes()})


def _folder(stamp: Stamp) -> Path:
    found = published_files.folder_of(stamp.edition_slug, stamp.section_slug)
    assert found is not None
    return found


def _drawn_from(stamp: Stamp) -> DrawnFrom | None:
    """Return what the present files were drawn from; None where there are none, or none that know it."""
    try:
        return DrawnFrom(**json.loads((_folder(stamp) / published_files.CURRENT / DRAWN_FROM).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def _replace(path: Path, content: bytes) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_bytes(content)
    fresh.replace(path)


@contextmanager
def _turn(stamp: Stamp) -> Iterator[None]:
    folder = _folder(stamp)
    folder.mkdir(parents=True, exist_ok=True)
    for public in (folder, folder.parent, folder.parent.parent):
        public.chmod(0o755)  # a web server beside us reads what is published
    instance = folder.parents[2]
    instance.chmod(instance.stat().st_mode | 0o011)  # it goes through, and sees no list of what else is there
    handle = os.open(folder / ".turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _drawn_by() -> str:
    """Return what stands for this program's way of drawing: another one after an upgrade draws anew."""
    return _templates_hash(str(current_app.root_path), str(current_app.template_folder))


@lru_cache(maxsize=4)
def _templates_hash(root: str, templates: str) -> str:
    whole = hashlib.sha256()
    for path in sorted(Path(root, templates).rglob("*.html")):
        whole.update(path.read_bytes())
    return whole.hexdigest()[:12]
