"""A second person keys paper sheets again, unseen; differences are listed once, settled with a reason and on record."""

import json
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.blockers import Blocker
from olympiad.domain.errors import DomainError
from olympiad.models.audit import AuditEntry
from olympiad.models.keying import SecondKeying
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.task import Task
from olympiad.models.user import User
from olympiad.services.marking import double_keying, keying
from tests.factories import Cast, make_mark, make_user
from tests.services.test_keying import every_kind, grid_of, marks, type_in


@pytest.fixture
def cast(session: Session) -> Cast:
    return every_kind(session)


@pytest.fixture
def zulfiya(session: Session) -> User:
    return make_user(session, "zulfiya")


@pytest.fixture
def umida(session: Session) -> User:
    return make_user(session, "umida")


@pytest.fixture
def twice(session: Session, cast: Cast, zulfiya: User, umida: User) -> Task:
    """T01 is keyed by both, and they differ on the first criterion."""
    cast.section.double_keying = True
    type_in(session, cast, zulfiya, "T01", "7", "yes", "1", "5,0", "0")
    key_again(session, cast, umida, "7.5", "+", "1", "5.00", "0")
    return cast.pipetting


def key_again(session: Session, cast: Cast, by: User, *texts: str) -> dict[int, DomainError]:
    rows = double_keying.second_rows(session, cast.section, cast.pipetting, cast.cem_judge, by=by)
    by_criterion = dict(zip([one.id for one in cast.pipetting.criteria], texts, strict=False))
    return double_keying.key_again(session, cast.section, rows[0], by_criterion, by=by)


def in_the_way(session: Session, cast: Cast) -> list[Blocker]:
    return list(double_keying.blockers(session, cast.section))


def difference(session: Session, cast: Cast) -> tuple[ScoreSheet, int]:
    sheet = double_keying.keyed_sheets(session, cast.section)[0]
    return sheet.sheet, sheet.differences[0].criterion.id


@pytest.mark.usefixtures("twice")
def test_key_again_changes_no_mark_and_lists_the_difference(session: Session, cast: Cast) -> None:
    sheets = double_keying.keyed_sheets(session, cast.section)

    assert [cell.criterion.code for cell in sheets[0].differences] == ["yield"]
    assert marks(session, cast, "T01")[0] == ("marked", 7000, "")
    assert [one.code for one in in_the_way(session, cast)] == ["blocker_keying_unconfirmed"]


def test_nothing_is_listed_before_the_second_person_has_finished(
    session: Session, cast: Cast, zulfiya: User, umida: User
) -> None:
    cast.section.double_keying = True
    type_in(session, cast, zulfiya, "T01", "7", "yes")
    key_again(session, cast, umida, "7.5")

    assert double_keying.keyed_sheets(session, cast.section)[0].differences == []
    assert len(in_the_way(session, cast)) == 1


@pytest.mark.usefixtures("twice")
def test_who_keyed_first_or_marked_gets_no_second_keying(session: Session, cast: Cast, zulfiya: User) -> None:
    for person in (zulfiya, cast.cem):
        assert double_keying.second_rows(session, cast.section, cast.pipetting, cast.cem_judge, by=person) == []


@pytest.mark.usefixtures("twice")
@pytest.mark.parametrize(("way", "text", "stands"), [("first", "", 7000), ("second", "", 7500), ("third", "8,5", 8500)])
def test_settle_takes_one_of_the_two_or_a_third_value(
    session: Session, cast: Cast, way: str, text: str, stands: int
) -> None:
    double_keying.settle(session, cast.section, *difference(session, cast), way, text, reason="looked", by=cast.ben)

    assert marks(session, cast, "T01")[0] == ("marked", stands, "")
    assert in_the_way(session, cast) == []
    row = session.scalars(select(SecondKeying).where(SecondKeying.settled_at.is_not(None))).one()
    assert (row.reason, row.settled_by_id) == ("looked", cast.ben.id)


@pytest.mark.usefixtures("twice")
def test_settle_corrects_a_submitted_sheet_and_submits_it_again(session: Session, cast: Cast, zulfiya: User) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    keying.submit(session, grid_of(session, cast, zulfiya), [sheet.id], by=zulfiya)

    double_keying.settle(session, cast.section, *difference(session, cast), "second", "", reason="a 7.5", by=cast.ben)

    assert (sheet.state, marks(session, cast, "T01")[0]) == ("submitted", ("marked", 7500, ""))


@pytest.mark.usefixtures("twice")
@pytest.mark.parametrize(("way", "reason", "code"), [("first", " ", "reason_missing"), ("", "x", "settlement_unknown")])
def test_settle_is_refused_without_reason_or_choice(
    session: Session, cast: Cast, way: str, reason: str, code: str
) -> None:
    with pytest.raises(DomainError, match=code):
        double_keying.settle(session, cast.section, *difference(session, cast), way, "", reason=reason, by=cast.ben)

    assert len(in_the_way(session, cast)) == 1


