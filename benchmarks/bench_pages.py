"""How long pages take through HTTP at 32 connections: start page, board, score sheet, public results, a plain static file.

`python -m benchmarks.bench_pages`: makes an instance with 24 and with 1,000 teams, serves it as `make run` does, prints a table.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from statistics import median

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from benchmarks.large_section import make_zip
from benchmarks.load import Answers, Ask, run
from olympiad import create_app, db
from olympiad.clock import utc_now
from olympiad.domain.roles import Role
from olympiad.migrations.upgrade import upgrade
from olympiad.models.edition import Edition
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.section import Section
from olympiad.models.user import RoleMembership, User
from olympiad.production import mark_as_production
from olympiad.services import accounts, blockers, border_confirmations, results, section_import
from olympiad.web import published_files

CLIENTS, REQUESTS, RUNS = 32, 4, 1
TEAMS = (24, 1000)


def prepare(folder: Path) -> tuple[Flask, dict[str, str]]:
    """Make the instance; gives the session cookies of an organizer and of a judge."""
    app = create_app({"INSTANCE_PATH": str(folder)})
    with app.test_request_context("/", method="POST"):
        upgrade(db.engine())
        mark_as_production(str(folder))
        session = db.session()
        organizer = accounts.create_user(session, name="Organizer", username="organizer", by=None)
        judge = accounts.create_user(session, name="Judge", username="judge", by=None)
        for teams in TEAMS:
            _make_section(session, teams, organizer, judge)
        session.commit()
        for section in session.query(Section):
            published_files.bring_up_to_date(section.edition, section)
        cookies = {name: _cookie(app, user) for name, user in (("organizer", organizer), ("judge", judge))}
        session.rollback()
    return app, cookies


def _make_section(session: db.AppSession, teams: int, organizer: User, judge: User) -> None:
    edition = Edition(slug=f"bench-{teams}", name=f"Bench {teams}", created_at=utc_now())
    session.add(edition)
    session.flush()
    section = Section(edition_id=edition.id, slug="section", code="BEN", title="Section", created_at=utc_now())
    session.add(section)
    session.flush()
    session.add(RoleMembership(user_id=organizer.id, role=Role.ORGANIZER, edition_id=edition.id))
    session.add(RoleMembership(user_id=judge.id, role=Role.JUDGE, edition_id=edition.id, section_id=section.id))
    section_import.apply_upload(session, section, "section.zip", make_zip(teams), by=organizer)
    session.query(Judge).filter_by(section_id=section.id).order_by(Judge.id).first().user_id = judge.id
    for border in blockers.outlook(session, section).borders:
        border_confirmations.confirm(session, section, border, fingerprint=border.fingerprint, by=judge)
    version = results.finalise(session, section, by=organizer)
    results.publish(session, version, by=organizer)


def _cookie(app: Flask, user: User) -> str:
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    return f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps({'_user_id': user.fs_uniquifier, '_fresh': True})}"


def pages(app: Flask, teams: int) -> list[tuple[str, str, str]]:
    """Give (what, path, whose) of the measured pages."""
    with app.app_context():
        session = db.session()
        section = session.query(Section).join(Edition).filter(Edition.slug == f"bench-{teams}").one()
        judge = session.query(Judge).filter_by(section_id=section.id).order_by(Judge.id).first()
        sheet = session.query(ScoreSheet.id).filter_by(judge_id=judge.id).first()[0]
    place = f"/editions/bench-{teams}/section"
    return [
        ("organizer's start", f"{place}/", "organizer"),
        ("board", f"{place}/board/", "organizer"),
        ("score sheet", f"{place}/score-sheets/{sheet}", "judge"),
        ("public results", f"/results/bench-{teams}/section/", ""),
    ]


def measure(url: str, path: str, cookie: str, headers: dict[str, str] | None = None) -> Answers:
    """Ask for a page over 32 connections."""
    sent = (
        {"Accept-Encoding": "gzip", "Accept-Language": "en"} | ({"Cookie": cookie} if cookie else {}) | (headers or {})
    )
    runs = [run(url, CLIENTS, REQUESTS, lambda _client, _number: Ask(path, headers=sent)) for _ in range(RUNS)]
    middle = median(answers.percentile(50) for answers in runs)
    return min(runs, key=lambda answers: abs(answers.percentile(50) - middle))


def line(what: str, teams: int, answers: Answers) -> str:
    """Write one row of the table."""
    statuses = ", ".join(f"{status} × {count}" for status, count in sorted(answers.statuses.items()))
    cells = [
        what,
        str(teams or "–"),
        f"{answers.percentile(50):.0f}",
        f"{answers.percentile(99):.0f}",
        f"{answers.rate:.0f}",
        statuses,
    ]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Serve, measure, print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        app, cookies = prepare(folder)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        environment = os.environ | {"OLYMPIAD_INSTANCE": str(folder), "PORT": str(port)}
        server = subprocess.Popen([sys.executable, "-m", "olympiad.serve"], env=environment, stdout=subprocess.DEVNULL)
        url = f"http://127.0.0.1:{port}"
        try:
            _wait(url)
            print("| page | teams | p50 ms | p99 ms | requests/s | answers |\n|---|---|---|---|---|---|")
            print(line("start page, signed out", 0, measure(url, "/", "")))
            for teams in TEAMS:
                for what, path, who in pages(app, teams):
                    print(line(what, teams, measure(url, path, cookies.get(who, ""))), flush=True)
                board = f"/editions/bench-{teams}/section/board/progress"
                tag = _etag(url + board, cookies["organizer"])
                print(
                    line(
                        "board, nothing changed",
                        teams,
                        measure(url, board, cookies["organizer"], {"If-None-Match": tag}),
                    )
                )
            print(line("a static file", 0, measure(url, "/static/css/theme.css", "")))
        finally:
            server.terminate()
            server.wait(20)


def _wait(url: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(url, timeout=5).read()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server does not start.")


def _etag(url: str, cookie: str) -> str:
    request = urllib.request.Request(
        url, headers={"Cookie": cookie, "Accept-Encoding": "gzip", "Accept-Language": "en"}
    )
    return urllib.request.urlopen(request, timeout=20).headers.get("ETag", "")


if __name__ == "__main__":
    main()
