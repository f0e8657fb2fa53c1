"""The site behind nginx and Caddy as the documentation configures them: every link answers, embed alone may be framed."""

import os
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

from olympiad.services.results import results
from tests.browsers import LiveServer, serving_own
from tests.factories import make_cast
from tests.results_world import AWARDS, finalise, mark_everything, set_rules
from tests.test_hall_https import free_port

DOCS = Path(__file__).resolve().parent.parent / "docs" / "serving-published-files.md"
FILES = re.compile(r"^/results/(?!check/)(?!.*/(?:hide|embed)$)")
"""What lies as files once it was asked for."""
USER = "user root;\n" if os.geteuid() == 0 else ""
"""The folders of tests are closed to others."""


def configuration(name: str) -> str:
    """Return the configuration of a web server as the documentation prints it."""
    text = DOCS.read_text("utf-8")
    return text[text.index(f"\n## {name}\n") :].split("```")[1].lstrip("\n")


def nginx(folder: Path, root: Path, port: int, application: int) -> list[str]:
    written = configuration("nginx").replace("listen 443 ssl", f"listen 127.0.0.1:{port}")
    written = written.replace("/srv/olympiad/instance/published", str(root)).replace(":8000", f":{application}")
    paths = "".join(
        f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = (
        f"user root;\nerror_log {folder}/error.log;\npid {folder}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{paths}"
    )
    whole += f"include /etc/nginx/mime.types;\n{written}\n}}\n"
    (folder / "nginx.conf").write_text(whole)
    return ["nginx", "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log"), "-g", "daemon off;"]


def caddy(folder: Path, root: Path, port: int, application: int) -> list[str]:
    written = configuration("Caddy").replace("olympiad.example.uz", f"http://127.0.0.1:{port}", 1)
    written = written.replace("/srv/olympiad/instance/published", str(root)).replace(":8000", f":{application}")
    (folder / "Caddyfile").write_text(f"{{\n\tadmin off\n\tauto_https off\n}}\n{written}")
    return ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


Command = Callable[[Path, Path, int, int], list[str]]


@contextmanager
def behind(command: Command, folder: Path, site: "Site", application: int) -> Iterator[str]:
    """Run a web server before the application's port; give its address."""
    port = free_port()
    folder.mkdir()
    line = command(folder, site.instance / "published", port, application)
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            line, stdout=log, stderr=log, env={"HOME": str(folder), "PATH": "/usr/sbin:/usr/bin"}
        )
    try:
        for _ in range(200):
            if process.poll() is not None:
                pytest.fail("".join(one.read_text() for one in folder.glob("*log")))
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{site.home}", timeout=5).close()
                break
            except OSError:
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


class Site:
    """A published site with the server that drew it."""

    def __init__(self, server: LiveServer, instance: Path, edition: str, section: str) -> None:
        self.server, self.instance = server, instance
        self.home = f"/results/{edition}/en"
        self.embed = f"/results/{edition}/{section}/en/embed"
        self.guessed = [
            f"/results/{edition}/{section}/drawn-from.state", f"/results/{edition}/_site/current/drawn-from.state",
            f"/results/{edition}/{section}/en/..%2f..%2fdrawn-from.state", f"/results/assets/..%2f{edition}/_site/.turn",
            f"/results/{edition}/photos/..%2fdrawn-from.state",
        ]  # fmt: skip


@pytest.fixture
def site(sqlite_template: Path, tmp_path: Path) -> Iterator[Site]:
    """The cast's edition, published, at a server of its own."""
    instance = tmp_path / "instance"
    instance.mkdir()
    with serving_own(sqlite_template, instance) as server:
        with server.session() as session:
            cast = make_cast(session)
            set_rules(session, cast, AWARDS)
            mark_everything(session, cast, {"T01": 8750, "T02": 6250})
            results.publish(session, finalise(session, cast), by=cast.ana)
            slugs = cast.edition.slug, cast.section.slug
        yield Site(server, instance, *slugs)


class Links(HTMLParser):
    """Collects where a page leads and what it needs."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note addresses of links, files and pictures."""
        self.found |= {value for name, value in attrs if name in ("href", "src", "srcset") and value and tag != "base"}


def asked(address: str) -> tuple[int, bytes, dict[str, str]]:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read(), dict(error.headers)


def crawl(base: str, home: str) -> dict[str, tuple[int, bytes]]:
    """Ask for everything to which public pages of results lead, once; other pages are asked, but not followed."""
    waiting, found = [home], dict[str, tuple[int, bytes]]()
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        status, body, headers = asked(base + path)
        found[path] = status, body
        if headers.get("Content-Type", "").startswith("text/html") and FILES.match(path) and "?" not in path:
            page = Links()
            page.feed(body.decode())
            for link in page.found:
                whole = urlsplit(urldefrag(urljoin(base + path, link)).url)
                if whole.scheme == "http" and f"http://{whole.netloc}" == base:
                    waiting.append(whole.path + (f"?{whole.query}" if whole.query else ""))
    return found


@pytest.mark.parametrize("command", [nginx, caddy])
def test_every_link_answers_behind_a_web_server(command: Command, site: Site, tmp_path: Path) -> None:
    if shutil.which(command.__name__) is None:
        pytest.skip(f"{command.__name__} is not installed")
    direct = crawl(site.server.url, site.home)

    with behind(command, tmp_path / "beside", site, urlsplit(site.server.url).port or 0) as base:
        found = crawl(base, site.home)
        framed, plain = asked(base + site.embed)[2], asked(base + site.home)[2]
        guessed = {path: asked(base + path)[0] for path in site.guessed}
    files = {path: body for path, (_, body) in found.items() if FILES.match(path) and "?" not in path}
    with behind(command, tmp_path / "alone", site, free_port()) as base:
        alone = {path: asked(base + path)[:2] for path in files}

    assert {path: code for path, (code, _) in found.items() if code != 200} == {}
    assert len(found) > 60
    assert found.keys() == direct.keys()
    assert {path: body for path, body in files.items() if body != direct[path][1]} == {}
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in plain["Content-Security-Policy"]
    assert {path: code for path, code in guessed.items() if code not in (400, 404)} == {}
    assert {path: told[0] for path, told in alone.items() if told != (200, files[path])} == {}
