"""In which cells of a paper sheet both keyings were once compared, read from operations and second keyings."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.models.keying import SecondKeying
from olympiad.models.score_sheet import Operation, ScoreSheet
from olympiad.models.user import User
from olympiad.services.marking import keying
from olympiad.services.marking.keying import Typed
from olympiad.services.marking.keying_history import compared_cells
from tests.factories import Cast, make_criterion, make_user

MINUTE = timedelta(minutes=1)


def key_in(session: Session, cast: Cast, by: User, *texts: str) -> tuple[ScoreSheet, datetime]:
    """Key the sheet of T01; return it, and when the server got what was typed."""
    grid = keying.load(session, cast.section, cast.pipetting, cast.cem_judge, by=by)
    row = next(row for row in grid.rows if row.team.key == "T01")
    typed = {
        (row.sheet.id, cell.criterion.id): Typed(text, cell.base)
        for cell, text in zip(row.cells, texts, strict=True)
        if text
    }
    keying.save(session, grid, typed, by=by)
    return row.sheet, session.scalars(select(Operation.received_at).order_by(Operation.number.desc()).limit(1)).one()


def second(sheet: ScoreSheet, criterion_id: int, by: User, at: datetime) -> SecondKeying:
    return SecondKeying(sheet_id=sheet.id, criterion_id=criterion_id, value="{}", user_id=by.id, at=at)


@pytest.fixture
def two_cells(session: Session, cast: Cast) -> tuple[int, int]:
    """Pipetting has a further criterion."""
    make_criterion(session, cast.pipetting, code="tidy", kind="check", maximum=2000)
    session.expire(cast.pipetting)
    points, tidy = sorted(cast.pipetting.criteria, key=lambda one: one.position)
    return points.id, tidy.id


def test_cells_are_compared_once_all_that_was_keyed_had_been_keyed_again(
    session: Session, cast: Cast, two_cells: tuple[int, int]
) -> None:
    zulfiya, umida = make_user(session, "zulfiya"), make_user(session, "umida")
    sheet, keyed = key_in(session, cast, zulfiya, "7.5", "yes")
    points, tidy = (second(sheet, one, umida, keyed + MINUTE) for one in two_cells)

    assert compared_cells(session, [sheet.id], [points]) == {sheet.id: frozenset()}
    assert compared_cells(session, [sheet.id], [points, tidy]) == {sheet.id: frozenset(two_cells)}


def test_a_cell_that_was_compared_stays_so_after_the_first_person_keys_another(
    session: Session, cast: Cast, two_cells: tuple[int, int]
) -> None:
    zulfiya, umida = make_user(session, "zulfiya"), make_user(session, "umida")
    _, first = key_in(session, cast, zulfiya, "7.5", "")
    sheet, later = key_in(session, cast, zulfiya, "", "yes")
    between = second(sheet, two_cells[0], umida, first + (later - first) / 2)
    after = second(sheet, two_cells[0], umida, later + MINUTE)

    assert compared_cells(session, [sheet.id], [between]) == {sheet.id: {two_cells[0]}}
    assert compared_cells(session, [sheet.id], [after]) == {sheet.id: frozenset()}


def test_marks_of_the_judge_are_no_keying_and_sheets_without_a_second_one_are_left_out(
    session: Session, cast: Cast
) -> None:
    (criterion,) = cast.pipetting.criteria
    sheet, at = key_in(session, cast, cast.cem, "7.5")

    assert compared_cells(session, [sheet.id], []) == {}
    assert compared_cells(session, [sheet.id], [second(sheet, criterion.id, cast.ana, at)]) == {sheet.id: frozenset()}
