"""A sheet as its judge sees it: values, what they stand on, choices to tap, what is missing, and rivals of a conflict."""

import json
from fractions import Fraction

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.domain.operations import Value
from olympiad.models.rules import Rules
from olympiad.models.score_sheet import Device, Mark, ScoreSheet
from olympiad.models.task import Criterion, ReadingKey, Sample
from olympiad.services.computing import exclusions
from olympiad.services.marking import judge_view
from tests.factories import LAST, Cast, make_criterion, make_device, make_mark
from tests.services.test_operations import criterion_of, mark, send


@pytest.fixture
def sheet(cast: Cast) -> ScoreSheet:
    return cast.sheets["T01", "P", "cem"]


def add(session: Session, cast: Cast, **given: object) -> Criterion:
    """A further criterion of pipetting, behind the first."""
    made = make_criterion(session, cast.pipetting, **{"position": LAST} | given)
    session.expire_all()
    return made


def test_a_sheet_without_marks_shows_every_criterion_as_missing(
    session: Session, cast: Cast, sheet: ScoreSheet
) -> None:
    add(session, cast, code="tidy")

    opened = judge_view.load(session, sheet)

    assert [(line.number, line.criterion.code, line.state, line.base) for line in opened.lines] == [
        (1, "yield", "unmarked", ""),
        (2, "tidy", "unmarked", ""),
    ]
    assert (opened.so_far, opened.total, opened.unmarked, opened.marked_count) == (0, None, [1, 2], 0)
    assert (opened.absent, opened.is_loaded) == (False, False)


def test_the_total_comes_with_the_last_mark(session: Session, cast: Cast, sheet: ScoreSheet) -> None:
    tidy = add(session, cast, code="tidy")
    make_mark(session, sheet, cast.pipetting.criteria[0], 7500)
    before = judge_view.load(session, sheet)
    make_mark(session, sheet, tidy, 0)

    after = judge_view.load(session, sheet)

    assert (before.so_far, before.total, before.marked_count) == (7500, None, 1)
    assert (after.so_far, after.total, after.unmarked) == (7500, 7500, [])


@pytest.mark.parametrize(
    ("given", "choices"),
    [
        ({"kind": "check", "maximum": 2000}, [0, 2000]),
        ({"maximum": 2000, "step": 500}, [0, 500, 1000, 1500, 2000]),
        ({"maximum": 12_000, "step": 500}, list(range(0, 12_001, 500))),
        ({"maximum": 12_500, "step": 500}, []),
        ({"kind": "penalty", "maximum": 2000}, []),
        ({"kind": "reading", "maximum": 2000, "key": "value=5 full=2% zero=20%"}, []),
    ],
)
def test_marks_are_tapped_where_their_steps_are_few(
    session: Session, cast: Cast, sheet: ScoreSheet, given: dict[str, object], choices: list[int]
) -> None:
    add(session, cast, **given)

    assert judge_view.load(session, sheet).lines[1].choices == choices


def test_readings_have_room_for_one_more_and_for_three_at_least(
    session: Session, cast: Cast, sheet: ScoreSheet
) -> None:
    reading = add(session, cast, kind="reading", maximum=4000, key="value=5 full=2% zero=20%")

    def replicates(typed: str) -> list[str]:
        make_mark(session, sheet, reading, None, readings=typed)
        line = judge_view.load(session, sheet).lines[1]
        session.delete(session.get_one(Mark, (sheet.id, reading.id)))
        session.flush()
        return line.replicates

    assert judge_view.load(session, sheet).lines[1].replicates == ["", "", ""]
    assert [replicates(typed) for typed in ("5.0", "5.0| 5.1 |4,9", "1|2|3|4")] == [
        ["5.0", "", ""],
        ["5.0", "5.1", "4,9", ""],
        ["1", "2", "3", "4", ""],
    ]


def test_a_key_of_the_teams_own_sample_gives_its_points(session: Session, cast: Cast, sheet: ScoreSheet) -> None:
    reading = add(session, cast, kind="reading", maximum=4000, key="")
    session.add(Sample(team_id=cast.t01.id, task_id=cast.pipetting.id, sample="S1"))
    for sample, value in (("S1", 5), ("", 9)):
        key = f"value={value} full=2% zero=20%"
        session.add(ReadingKey(criterion_id=reading.id, sample=sample, key=key))
    other = cast.sheets["T02", "P", "cem"]
    for one in (sheet, other):
        make_mark(session, one, reading, None, readings="5")
    session.expire_all()

    found = judge_view.load_many(session, [sheet, other])

    assert [found[one.id].lines[1].points for one in (sheet, other)] == [4000, 0]