@pytest.mark.usefixtures("twice")
def test_a_mark_changed_after_settling_is_unconfirmed_again(session: Session, cast: Cast, zulfiya: User) -> None:
    double_keying.settle(session, cast.section, *difference(session, cast), "first", "", reason="looked", by=cast.ben)

    type_in(session, cast, zulfiya, "T01", "2")

    assert len(in_the_way(session, cast)) == 1


@pytest.mark.usefixtures("twice")
def test_key_again_leaves_what_was_settled(session: Session, cast: Cast, umida: User) -> None:
    double_keying.settle(session, cast.section, *difference(session, cast), "first", "", reason="looked", by=cast.ben)

    errors = key_again(session, cast, umida, "9")

    assert [error.code for error in errors.values()] == ["keying_settled"]


@pytest.mark.usefixtures("twice")
def test_a_compared_second_keying_is_not_changed_until_it_agrees(session: Session, cast: Cast, umida: User) -> None:
    errors = key_again(session, cast, umida, "7", "")

    assert [error.code for error in errors.values()] == ["keying_compared", "keying_compared"]
    assert [cell.criterion.code for cell in double_keying.keyed_sheets(session, cast.section)[0].differences] == [
        "yield"
    ]


def test_a_cell_that_the_first_person_adds_opens_no_compared_one(
    session: Session, cast: Cast, zulfiya: User, umida: User
) -> None:
    """A13: with one more cell the sheet waited again, and what had been read in the differences could be typed in."""
    cast.section.double_keying = True
    type_in(session, cast, zulfiya, "T01", "7", "yes")
    key_again(session, cast, umida, "7.5", "+")
    type_in(session, cast, zulfiya, "T01", "7", "yes", "1")

    errors = key_again(session, cast, umida, "7", "", "2")
    key_again(session, cast, umida, "7.5", "+", "1")

    assert [error.code for error in errors.values()] == ["keying_compared", "keying_compared"]
    (keyed,) = double_keying.keyed_sheets(session, cast.section)
    assert [(cell.criterion.code, cell.second_value.mark) for cell in keyed.differences] == [
        ("yield", 7500),
        ("answer", 2000),
    ]


def test_a_judges_own_marks_need_no_second_keying(session: Session, cast: Cast) -> None:
    cast.section.double_keying = True
    type_in(session, cast, cast.cem, "T01", "7")
    make_mark(session, cast.sheets["T02", "P", "cem"], cast.pipetting.criteria[0], 5000)

    assert in_the_way(session, cast) == []


def last_said(session: Session, action: str) -> dict[str, Any]:
    query = select(AuditEntry.content).where(AuditEntry.action == action).order_by(AuditEntry.id.desc()).limit(1)
    found: dict[str, Any] = json.loads(session.scalars(query).one())
    return found


def test_switch_is_on_record_and_without_it_nothing_waits(session: Session, cast: Cast, zulfiya: User) -> None:
    type_in(session, cast, zulfiya, "T01", "7")
    before = in_the_way(session, cast)

    double_keying.switch(session, cast.section, on=True, by=cast.ana)

    said = last_said(session, "double_keying.switch")
    assert (said["before"], said["after"]) == ({"on": False}, {"on": True})
    assert (before, [one.code for one in in_the_way(session, cast)]) == ([], ["blocker_keying_unconfirmed"])


def test_keyers_are_those_of_standing_marks_and_never_the_judge(
    session: Session, cast: Cast, zulfiya: User, umida: User
) -> None:
    type_in(session, cast, zulfiya, "T01", "7")
    type_in(session, cast, umida, "T01", "7", "yes")
    type_in(session, cast, cast.cem, "T02", "5")
    ids = [cast.sheets[team, "P", "cem"].id for team in ("T01", "T02")]

    found = double_keying.keyers_of(session, ids)

    assert found == {ids[0]: {zulfiya.id: "Zulfiya", umida.id: "Umida"}}


def test_a_sheet_is_hidden_until_it_is_confirmed_and_never_from_who_keyed_it(
    session: Session, cast: Cast, zulfiya: User, umida: User
) -> None:
    ids = [cast.sheets["T01", "P", "cem"].id]
    type_in(session, cast, zulfiya, "T01", "7")

    def hidden(by: User) -> set[int]:
        keyers = double_keying.keyers_of(session, ids)
        return double_keying.hidden_from(session, cast.section, ids, keyers, by)

    off = hidden(umida)
    cast.section.double_keying = True
    asked = (hidden(umida), hidden(zulfiya))
    key_again(session, cast, umida, "7")

    assert (off, asked, hidden(umida)) == (set(), ({ids[0]}, set()), set())


