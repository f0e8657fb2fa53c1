"""Versions of the rules and changes of an edition are undone from their lines; what has gone on since keeps them."""

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.models.audit import AuditEntry
from olympiad.services.computing import rules
from olympiad.services.sections import editions, rule_versions
from tests.applications import Visitor
from tests.factories import NOON, Cast

FIRST, SECOND = [("decimals", "3"), ("award.A", "place=1"), ("award.B", "count=2")], [("decimals", "1")]


def save(session: Session, cast: Cast, pairs: list[tuple[str, str]]) -> str:
    """Save rules; return the address that undoes it."""
    base = rules.present(session, cast.section).number
    rule_versions.save(session, cast.section, pairs, reason="", base=base, by=cast.ana)
    session.commit()
    seq = max(session.scalars(select(AuditEntry.seq).where(AuditEntry.action == "rules.save")))
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/audit/{seq}/undo"


def present(session: Session, cast: Cast) -> tuple[int, list[tuple[str, str]]]:
    session.expire_all()
    row = rules.present(session, cast.section)
    return row.number, [(name, value) for name, value in rules.pairs_of(row)]


def test_undoing_a_version_saves_the_rules_before_in_their_order(client: Visitor, cast: Cast, session: Session) -> None:
    save(session, cast, FIRST)
    address = save(session, cast, SECOND)

    page = client.sign_in(cast.ana).get(address)
    answer = client.post(address, data={})

    assert page.status_code == 200
    assert (answer.status_code, present(session, cast)) == (303, (4, FIRST))


def test_an_older_version_is_not_undone_over_a_newer_one(client: Visitor, cast: Cast, session: Session) -> None:
    address = save(session, cast, FIRST)
    save(session, cast, SECOND)

    answer = client.sign_in(cast.ana).post(address, data={})

    assert (answer.status_code, present(session, cast)) == (409, (3, SECOND))


def test_after_the_first_mark_the_chief_judge_undoes_with_a_reason(
    client: Visitor, cast: Cast, session: Session
) -> None:
    save(session, cast, FIRST)
    address = save(session, cast, SECOND)
    cast.section.marking_started_at = NOON
    session.commit()

    refused = [
        client.sign_in(cast.ana).post(address, data={"reason": "typed wrongly"}).status_code,
        client.sign_in(cast.ben).post(address, data={"reason": ""}).status_code,
    ]
    done = client.post(address, data={"reason": "typed wrongly"}).status_code

    assert (refused, done) == ([409, 409], 303)
    assert present(session, cast)[1] == FIRST


def test_a_chief_judge_undoes_no_set_up(client: Visitor, cast: Cast, session: Session) -> None:
    editions.change_section(session, cast.section, {"slug": cast.section.slug, "title": "Other"}, by=cast.ana)
    session.commit()
    seq = session.scalars(select(AuditEntry.seq).where(AuditEntry.action == "sections.change")).one()

    answer = client.sign_in(cast.ben).get(f"/editions/{cast.edition.slug}/{cast.section.slug}/audit/{seq}/undo")

    assert answer.status_code == 403


@pytest.fixture
def changed(cast: Cast, session: Session) -> str:
    """The address that undoes a change of the edition's city and year."""
    cast.edition.city = "Samarkand"
    session.flush()
    values = {"slug": cast.edition.slug, "city": "Bukhara", "starts_on": NOON.date()}
    editions.change_edition(session, cast.edition, values, by=cast.ana)
    session.commit()
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "editions.change")).one()
    assert json.loads(entry.content)["before"]["city"] == "Samarkand"
    return f"/editions/{cast.edition.slug}/changes/{entry.seq}/undo"


def test_a_change_of_the_edition_is_undone_from_its_page(
    client: Visitor, cast: Cast, session: Session, changed: str
) -> None:
    page = client.sign_in(cast.admin).get(f"/editions/{cast.edition.slug}/change").text

    shown, answer = client.get(changed).text, client.post(changed)

    session.expire_all()
    assert changed in page
    assert "Samarkand" in shown
    assert (answer.status_code, cast.edition.city, cast.edition.starts_on) == (303, "Samarkand", None)
    assert client.post(changed).status_code == 409


def test_what_was_changed_again_since_stays(client: Visitor, cast: Cast, session: Session, changed: str) -> None:
    cast.edition.city = "Khiva"
    session.commit()

    answer = client.sign_in(cast.admin).post(changed)

    session.expire_all()
    assert (answer.status_code, cast.edition.city) == (409, "Khiva")


def test_a_line_of_another_edition_is_not_found(client: Visitor, cast: Cast, changed: str) -> None:
    assert client.sign_in(cast.admin).get(f"/editions/{cast.edition.slug}/changes/9999/undo").status_code == 404
