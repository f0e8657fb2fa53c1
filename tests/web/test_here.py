"""Asks whether addresses name the place of the request, and whether what is refused is undone and said."""

import pytest
from flask import url_for
from wtforms import StringField

from olympiad.db import session as database
from olympiad.domain.errors import DomainError
from olympiad.forms.base import PageForm
from olympiad.models.team import Team
from olympiad.web.frame.refusals import refusable


class ReasonForm(PageForm):
    name = StringField()
    reason = StringField()


def test_an_address_names_the_section_of_the_request(app, cast):
    with app.test_request_context(f"/editions/{cast.edition.slug}/{cast.section.slug}/teams/"):
        app.preprocess_request()

        assert url_for("teams.index") == f"/editions/{cast.edition.slug}/{cast.section.slug}/teams/"
        assert url_for("editions.show") == f"/editions/{cast.edition.slug}/"
        assert url_for("accounts.show") == "/account/"


def test_an_address_of_another_edition_takes_nothing_from_the_request(app, cast):
    with app.test_request_context(f"/editions/{cast.edition.slug}/{cast.section.slug}/teams/"):
        app.preprocess_request()

        assert url_for("teams.index", edition_slug="other", section_slug="x") == "/editions/other/x/teams/"
        assert url_for("editions.show", edition_slug="other") == "/editions/other/"


@pytest.mark.parametrize(
    ("code", "field", "at"),
    [("reason_missing", "", "reason"), ("address_taken", "name", "name"), ("address_taken", "", None)],
)
def test_what_is_refused_is_undone_and_said_in_the_form(app, cast, session, code, field, at):
    team_id = cast.t01.id
    session.commit()
    with app.test_request_context("/", method="POST"):
        form = ReasonForm()
        form.validate()
        with refusable(form, field) as attempt:
            database.get_one(Team, team_id).name = "changed"
            raise DomainError(code)

        said = {name: list(one.errors) for name, one in form._fields.items() if one.errors}

    session.expire_all()
    assert (bool(attempt), attempt.error.code) == (False, code)
    assert list(said) == ([at] if at else [])
    assert bool(form.form_errors) is (at is None)
    assert session.get_one(Team, team_id).name != "changed"


def test_what_is_not_refused_is_committed(app, cast, session):
    team_id = cast.t01.id
    session.commit()
    with app.test_request_context("/", method="POST"), refusable() as attempt:
        database.get_one(Team, team_id).name = "changed"

    session.expire_all()
    assert (bool(attempt), attempt.error) == (True, None)
    assert session.get_one(Team, team_id).name == "changed"
