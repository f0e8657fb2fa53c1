"""Every page of the demonstration that a person reaches by links: fits a phone in three languages, and is accessible."""

import os
import re
import shutil
from collections import deque
from contextlib import ExitStack
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from olympiad import create_app, db
from olympiad.demo.command import demo
from olympiad.domain.roles import Role
from olympiad.models.section import Section
from olympiad.models.user import RoleMembership, User
from olympiad.web.frame.languages import COOKIE as LANGUAGE
from tests.applications import SECRET
from tests.browsers import AXE, DESKTOP, PHONE, axe, has_new_colours, no_overflow, serving, sign_in

WHILE_MARKING = [Role.ORGANIZER, Role.JUDGE, Role.PARTICIPANT]
WHEN_PUBLISHED = [(None, "en"), (Role.ORGANIZER, "uz"), (Role.LEADER, "en")]
"""Roles, and the language in which pages are drawn besides Russian."""
LEFT_OUT = ("style_guide.", "preferences.", "bootstrap.", "static")
FILE = re.compile(r"\.[a-z0-9]+$")
"""Where the path of a file ends: papers and tables are asked for by tests of access and their own, here by `make whole`."""
WHOLE = "OLYMPIAD_WHOLE" in os.environ
TAGS = re.compile(r"<([a-z][a-z0-9]*)((?:\s[^<>]*)?)>")
CLASSES = re.compile(r'\sclass="([^"]*)"')
NAMES = re.compile(r"\s([a-z-]+)(?==|\s|$)")
LINKS = re.compile(r'<a\s[^>]*?\bhref="([^"]+)"')
LEAVE_TWO_OF_EACH_KIND = """() => {
  const shape = (one) => one.children.length
    ? `${one.tagName}.${one.className}(${[...one.children].map(shape)})`
    : `${one.tagName}.${one.className}.${one.getAttributeNames()}.${one.textContent.trim() !== ""}`
  for (const list of document.querySelectorAll(":is(main, nav) :is(tbody, ul, ol, select)")) {
    const known = {}
    for (const one of [...list.children]) {
      const kind = shape(one)
      known[kind] = (known[kind] ?? 0) + 1
      if (known[kind] > 2) one.remove()
    }
  }
}"""


IN_ANOTHER_LANGUAGE = """async ([cookie, language]) => {
  document.cookie = `${cookie}=${language}; path=/`
  const answer = await fetch(location.href)
  document.cookie = `${cookie}=; path=/; max-age=0`
  const other = new DOMParser().parseFromString(await answer.text(), "text/html")
  const { lang } = document.documentElement
  const { body } = document
  window.backToItsOwn = () => {
    document.documentElement.lang = lang
    document.body.replaceWith(body)
  }
  document.documentElement.lang = other.documentElement.lang
  document.body.replaceWith(other.body)
  return document.documentElement.lang
}"""
"""Put the words of another language into a page whose style is there: a further load takes four times as long."""


@dataclass
class Known:
    """What was looked at already, by any of the tests; `make whole` looks at everything."""

    shapes: set = field(default_factory=set)
    files: set = field(default_factory=set)
    """Endpoints that answer with a file or with a part of a page."""


@pytest.fixture(scope="module")
def demonstrations(tmp_path_factory):
    """Give application and server of the demonstration while marking or, finished in a copy of it, when published."""
    folder, made = tmp_path_factory.mktemp("demonstration"), {}
    with ExitStack() as servers:

        def load(name, *options):
            app = create_app({"INSTANCE_PATH": str(folder / name), "SECRET_KEY": SECRET, "TESTING": True})
            with app.app_context():
                demo.main(args=options, standalone_mode=False)
                db.engine().dispose()
            return app

        def demonstration(is_published):
            if not (folder / "marking").exists():
                made[False] = load("marking")
                shutil.copytree(folder / "marking", folder / "published")
                made[True] = load("published", "--finalised")
                for is_there, app in made.items():
                    server = servers.enter_context(serving(Path(app.instance_path), app.config["DATABASE_URL"]))
                    made[is_there] = app, server
            return made[is_published]

        yield demonstration


@pytest.fixture(scope="module")
def known():
    """What the tests of this file have looked at."""
    return Known()


def endpoint_of(app, url):
    """Return the endpoint that an address leads to, so that each kind of page is looked at once."""
    parts = urlsplit(url)
    try:
        return app.url_map.bind(parts.netloc).match(parts.path, method="GET")[0]
    except RequestRedirect as moved:
        return endpoint_of(app, moved.new_url)
    except HTTPException:
        return None


def addresses_of(app, session):
    """Return the address of each page that needs no more than the demonstration's edition and section."""
    section = session.scalars(select(Section)).one()
    slugs = {"edition_slug": section.edition.slug, "section_slug": section.slug}
    slugs |= {"edition": section.edition.slug, "section": section.slug}
    bound = app.url_map.bind("localhost")
    return [
        bound.build(rule.endpoint, {name: slugs[name] for name in rule.arguments})
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and rule.arguments <= slugs.keys()
    ]


