"""Every page of the demonstration that a person reaches by links: fits a phone in three languages, and is accessible."""

from collections import deque
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from olympiad import create_app, db
from olympiad.demo.command import demo
from olympiad.domain.roles import Role
from olympiad.models.section import Section
from olympiad.models.user import RoleMembership, User
from tests.applications import SECRET
from tests.browsers import DESKTOP, PHONE, axe, no_overflow, serving, sign_in

WHILE_MARKING = [Role.ORGANIZER, Role.JUDGE, Role.PARTICIPANT]
WHEN_PUBLISHED = [None, Role.ORGANIZER, Role.LEADER]
LEFT_OUT = ("style_guide.", "preferences.", "bootstrap.", "static")
LINKS = "[...document.querySelectorAll('a[href]')].map((link) => link.href)"


@pytest.fixture(scope="module")
def demo_app(tmp_path_factory, request):
    """The application on an instance with the demonstration, while marking or when published."""
    app = create_app({"INSTANCE_PATH": str(tmp_path_factory.mktemp("instance")), "SECRET_KEY": SECRET, "TESTING": True})
    with app.app_context():
        demo.main(args=request.param.split(), standalone_mode=False)
        db.engine().dispose()
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


def addresses_of(app, session):
    """Give the address of each page that needs no more than the demonstration's edition and section."""
    section = session.scalars(select(Section)).one()
    slugs = {"edition_slug": section.edition.slug, "section_slug": section.slug}
    slugs |= {"edition": section.edition.slug, "section": section.slug}
    bound = app.url_map.bind("localhost")
    return [
        bound.build(rule.endpoint, {name: slugs[name] for name in rule.arguments})
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and rule.arguments <= slugs.keys()
    ]


def pages_of(app, context, server):
    """Follow links from the pages of the section; look at one page of each kind that may be seen, give their addresses."""
    with server.session() as session:
        waiting = deque(server.url + address for address in addresses_of(app, session))
    page = context.new_page()
    seen, found = {None}, []
    while waiting:
        url = waiting.popleft()
        endpoint = endpoint_of(app, url)
        if endpoint in seen or endpoint.startswith(LEFT_OUT):
            continue
        answer = context.request.get(url, max_redirects=0)
        assert answer.status < 500, url
        if answer.status != 200 or "text/html" not in answer.headers.get("content-type", ""):
            continue
        if "<html" not in answer.text():  # a part of a page, fetched by a module
            continue
        seen.add(endpoint)
        page.goto(url)
        no_overflow(page)
        found.append(url)
        waiting.extend(link for link in page.evaluate(LINKS) if link.startswith(server.url))
    page.close()
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("demo_app", "role"),
    [pytest.param("", role, id=f"marking-{role}") for role in WHILE_MARKING]
    + [pytest.param("--finalised", role, id=f"published-{role or 'stranger'}") for role in WHEN_PUBLISHED],
    indirect=["demo_app"],
)
def test_every_page_fits_and_is_accessible(demo_app, live_server, open_context, role, request):
    published = bool(request.node.callspec.params["demo_app"])
    first = open_context(viewport=PHONE, locale="en", has_touch=True)
    looked_at = open_context(
        viewport=PHONE,
        locale="ru" if published else "uz",
        color_scheme="dark" if published else "light",
        has_touch=True,
    )
    wide = open_context(viewport=DESKTOP, locale="uz" if published else "ru", color_scheme="dark")
    if role is not None:
        with live_server.session() as session:
            person = session.scalars(select(User).join(RoleMembership).where(RoleMembership.role == role)).first()
        for context in (first, looked_at, wide):
            sign_in(demo_app, context, live_server, person)

    addresses = pages_of(demo_app, first, live_server)

    assert len(addresses) >= 4
    for context in (looked_at, wide):
        page = context.new_page()
        for address in addresses:
            page.goto(address)
            no_overflow(page)
            if context is looked_at:
                axe(page)
        page.close()
