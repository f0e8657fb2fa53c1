"""Certificates from a running server: thousands as a ZIP, hundreds in one file again and again, the page behind the code.

`python -m benchmarks.bench_certificates_served [MANY] [FEW]`: what a worker holds in memory, and what a page costs it.
"""

import shutil
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy.orm import Session

from benchmarks import results as report
from benchmarks.load import Ask, run
from benchmarks.serving import SECRET, Server, serving
from olympiad import create_app, db
from olympiad.domain.certificate_designs import DesignKind
from olympiad.migrations.upgrade import upgrade
from olympiad.proofs.signing_keys import KeyStore
from olympiad.services.results import certificate_designs, certificate_proofs, certificates
from olympiad.wording.ready_designs import ready
from tests.factories import Cast, make_cast, make_participant
from tests.results_world import AWARDS, finalise, mark_everything, set_rules

PAGE = {"Accept-Encoding": "gzip", "Accept-Language": "en"}


def prepare(folder: Path, count: int) -> tuple[Flask, str, str, str]:
    """Make an instance with so many certificates of an own design; gives address and cookie of the staff, and a token."""
    app = create_app({"INSTANCE_PATH": str(folder), "SECRET_KEY": SECRET})
    with app.test_request_context("/", method="POST"):
        upgrade(db.engine())
        session = db.session()
        cast = make_cast(session)
        for at in range(count - 3):
            make_participant(session, cast.t01, name=f"Aigerim Saparbekova {at}", key=f"p{at}")
        token = _issue(session, cast, KeyStore(folder, SECRET))
        session.commit()
        place = f"/editions/{cast.edition.slug}/{cast.section.slug}/certificates"
        serializer = SecureCookieSessionInterface().get_signing_serializer(app)
        assert serializer is not None
        value = serializer.dumps({"_user_id": cast.ana.fs_uniquifier, "_fresh": True})
    return app, place, f"{app.config['SESSION_COOKIE_NAME']}={value}", token


def _issue(session: Session, cast: Cast, keys: KeyStore) -> str:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    for kind in (DesignKind.DEGREE, DesignKind.PARTICIPATION):
        certificate_designs.save(session, cast.edition, None, kind, ready(kind), base=0, by=cast.ana)
    issued = certificates.issue(session, finalise(session, cast, official=True), by=cast.ana)
    certificate_proofs.sign_missing(session, cast.section, keys, by=cast.ana)
    return issued[0].token


def received(url: str, cookie: str) -> tuple[int, float, float]:
    """Take an answer as it comes; gives its bytes, and seconds to the first and to the last of them."""
    start, first, size = time.perf_counter(), 0.0, 0
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Cookie": cookie}), timeout=3000) as answer:
        while part := answer.read(65536):
            first = first or time.perf_counter() - start
            size += len(part)
    return size, first, time.perf_counter() - start


@contextmanager
def watched(server: Server) -> Iterator[list[float]]:
    """Note what the largest worker holds, twice a second; gives the megabytes."""
    seen: list[float] = [max(server.now())]
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(0.5):
            seen.append(max(server.now()))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join()
        seen.append(max(server.now()))


def downloads(server: Server, address: str, cookie: str, what: str, times: int) -> Iterator[list[str]]:
    """Take a file several times: seconds, bytes, and the memory of the largest worker before, at most and after."""
    for at in range(times):
        worked = server.processor()
        with watched(server) as seen:
            size, first, whole = received(f"{server.url}{address}", cookie)
        worked = server.processor() - worked
        megabytes = f"{seen[0]:.0f} / {max(seen):.0f} / {seen[-1]:.0f} MB"
        yield [
            f"{what}, {at + 1}",
            f"{size / 1e6:.1f} MB",
            f"{first:.2f} s",
            f"{whole:.1f} s",
            f"{worked:.1f} s",
            megabytes,
        ]


def pages(server: Server, token: str) -> Iterator[list[str]]:
    """Ask for the page of one certificate at full rate, beside a static file and a page that is drawn for each reader."""
    for what, path in (
        ("the page behind a code", f"/c/{token}"),
        ("a static file", "/static/css/theme.css"),
        ("a page drawn for each", "/c/"),
    ):
        run(server.url, 8, 20, lambda _client, _number, path=path: Ask(path, headers=PAGE))
        worked = server.processor()
        count = 100 if path == "/c/" else 2000
        found = run(server.url, 16, count, lambda _client, _number, path=path: Ask(path, headers=PAGE))
        cost = (server.processor() - worked) / len(found.seconds) * 1000
        others = sum(number for status, number in found.statuses.items() if status != 200)
        yield [what, f"{found.rate:,.0f}", f"{found.percentile(99):.1f}", f"{cost:.2f}", f"{others}"]


def main() -> None:
    """Measure, print, write."""
    many, few = (int(word) for word in (*sys.argv[1:], *("5000", "500")[len(sys.argv) - 1 :]))
    files: list[list[str]] = []
    shown: list[list[str]] = []
    for count in (few, many):
        folder = Path(tempfile.mkdtemp(prefix="certificates-"))
        try:
            _app, place, cookie, token = prepare(folder, count)
            with serving(folder, OLYMPIAD_WORKERS="1") as server:
                if count == few:
                    shown += pages(server, token)
                    files += downloads(server, f"{place}/all.pdf", cookie, f"{few} in one file", 4)
                else:
                    files += downloads(server, f"{place}/all.zip", cookie, f"{many} as a ZIP", 1)
        finally:
            shutil.rmtree(folder)
        for row in (*shown, *files):
            print("  ".join(row), flush=True)
    head = ("what", "size", "first byte", "last byte", "of all cores", "a worker before / at most / after")
    lines = report.table(head, files)
    asked = report.table(("page", "requests/s", "p99 ms", "server CPU ms/request", "others than 200"), shown)
    told = "One worker, as `make run` starts it; target of the ZIP: a worker ≤ 300 MB, shared pages included."
    report.write("bench_certificates_served", "Certificates from a running server", [told, "", *lines, "", *asked])


if __name__ == "__main__":
    main()
