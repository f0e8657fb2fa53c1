"""A section or an edition made from another one: what comes along, what never does, who may, what is refused."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.certificate_designs import DesignKind
from olympiad.domain.choices import CriterionKind
from olympiad.domain.roles import Role
from olympiad.models.audit import AuditEntry
from olympiad.models.edition import Edition
from olympiad.models.judge import Judge
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.services.computing import section_tables
from olympiad.services.entry import row_entry
from olympiad.services.results import certificate_designs
from olympiad.wording.ready_designs import ready
from tests.applications import Visitor
from tests.factories import Cast, give_role, make_edition, make_user

ALL = {"copies_tasks": "y", "copies_rules": "y", "copies_institutions": "y", "copies_judges": "y"}
SECTION = {"title": "Biochemistry", "slug": "next", "appeal_minutes": "60", "institutions_table": ""}


def source(cast: Cast) -> str:
    return f"{cast.edition.slug}/{cast.section.slug}"


def copy(client: Visitor, cast: Cast, parts=ALL, **values):
    address = f"/editions/{cast.edition.slug}/copy-section?from={source(cast)}"
    return client.sign_in(cast.ana).post(address, data={**SECTION, **parts, **values})


def made(session: Session) -> Section:
    return session.scalars(select(Section).where(Section.slug == "next")).one()


def tables(session: Session, section: Section, *names: str):
    return section_tables.read(session, section, names)


def test_tasks_rules_and_judges_come_along_and_teams_do_not(client: Visitor, cast: Cast, session: Session) -> None:
    row_entry.enter(session, cast.section, "rules", {"key": "scale", "value": "percent"}, by=cast.ana)
    session.commit()

    answer = copy(client, cast)

    assert answer.status_code == 303
    section = made(session)
    names = ("tasks", "criteria", "rules")
    assert tables(session, section, *names) == tables(session, cast.section, *names)
    judges = session.scalars(select(Judge).where(Judge.section_id == section.id)).all()
    assert {one.key for one in judges} == {row["judge"] for row in tables(session, cast.section, "judges")["judges"]}
    assert all(one.user_id is None and not one.teams for one in judges)
    assert session.scalars(select(Team).where(Team.section_id == section.id)).all() == []
    assert (section.appeal_minutes, section.marking_started_at) == (60, None)


def test_the_source_stays_as_it_was(client: Visitor, cast: Cast, session: Session) -> None:
    before = tables(session, cast.section, *section_tables.TABLES)

    copy(client, cast)

    assert tables(session, cast.section, *section_tables.TABLES) == before


def test_the_record_says_from_where(client: Visitor, cast: Cast, session: Session) -> None:
    copy(client, cast, {"copies_tasks": "y"})

    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "sections.copy")).all()
    assert len(entries) == 1
    assert source(cast) in entries[0].content
    assert '"parts":["tasks"]' in entries[0].content


def test_only_what_is_ticked_comes_along(client: Visitor, cast: Cast, session: Session) -> None:
    copy(client, cast, {"copies_judges": "y"})

    section = made(session)
    assert session.scalars(select(Task).where(Task.section_id == section.id)).all() == []
    assert all(row["tasks"] == "" for row in tables(session, section, "judges")["judges"])


@pytest.mark.parametrize(
    ("parts", "values", "words"),
    [
        ({"copies_rules": "y"}, {}, "Rules name tasks"),
        (ALL, {"slug": "", "title": "—"}, "Enter an address."),
    ],
)
def test_a_refusal_says_what_to_do_and_makes_nothing(
    client: Visitor, cast: Cast, session: Session, parts, values, words
) -> None:
    answer = copy(client, cast, parts, **values)

    assert words in answer.text
    assert len(session.scalars(select(Section)).all()) == 1


def test_a_taken_address_is_refused(client: Visitor, cast: Cast, session: Session) -> None:
    answer = copy(client, cast, slug=cast.section.slug)

    assert "This address is taken" in answer.text
    assert len(session.scalars(select(Section)).all()) == 1


def test_a_section_of_others_cannot_be_copied(client: Visitor, cast: Cast, session: Session) -> None:
    address = f"/editions/{cast.edition.slug}/copy-section"

    assert client.sign_in(cast.ben).get(address).status_code == 403
    assert client.sign_in(cast.ana).get(f"{address}?from=elsewhere/biochemistry").status_code == 404


def test_the_choice_lists_own_sections(client: Visitor, cast: Cast, session: Session) -> None:
    page = client.sign_in(cast.ana).get(f"/editions/{cast.edition.slug}/copy-section")

    assert f"from={cast.edition.slug}/{cast.section.slug}" in page.text.replace("%2F", "/")


def test_a_copy_is_offered_only_where_there_is_something_to_copy(client: Visitor, cast: Cast, session: Session) -> None:
    client.sign_in(cast.admin)
    address = f"/editions/{cast.edition.slug}/"
    offered = [client.get("/").text, client.get(address).text]
    lonely = make_edition(session)
    newcomer = make_user(session, "newcomer")
    give_role(session, newcomer, Role.ORGANIZER, edition=lonely)

    shown = client.sign_in(newcomer).get(f"/editions/{lonely.slug}/").text

    assert ["/editions/copy" in offered[0], "copy-section" in offered[1]] == [True, True]
    assert "/sections/new" in shown or "new-section" in shown
    assert "copy-section" not in shown


def test_an_edition_comes_with_its_sections_and_institutions(client: Visitor, cast: Cast, session: Session) -> None:
    form = {"name": "Samarkand-2027", "slug": "samarkand-2027", "time_zone": "Asia/Samarkand", **ALL}

    answer = client.sign_in(cast.admin).post(f"/editions/copy?from={cast.edition.slug}", data=form)

    assert answer.status_code == 303
    edition = session.scalars(select(Edition).where(Edition.slug == "samarkand-2027")).one()
    (section,) = edition.sections
    names = ("tasks", "criteria", "institutions")
    assert tables(session, section, *names) == tables(session, cast.section, *names)
    assert section.slug == cast.section.slug


def test_certificate_designs_come_along_with_an_edition(client: Visitor, cast: Cast, session: Session) -> None:
    design = ready(DesignKind.DEGREE)
    certificate_designs.save(session, cast.edition, None, DesignKind.DEGREE, design, base=0, by=cast.ana)
    form = {"name": "Samarkand-2027", "slug": "samarkand-2027", "time_zone": "Asia/Samarkand", **ALL}

    client.sign_in(cast.admin).post(f"/editions/copy?from={cast.edition.slug}", data=form)

    edition = session.scalars(select(Edition).where(Edition.slug == "samarkand-2027")).one()
    rows = certificate_designs.in_force(session, edition.id, None)
    assert {kind: certificate_designs.design_of(row.content) for kind, row in rows.items()} == {
        DesignKind.DEGREE: design
    }


def test_an_edition_is_copied_by_administrators_alone(client: Visitor, cast: Cast, session: Session) -> None:
    assert client.sign_in(cast.ana).get("/editions/copy").status_code == 403
    assert client.sign_in(cast.admin).get("/editions/copy").status_code == 200


def test_judges_whose_names_were_purged_are_not_copied(client: Visitor, cast: Cast, session: Session) -> None:
    cast.edition.personal_purged_at = cast.edition.created_at
    session.commit()

    answer = copy(client, cast)

    assert "Names of people were purged" in answer.text
    assert len(session.scalars(select(Section)).all()) == 1


def test_a_criterion_of_any_kind_comes_along(client: Visitor, cast: Cast, session: Session) -> None:
    copy(client, cast)

    kinds = select(Criterion.kind).join(Task, Task.id == Criterion.task_id)
    assert (
        set(session.scalars(kinds.where(Task.section_id == made(session).id)))
        == set(session.scalars(kinds.where(Task.section_id == cast.section.id)))
        <= set(CriterionKind)
    )
