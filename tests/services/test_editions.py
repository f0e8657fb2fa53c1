"""Creating and changing editions and sections."""

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.models.audit import AuditDetail, AuditEntry
from olympiad.models.rules import Rules
from olympiad.services.sections import editions
from tests.factories import Cast


def test_create_edition_refuses_a_taken_address(session: Session, cast: Cast) -> None:
    with pytest.raises(DomainError, match="address_taken"):
        editions.create_edition(session, {"name": "Again", "slug": cast.edition.slug}, by=cast.admin)


def test_change_edition_records_what_differs(session: Session, cast: Cast) -> None:
    editions.change_edition(session, cast.edition, {"slug": cast.edition.slug, "city": "Samarqand"}, by=cast.ana)

    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "editions.change")).one()
    assert json.loads(entry.content)["after"] == {"city": "Samarqand"}


def test_change_edition_without_a_difference_records_nothing(session: Session, cast: Cast) -> None:
    editions.change_edition(session, cast.edition, {"slug": cast.edition.slug}, by=cast.ana)

    assert session.scalars(select(AuditEntry)).all() == []


def test_create_section_begins_with_default_rules(session: Session, cast: Cast) -> None:
    section = editions.create_section(session, cast.edition, {"title": "Anatomy", "slug": "anatomy"}, by=cast.ana)

    assert session.scalars(select(Rules.rules).where(Rules.section_id == section.id)).all() == ["[]"]


def test_change_section_keeps_names_out_of_the_chain(session: Session, cast: Cast) -> None:
    values = {"slug": cast.section.slug, "chair": "Bahodir Nazarov"}

    editions.change_section(session, cast.section, values, by=cast.ana)

    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "sections.change")).one()
    assert "Bahodir" not in entry.content
    kept = session.scalars(select(AuditDetail.value).where(AuditDetail.field == "chair")).all()
    assert kept == ["Bahodir Nazarov"]


@pytest.mark.parametrize("slug", sorted(editions.RESERVED))
def test_an_address_of_another_page_is_no_edition(session: Session, slug: str) -> None:
    with pytest.raises(DomainError, match="address_reserved"):
        editions.create_edition(session, {"slug": slug, "name": "X"}, by=None)
