"""Every page of the demonstration that a person reaches by links: fits a phone in three languages, and is accessible."""

import os
import shutil
from collections import deque
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error
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
from tests.browsers import DESKTOP, PHONE, axe, no_overflow, serving, sign_in

WHILE_MARKING = [Role.ORGANIZER, Role.JUDGE, Role.PARTICIPANT]
WHEN_PUBLISHED = [None, Role.ORGANIZER, Role.LEADER]
LEFT_OUT = ("style_guide.", "preferences.", "bootstrap.", "static")
LONG = os.environ.get("OLYMPIAD_ATTACK") == "long"
LINKS = "[...document.querySelectorAll('a[href]')].map((link) => link.href)"


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


def is_file(url):
    """Return whether an address ends in the name of a file: a browser draws a picture on a page of its own."""
    return "." in urlsplit(url).path.rpartition("/")[2]


def opens(page, url, at_once):
    """Open an address in the browser, at once or if it is a page that may be seen; False for a file or part, None if refused."""
    if not at_once:
        answer = page.request.get(url, max_redirects=0)
        assert answer.status < 500, url
        if answer.status != 200:
            return None
        is_kept = "attachment" in answer.headers.get("content-disposition", "")
        if is_kept or "text/html" not in answer.headers.get("content-type", "") or "<html" not in answer.text():
            return False
    try:
        answer = page.goto(url)
    except Error as error:
        if "Download is starting" in str(error):
            return False
        raise
    assert answer.status < 500, url
    if answer.status != 200 or answer.request.redirected_from:
        return None
    return page.locator("main").count() > 0


def pages_of(app, context, server, look, at_once):
    """Follow links from the pages of the section; look at one page of each kind that may be seen, give how many there are."""
    with server.session() as session:
        waiting = deque(server.url + address for address in addresses_of(app, session))
    page = context.new_page()
    seen, pages, wrong = {None}, 0, []
    while waiting:
        url = waiting.popleft()
        endpoint = endpoint_of(app, url)
        if endpoint in seen or endpoint.startswith(LEFT_OUT):
            continue
        is_open = opens(page, url, at_once and not is_file(url))
        if is_open is None:  # another address of the same kind may be open
            continue
        seen.add(endpoint)
        if not is_open:
            continue
        pages += 1
        try:
            look(page)
        except AssertionError as error:  # the other pages are looked at, too
            wrong.append(f"{url}: {error}")
        waiting.extend(link for link in page.evaluate(LINKS) if link.startswith(server.url))
    page.close()
    assert not wrong, "\n".join(wrong)
    return pages


def fits_and_is_accessible(page):
    """Look at a page on a phone and, as it is, on a desktop."""
    no_overflow(page)
    axe(page)
    page.set_viewport_size(DESKTOP)
    no_overflow(page)
    page.set_viewport_size(PHONE)


def fits(page):
    """Look at a page on a phone and on a desktop; `make attack` asks axe here, too: the same pages are asked when published."""
    if LONG:
        fits_and_is_accessible(page)
        return
    no_overflow(page)
    page.set_viewport_size(DESKTOP)
    no_overflow(page)
    page.set_viewport_size(PHONE)


def fits_in_english_too(page):
    """Look at a page as it is, then in English."""
    fits_and_is_accessible(page)
    url = page.url
    page.context.add_cookies([{"name": LANGUAGE, "value": "en", "url": url}])
    page.goto(url)
    no_overflow(page)
    page.context.clear_cookies(name=LANGUAGE)


def see_every_page(demonstration, open_context, role, look, **options):
    """Go through the demonstration as somebody of this role, or as a stranger, on a phone."""
    app, server = demonstration
    context = open_context(viewport=PHONE, has_touch=True, **options)
    if role is not None:
        with server.session() as session:
            person = session.scalars(select(User).join(RoleMembership).where(RoleMembership.role == role)).first()
        sign_in(app, context, server, person)
    at_once = role is Role.ORGANIZER  # who may see nearly all: asking first would draw each page twice
    assert pages_of(app, context, server, look, at_once) >= 4


@pytest.mark.slow
@pytest.mark.parametrize("role", WHILE_MARKING)
def test_every_page_fits_and_is_accessible_while_marking(demonstrations, open_context, role):
    look = fits if role is Role.ORGANIZER else fits_and_is_accessible
    see_every_page(demonstrations(is_published=False), open_context, role, look, locale="uz")


@pytest.mark.slow
@pytest.mark.parametrize("role", WHEN_PUBLISHED)
def test_every_page_fits_and_is_accessible_when_published(demonstrations, open_context, role):
    look = fits_and_is_accessible if role is Role.ORGANIZER else fits_in_english_too
    see_every_page(demonstrations(is_published=True), open_context, role, look, locale="ru", color_scheme="dark")
