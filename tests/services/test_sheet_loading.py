"""Sheets and marks read in bulk: what a cell becomes, what makes a sheet absent, and what is left out."""

import pytest
from sqlalchemy.orm import Session

from olympiad.domain.choices import Consequence
from olympiad.models.score_sheet import Operation, ScoreSheet
from olympiad.services.computing import section_values, sheet_loading
from olympiad.services.computing.sheet_loading import LoadedSheets, LoadedTask
from tests.factories import NOON, Cast, make_cast, make_criterion, make_device, make_judge, make_mark, make_score_sheet


@pytest.fixture
def tidy(session: Session, cast: Cast) -> Cast:
    """A second criterion at pipetting."""
    make_criterion(session, cast.pipetting, code="tidy")
    session.refresh(cast.pipetting, ["criteria"])
    return cast


def load(session: Session, cast: Cast, only: set[int] | None = None) -> LoadedSheets:
    tasks = {
        one.row.id: LoadedTask(one.row.id, one.value, one.positions, {each.id: each.code for each in one.criteria})
        for one in section_values.load_tasks(session, cast.section)
    }
    return sheet_loading.load(session, cast.section, tasks, {cast.t01.id: "T01", cast.t02.id: "T02"}, only)


def mark(session: Session, sheet: ScoreSheet, at: int, mark: int | None, **given: object) -> None:
    make_mark(session, sheet, sheet.task.criteria[at], mark, **given)


def test_every_sheet_that_is_not_void_is_there_in_the_order_of_ids(session: Session, cast: Cast) -> None:
    cast.sheets["T02", "G", "dana"].state = "void"
    for state, judge in (("submitted", "cem"), ("accepted", "dana")):
        cast.sheets["T01", "P", judge].state = state
    pupil = make_score_sheet(
        session, cast.t01, cast.glucose, make_judge(session, cast.section, key="p", kind="practice")
    )

    found = load(session, cast).values

    assert list(found) == sorted(
        {one.id for one in cast.sheets.values()} - {cast.sheets["T02", "G", "dana"].id} | {pupil.id}
    )
    assert {(one.team, one.task, one.judge) for one in found.values() if one.submitted} == {
        ("T01", "P", "cem"), ("T01", "P", "dana"),
    }  # fmt: skip
    assert [one.judge for one in found.values() if one.practice] == ["p"]
    assert {one.marks for one in found.values()} == {(None,)}


def test_a_cell_is_its_number_reading_or_consequence(session: Session, tidy: Cast) -> None:
    sheet, other = tidy.sheets["T01", "P", "cem"], tidy.sheets["T01", "P", "dana"]
    mark(session, sheet, 0, 7500)
    mark(session, sheet, 1, None, state="not_assessed", consequence="exclude", note="spilt")
    mark(session, other, 0, 5000, note="saw it")
    mark(session, other, 1, 3000, unsure=True)

    found = load(session, tidy)

    assert found.values[sheet.id].marks == (7500, Consequence.EXCLUDE)
    assert found.values[other.id].marks == (5000, 3000)
    assert found.notes == {
        sheet.id: {("T01", "P", "cem", "tidy"): "spilt"}, other.id: {("T01", "P", "dana", "yield"): "saw it"},
    }  # fmt: skip


def test_a_cell_between_two_devices_is_unmarked_with_its_note(session: Session, cast: Cast) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    device = make_device(session, cast.section, cast.cem)
    other = Operation(
        id="f" * 32, number=1, section_id=cast.section.id, sheet_id=sheet.id, device_id=device.id, seq=1,
        user_id=cast.cem.id, kind="mark", received_at=NOON, value="{}", outcome="conflict", rubric_version=1, content_hash="",
        answer="",
    )  # fmt: skip
    session.add(other)
    session.flush()
    mark(session, sheet, 0, 7500, conflict_operation_id=other.id, note="saw it")

    found = load(session, cast)

    assert found.values[sheet.id].marks == (None,)
    assert list(found.notes) == [sheet.id]


def test_a_sheet_is_absent_where_every_cell_says_so(session: Session, tidy: Cast) -> None:
    whole, half = tidy.sheets["T01", "P", "cem"], tidy.sheets["T01", "P", "dana"]
    for sheet, states in ((whole, ("absent", "absent")), (half, ("absent", "unmarked"))):
        for at, state in enumerate(states):
            mark(session, sheet, at, None, state=state)

    found = load(session, tidy).values

    assert (found[whole.id].absent, found[half.id].absent) == (True, False)
    assert (found[whole.id].marks, found[half.id].marks) == ((None, None), (None, None))


def test_marks_of_retired_criteria_and_of_tasks_without_sheets_are_left_out(session: Session, tidy: Cast) -> None:
    sheet, gone = tidy.sheets["T01", "P", "cem"], tidy.sheets["T01", "G", "cem"]
    for at, given in ((0, 7000), (1, 3000)):
        mark(session, sheet, at, given)
    mark(session, tidy.sheets["T01", "P", "dana"], 1, 3000, note="saw it")
    mark(session, tidy.sheets["T02", "P", "dana"], 1, 3000)
    mark(session, gone, 0, 1000)
    mark(session, tidy.sheets["T01", "G", "dana"], 0, 1000, note="saw it")
    tidy.pipetting.criteria[1].retired_in = 2
    tidy.glucose.judges = 0
    session.flush()

    found = load(session, tidy)

    assert found.values[sheet.id].marks == (7000,)
    assert gone.id not in found.values
    assert {one.task for one in found.values.values()} == {"P"}
    assert found.notes == {}


def test_only_the_named_sheets_are_read_and_none_of_another_section(session: Session, cast: Cast) -> None:
    elsewhere = make_cast(session)
    foreign, sheet = elsewhere.sheets["T01", "P", "cem"], cast.sheets["T01", "P", "cem"]
    for one in (foreign, sheet, cast.sheets["T01", "P", "dana"]):
        mark(session, one, 0, 4000)

    found = load(session, cast, {sheet.id, foreign.id})

    assert {one: value.marks for one, value in found.values.items()} == {sheet.id: (4000,)}
    assert len(load(session, cast).values) == len(cast.sheets)
