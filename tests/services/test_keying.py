"""A clerk keys paper sheets in: cell by cell, blank is not 0, errors keep nothing else back, and no second person sees them."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.models.score_sheet import Mark, Operation
from olympiad.models.task import Criterion
from olympiad.models.user import User
from olympiad.services.marking import keying
from olympiad.services.marking.keying import Grid, Typed
from tests.factories import Cast, make_cast, make_criterion, make_user

Type = Callable[..., Grid]


def every_kind(session: Session) -> Cast:
    """Make the cast; pipetting has every kind of criterion."""
    made = make_cast(session)
    make_criterion(session, made.pipetting, code="tidy", kind="check", maximum=2000)
    make_criterion(session, made.pipetting, code="answer", kind="levels", maximum=2000, key="0=no | 1=partly | 2=yes")
    make_criterion(
        session, made.pipetting, code="glucose", kind="reading", maximum=4000, key="value=5 full=2% zero=20%"
    )
    make_criterion(session, made.pipetting, code="spilt", kind="penalty", maximum=3000)
    session.expire(made.pipetting)
    return made


@pytest.fixture
def cast(session: Session) -> Cast:
    return every_kind(session)


@pytest.fixture
def zulfiya(session: Session) -> User:
    return make_user(session, "zulfiya")


@pytest.fixture
def umida(session: Session) -> User:
    return make_user(session, "umida")


def grid_of(session: Session, cast: Cast, by: User) -> Grid:
    return keying.load(session, cast.section, cast.pipetting, cast.cem_judge, by=by)


def type_in(session: Session, cast: Cast, by: User, team: str, *texts: str) -> dict[str, str]:
    """Type a row from its first criterion on; gives what went wrong, by criterion code."""
    grid = grid_of(session, cast, by)
    row = next(row for row in grid.rows if row.team.key == team)
    typed = {
        (row.sheet.id, cell.criterion.id): Typed(text, cell.base) for cell, text in zip(row.cells, texts, strict=False)
    }
    found = keying.save(session, grid, typed, by=by)
    codes = {cell.criterion.id: cell.criterion.code for cell in row.cells}
    return {
        codes[place[1]]: one.code
        for place, one in found.items()
        if isinstance(one, DomainError) or one.outcome != "applied"
    }


def marks(session: Session, cast: Cast, team: str) -> list[tuple[str, int | None, str]]:
    sheet = cast.sheets[team, "P", "cem"]
    query = select(Mark.state, Mark.mark, Mark.readings).join(Criterion).where(Mark.sheet_id == sheet.id)
    return [(state, mark, readings) for state, mark, readings in session.execute(query.order_by(Criterion.position))]


def test_save_makes_one_operation_a_cell_of_every_kind(session: Session, cast: Cast, zulfiya: User) -> None:
    errors = type_in(session, cast, zulfiya, "T01", "7,5", "yes", "1", "5,01|4.99", "0")

    assert errors == {}
    assert marks(session, cast, "T01") == [
        ("marked", 7500, ""),
        ("marked", 2000, ""),
        ("marked", 1000, ""),
        ("marked", None, "5,01|4.99"),
        ("marked", 0, ""),
    ]
    assert session.scalars(select(Operation.user_id)).all() == [zulfiya.id] * 5
    assert cast.sheets["T01", "P", "cem"].state == "open"


def test_save_keeps_the_other_cells_where_one_is_wrong(session: Session, cast: Cast, zulfiya: User) -> None:
    errors = type_in(session, cast, zulfiya, "T01", "7.25", "maybe", "1", "n/a", "2")

    assert errors == {
        "yield": errors["yield"],
        "tidy": "not_a_number",
        "glucose": "reason_missing",
    } | {code: "mark_not_a_step" for code in errors if code not in ("tidy", "glucose")}
    assert marks(session, cast, "T01") == [("marked", 1000, ""), ("marked", 2000, "")]


def test_save_takes_an_empty_cell_for_not_marked_and_never_for_zero(
    session: Session, cast: Cast, zulfiya: User
) -> None:
    type_in(session, cast, zulfiya, "T01", "7")

    type_in(session, cast, zulfiya, "T01", "", "0")

    assert marks(session, cast, "T01") == [("unmarked", None, ""), ("marked", 0, "")]


def test_save_writes_nothing_where_the_page_is_sent_unchanged(session: Session, cast: Cast, zulfiya: User) -> None:
    type_in(session, cast, zulfiya, "T01", "7?: blot", "yes", "1", "-: broken", "n/a full: no pipette")
    before = session.scalars(select(Operation.id)).all()
    row = next(row for row in grid_of(session, cast, zulfiya).rows if row.team.key == "T01")

    type_in(session, cast, zulfiya, "T01", *[cell.text for cell in row.cells])

    assert [cell.text for cell in row.cells] == ["7?: blot", "2", "1", "-: broken", "n/a full: no pipette"]
    assert session.scalars(select(Operation.id)).all() == before


def test_save_makes_a_conflict_with_what_the_judge_gave_meanwhile(session: Session, cast: Cast, zulfiya: User) -> None:
    type_in(session, cast, cast.cem, "T01", "6")
    grid = grid_of(session, cast, zulfiya)
    sheet, criterion = cast.sheets["T01", "P", "cem"], cast.pipetting.criteria[0]

    found = keying.save(session, grid, {(sheet.id, criterion.id): Typed("8", "")}, by=zulfiya)

    assert [one.outcome for one in found.values()] == ["conflict"]  # type: ignore[union-attr]
    assert marks(session, cast, "T01") == [("marked", 6000, "")]


def test_save_leaves_submitted_sheets_alone(session: Session, cast: Cast, zulfiya: User) -> None:
    cast.sheets["T01", "P", "cem"].state = "submitted"

    errors = type_in(session, cast, zulfiya, "T01", "7", "")

    assert errors == {"yield": "sheet_locked_meanwhile"}
    assert marks(session, cast, "T01") == []


def test_save_says_that_a_sheet_was_voided_meanwhile(session: Session, cast: Cast, zulfiya: User) -> None:
    type_in(session, cast, zulfiya, "T01", "7")
    grid = grid_of(session, cast, zulfiya)
    row = next(row for row in grid.rows if row.team.key == "T01")
    row.sheet.state = "void"
    session.flush()
    first, second = [(row.sheet.id, cell.criterion.id) for cell in row.cells[:2]]
    typed = {first: Typed("7", row.cells[0].base), second: Typed("yes", "")}

    found = keying.save(session, grid_of(session, cast, zulfiya), typed, by=zulfiya)

    assert {place: error.code for place, error in found.items()} == {second: "cell_not_here"}  # type: ignore[union-attr]


def test_check_finds_what_would_be_refused_and_changes_nothing(session: Session, cast: Cast, zulfiya: User) -> None:
    grid = grid_of(session, cast, zulfiya)
    sheet, criterion = cast.sheets["T01", "P", "cem"].id, cast.pipetting.criteria[0].id

    errors = keying.check(grid, {(sheet, criterion): "1:35", (sheet, 0): "1", (0, criterion): "1"})

    assert [error.code for error in errors.values()] == ["cell_is_a_time", "cell_unknown", "cell_not_here"]
    assert marks(session, cast, "T01") == []


def test_submit_locks_a_complete_sheet_and_refuses_one_with_holes(session: Session, cast: Cast, zulfiya: User) -> None:
    type_in(session, cast, zulfiya, "T01", "7", "yes", "1", "5", "0")
    type_in(session, cast, zulfiya, "T02", "7", "yes")
    grid = grid_of(session, cast, zulfiya)

    answers = keying.submit(session, grid, [row.sheet.id for row in grid.rows], by=zulfiya)

    t01, t02 = cast.sheets["T01", "P", "cem"], cast.sheets["T02", "P", "cem"]
    assert {t01.id: answers[t01.id].outcome, t02.id: answers[t02.id].code} == {
        t01.id: "applied",
        t02.id: "sheet_has_holes",
    }
    assert (t01.state, t02.state) == ("submitted", "open")
    assert keying.piles(session, cast.section)[0].keyed == 2


def test_submit_leaves_to_a_judge_what_nobody_keyed(session: Session, cast: Cast, zulfiya: User) -> None:
    type_in(session, cast, cast.cem, "T01", "7", "yes", "1", "5", "0")
    grid = grid_of(session, cast, zulfiya)

    assert keying.submit(session, grid, [row.sheet.id for row in grid.rows], by=zulfiya) == {}
    assert keying.complete_sheets(grid.rows) == []
    assert cast.sheets["T01", "P", "cem"].state == "open"


def test_keyed_sheets_are_hidden_from_who_may_become_the_second_person(
    session: Session, cast: Cast, zulfiya: User, umida: User
) -> None:
    cast.section.double_keying = True
    type_in(session, cast, zulfiya, "T01", "7")

    hidden = [row.team.key for row in grid_of(session, cast, umida).rows if row.is_hidden]
    errors = type_in(session, cast, umida, "T01", "9")

    assert hidden == ["T01"]
    assert (errors, marks(session, cast, "T01")) == ({"yield": "cell_of_another_keying"}, [("marked", 7000, "")])
