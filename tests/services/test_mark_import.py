"""Marks of a file: whose sheets they fill, which sheets are submitted by it, and what a judge gave before stays."""

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from olympiad.exchange.overlay import Action, PlannedRow
from olympiad.models.absence import Absence
from olympiad.models.audit import AuditEntry
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import Mark, ScoreSheet
from olympiad.services.entry import mark_import
from tests.factories import NOON, Cast, make_criterion, make_mark

BLANK = {"judge": "", "criterion": "", "mark": "", "reading": "", "state": "", "consequence": "", "note": ""}


def row(team: str, task: str, judge: str = "", criterion: str = "", mark: str = "", **cells: str) -> PlannedRow:
    given = {"team": team, "task": task, "judge": judge, "criterion": criterion, "mark": mark}
    state = {"state": "marked" if mark or "reading" in cells else "absent"}
    return PlannedRow(2, Action.CREATE, BLANK | given | state | cells)


def write(session: Session, cast: Cast, *rows: PlannedRow) -> None:
    mark_import.write_marks(session, cast.section, rows, by=cast.ana)


@pytest.fixture
def tidy(session: Session, cast: Cast) -> Cast:
    """A second criterion at pipetting."""
    make_criterion(session, cast.pipetting, code="tidy")
    session.refresh(cast.pipetting, ["criteria"])
    return cast


def states(cast: Cast) -> dict[str, str]:
    """States of the sheets of T01 at pipetting."""
    return {judge: str(cast.sheets["T01", "P", judge].state) for judge in ("cem", "dana")}


def test_a_complete_sheet_is_submitted_and_one_with_a_hole_stays_open(session: Session, tidy: Cast) -> None:
    write(session, tidy, row("T01", "P", "cem", "yield", "7.5"), row("T01", "P", "cem", "tidy", "3"),
          row("T01", "P", "dana", "yield", "8"))  # fmt: skip

    marks = session.execute(select(Mark.mark, Mark.state, Mark.operation_id).order_by(Mark.mark)).all()
    assert [tuple(one) for one in marks] == [(3000, "marked", None), (7500, "marked", None), (8000, "marked", None)]
    assert states(tidy) == {"cem": "submitted", "dana": "open"}
    assert tidy.sheets["T01", "P", "cem"].submitted_at == tidy.section.marking_started_at
    assert tidy.sheets["T01", "P", "dana"].submitted_at is None


def test_sheets_that_agree_are_accepted_at_once(session: Session, cast: Cast) -> None:
    write(session, cast, *(row("T01", "P", judge, "yield", "8") for judge in ("cem", "dana")))

    assert states(cast) == {"cem": "accepted", "dana": "accepted"}


def test_a_row_of_absence_fills_every_cell_of_the_sheet(session: Session, tidy: Cast) -> None:
    write(session, tidy, row("T01", "P", "cem", note="ill"))

    cells = session.execute(select(Mark.sheet_id, Mark.state, Mark.mark, Mark.note)).all()
    sheet = tidy.sheets["T01", "P", "cem"]
    assert [tuple(one) for one in cells] == 2 * [(sheet.id, "absent", None, "ill")]
    assert states(tidy) == {"cem": "submitted", "dana": "not_started"}


def test_a_row_without_a_judge_declares_the_team_absent_once(session: Session, cast: Cast) -> None:
    write(session, cast, row("T02", "G", note="ill"), row("T02", "G", note="said again"))

    found = session.execute(select(Absence.team_id, Absence.task_id, Absence.reason, Absence.user_id)).all()
    assert [tuple(one) for one in found] == [(cast.t02.id, cast.glucose.id, "ill", cast.ana.id)]
    assert (session.scalars(select(Mark)).all(), cast.section.marking_started_at) == ([], None)


def test_a_reading_is_kept_as_it_was_read(session: Session, cast: Cast) -> None:
    write(session, cast, row("T01", "G", "cem", "yield", "4", reading="5.6 | 5.5"))

    (mark,) = session.scalars(select(Mark)).all()
    assert (mark.readings, mark.mark) == ("5.6 | 5.5", None)


