"""What a copy of a section or an edition takes along, and what the place to which it goes has already."""

from collections.abc import Iterable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.domain.roles import Role
from olympiad.models.edition import Edition
from olympiad.models.institution import Institution
from olympiad.models.judge import Judge
from olympiad.models.section import Section
from olympiad.models.task import ReadingKey, Task
from olympiad.services.computing import section_tables
from olympiad.services.entry import row_entry, section_copies
from olympiad.services.entry.section_copies import Part
from olympiad.services.people import access
from tests.factories import NOON, Cast, give_role, make_edition, make_institution, make_section, make_user

ALL = tuple(Part)
VALUES = {"title": "Biochemistry", "slug": "next", "appeal_minutes": 60}


def copy(session: Session, cast: Cast, edition: Edition, parts: Iterable[Part] = ALL) -> Section:
    return section_copies.copy_section(session, cast.section, edition, VALUES, parts, by=cast.ana)


def keys(session: Session, edition: Edition) -> set[str]:
    return set(session.scalars(select(Institution.key).where(Institution.edition_id == edition.id)))


@pytest.fixture
def empty(session: Session, cast: Cast) -> Edition:
    """Another edition, which ana organises too."""
    edition = make_edition(session)
    give_role(session, cast.ana, Role.ORGANIZER, edition=edition)
    return edition


def test_only_sections_whose_set_up_one_decides_are_offered(session: Session, cast: Cast, empty: Edition) -> None:
    make_section(session)
    other = make_section(session, edition=empty)

    offered = [(edition.id, [one.id for one in sections]) for edition, sections in sources(session, cast, "ana")]

    assert sorted(offered) == sorted([(cast.edition.id, [cast.section.id]), (empty.id, [other.id])])
    assert (sources(session, cast, "ben"), len(sources(session, cast, "admin"))) == ([], 3)


def sources(session: Session, cast: Cast, name: str) -> list[tuple[Edition, list[Section]]]:
    return section_copies.sources(session, access.grants_of(session, getattr(cast, name).id))


@pytest.mark.parametrize(
    ("part", "institutions"),
    [(Part.JUDGES, {"SamMU"}), (Part.INSTITUTIONS, {"SamMU", "Astana", "uni1", "uni2"}), (Part.TASKS, set[str]())],
)
def test_institutions_come_whole_or_only_those_of_judges(
    session: Session, cast: Cast, empty: Edition, part: Part, institutions: set[str]
) -> None:
    for number, one in enumerate(session.scalars(select(Institution)), start=1):
        one.key = f"uni{number}"
    make_institution(session, cast.edition, key="Astana")
    cast.cem_judge.institution = make_institution(session, cast.edition, key="SamMU")
    session.flush()

    copy(session, cast, empty, [part])

    assert keys(session, empty) == institutions


def test_an_institution_that_is_there_in_any_spelling_stays_as_it_is(
    session: Session, cast: Cast, empty: Edition
) -> None:
    make_institution(session, cast.edition, key="SamMU", city="Wrong")
    there = make_institution(session, empty, key="sammu", city="Samarqand")

    copy(session, cast, empty, [Part.INSTITUTIONS])

    session.refresh(there)
    assert there.city == "Samarqand"
    assert "SamMU" not in keys(session, empty)


@pytest.mark.parametrize(("parts", "tasks"), [((Part.JUDGES,), ""), ((Part.JUDGES, Part.TASKS), "P")])
def test_a_judge_comes_with_tasks_that_come_along_and_never_with_teams(
    session: Session, cast: Cast, empty: Edition, parts: tuple[Part, ...], tasks: str
) -> None:
    row = {"judge": "cem", "tasks": "P", "teams": "T01", "also": "G/T02"}
    row_entry.enter(session, cast.section, "judges", row, by=cast.ana)

    section = copy(session, cast, empty, parts)

    rows = section_tables.read(session, section, ["judges"])["judges"]
    (cem,) = (one for one in rows if one["judge"] == "cem")
    assert (cem["tasks"], cem["teams"], cem["also"], cem["except"]) == (tasks, "", "", "")
    assert session.scalars(select(Judge.user_id).where(Judge.section_id == section.id)).all() == [None, None]


def test_keys_of_samples_stay_with_their_year(session: Session, cast: Cast, empty: Edition) -> None:
    reading = {"task": "P", "criterion": "read", "kind": "reading", "maximum": "4", "key": "value=5 full=1 zero=2"}
    row_entry.enter(session, cast.section, "criteria", reading, by=cast.ana)
    key = {"task": "P", "criterion": "read", "sample": "S1", "key": "value=6 full=1 zero=2"}
    row_entry.enter(session, cast.section, "keys", key, by=cast.ana)

    section = copy(session, cast, empty, [Part.TASKS])

    made = session.scalars(select(Task).where(Task.section_id == section.id, Task.code == "P")).one()
    assert [one.code for one in made.criteria] == ["yield", "read"]
    assert session.scalar(select(func.count(ReadingKey.criterion_id))) == 1


def test_a_copy_of_settings_alone_has_no_rows(session: Session, cast: Cast, empty: Edition) -> None:
    section = copy(session, cast, empty, ())

    tables = section_tables.read(session, section)
    assert [name for name, rows in tables.items() if rows] == []
    assert (section.title, section.appeal_minutes) == ("Biochemistry", 60)


@pytest.mark.parametrize(
    ("parts", "code"), [((Part.RULES,), "copy_rules_need_tasks"), ((Part.JUDGES,), "copy_judges_purged")]
)
def test_a_refusal_makes_no_section(
    session: Session, cast: Cast, empty: Edition, parts: tuple[Part, ...], code: str
) -> None:
    cast.edition.personal_purged_at = NOON

    with pytest.raises(DomainError, match=code):
        copy(session, cast, empty, parts)

    assert session.scalar(select(func.count(Section.id))) == 1


def test_an_edition_comes_with_every_section_and_what_is_its_own(session: Session, cast: Cast) -> None:
    cast.section.chair, cast.section.appeal_minutes, cast.section.publishes_task_marks = "Olim Nazarov", 45, True
    make_section(session, edition=cast.edition, title="Genetics")
    session.expire(cast.edition)
    boss = make_user(session, "boss")
    give_role(session, boss, Role.ADMINISTRATOR)
    values = {"name": "Samarkand 2027", "slug": "samarkand-2027"}

    edition = section_copies.copy_edition(session, cast.edition, values, ALL, by=boss)

    session.expire_all()
    copies = {one.slug: one for one in edition.sections}
    assert {one.slug: one.title for one in cast.edition.sections} == {slug: one.title for slug, one in copies.items()}
    same = copies[cast.section.slug]
    assert section_copies.settings_of(same) == section_copies.settings_of(cast.section)
    assert (same.chair, same.appeal_minutes, same.publishes_task_marks) == ("Olim Nazarov", 45, True)
