"""Which blank score sheets are printed, and in which order they are handed out."""

from datetime import timedelta

from sqlalchemy.orm import Session

from olympiad.models.task import ScheduleSlot
from olympiad.services.results import blank_sheets
from tests.factories import NOON, Cast, make_judge, make_score_sheet, make_task


def lines(session: Session, cast: Cast, code: str = "") -> list[tuple[str, str, str]]:
    """Task, team and judge of each blank."""
    found = blank_sheets.listed(session, cast.section, code)
    return [(one.task.code, one.team.key, one.judge.key if one.judge else "") for one in found]


def test_listed_has_a_blank_for_each_judge_of_each_team(session: Session, cast: Cast) -> None:
    first, second = sorted(("T01", "T02"), key=lambda key: {"T01": cast.t01.code, "T02": cast.t02.code}[key])

    assert lines(session, cast, "P") == [("P", team, judge) for team in (first, second) for judge in ("cem", "dana")]


def test_listed_has_blanks_without_a_name_for_judges_that_are_missing(session: Session, cast: Cast) -> None:
    cast.sheets["T01", "P", "cem"].state = "void"
    make_task(session, cast.section, code="N", judges=3)
    session.flush()

    found = lines(session, cast)

    assert [judge for task, team, judge in found if (task, team) == ("P", "T01")] == ["dana", ""]
    assert [judge for task, team, judge in found if (task, team) == ("N", "T02")] == ["", "", ""]


def test_listed_gives_a_practising_judge_a_sheet_beside_those_needed(session: Session, cast: Cast) -> None:
    learner = make_judge(session, cast.section, key="A0", kind="practice", tasks=[cast.pipetting])
    make_score_sheet(session, cast.t01, cast.pipetting, learner)

    found = lines(session, cast, "P")

    assert [judge for _task, team, judge in found if team == "T01"] == ["cem", "dana", "A0"]


def test_listed_has_nothing_for_a_task_that_nobody_marks_or_a_team_that_withdrew(session: Session, cast: Cast) -> None:
    make_task(session, cast.section, code="N", judges=0)
    cast.t01.status = "withdrawn"
    session.flush()

    assert {(task, team) for task, team, _judge in lines(session, cast)} == {("P", "T02"), ("G", "T02")}


def test_listed_follows_the_stations_and_rounds_of_the_schedule(session: Session, cast: Cast) -> None:
    later = NOON + timedelta(minutes=30)
    session.add(ScheduleSlot(team_id=cast.t01.id, task_id=cast.pipetting.id, station="3", starts_at=later, order=2))
    session.add(ScheduleSlot(team_id=cast.t02.id, task_id=cast.pipetting.id, station="3", starts_at=NOON, order=1))
    session.flush()

    found = blank_sheets.listed(session, cast.section, "P")

    assert [(one.team.key, one.station, one.round_number) for one in found[::2]] == [("T02", "3", 1), ("T01", "3", 2)]
    assert [one.judge.key for one in found if one.judge] == ["cem", "dana"] * 2