def test_a_mark_that_is_there_stays_and_a_cleared_one_makes_room(session: Session, tidy: Cast) -> None:
    sheet = tidy.sheets["T01", "P", "cem"]
    kept, cleared = tidy.pipetting.criteria
    make_mark(session, sheet, kept, 5000)
    make_mark(session, sheet, cleared, None, state="unmarked")
    elsewhere = make_mark(session, tidy.sheets["T02", "P", "cem"], cleared, None, state="unmarked")

    write(session, tidy, row("T01", "P", "cem", kept.code, "9"), row("T01", "P", "cem", cleared.code, "3"))

    marks = session.execute(select(Mark.sheet_id, Mark.criterion_id, Mark.mark, Mark.state)).all()
    assert {tuple(one) for one in marks} == {
        (sheet.id, kept.id, 5000, "marked"), (sheet.id, cleared.id, 3000, "marked"),
        (elsewhere.sheet_id, cleared.id, None, "unmarked"),
    }  # fmt: skip
    assert states(tidy)["cem"] == "submitted"


@pytest.mark.parametrize("state", ["open", "returned"])
def test_a_sheet_that_a_judge_has_begun_keeps_when_and_how(session: Session, tidy: Cast, state: str) -> None:
    sheet = tidy.sheets["T01", "P", "cem"]
    sheet.state, sheet.opened_at, sheet.reason = state, NOON, "look at 2"
    session.flush()

    write(session, tidy, row("T01", "P", "cem", "yield", "7"))
    with_a_hole = str(sheet.state)
    write(session, tidy, row("T01", "P", "cem", "tidy", "7"))

    assert (with_a_hole, str(sheet.state)) == (state, "submitted")
    assert sheet.opened_at == NOON


def test_a_retired_criterion_is_no_hole(session: Session, tidy: Cast) -> None:
    tidy.pipetting.criteria[1].retired_in = 2
    session.flush()

    write(session, tidy, row("T01", "P", "cem", "yield", "7"))

    assert states(tidy)["cem"] == "submitted"


def test_the_first_marks_begin_the_marking_and_later_ones_leave_its_moment(session: Session, cast: Cast) -> None:
    write(session, cast, row("T01", "P", "cem", "yield", "7"))
    assert cast.section.state == "marking"
    assert cast.section.marking_started_at is not None
    cast.section.marking_started_at = NOON
    session.flush()

    write(session, cast, row("T02", "P", "cem", "yield", "7"))

    assert cast.section.marking_started_at == NOON
    moves = session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("lifecycle."))).all()
    assert len(moves) == 1


def test_nothing_of_a_file_without_marks_begins_anything(session: Session, cast: Cast) -> None:
    write(session, cast)

    assert (cast.section.marking_started_at, cast.section.state) == (None, "draft")


def test_judges_are_those_of_the_marks_only_where_none_is_entered(session: Session, cast: Cast) -> None:
    rows = [row("T01", "P", "Ali", "yield", "7"), row("T01", "G", "Ali", "yield", "7"), row("T02", "G")]
    mark_import.imply_judges(session, cast.section, rows)
    assert set(session.scalars(select(Judge.key))) == {"cem", "dana"}
    session.execute(delete(ScoreSheet))
    session.execute(delete(Judge))

    mark_import.imply_judges(session, cast.section, rows)

    (ali,) = session.scalars(select(Judge)).all()
    assert (ali.key, ali.all_tasks, [link.task_id for link in ali.tasks]) == (
        "Ali", False, [cast.pipetting.id, cast.glucose.id],
    )  # fmt: skip


def test_submitted_names_the_sheets_that_are_handed_over(session: Session, cast: Cast) -> None:
    for judge, state in (("cem", "submitted"), ("dana", "accepted")):
        cast.sheets["T01", "P", judge].state = state
    cast.sheets["T02", "P", "cem"].state = "returned"
    session.flush()

    assert mark_import.submitted(session, cast.section) == {("T01", "P", "cem"), ("T01", "P", "dana")}
