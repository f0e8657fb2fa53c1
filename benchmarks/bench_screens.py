"""What fifty screens of a hall cost, and how soon they show what the jury chose.

`python -m benchmarks.bench_screens`: serves an instance as `make run` does; each screen asks every 1.3 seconds, as its page does.
"""

import tempfile
import threading
import time
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from benchmarks import results as report
from benchmarks.serving import SECRET, Server, serving
from olympiad import create_app, db
from olympiad.clock import utc_now
from olympiad.domain.screens import Shows
from olympiad.migrations.upgrade import upgrade
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.production import mark_as_production
from olympiad.services.overview import screens
from olympiad.services.overview.screens import Choice
from olympiad.services.people import accounts

SCREENS, SECONDS, ACTS = 50, 30, 5


def prepare(folder: Path) -> list[str]:
    """Make the instance; gives the tokens of the screens."""
    app = create_app({"INSTANCE_PATH": str(folder), "SECRET_KEY": SECRET})
    with app.test_request_context("/", method="POST"):
        upgrade(db.engine())
        mark_as_production(str(folder))
        session = db.session()
        user = accounts.create_user(session, name="Organizer", username="organizer", by=None)
        edition = Edition(slug="bench", name="Bench", created_at=utc_now())
        session.add(edition)
        session.flush()
        section = Section(edition_id=edition.id, slug="section", code="BEN", title="Section", created_at=utc_now())
        session.add(section)
        session.flush()
        tokens = [screens.add(session, section, name=str(at), language="en", by=user)[1] for at in range(SCREENS)]
        session.commit()
    return tokens


def announce(folder: Path, words: str) -> float:
    """Let every screen show other words; gives the moment after the commit."""
    app = create_app({"INSTANCE_PATH": str(folder), "SECRET_KEY": SECRET})
    with app.test_request_context("/", method="POST"):
        session = db.session()
        section, user = session.query(Section).one(), session.query(User).one()
        for row in screens.of_section(session, section):
            screens.show(session, section, row, Choice(Shows.ANNOUNCEMENT, "en", words=words), by=user)
        session.commit()
        return time.monotonic()


class Screen(threading.Thread):
    """Asks every 1.3 seconds with the tag it holds, on one connection."""

    def __init__(self, url: str, token: str, ended: threading.Event) -> None:
        super().__init__(daemon=True)
        parts = urlsplit(url)
        self.connection = HTTPConnection(parts.hostname or "", parts.port, timeout=20)
        self.path, self.ended = f"/screen/{token}/picture", ended
        self.changed: list[float] = []
        self.same = 0

    def run(self) -> None:
        tag = ""
        while not self.ended.wait(1.3):
            self.connection.request("GET", self.path, headers={"If-None-Match": tag} if tag else {})
            answer = self.connection.getresponse()
            answer.read()
            if answer.status == 200:
                tag = answer.getheader("ETag") or ""
                self.changed.append(time.monotonic())
            elif answer.status == 304:
                self.same += 1


def measure(server: Server, folder: Path, tokens: list[str]) -> list[list[str]]:
    """Let the screens ask while nothing happens, then while the jury chooses."""
    ended = threading.Event()
    all_of_them = [Screen(server.url, token, ended) for token in tokens]
    for at, one in enumerate(all_of_them):
        threading.Timer(1.3 * at / SCREENS, one.start).start()
    time.sleep(5)
    before, began = server.processor(), time.monotonic()
    time.sleep(SECONDS)
    share = (server.processor() - before) / (time.monotonic() - began)
    waits = []
    for at in range(ACTS):
        acted = announce(folder, f"Announcement {at}")
        time.sleep(4)
        waits += [min(moment for moment in one.changed if moment >= acted) - acted for one in all_of_them]
    ended.set()
    asked = sum(one.same for one in all_of_them)
    return [
        [f"{SCREENS} screens, nothing new: share of one core", f"{100 * share:.1f} %"],
        ["an act is on a screen, median", f"{median(waits):.1f} s"],
        ["an act is on the last screen", f"{max(waits):.1f} s"],
        ["answers “nothing new”", f"{asked:,}"],
    ]


def main() -> None:
    """Measure and write."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tokens = prepare(folder)
        with serving(folder) as server:
            rows = measure(server, folder, tokens)
    lines = [
        "Targets: less than 2 % of a core, an act on a screen within 2 s.",
        "",
        *report.table(["what", "figure"], rows),
    ]
    report.write("bench_screens", "Screens of the hall", lines)
    print("\n".join(lines))


if __name__ == "__main__":
    main()
