"""Which columns of an uploaded list mean what: what is refused, what is kept, and what the next list of the shape recalls."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad import limits
from olympiad.domain.errors import DomainError
from olympiad.exchange.assignments import Assignment, assignments_from
from olympiad.exchange.list_looks import Look, look
from olympiad.models.import_preview import ImportPreview
from olympiad.models.list_shape import ListShape
from olympiad.models.user import User
from olympiad.services.entry import list_columns
from tests.factories import NOON, Cast

CONTENT = b"Nomer,Kim,Qayerdan\n1,Aziza Karimova,SamDTU\n2,Olim Aliyev,TTA\n"
PEOPLE = Assignment("people", 1, ("", "name", "institution"))


@pytest.fixture
def seen() -> Look:
    (found,) = look("people.csv", CONTENT)
    return found


def preview(session: Session, cast: Cast, token: str = "1", **given: Any) -> ImportPreview:
    row = ImportPreview(
        token=token, section_id=cast.section.id, user_id=cast.ana.id, filename="people.csv", content=CONTENT,
        uploaded_at=NOON, revision=1, **given,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def assign(session: Session, row: ImportPreview, seen: Look, assignment: Assignment, by: User, **how: bool) -> None:
    list_columns.assign(session, row, seen, assignment, remember=how.get("remember", False), by=by)


@pytest.mark.parametrize(
    ("assignment", "code"),
    [
        (Assignment("people", 1, ("", "shoe size", "institution")), "columns_unknown"),
        (Assignment("ranking", 1, ("", "name", "institution")), "columns_unknown"),
        (Assignment("people", 1, ("institution", "name", "institution")), "columns_twice"),
        (Assignment("people", 1, ("", "name", "")), "columns_missing"),
    ],
)
def test_what_cannot_be_read_is_refused_and_not_kept(
    session: Session, cast: Cast, seen: Look, assignment: Assignment, code: str
) -> None:
    row = preview(session, cast)

    with pytest.raises(DomainError, match=code):
        assign(session, row, seen, assignment, cast.ana)

    assert row.assigned == ""


def test_an_upload_that_was_imported_stays_as_it_was_read(session: Session, cast: Cast, seen: Look) -> None:
    with pytest.raises(DomainError, match="import_done"):
        assign(session, preview(session, cast, imported_at=NOON), seen, PEOPLE, cast.ana)


@pytest.mark.parametrize("remember", [False, True])
def test_the_next_list_of_the_shape_is_read_without_asking_where_that_was_wished(
    session: Session, cast: Cast, seen: Look, remember: bool
) -> None:
    assign(session, preview(session, cast), seen, PEOPLE, cast.ana, remember=remember)
    later = preview(session, cast, "2")

    list_columns.recall(session, later, [seen], by=cast.ben)

    assert assignments_from(later.assigned) == ({seen.place: PEOPLE} if remember else {})
    assert later.is_recalled is remember


def test_the_own_explanation_comes_before_a_newer_one_of_somebody_else(
    session: Session, cast: Cast, seen: Look
) -> None:
    own = Assignment("people", 1, ("", "name", "team"))
    assign(session, preview(session, cast), seen, own, cast.ana, remember=True)
    assign(session, preview(session, cast, "2"), seen, PEOPLE, cast.ben, remember=True)
    later = preview(session, cast, "3")

    list_columns.recall(session, later, [seen], by=cast.ana)

    assert assignments_from(later.assigned) == {seen.place: own}


def test_only_the_newest_shapes_are_remembered(
    session: Session, cast: Cast, seen: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LISTS_REMEMBERED", 1)
    for number, user in enumerate((cast.ana, cast.ben)):
        assign(session, preview(session, cast, str(number)), seen, PEOPLE, user, remember=True)

    assert session.scalars(select(ListShape.user_id)).all() == [cast.ben.id]
