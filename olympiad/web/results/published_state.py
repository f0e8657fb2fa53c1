"""Published files know what they were drawn from: compared after each commit and when served, drawn again where they are old."""

import fcntl
import hashlib
import json
import os
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from flask import Flask, current_app
from sqlalchemy.orm import Session

from olympiad import db, turns
from olympiad.domain.garbage_collector import garbage_collector_paused
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.services.record import audit
from olympiad.services.results import certificate_pages, edition_programmes, edition_sites, publication, results
from olympiad.services.results.certificate_pages import PagesStamp
from olympiad.services.results.edition_sites import EditionStamp
from olympiad.services.results.publication import Stamp
from olympiad.web.frame import published_folders
from olympiad.web.frame.hosts import declared_address
from olympiad.web.frame.published_folders import CURRENT, PublishedFolder
from olympiad.web.results import edition_files, published_files, published_warnings

DRAWN_FROM = "drawn-from.state"
"""Beside the files: the stamp and fingerprint of what they were drawn from; no address leads to it."""
FACES = "olympiad_published_faces"
"""Key of `app.extensions`: by section what the site of its edition last showed of it."""
FAILED = "olympiad_published_failed"
"""Key of `app.extensions`: by folder until when (monotonic) a drawing that failed is not tried again by readers."""
CHANGES, FIRST = ".turn", ".first"
"""Files that are locked: by who changes a folder, and by who draws a page for its first reader."""
LATER = "olympiad_published_later"
"""Key of `app.extensions`: runs the drawing for which a reader does not wait."""
PAUSE = 10.0
"""Seconds between two tries to write files for which there was no room."""


class Content(NamedTuple):
    """What is to be published: a fingerprint of all that it is drawn from, and the files once they are needed."""

    fingerprint: str
    guard: str
    """A checksum over what must not be shown any longer once it is another one: names, photographs, marks of tasks."""
    files: Callable[[], Mapping[str, bytes | Path]]


@dataclass(frozen=True)
class Publication:
    """One folder of published files, and how to make them."""

    name: str
    folder: PublishedFolder
    stamp: str
    is_published: bool
    content: Callable[[Session], Content | None]
    """None: taken down since the stamp was read."""
    has_ended: Callable[[Session], bool]
    """Whether nothing is published there any longer, asked without loading what is."""


@dataclass(frozen=True)
class DrawnFrom:
    """What files were drawn from: equal stamps mean equal fingerprints, the reverse does not hold."""

    stamp: str
    fingerprint: str
    guard: str = ""

    def as_bytes(self) -> bytes:
        """Return the content of the file that is kept beside the others."""
        return json.dumps(asdict(self)).encode()


def init_app(app: Flask) -> None:
    """Compare after each commit."""
    app.extensions[FACES], app.extensions[FAILED], app.extensions[LATER] = {}, {}, in_a_thread
    app.extensions.setdefault(db.AFTER_COMMIT, []).append(follow_commit)


def follow_commit(session: Session) -> None:
    """Bring the files of every section and edition up to date of which the transaction recorded a change."""
    changed = session.info.pop(audit.CHANGED, None)
    is_scheduled = session.info.pop(edition_programmes.CHANGED, False)
    if changed:
        with db.reading() as scoped:
            stamps = publication.stamps_of(scoped(), changed)
            for stamp in stamps:
                _follow(of_section(stamp))
            _follow_certificates(scoped(), stamps)
            scheduled = {stamp.edition_id for stamp in stamps} if is_scheduled else set()
            _follow_editions(scoped(), scheduled | _editions_of(stamps, changed))


def _editions_of(stamps: Collection[Stamp], changed: Collection[str]) -> set[int]:
    """Return the editions whose sites may show something else now; marks that are saved change no site."""
    faces: dict[int, str] = current_app.extensions[FACES]
    found = set(publication.ids_of("edition", changed))
    for stamp in stamps:
        if faces.get(stamp.section_id) != stamp.face:
            faces[stamp.section_id] = stamp.face
            found.add(stamp.edition_id)
    return found


