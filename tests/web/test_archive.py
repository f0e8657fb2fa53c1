"""In an archived section every page that would change something is refused with one sentence; the rest still works."""

from flask import Flask
from flask import session as browser_session
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from olympiad.db import session as app_session
from olympiad.domain.errors import DomainError
from olympiad.domain.roles import Role
from olympiad.models.team import Team
from olympiad.models.user import User
from tests.applications import Visitor
from tests.factories import Cast, give_role
from tests.web.test_access import address, leave, rules_of

STILL_OPEN = """
access_cards.revoke appeals.open_appeal audit.reveal audit.verify devices.revoke lifecycle.move own_data.answer
photos.open_sheet transfers.write unsent_marks.bring
"""
"""Endpoints that still take a POST, written apart from the rule that is tested."""


def refusal(app: Flask, user: User, path: str) -> str:
    """Run everything that stands before a view; give the code of what is refused there."""
    with app.test_request_context(path, method="POST"):
        browser_session.update({"_user_id": user.fs_uniquifier, "_fresh": True})
        try:
            app.preprocess_request()
        except DomainError as error:
            return error.code
        except HTTPException as refused:
            return str(refused.code)
        finally:
            app_session.remove()
        return ""


def test_every_page_that_changes_an_archived_section_is_refused(app: Flask, session: Session, cast: Cast) -> None:
    for role in (Role.ADMINISTRATOR, Role.CHIEF_JUDGE, Role.JUDGE, Role.CLERK, Role.LEADER, Role.PARTICIPANT):
        give_role(session, cast.admin, role, **{} if role is Role.ADMINISTRATOR else {"section": cast.section})
    cast.section.state = "archived"
    place = {"edition_slug": cast.edition.slug, "section_slug": cast.section.slug}
    leave(session)

    found = {
        rule.endpoint: refusal(app, cast.admin, address(app, rule, place))
        for rule in rules_of(app)
        if "section_slug" in rule.arguments and "POST" in (rule.methods or set())
    }

    assert {endpoint for endpoint, code in found.items() if code == ""} == set(STILL_OPEN.split())
    assert set(found.values()) == {"", "section_archived"}


def test_the_refusal_says_what_to_do_and_the_page_says_it_before(client: Visitor, session: Session, cast: Cast) -> None:
    cast.section.state = "archived"
    teams = f"/editions/{cast.edition.slug}/{cast.section.slug}/teams/"
    client.sign_in(cast.ana)

    page = client.get(teams).text
    answer = client.post(f"{teams}new", data={"key": "T03", "name": "New"})

    assert "This section is archived" in page
    assert answer.status_code == 409
    assert "takes it out of the archive on the lifecycle page first, with a reason" in answer.text
    assert session.scalar(select(func.count(Team.id))) == 2
