"""The evening of publication: pages of 1,000 teams at full rate, while they are switched, behind nginx; drawing 5,000 teams.

`python -m benchmarks.bench_evening [SECONDS]`: serves an instance as `make run` does. wrk, where it is installed, is the
client: it takes less of the two cores than a client in Python.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask

from benchmarks import results as report
from benchmarks.bench_pages import make_section
from benchmarks.load import Ask, run
from benchmarks.serving import SECRET, Server, serving
from olympiad import create_app, db
from olympiad.clock import utc_now
from olympiad.migrations.upgrade import upgrade
from olympiad.models.participant import Participant
from olympiad.models.section import Section
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.production import mark_as_production
from olympiad.services.people import accounts
from olympiad.services.record import audit
from tests.test_hall_https import free_port
from tests.test_web_servers import nginx

CLIENTS = 32
TEAMS, MANY = 1000, 5000
ACCEPT = {"Accept-Encoding": "gzip", "Accept-Language": "en"}
HEAD = ("what", "requests/s", "p99 ms", "server CPU ms/request", "others than 200")
Rate = tuple[float, float, int, int]
"""Requests a second, p99 in milliseconds, requests, and answers other than 200."""


def prepare(folder: Path) -> Flask:
    """Make the instance with a published section of 1,000 teams."""
    app = create_app({"INSTANCE_PATH": str(folder), "SECRET_KEY": SECRET})
    with app.test_request_context("/", method="POST"):
        upgrade(db.engine())
        mark_as_production(str(folder))
        session = db.session()
        organizer = accounts.create_user(session, name="Organizer", username="organizer", by=None)
        judge = accounts.create_user(session, name="Judge", username="judge", by=None)
        make_section(session, TEAMS, organizer, judge)
        session.commit()
    return app


def full_rate(url: str, path: str, seconds: int) -> Rate:
    """Ask for one page over 32 kept connections, back to back."""
    if shutil.which("wrk") is None:
        found = run(url, CLIENTS, 200 * seconds, lambda _client, _number: Ask(path, headers=ACCEPT))
        others = sum(count for status, count in found.statuses.items() if status != 200)
        return found.rate, found.percentile(99), len(found.seconds), others
    command = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{seconds}s", "--latency"]
    for name, value in ACCEPT.items():
        command += ["-H", f"{name}: {value}"]
    told = subprocess.run([*command, url + path], capture_output=True, text=True, check=True).stdout
    slow = re.search(r"99%\s+([\d.]+)(us|ms|s)", told)
    assert slow is not None
    unit = {"us": 0.001, "ms": 1.0, "s": 1000.0}[slow[2]]
    wrong = sum(
        int(one) for one in re.findall(r"(?:Non-2xx or 3xx responses: |connect |read |write |timeout )(\d+)", told)
    )
    if slow_ones := sum(int(one) for one in re.findall(r"timeout (\d+)", told)):
        print(f"{path}: {slow_ones} of these {wrong} only took longer than two seconds", flush=True)
    requests = int(re.search(r"(\d+) requests in", told)[1])  # type: ignore[index]
    return float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1]), float(slow[1]) * unit, requests, wrong  # type: ignore[index]


def row(what: str, found: Rate, worked: float | None = None) -> list[str]:
    """A line of the table."""
    rate, slow, requests, others = found
    cpu = f"{1000 * worked / requests:.3f}" if worked is not None else "–"
    line = [what, f"{rate:,.0f}", f"{slow:.1f}", cpu, f"{others} of {requests:,}"]
    print("  ".join(line), flush=True)
    return line


def embedded(server: Server, seconds: int) -> list[list[str]]:
    """Measure pages that the application serves itself."""
    place, rows = f"/results/bench-{TEAMS}", []
    for path in (f"{place}/en", f"{place}/section/en", f"{place}/section/ru/T00001", f"{place}/section/ranking.csv"):
        full_rate(server.url, path, 1)
        before = server.processor()
        found = full_rate(server.url, path, seconds)
        rows.append(row(f"embedded: {path.removeprefix(place)}", found, server.processor() - before))
    return rows


@contextmanager
def switching(app: Flask) -> Iterator[list[float]]:
    """Publish other words again and again, as fast as files are drawn; gives the seconds that each took."""
    stop, took = threading.Event(), list[float]()

    def work() -> None:
        while not stop.is_set():
            begun = time.monotonic()
            with app.test_request_context("/", method="POST"):
                session = db.session()
                section, user = session.query(Section).one(), session.query(User).first()
                section.title = f"Section {len(took) % 7}"
                audit.record(session, "sections.change", f"section:{section.id}", by=user, section=section)
                session.commit()
            took.append(time.monotonic() - begun)

    worker = threading.Thread(target=work)
    worker.start()
    yield took
    stop.set()
    worker.join()


@contextmanager
def behind_nginx(folder: Path, url: str) -> Iterator[str]:
    """Serve the published folder by nginx as the documentation configures it."""
    port, own = free_port(), Path(tempfile.mkdtemp(prefix="nginx-", dir=folder))
    command = nginx(own, folder / "published", port, urlsplit(url).port or 0)
    (own / "nginx.conf").write_text("worker_processes 2;\npcre_jit on;\n" + (own / "nginx.conf").read_text())
    shutil.copy(max((folder / "published").rglob("section/current/en.html.gz")), own / "plain.html.gz")
    shutil.copy(max((folder / "published").rglob("section/current/en.html")), own / "plain.html")
    text = (own / "nginx.conf").read_text()
    plain = f"location = /plain.html {{ root {own}; }}\n  location / {{"
    (own / "nginx.conf").write_text(text.replace("location / {", plain, 1))
    process = subprocess.Popen(command)
    time.sleep(1)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def pairs(url: str, seconds: int) -> list[tuple[Rate, Rate]]:
    """Measure the page and the same file as a plain one, three times in turn."""
    page = f"/results/bench-{TEAMS}/section/en"
    return [(full_rate(url, page, seconds), full_rate(url, "/plain.html", seconds)) for _ in range(3)]


def drawing() -> list[str]:
    """Publish 5,000 teams in three languages, then change one name and see what is written anew."""
    with tempfile.TemporaryDirectory(prefix="bench-evening-") as name:
        app = create_app({"INSTANCE_PATH": name, "SECRET_KEY": SECRET})
        with app.test_request_context("/", method="POST"):
            upgrade(db.engine())
            mark_as_production(name)
            session = db.session()
            organizer = accounts.create_user(session, name="Organizer", username="organizer", by=None)
            judge = accounts.create_user(session, name="Judge", username="judge", by=None)
            make_section(session, MANY, organizer, judge)
            whole, worked = timed(session.commit)
            before = inodes(Path(name))
            team = session.query(Team).order_by(Team.id.desc()).first()
            session.add(Participant(section_id=team.section_id, team_id=team.id, name=team.name, consents_name=False))
            section = session.query(Section).one()
            audit.record(session, "participants.change", f"section:{section.id}", by=organizer, section=section)
            again, worked_again = timed(session.commit)
            after = inodes(Path(name))
            fresh = [path for path, inode in after.items() if before.get(path) != inode]
    return [
        f"- {MANY:,} teams in three languages are published in {whole:.1f} s, {worked:.1f} s of CPU (target 20 s): "
        f"{len(before)} files.",
        f"- One team hides its name: {again:.1f} s, {worked_again:.1f} s of CPU, {len(fresh)} of {len(after)} files are written "
        "anew, the others are linked.",
    ]


def timed(deed: Callable[[], None]) -> tuple[float, float]:
    """Return the seconds that a deed takes, by the clock and of this process."""
    begun, worked = time.monotonic(), time.process_time()
    deed()
    return time.monotonic() - begun, time.process_time() - worked


def inodes(instance: Path) -> dict[str, int]:
    """Return the published files with their numbers on the disk: a linked file keeps its number."""
    root = instance / "published"
    found = [path for path in root.rglob("*") if path.is_file() and "assets" not in path.parts and path.suffix != ".gz"]
    return {re.sub(r"v-[^/]+/", "", str(path.relative_to(root))): path.stat().st_ino for path in found}


def main() -> None:
    """Serve, measure, print, write."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    began = utc_now()
    with tempfile.TemporaryDirectory(prefix="bench-evening-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        app = prepare(folder)
        with serving(folder) as server:
            rows = embedded(server, seconds)
            with switching(app) as took:
                found = full_rate(server.url, f"/results/bench-{TEAMS}/section/en", 4 * seconds)
            rows.append(row(f"embedded, switched {len(took)} times meanwhile", found))
            told = [f"- Switched {len(took)} times in {4 * seconds} s: {found[3]} of {found[2]:,} answers are no page."]
            if shutil.which("nginx"):
                with behind_nginx(folder, server.url) as url:
                    measured = pairs(url, seconds)
                shares = sorted(page[0] / plain[0] for page, plain in measured)
                rows += [row("nginx: the page", measured[1][0]), row("nginx: the same as a plain file", measured[1][1])]
                told.append(
                    f"- Behind nginx: {100 * shares[1]:.0f} % of the plain file (median of 3 pairs; target 90 %)."
                )
    told += drawing()
    print("\n".join(told), f"({utc_now() - began})")
    client = "wrk, one thread" if shutil.which("wrk") else "a client in Python"
    intro = [f"{CLIENTS} kept connections back to back, two workers, {client}, the load on the same two cores.", ""]
    report.write("bench_evening", "The evening of publication", [*intro, *report.table(HEAD, rows), "", *told])


if __name__ == "__main__":
    main()
