"""Institutions that several sections use."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.roles import Role
from olympiad.models.audit import AuditChain, AuditEntry
from olympiad.models.institution import Institution
from olympiad.models.section import Section
from olympiad.services.entry import row_entry
from olympiad.services.entry.row_entry import EntryRefusedError
from tests.factories import Cast, give_role, make_section, make_user


@pytest.fixture
def sister(session: Session, cast: Cast) -> Section:
    return make_section(session, edition=cast.edition)


def row_of(session: Session, cast: Cast) -> dict[str, str]:
    return {"institution": session.get_one(Institution, cast.t01.institution_id).key, "name_en": "FORGED UNIVERSITY"}


def lines(session: Session, section: Section) -> list[str]:
    query = select(AuditEntry.action).join(AuditChain, AuditChain.id == AuditEntry.chain_id)
    return list(session.scalars(query.where(AuditChain.section_id == section.id)))


def test_an_organizer_of_one_section_does_not_change_what_another_uses(
    session: Session, cast: Cast, sister: Section
) -> None:
    hira = make_user(session, "hira")
    give_role(session, hira, Role.ORGANIZER, section=sister)

    with pytest.raises(EntryRefusedError) as refused:
        row_entry.enter(session, sister, "institutions", row_of(session, cast), by=hira)

    assert [problem.code for problem in refused.value.problems] == ["institution_shared"]
    assert session.get_one(Institution, cast.t01.institution_id).name_en != "FORGED UNIVERSITY"


def test_every_section_that_uses_it_has_the_line(session: Session, cast: Cast, sister: Section) -> None:
    row_entry.enter(session, sister, "institutions", row_of(session, cast), by=cast.ana)

    assert lines(session, cast.section) == lines(session, sister) == ["section_import.institutions"]
