"""Practice sheets: marked, compared, and never counted, frozen or shown on the board."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.choices import MarkState
from olympiad.domain.errors import DomainError
from olympiad.domain.operations import Value
from olympiad.models.calibration import Calibration, CalibrationMark, CalibrationSheet
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import Mark, Operation
from olympiad.services.marking import calibrations
from olympiad.services.marking.sheet_saving import Given
from olympiad.services.overview import board
from olympiad.services.sections import removals
from tests.factories import Cast, make_cast, make_criterion, make_judge


@pytest.fixture
def cast(session: Session) -> Cast:
    made = make_cast(session)
    make_criterion(session, made.pipetting, code="tidy", kind="check", maximum=1000)
    session.expire(made.pipetting)
    return made


@pytest.fixture
def example(session: Session, cast: Cast) -> Calibration:
    return calibrations.begin(session, cast.section, cast.pipetting, "Film 1", "on the screen", by=cast.ben)


def mark(
    session: Session, cast: Cast, example: Calibration, judge: Judge, *points: int | None
) -> dict[int, DomainError]:
    given = [
        Given(criterion.id, "", Value() if amount is None else Value(MarkState.MARKED, amount))
        for criterion, amount in zip(cast.pipetting.criteria, points, strict=True)
    ]
    return calibrations.save(session, cast.section, example, judge, given, by=cast.cem)


def submit(session: Session, cast: Cast, example: Calibration, judge: Judge, *points: int) -> None:
    mark(session, cast, example, judge, *points)
    calibrations.submit(session, cast.section, example, judge, by=cast.cem)


def test_panel_shows_mean_distance_and_agreement(session: Session, cast: Cast, example: Calibration) -> None:
    practising = make_judge(session, cast.section, kind="practice")
    for judge, points in ((practising, 9000), (cast.cem_judge, 7000), (cast.dana_judge, 7500)):
        submit(session, cast, example, judge, points, 1000)

    panel = calibrations.panel(session, example)

    assert [judge.key for judge in panel.judges] == ["cem", "dana", practising.key]
    first = panel.lines[0]
    assert (first.points, first.agreement) == ((7000, 7500, 9000), pytest.approx(1 / 3))
    assert first.mean == pytest.approx(23500 / 3)
    assert (panel.lines[1].mean, panel.lines[1].agreement, panel.total.points) == (1000, 1, (8000, 8500, 10_000))


def test_nothing_of_it_counts_freezes_or_stands_on_the_board(
    session: Session, cast: Cast, example: Calibration
) -> None:
    before = board.load(session, cast.section, utc_now()).counts

    submit(session, cast, example, cast.cem_judge, 7000, 1000)

    assert session.scalar(select(func.count()).select_from(Mark)) == 0
    assert session.scalar(select(func.count()).select_from(Operation)) == 0
    assert cast.section.marking_started_at is None
    assert board.load(session, cast.section, utc_now()).counts == before


def test_save_keeps_the_good_and_names_the_refused(session: Session, cast: Cast, example: Calibration) -> None:
    errors = mark(session, cast, example, cast.cem_judge, 7250, 1000)

    assert [error.code for error in errors.values()] == ["mark_not_a_step"]
    assert session.scalar(select(func.count()).select_from(CalibrationMark)) == 1


def test_submit_is_refused_with_holes_and_locks_for_good(session: Session, cast: Cast, example: Calibration) -> None:
    mark(session, cast, example, cast.cem_judge, 7000, None)
    with pytest.raises(DomainError, match="sheet_has_holes"):
        calibrations.submit(session, cast.section, example, cast.cem_judge, by=cast.cem)

    submit(session, cast, example, cast.cem_judge, 7000, 0)

    with pytest.raises(DomainError, match="calibration_submitted"):
        mark(session, cast, example, cast.cem_judge, 8000, 0)


def test_an_ended_example_takes_no_more_marks(session: Session, cast: Cast, example: Calibration) -> None:
    calibrations.end(session, cast.section, example, by=cast.ben)

    with pytest.raises(DomainError, match="calibration_ended"):
        mark(session, cast, example, cast.cem_judge, 7000, 0)

    assert calibrations.for_judge(session, cast.cem_judge) == []


def test_an_example_is_for_the_judges_of_its_task(session: Session, cast: Cast, example: Calibration) -> None:
    other = make_judge(session, cast.section, tasks=[cast.glucose])

    assert calibrations.for_judge(session, other) == []
    assert [one.id for one, _ in calibrations.for_judge(session, cast.cem_judge)] == [example.id]


def test_a_task_can_be_removed_with_its_practice(session: Session, cast: Cast, example: Calibration) -> None:
    submit(session, cast, example, cast.cem_judge, 7000, 0)

    removals.remove_task(session, cast.section, cast.pipetting, by=cast.ana)

    assert session.scalars(select(CalibrationSheet)).all() == []