def _follow_editions(session: Session, editions: Collection[int]) -> None:
    """Where a site appears or goes, the others name it, or no longer."""
    if not editions:
        return
    come_or_gone = False
    for stamp in edition_sites.stamps(session, editions):
        one = of_edition(stamp)
        come_or_gone |= stamp.is_published != (one.folder.path / CURRENT).exists()
        _follow(one)
    if come_or_gone:
        for stamp in edition_sites.stamps(session, None):
            if stamp.edition_id not in editions:
                _follow(of_edition(stamp))


def _follow_certificates(session: Session, stamps: Collection[Stamp]) -> None:
    """Let no page of a certificate say what is no longer so; where none was drawn nothing is asked."""
    drawn = [
        stamp.section_id
        for stamp in stamps
        if (published_folders.closed_folder(stamp.edition_slug, stamp.section_slug).path / CURRENT).exists()
    ]
    for stamp in certificate_pages.stamps_of(session, drawn) if drawn else ():
        _follow(of_certificates(stamp))


def _follow(one: Publication) -> None:
    """What was committed stays, whatever happens here: where the old files show nothing that must be hidden, readers see
    these until the new ones can be drawn; else they are taken down, and the next reader asks anew.
    """
    try:
        bring_up_to_date(one, waits=True)
    except Exception as fault:
        current_app.logger.exception("published files of %s cannot be drawn", one.name)
        one.folder.remove()
        published_warnings.tell(fault, stay=False)


def of_section(stamp: Stamp) -> Publication:
    """Return what is published of a section."""
    folder = published_files.folder_of(stamp.edition_slug, stamp.section_slug)
    assert folder is not None

    def content(session: Session) -> Content | None:
        version = results.published(session, session.get_one(Section, stamp.section_id))
        if version is None:
            return None

        def files() -> Mapping[str, bytes]:
            return published_files.files_of(published_files.place_of(version), published_files.kept_names(folder))

        guard = publication.guard(session, session.get_one(Section, stamp.section_id))
        return Content(publication.fingerprint(session, version), guard, files)

    def has_ended(session: Session) -> bool:
        return results.published(session, session.get_one(Section, stamp.section_id)) is None

    return Publication(f"section {stamp.section_id}", folder, stamp.value, stamp.is_published, content, has_ended)


def of_edition(stamp: EditionStamp) -> Publication:
    """Return what is published of an edition."""
    folder = edition_files.folder_of(stamp.edition_slug)
    assert folder is not None

    def content(session: Session) -> Content | None:
        site = edition_sites.load(session, session.get_one(Edition, stamp.edition_id))
        return Content(site.fingerprint, site.guard, lambda: edition_files.files_of(site)) if site else None

    def has_ended(session: Session) -> bool:
        return not any(one.is_published for one in edition_sites.stamps(session, {stamp.edition_id}))

    return Publication(f"edition {stamp.edition_id}", folder, stamp.value, stamp.is_published, content, has_ended)


def of_certificates(stamp: PagesStamp) -> Publication:
    """Return where the pages of a section's certificates are kept; each is drawn for who first asks with its token."""

    def content(session: Session) -> Content:
        said = certificate_pages.fingerprint(session, session.get_one(Section, stamp.section_id))
        return Content(said, said, dict)

    def has_ended(session: Session) -> bool:
        return not any(one.has_pages for one in certificate_pages.stamps_of(session, {stamp.section_id}))

    folder = published_folders.closed_folder(stamp.edition_slug, stamp.section_slug)
    name = f"certificates of section {stamp.section_id}"
    return Publication(name, folder, stamp.value, stamp.has_pages, content, has_ended)


def bring_up_to_date(one: Publication, *, waits: bool = False) -> bool:
    """Make the files of this machine say what the database says; return whether anything is published.

    As long as the stamp is the one they were drawn from, nothing else is read. Otherwise the fingerprint decides
    whether they are drawn again. Threads and processes of a machine take turns, so that the second finds them drawn;
    while one of them draws, readers are shown the files that are there (unless `waits`), also the one who came first.
    """
    if not one.is_published:
        one.folder.remove()
        return False
    wanted = _drawn_by() + one.stamp
    if _known(one, wanted):
        return True
    there = _drawn_from(one)
    if there is not None and not waits and time.monotonic() < current_app.extensions[FAILED].get(one.folder.path, 0.0):
        return True
    if there is None or waits:
        with turn(one.folder):
            if not _known(one, wanted):
                _draw_where_different(one, wanted)
    elif is_free(one.folder):
        app = current_app._get_current_object()  # type: ignore[attr-defined]  # why: typed as what it stands for
        app.extensions[LATER](lambda: _draw_later(app, one))
    return True


