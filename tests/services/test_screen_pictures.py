"""What screens of the hall tell: progress without any team, published places, sections and rounds, and nothing early."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from olympiad.domain.screens import Tile
from olympiad.models.absence import Absence
from olympiad.models.results_version import ResultsVersion
from olympiad.models.task import ScheduleSlot
from olympiad.services.overview import screen_pictures
from olympiad.services.overview.screen_pictures import Slot
from olympiad.services.results import results
from tests.appeals_world import close, publish
from tests.factories import NOON, Cast, make_cast, make_section, make_team
from tests.results_world import finalise


def progress(session: Session, cast: Cast) -> dict[str, object]:
    session.flush()
    session.expire_all()
    return dict(screen_pictures.progress(session, cast.section))


def hand_over(cast: Cast, team: str, task: str, *judges: str, state: str = "accepted") -> None:
    for judge in judges:
        cast.sheets[team, task, judge].state = state


def test_progress_counts_places_that_every_judge_has_marked(session: Session, cast: Cast) -> None:
    hand_over(cast, "T01", "P", "cem", "dana")
    hand_over(cast, "T02", "P", "cem", state="submitted")

    told = progress(session, cast)

    assert (told["done"], told["of"], told["teams"]) == (1, 4, 2)
    assert told["tasks"] == [
        {"code": "P", "done": 1, "cells": f"{Tile.DONE}{Tile.NOW}"},
        {"code": "G", "done": 0, "cells": f"{Tile.OPEN}{Tile.OPEN}"},
    ]


def test_no_column_is_a_team(session: Session, cast: Cast) -> None:
    """Whoever knows how far a team is cannot find it: the column that is farthest stands first, whosever it is."""
    pictures = []
    for team, other in (("T01", "T02"), ("T02", "T01")):
        hand_over(cast, team, "P", "cem", "dana")
        hand_over(cast, other, "P", "cem", "dana", state="not_started")
        pictures.append(progress(session, cast))

    assert pictures[0] == pictures[1]


def test_a_begun_sheet_and_a_returned_one_are_under_way(session: Session, cast: Cast) -> None:
    hand_over(cast, "T01", "P", "cem", state="open")
    hand_over(cast, "T02", "P", "dana", state="returned")

    assert progress(session, cast)["tasks"] == [
        {"code": "P", "done": 0, "cells": f"{Tile.NOW}{Tile.NOW}"},
        {"code": "G", "done": 0, "cells": f"{Tile.OPEN}{Tile.OPEN}"},
    ]


def test_a_team_out_of_the_running_is_not_counted(session: Session, cast: Cast) -> None:
    cast.t02.status = "withdrawn"

    told = progress(session, cast)

    assert (told["teams"], told["of"]) == (1, 2)


@pytest.mark.parametrize(("tasks", "told"), [("P", (2, 4, 1)), ("PG", (1, 2, 0))])
def test_an_absent_team_is_dealt_with_and_one_that_never_came_not_counted(
    session: Session, cast: Cast, tasks: str, told: tuple[int, int, int]
) -> None:
    for task in (cast.pipetting, cast.glucose):
        if task.code in tasks:
            session.add(Absence(section_id=cast.section.id, team_id=cast.t01.id, task_id=task.id, at=NOON))

    found = progress(session, cast)

    assert (found["teams"], found["of"], found["done"]) == told


@pytest.mark.parametrize(("most", "cells"), [(2, "oo"), (1, "")])
def test_more_teams_than_stand_side_by_side_are_told_by_a_bar(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch, most: int, cells: str
) -> None:
    monkeypatch.setattr(screen_pictures, "MOST_TILES", most)

    told = progress(session, cast)["tasks"]

    assert told == [{"code": code, "done": 0, "cells": cells} for code in ("P", "G")]


def test_an_empty_section_tells_nothing_done_of_nothing(session: Session, cast: Cast) -> None:
    empty = make_section(session, edition=cast.edition)

    assert screen_pictures.progress(session, empty) == {"done": 0, "of": 0, "teams": 0, "tasks": []}


def test_places_are_nobodys_before_they_are_published(session: Session, cast: Cast) -> None:
    assert screen_pictures.places(session, cast.section) is None


def newest(session: Session, cast: Cast) -> ResultsVersion:
    version = results.latest(session, cast.section)
    assert version is not None
    return version


def test_places_say_until_when_appeals_may_be_lodged_and_whether_they_are_official(
    session: Session, cast: Cast
) -> None:
    publish(session, cast)

    during = screen_pictures.places(session, cast.section)
    close(session, cast)
    after = screen_pictures.places(session, cast.section)

    assert during is not None
    assert after is not None
    assert (during.is_official, during.appeals_until is not None, after.appeals_until) == (False, True, None)
    assert (during.ranking.version, during.ranking.counted) == (1, 2)


def test_kept_places_name_the_version_alone_and_stand_while_it_is_shown(session: Session, cast: Cast) -> None:
    publish(session, cast)
    version = newest(session, cast)
    kept = screen_pictures.as_kept(session, version)

    shown = screen_pictures.kept_places(session, cast.section, kept)

    assert kept == {"version": version.id, "official": False}
    assert shown is not None
    assert (shown.is_official, shown.appeals_until) == (False, None)


def test_kept_places_stand_when_a_newer_version_takes_their_place_and_fall_when_taken_down(
    session: Session, cast: Cast
) -> None:
    publish(session, cast)
    first = newest(session, cast)
    kept = screen_pictures.as_kept(session, first)
    close(session, cast)
    second = finalise(session, cast, reason="Appeals")
    results.publish(session, second, by=cast.ana)

    replaced = screen_pictures.kept_places(session, cast.section, kept)
    first.unpublished_at = NOON
    session.flush()
    taken_down = screen_pictures.kept_places(session, cast.section, kept)

    assert replaced is not None
    assert taken_down is None


def test_kept_places_of_a_version_that_is_not_there_are_none(session: Session, cast: Cast) -> None:
    publish(session, cast)

    assert screen_pictures.kept_places(session, cast.section, {"version": 999_999, "official": True}) is None


def test_sections_count_sheets_that_are_handed_over_and_leave_out_those_without(session: Session, cast: Cast) -> None:
    make_section(session, edition=cast.edition)
    make_cast(session)  # of another edition
    hand_over(cast, "T01", "P", "cem", state="submitted")
    hand_over(cast, "T01", "P", "dana")
    hand_over(cast, "T02", "P", "cem", state="open")
    session.flush()
    session.refresh(cast.edition)

    found = screen_pictures.sections(session, cast.edition)

    assert [(one.section.id, one.done, one.of) for one in found] == [(cast.section.id, 2, 8)]


def test_rounds_stand_in_their_order_each_once_and_as_long_as_the_longest(session: Session, cast: Cast) -> None:
    third = make_team(session, cast.section)

    def slot(team_id: int, task_id: int, start: int | None, minutes: int | None) -> None:
        begins = None if start is None else NOON + timedelta(minutes=start)
        ends = None if begins is None or minutes is None else begins + timedelta(minutes=minutes)
        session.add(ScheduleSlot(team_id=team_id, task_id=task_id, starts_at=begins, ends_at=ends))

    slot(cast.t01.id, cast.pipetting.id, 60, 30)
    slot(cast.t02.id, cast.pipetting.id, 0, 30)
    slot(cast.t01.id, cast.glucose.id, 0, 45)
    slot(cast.t02.id, cast.glucose.id, None, None)
    slot(third.id, cast.glucose.id, 90, None)
    session.flush()

    def at(minutes: int) -> object:
        return NOON + timedelta(minutes=minutes)

    rounds = screen_pictures.rounds(session, cast.section)

    assert rounds == [Slot(at(0), at(45)), Slot(at(60), at(90)), Slot(at(90), None)]  # type: ignore[arg-type]
    assert screen_pictures.rounds(session, make_section(session, edition=cast.edition)) == []
