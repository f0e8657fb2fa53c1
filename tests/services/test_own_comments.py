"""Notes that a judge wrote before are offered on the next sheet: the own ones, each once, the newest first, no long story."""

import pytest
from sqlalchemy.orm import Session

from olympiad.domain.choices import MarkState
from olympiad.domain.operations import Value
from olympiad.services.marking import own_comments, sheet_saving
from olympiad.services.marking.sheet_saving import Given
from tests.factories import Cast, make_score_sheet, make_team


def note(session: Session, cast: Cast, team: str, words: str, judge: str = "cem") -> None:
    sheet = cast.sheets[team, "P", judge]
    criterion = cast.pipetting.criteria[0]
    value = Value(MarkState.MARKED, 5000, note=words)
    sheet_saving.save(session, sheet, [Given(criterion.id, "", value)], by=getattr(cast, judge))


def offered(session: Session, cast: Cast) -> list[str]:
    return own_comments.last_comments(session, cast.cem_judge).get(cast.pipetting.criteria[0].id, [])


def test_the_newest_note_comes_first_and_nobody_elses(session: Session, cast: Cast) -> None:
    note(session, cast, "T01", "Air bubble in the tip")
    note(session, cast, "T02", "Tip not changed")
    note(session, cast, "T01", "Written by dana", judge="dana")

    assert offered(session, cast) == ["Tip not changed", "Air bubble in the tip"]


def test_the_same_words_are_offered_once(session: Session, cast: Cast) -> None:
    note(session, cast, "T01", "Tip not changed")
    note(session, cast, "T02", "Tip not changed")

    assert offered(session, cast) == ["Tip not changed"]


@pytest.mark.parametrize(("length", "count"), [(own_comments.LONGEST, 1), (own_comments.LONGEST + 1, 0)])
def test_a_long_note_belongs_to_one_team(session: Session, cast: Cast, length: int, count: int) -> None:
    note(session, cast, "T01", "x" * length)

    assert len(offered(session, cast)) == count


def test_a_void_sheet_offers_nothing(session: Session, cast: Cast) -> None:
    note(session, cast, "T01", "Tip not changed")
    cast.sheets["T01", "P", "cem"].state = "void"
    session.flush()

    assert offered(session, cast) == []


def test_at_most_four_are_offered(session: Session, cast: Cast) -> None:
    for number in range(own_comments.MOST + 1):
        key = f"X{number}"
        team = make_team(session, cast.section, key=key)
        cast.sheets[key, "P", "cem"] = make_score_sheet(session, team, cast.pipetting, cast.cem_judge)
        note(session, cast, key, f"note {number}")

    assert offered(session, cast) == ["note 4", "note 3", "note 2", "note 1"]
