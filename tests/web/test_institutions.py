"""Asks how institutions are entered, changed and removed."""

import pytest
from sqlalchemy import select

from olympiad.models.institution import Institution
from tests.factories import make_institution

FILLED = {
    "institution": "SamMU", "name_uz": "", "name_ru": "", "name_en": "Samarkand State Medical University",
    "aliases": "SamDTU | SamGMU", "city": "Samarqand", "country": "uz", "host": "y",
}  # fmt: skip


@pytest.fixture
def place(cast):
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/institutions"


def test_create_makes_the_host_with_its_spellings(client, cast, place, session):
    client.sign_in(cast.ana).post(f"{place}/new", data=FILLED)

    made = session.scalars(select(Institution).where(Institution.key == "SamMU")).one()
    assert (made.aliases, made.country, made.is_host) == ("SamDTU|SamGMU", "UZ", True)


def test_change_keeps_the_key(client, cast, place, session):
    made = make_institution(session, cast.edition, key="Astana")

    client.sign_in(cast.ana).post(f"{place}/{made.id}", data=FILLED | {"institution": "Other", "country": ""})

    session.refresh(made)
    assert (made.key, made.country) == ("Astana", "")


def test_remove_of_an_institution_with_teams_is_refused(client, cast, place, session):
    free = make_institution(session, cast.edition)
    client.sign_in(cast.ana)

    answers = [client.post(f"{place}/{number}/remove").status_code for number in (cast.t01.institution_id, free.id)]

    assert answers == [409, 303]