def test_key_again_keeps_what_can_be_read_and_tells_what_cannot(
    session: Session, cast: Cast, zulfiya: User, umida: User
) -> None:
    cast.section.double_keying = True
    type_in(session, cast, zulfiya, "T01", "7", "yes")
    [row] = double_keying.second_rows(session, cast.section, cast.pipetting, cast.cem_judge, by=umida)
    first, second, *_ = (one.id for one in cast.pipetting.criteria)

    errors = double_keying.key_again(session, cast.section, row, {first: "11", second: "+", 999_999: "1"}, by=umida)

    kept = session.scalars(select(SecondKeying)).all()
    assert {place: error.code for place, error in errors.items()} == {
        first: "mark_above_maximum",
        999_999: "cell_unknown",
    }
    assert [(one.criterion_id, one.user_id) for one in kept] == [(second, umida.id)]
    said = last_said(session, "double_keying.key_again")["after"]
    assert (said["values"], said["team"], said["task"]) == ({"tidy": "2"}, cast.t01.code, "P")


def test_what_is_typed_again_replaces_and_an_emptied_cell_is_as_if_never_typed(
    session: Session, cast: Cast, zulfiya: User, umida: User
) -> None:
    cast.section.double_keying = True
    type_in(session, cast, zulfiya, "T01", "7", "yes", "1")
    key_again(session, cast, umida, "6", "+")

    key_again(session, cast, umida, "6.5", "")
    lines = session.scalars(select(AuditEntry.id).where(AuditEntry.action == "double_keying.key_again")).all()
    key_again(session, cast, umida, "6.5", "")

    [row] = session.scalars(select(SecondKeying))
    assert json.loads(row.value)["mark"] == 6500
    again = session.scalars(select(AuditEntry.id).where(AuditEntry.action == "double_keying.key_again")).all()
    assert again == lines


def test_nobody_keys_a_second_time_what_the_same_hands_keyed(
    session: Session, cast: Cast, zulfiya: User, umida: User
) -> None:
    cast.section.double_keying = True
    type_in(session, cast, zulfiya, "T01", "7", "yes")

    offered = [
        len(double_keying.second_rows(session, cast.section, cast.pipetting, cast.cem_judge, by=person))
        for person in (zulfiya, cast.cem, umida)
    ]

    assert offered == [0, 0, 1]


def test_a_sheet_that_another_person_has_begun_a_second_time_is_not_offered(
    session: Session, cast: Cast, zulfiya: User, umida: User
) -> None:
    cast.section.double_keying = True
    type_in(session, cast, zulfiya, "T01", "7", "yes")
    key_again(session, cast, umida, "7")

    rows = [
        double_keying.second_rows(session, cast.section, cast.pipetting, cast.cem_judge, by=person)
        for person in (umida, cast.ana)
    ]

    [own], others = rows
    assert (own.keyed_by, own.is_confirmed, [value.mark for value in own.values.values()]) == (
        ("Zulfiya",),
        False,
        [7000],
    )
    assert others == []


@pytest.mark.usefixtures("twice")
def test_settle_tells_both_values_and_the_one_that_counts(session: Session, cast: Cast) -> None:
    double_keying.settle(
        session, cast.section, *difference(session, cast), "third", "8", reason=" looked ", by=cast.ben
    )

    said = last_said(session, "double_keying.settle")
    assert said["before"] == {"first": "7", "second": "7.5"}
    assert {name: said["after"][name] for name in ("way", "value", "criterion")} == {
        "way": "third",
        "value": "8",
        "criterion": "yield",
    }
    assert list(said["sealed"]) == ["reason"]
    [(second, team, task, criterion, name)] = double_keying.settled(session, cast.section)
    assert (second.reason, team.key, task.code, criterion.code, name) == ("looked", "T01", "P", "yield", "Ben")


@pytest.mark.usefixtures("twice")
@pytest.mark.parametrize(
    ("text", "code"), [("", "settlement_unknown"), (" ", "settlement_unknown"), ("11", "mark_above_maximum")]
)
def test_a_third_value_has_to_be_one(session: Session, cast: Cast, text: str, code: str) -> None:
    given = (session, cast.section, *difference(session, cast), "third", text)

    with pytest.raises(DomainError, match=code):
        double_keying.settle(*given, reason="looked", by=cast.ben)

    assert marks(session, cast, "T01")[0] == ("marked", 7000, "")
    assert double_keying.settled(session, cast.section) == []


@pytest.mark.usefixtures("twice")
def test_where_nothing_differs_nothing_is_settled(session: Session, cast: Cast) -> None:
    sheet, _ = difference(session, cast)
    agreed = cast.pipetting.criteria[1].id

    with pytest.raises(DomainError, match="keying_not_different"):
        double_keying.settle(session, cast.section, sheet, agreed, "second", "", reason="looked", by=cast.ben)

    assert double_keying.settled(session, cast.section) == []


@pytest.mark.usefixtures("twice")
def test_teams_out_of_the_running_and_void_sheets_hold_nothing_up(session: Session, cast: Cast) -> None:
    sheets = double_keying.keyed_sheets(session, cast.section)
    waiting = double_keying.waiting(sheets)
    cast.t01.status = "withdrawn"
    session.flush()
    withdrawn = in_the_way(session, cast)
    cast.sheets["T01", "P", "cem"].state = "void"
    session.flush()

    assert (waiting, withdrawn, double_keying.keyed_sheets(session, cast.section)) == (1, [], [])