def _draw_later(app: Flask, one: Publication) -> None:
    """Draw beside the readers, in a transaction of its own."""
    with app.app_context(), db.reading():
        _follow(one)


def in_a_thread(job: Callable[[], None]) -> None:
    """Run a job while its reader is answered."""
    threading.Thread(target=job, daemon=True).start()


def is_up_to_date(one: Publication) -> bool:
    """Return whether the files that are there were drawn from what this stamp stands for."""
    return _known(one, _drawn_by() + one.stamp)


def _known(one: Publication, wanted: str) -> bool:
    drawn = _drawn_from(one)
    return drawn is not None and drawn.stamp == wanted


@garbage_collector_paused()
def _draw_where_different(one: Publication, wanted: str) -> None:
    found = one.content(db.session())
    if found is None:
        one.folder.remove()
        return
    there, now = _drawn_from(one), DrawnFrom(wanted, _drawn_by() + found.fingerprint, found.guard)
    try:
        if there is not None and there.fingerprint == now.fingerprint:
            one.folder.add(DRAWN_FROM, now.as_bytes())
        else:
            one.folder.write({**found.files(), DRAWN_FROM: now.as_bytes()})
    except Exception as fault:
        if there is None or there.guard != now.guard:
            raise
        published_warnings.tell(fault, stay=True)
        current_app.logger.exception("published files of %s cannot be drawn: those before stay", one.name)
        current_app.extensions[FAILED][one.folder.path] = time.monotonic() + PAUSE
        return
    _take_down_where_ended(one)


def _take_down_where_ended(one: Publication) -> None:
    """Remove what was taken down while it was drawn: whoever took it down removed only the files before."""
    with db.reading() as scoped:
        if one.has_ended(scoped()):
            one.folder.remove()


def _drawn_from(one: Publication) -> DrawnFrom | None:
    """Return what the present files were drawn from; None where there are none, or none that know it."""
    try:
        return DrawnFrom(**json.loads((one.folder.path / CURRENT / DRAWN_FROM).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


@contextmanager
def turn(published: PublishedFolder, *, waits: bool = True, name: str = CHANGES) -> Iterator[bool]:
    """Let one thread of this machine at a time change a folder; give whether it may: always, if it `waits` for the others.

    Who draws one more page takes turns by another `name`, and waits for no publication.
    """
    folder = published.path
    folder.mkdir(parents=True, exist_ok=True)
    published.open_or_close()
    handle = os.open(folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield _locked(handle, waits=waits)
    finally:
        os.close(handle)


def is_free(published: PublishedFolder) -> bool:
    """Return whether nobody changes a folder at the moment."""
    with turn(published, waits=False) as is_ours:
        return is_ours


def _locked(handle: int, *, waits: bool) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    if waits:
        with turns.waiting():  # meanwhile others draw pages
            fcntl.flock(handle, fcntl.LOCK_EX)
    return waits


def _drawn_by() -> str:
    """Return what stands for this program's way of drawing: another one after an upgrade, or at another address, draws anew."""
    folders = (str(current_app.root_path), str(current_app.template_folder), str(current_app.static_folder))
    return _program_hash(*folders, declared_address())


@lru_cache(maxsize=4)
def _program_hash(root: str, templates: str, static: str, address: str) -> str:
    whole = hashlib.sha256(address.encode())
    shown = (
        *Path(root, templates).rglob("*.html"),
        *Path(root, templates).rglob("share*.typ"),
        *Path(static).rglob("*.*"),
    )
    for path in sorted(shown):
        whole.update(path.read_bytes())
    return whole.hexdigest()[:12]
