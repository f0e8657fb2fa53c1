"""Codes and keys that look the same."""

import pytest
from sqlalchemy.orm import Session

from olympiad.models.section import Section
from olympiad.services.entry import row_entry, section_import
from olympiad.services.entry.row_entry import EntryRefusedError
from tests.factories import Cast, make_section

TWINS = ["В83", "b83", "B8\u200b3", "\u202eB83", "Ｂ８３", "B83\u0301", "Β83"]


def enter(session: Session, cast: Cast, code: str, section: Section | None = None, key: str = "T77") -> None:
    row = {"team": key, "code": code, "name": "Another"}
    row_entry.enter(session, section or cast.section, "teams", row, by=cast.ana)


def refusal(session: Session, cast: Cast, code: str, section: Section | None = None, key: str = "T77") -> list[str]:
    with pytest.raises(EntryRefusedError) as refused:
        enter(session, cast, code, section, key)
    return [problem.code for problem in refused.value.problems]


@pytest.mark.parametrize("code", TWINS)
def test_a_code_that_looks_like_another_is_refused(session: Session, cast: Cast, code: str) -> None:
    cast.t01.code = "B83"

    assert [one for one in refusal(session, cast, code) if one != "text_turned"] == ["looks_alike"]


def test_the_letter_is_named(session: Session, cast: Cast) -> None:
    cast.t01.code = "B83"

    with pytest.raises(EntryRefusedError) as refused:
        enter(session, cast, "В83")

    assert refused.value.problems[0].fields["letter"] == "U+0412 CYRILLIC CAPITAL LETTER VE"


def test_codes_are_compared_in_the_whole_edition(session: Session, cast: Cast) -> None:
    cast.t01.code = "B83"

    assert refusal(session, cast, "В83", make_section(session, edition=cast.edition)) == ["looks_alike"]


def test_a_key_that_looks_like_another_is_refused(session: Session, cast: Cast) -> None:
    assert refusal(session, cast, "K47", key="Т01") == ["looks_alike"]


def test_another_code_is_taken(session: Session, cast: Cast) -> None:
    cast.t01.code = "B83"

    enter(session, cast, "B84")


OTHERS = [
    ("judges", {"judge": "сem", "name": "Somebody"}),
    ("tasks", {"task": "Р", "title": "In Cyrillic"}),
    ("criteria", {"task": "P", "criterion": "уield", "kind": "check", "maximum": "2"}),
]


@pytest.mark.parametrize(("table", "row"), OTHERS)
def test_keys_of_judges_tasks_and_criteria_are_compared_too(
    session: Session, cast: Cast, table: str, row: dict[str, str]
):
    with pytest.raises(EntryRefusedError) as refused:
        row_entry.enter(session, cast.section, table, row, by=cast.ana, is_new=True)

    assert [problem.code for problem in refused.value.problems] == ["key_looks_alike"]


def test_a_criterion_may_be_called_like_one_of_another_task(session: Session, cast: Cast) -> None:
    rows = [
        {"task": task, "criterion": code, "kind": "check", "maximum": "2"} for task, code in (("P", "B1"), ("G", "В1"))
    ]

    row_entry.enter(session, cast.section, "criteria", *rows, by=cast.ana)


def test_two_new_judges_of_one_file_are_compared_with_each_other(session: Session, cast: Cast) -> None:
    plan = section_import.plan_upload(
        session, cast.section, "judges.csv", "judge,name\nB7,One\nВ7,Other\n".encode(), by=cast.ana
    )

    assert [(one.row, one.code) for one in plan.problems] == [(3, "key_looks_alike")]