def answer_of(page, url):
    """Return the text of a page, "" for a file or a part of one, None if refused; a browser takes longer to draw a refusal."""
    answer = page.request.get(url, max_redirects=0)
    assert answer.status < 500, url
    if answer.status != 200:
        return None
    is_kept = "attachment" in answer.headers.get("content-disposition", "")
    is_page = not is_kept and "text/html" in answer.headers.get("content-type", "")
    text = answer.text() if is_page else ""
    return text if "<html" in text and "<main" in text else ""


def shapes_of(text):
    """Return the elements of a page by tag, classes and names of attributes, whatever they say."""
    return {
        (tag, tuple(sorted(CLASSES.findall(rest))), tuple(sorted(set(NAMES.findall(rest)))))
        for tag, rest in TAGS.findall(text)
    }


def pages_of(app, context, server, files):
    """Follow links from the pages of the section; return address and text of one page of each kind that may be seen.

    What is a file is asked once, whoever asks: it is made in the same way for everybody.
    """
    with server.session() as session:
        waiting = deque(server.url + address for address in addresses_of(app, session))
    page = context.new_page()
    seen, pages = {None} if WHOLE else {None, *files}, {}
    asked = set()
    while waiting:
        url = waiting.popleft()
        endpoint = endpoint_of(app, url)
        if url in asked or endpoint in seen or endpoint.startswith(LEFT_OUT):
            continue
        if FILE.search(urlsplit(url).path) and not WHOLE:
            continue
        asked.add(url)
        text = answer_of(page, url)
        if text is None:  # another address of the same kind may be open
            continue
        seen.add(endpoint)
        if not text:
            files.add(endpoint)
        else:
            pages[url] = text
            waiting.extend(address for address in links_of(text, url) if address.startswith(server.url))
    page.close()
    return pages


def links_of(text, url):
    """Return where the links of a page lead."""
    return [urljoin(url, unescape(link)).partition("#")[0] for link in LINKS.findall(text)]


def fits(page, language=None):
    """Look at a page on a phone and, as it is, on a desktop; in another language, too, where one is named."""
    no_overflow(page)
    if language is not None:
        shown = page.evaluate(IN_ANOTHER_LANGUAGE, [LANGUAGE, language])
        assert shown == language or f"/{shown}" in urlsplit(page.url).path, (
            shown
        )  # a public page has the language of its address
        no_overflow(page)
    page.set_viewport_size(DESKTOP)
    no_overflow(page)
    if language is not None:
        page.evaluate("window.backToItsOwn()")
        no_overflow(page)


def is_accessible(page):
    """Ask axe about a page without the rows that are like two before them; `make whole` asks about every row."""
    if not WHOLE:
        page.evaluate(LEAVE_TWO_OF_EACH_KIND)
    axe(page)


def see_every_page(demonstration, known, open_context, role, other=None, **options):
    """Go through the demonstration as somebody of this role, or as a stranger, on a phone.

    Every page is asked for; drawn is each kind of page once, and what has any element of a shape that no page before it had.
    Axe is asked where a shape or a colour on its ground is new, beginning with the page that has most. `make whole` does all.
    """
    app, server = demonstration
    context = open_context(viewport=PHONE, has_touch=True, **options)
    if role is not None:
        with server.session() as session:
            person = session.scalars(select(User).join(RoleMembership).where(RoleMembership.role == role)).first()
        sign_in(app, context, server, person)
    pages, wrong = pages_of(app, context, server, known.files), []
    page = context.new_page()
    page.add_init_script(AXE.axe_script)
    shapes = {url: shapes_of(text) for url, text in pages.items()}
    for url in sorted(pages, key=lambda url: -len(shapes[url])):
        found = shapes[url] | {(endpoint_of(app, url),)}
        if found <= known.shapes and not WHOLE:
            continue
        page.set_viewport_size(PHONE)
        page.goto(url)
        try:
            fits(page, other)
            page.set_viewport_size(PHONE)
            if WHOLE or not shapes[url] <= known.shapes or has_new_colours(page):
                is_accessible(page)
            known.shapes |= found  # only now: a second try asks again about a page that failed
        except AssertionError as error:  # the other pages are looked at, too
            wrong.append(f"{url}: {error}")
    assert not wrong, "\n".join(wrong)
    assert len(pages) >= 4


@pytest.mark.slow
@pytest.mark.parametrize(("role", "other"), WHEN_PUBLISHED)
def test_every_page_fits_and_is_accessible_when_published(demonstrations, known, open_context, role, other):
    see_every_page(
        demonstrations(is_published=True), known, open_context, role, other, locale="ru", color_scheme="dark"
    )


@pytest.mark.slow
@pytest.mark.parametrize("role", WHILE_MARKING)
def test_every_page_fits_and_is_accessible_while_marking(demonstrations, known, open_context, role):
    see_every_page(demonstrations(is_published=False), known, open_context, role, locale="uz")
