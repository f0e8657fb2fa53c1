"""Every page of the demonstration that a person reaches by links: fits a phone in three languages, and is accessible."""

from collections import deque
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from olympiad import create_app
from olympiad.domain.roles import Role
from olympiad.models.user import RoleMembership, User
from olympiad.serve import prepare
from tests.applications import SECRET
from tests.browsers import DESKTOP, PHONE, axe, no_overflow, serving, sign_in

LANGUAGES = ("uz", "ru", "en")
PERSONS = [None, Role.ORGANIZER, Role.CHIEF_JUDGE, Role.CLERK, Role.JUDGE, Role.LEADER, Role.PARTICIPANT]
LEFT_OUT = ("preferences.", "bootstrap.", "static")
LINKS = "[...document.querySelectorAll('a[href]')].map((link) => link.href)"


@pytest.fixture(scope="module")
def demo_app(tmp_path_factory):
    """The application on an instance with the demonstration."""
    app = create_app({"INSTANCE_PATH": str(tmp_path_factory.mktemp("instance")), "SECRET_KEY": SECRET, "TESTING": True})
    prepare(app)
    return app


@pytest.fixture(scope="module")
def live_server(demo_app):
    """A server of that instance."""
    with serving(Path(demo_app.instance_path), demo_app.config["DATABASE_URL"]) as server:
        yield server


def endpoint_of(app, url):
    """Give the endpoint that an address leads to, so that each kind of page is looked at once."""
    parts = urlsplit(url)
    try:
        return app.url_map.bind(parts.netloc).match(parts.path, method="GET")[0]
    except RequestRedirect as moved:
        return endpoint_of(app, moved.new_url)
    except HTTPException:
        return None


def pages_of(app, context, start):
    """Follow links from a page; give one address of each kind of HTML page."""
    page = context.new_page()
    waiting, seen, found = deque([start]), {None}, []
    while waiting:
        url = waiting.popleft()
        endpoint = endpoint_of(app, url)
        if endpoint in seen or endpoint.startswith(LEFT_OUT):
            continue
        seen.add(endpoint)
        if "text/html" not in context.request.get(url).headers.get("content-type", ""):
            continue
        page.goto(url)
        found.append(url)
        waiting.extend(link for link in page.evaluate(LINKS) if link.startswith(start))
    page.close()
    return found


@pytest.mark.slow
@pytest.mark.parametrize("role", PERSONS, ids=lambda role: role or "stranger")
def test_every_page_fits_and_is_accessible(demo_app, live_server, open_context, role):
    contexts = {language: open_context(viewport=PHONE, locale=language, has_touch=True) for language in LANGUAGES}
    desktop = open_context(viewport=DESKTOP, locale="ru", color_scheme="dark")
    if role is not None:
        with live_server.session() as session:
            person = session.scalars(select(User).join(RoleMembership).where(RoleMembership.role == role)).first()
        for context in (*contexts.values(), desktop):
            sign_in(demo_app, context, live_server, person)

    addresses = pages_of(demo_app, contexts["en"], live_server.url + "/")

    assert len(addresses) > 1
    for context in (*contexts.values(), desktop):
        page = context.new_page()
        for address in addresses:
            page.goto(address)
            no_overflow(page)
            if context in (contexts["uz"], desktop):
                axe(page)
        page.close()