def test_what_is_unsure_or_was_not_assessed_is_named(session: Session, cast: Cast, sheet: ScoreSheet) -> None:
    tidy = add(session, cast, code="tidy")
    make_mark(session, sheet, cast.pipetting.criteria[0], 7500, unsure=True)
    make_mark(session, sheet, tidy, None, state="not_assessed", consequence="exclude")

    opened = judge_view.load(session, sheet)

    assert [line.criterion.code for line in opened.unsure] == ["yield"]
    assert [line.criterion.code for line in opened.not_assessed] == ["tidy"]
    assert opened.unmarked == []


def test_marks_that_came_in_a_file_are_known_by_having_no_operation(
    session: Session, cast: Cast, sheet: ScoreSheet
) -> None:
    make_mark(session, sheet, cast.pipetting.criteria[0], 7500)
    other = cast.sheets["T02", "P", "cem"]
    send(session, make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id), mark(other, 1, 7000))

    found = judge_view.load_many(session, [sheet, other])

    assert [found[one.id].is_loaded for one in (sheet, other)] == [True, False]


def test_a_criterion_that_counts_no_more_for_the_team_is_left_out_of_its_total(
    session: Session, cast: Cast, sheet: ScoreSheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    tidy = add(session, cast, code="tidy")
    for one in (sheet, cast.sheets["T02", "P", "cem"]):
        make_mark(session, one, cast.pipetting.criteria[0], 7500)
        make_mark(session, one, tidy, 2000)
    left_out = exclusions.LeftOut({(cast.t01.id, cast.pipetting.id): {tidy.id}}, {})
    monkeypatch.setattr(exclusions, "at_stations", lambda *_given: left_out)

    opened = judge_view.load_many(session, [sheet, cast.sheets["T02", "P", "cem"]])

    assert [[line.is_left_out for line in one.lines] for one in opened.values()] == [[False, True], [False, False]]
    assert opened[cast.sheets["T02", "P", "cem"].id].total == 9500
    assert opened[sheet.id].total == Fraction(15_000)


@pytest.fixture
def phone(session: Session, cast: Cast) -> Device:
    return make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id, level="http")


def test_a_cell_in_conflict_shows_each_other_value_once_and_the_newest_last(
    session: Session, cast: Cast, sheet: ScoreSheet, phone: Device
) -> None:
    send(session, phone, mark(sheet, 1, 1000))
    for points in (3000, 5000, 3000):
        tablet = make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id, level="http")
        send(session, tablet, mark(sheet, 1, points))

    opened = judge_view.load(session, sheet)

    line = opened.lines[0]
    assert [rival.value.mark for rival in line.rivals] == [5000, 3000]
    assert (line.state, line.conflict_id, opened.undecided) == ("conflict", line.rivals[-1].operation_id, [1])


def test_what_was_refused_stands_beside_its_criterion_as_it_was_typed(
    session: Session, cast: Cast, sheet: ScoreSheet
) -> None:
    tidy = add(session, cast, code="tidy")
    opened, wrong = judge_view.load(session, sheet), DomainError("mark_above_maximum", maximum="10")
    cell, typed = criterion_of(sheet), {one: Value(mark=11_000) for one in (criterion_of(sheet), tidy.id)}

    opened.keep_typed({cell: wrong}, typed)

    assert [(line.error, line.value.mark) for line in opened.lines] == [(wrong, 11_000), (None, None)]


def test_blanks_are_the_forms_of_some_tasks_without_any_team(session: Session, cast: Cast) -> None:
    found = judge_view.blanks(session, cast.section, [cast.glucose.id])

    assert list(found) == [cast.glucose.id]
    assert [(line.state, line.is_left_out) for line in found[cast.glucose.id].lines] == [("unmarked", False)]


def test_points_that_judges_must_not_see_are_not_on_the_form_either(session: Session, cast: Cast) -> None:
    add(session, cast, kind="reading", maximum=4000, key="value=5 full=2% zero=20%")
    shown = judge_view.blanks(session, cast.section, [cast.pipetting.id])[cast.pipetting.id].lines[1].key
    session.scalars(select(Rules)).one().rules = json.dumps([["points_shown", "no"]])

    hidden = judge_view.blanks(session, cast.section, [cast.pipetting.id])[cast.pipetting.id].lines[1].key

    assert (shown is None, hidden) == (False, None)


def test_many_sheets_cost_as_many_statements_as_one_and_none_cost_none(session: Session, cast: Cast) -> None:
    said: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *given: said.append(given[2]))
    sheets = [sheet for sheet in cast.sheets.values() if sheet.judge_id == cast.cem_judge.id]

    counts = []
    for some in (sheets, sheets[:1], []):
        session.expunge_all()
        said.clear()
        judge_view.load_many(session, some)
        counts.append(len(said))

    assert counts[0] == counts[1] > counts[2] == 0
