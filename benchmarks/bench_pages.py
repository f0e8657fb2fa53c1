"""How long pages take through HTTP at 32 connections: start page, board, score sheet, public results, a plain static file.

`python -m benchmarks.bench_pages`: makes an instance with 24 and with 1,000 teams and serves it as `make run` does.
"""

import tempfile
import urllib.request
from pathlib import Path

from flask import Flask

from benchmarks import results as report
from benchmarks.hall import cookie
from benchmarks.large_section import make_zip
from benchmarks.load import Answers, Ask, run
from benchmarks.serving import SECRET, Server, serving
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
from olympiad.services.entry import section_import
from olympiad.services.people import accounts
from olympiad.services.results import blockers, border_confirmations, results
from olympiad.services.sections import rule_signing

CLIENTS, REQUESTS = 32, 10
TEAMS = (24, 1000)


def prepare(folder: Path) -> tuple[Flask, dict[str, str]]:
    """Make the instance; gives the session cookies of an organizer and of a judge."""
    app = create_app({"INSTANCE_PATH": str(folder), "SECRET_KEY": SECRET})
    with app.test_request_context("/", method="POST"):
        upgrade(db.engine())
        mark_as_production(str(folder))
        session = db.session()
        organizer = accounts.create_user(session, name="Organizer", username="organizer", by=None)
        judge = accounts.create_user(session, name="Judge", username="judge", by=None)
        for teams in TEAMS:
            make_section(session, teams, organizer, judge)
        session.commit()  # draws the published files, too
        cookies = {name: cookie(app, user.fs_uniquifier) for name, user in (("organizer", organizer), ("judge", judge))}
        session.rollback()
    return app, cookies


def make_section(session: db.AppSession, teams: int, organizer: User, judge: User) -> None:
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
    rule_signing.sign(session, section, number=1, by=organizer)
    for border in blockers.outlook(session, section).borders:
        border_confirmations.confirm(session, section, border, fingerprint=border.fingerprint, by=judge)
    version = results.finalise(session, section, by=organizer)
    results.publish(session, version, by=organizer)


def pages(app: Flask, teams: int) -> list[tuple[str, str, str]]:
    """Return (what, path, whose) of the measured pages."""
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


HEAD = ("page", "teams", "p50 ms", "p99 ms", "requests/s", "CPU ms/request", "KB", "answers")


class Measuring:
    """Pages of one server, one after the other: rows of the table."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.rows: list[list[str]] = []

    def page(
        self, what: str, teams: int, path: str, cookie: str = "", requests: int = REQUESTS, **headers: str
    ) -> Answers:
        """Ask for a page over 32 connections."""
        sent = {"Accept-Encoding": "gzip", "Accept-Language": "en"} | ({"Cookie": cookie} if cookie else {})
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        run(self.server.url, 4, 2, lambda _client, _number: Ask(path, headers=sent))  # templates are compiled
        before = self.server.processor()
        answers = run(self.server.url, CLIENTS, requests, lambda _client, _number: Ask(path, headers=sent))
        worked = self.server.processor() - before
        self.rows.append(
            [
                what,
                f"{teams:,}" if teams else "–",
                f"{answers.percentile(50):.0f}",
                f"{answers.percentile(99):.0f}",
                f"{answers.rate:.0f}",
                f"{worked / len(answers.seconds) * 1000:.1f}",
                f"{max(answers.sizes) / 1000:.0f}",
                ", ".join(f"{status} × {count}" for status, count in sorted(answers.statuses.items())),
            ]
        )
        print("  ".join(self.rows[-1]), flush=True)
        return answers


def main() -> None:
    """Serve, measure, print, write."""
    with tempfile.TemporaryDirectory(prefix="bench-pages-") as name:
        folder = Path(name)
        app, cookies = prepare(folder)
        with serving(folder) as server:
            here, idle = Measuring(server), max(server.memory())
            here.page("start page, signed out", 0, "/")
            for teams in TEAMS:
                for what, path, who in pages(app, teams):
                    here.page(what, teams, path, cookies.get(who, ""))
                board = f"/editions/bench-{teams}/section/board/progress"
                tag = _etag(server.url + board, cookies["organizer"])
                here.page("board, nothing changed", teams, board, cookies["organizer"], If_None_Match=tag)
            published = f"/results/bench-{TEAMS[-1]}/section/"
            rates = [
                (
                    here.page("public results", TEAMS[-1], published, "", 120).rate,
                    here.page(what, 0, path, "", 120).rate,
                )
                for what, path in [("a static file", "/static/css/theme.css")] * 3
            ]
            shares = sorted(ours / plain for ours, plain in rates)
            memory = server.memory()
    told = [
        "",
        f"- The published page is served at {shares[1] * 100:.0f} % of the rate of a plain static file (median of 3 pairs; "
        "target: within 20 %).",
        f"- Most memory of a worker: {idle:.0f} MB when it has started, {max(memory):.0f} MB after these pages (target 200 MB).",
    ]
    print("\n".join(told))
    intro = ["32 connections back to back, two workers as `make run` starts them, the load on the same cores.", ""]
    report.write("bench_pages", "Pages through HTTP", [*intro, *report.table(HEAD, here.rows), *told])


def _etag(url: str, cookie: str) -> str:
    request = urllib.request.Request(
        url, headers={"Cookie": cookie, "Accept-Encoding": "gzip", "Accept-Language": "en"}
    )
    return urllib.request.urlopen(request, timeout=20).headers.get("ETag", "")


if __name__ == "__main__":
    main()
