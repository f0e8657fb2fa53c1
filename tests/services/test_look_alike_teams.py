"""Codes and keys that look the same."""

import pytest
from sqlalchemy.orm import Session

from olympiad.models.section import Section
from olympiad.services.entry import row_entry
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

    assert refusal(session, cast, code) == ["looks_alike"]


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
