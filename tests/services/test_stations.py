"""Teams at tasks: what is loaded together, when their sheets disagree, and what that means for finalising."""

import json

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.models.rules import Rules
from olympiad.models.task import Criterion, ReadingKey, Sample
from olympiad.services.computing import stations
from olympiad.services.entry import reading_keys
from olympiad.services.marking import judge_view, score_sheets
from olympiad.services.results import results
from olympiad.services.results.blockers import outlook
from olympiad.services.settling import moderation_queue
from tests.factories import LAST, Cast, make_criterion, make_judge, make_mark, make_score_sheet, make_team


@pytest.fixture
def reading(session: Session, cast: Cast) -> Criterion:
    """Every sheet is full; cem and dana read 5 and 9 of T01's sample S1 and agree on all else. No key yet."""
    made = make_criterion(session, cast.pipetting, code="ph", kind="reading", position=LAST)
    session.add(Sample(team_id=cast.t01.id, task_id=cast.pipetting.id, sample="S1"))
    for (team, task, judge), sheet in cast.sheets.items():
        make_mark(session, sheet, (cast.pipetting if task == "P" else cast.glucose).criteria[0], 5000)
        if task == "P":
            make_mark(session, sheet, made, None, readings="9" if (team, judge) == ("T01", "dana") else "5")
        sheet.state = "submitted"
    session.flush()
    session.expire_all()
    return made


def key_for(session: Session, criterion: Criterion, sample: str) -> None:
    session.add(ReadingKey(criterion_id=criterion.id, sample=sample, key="value=5 full=0.1 zero=1"))
    session.flush()


def accept(session: Session, cast: Cast) -> None:
    for task in (cast.pipetting, cast.glucose):
        score_sheets.look_again(session, cast.section, task.id)


def open_disagreements(session: Session, cast: Cast) -> list[tuple[str, str]]:
    return [(one.team.key, one.task.code) for one in moderation_queue.queue(session, cast.section)]


def test_finalise_is_refused_while_a_key_of_one_sample_makes_sheets_disagree(
    session: Session, cast: Cast, reading: Criterion
) -> None:
    key_for(session, reading, "S1")
    key_for(session, reading, "")
    accept(session, cast)

    assert open_disagreements(session, cast) == [("T01", "P")]
    assert [one.code for one in outlook(session, cast.section).blockers] == ["blocker_disagreement"]
    with pytest.raises(DomainError, match="finalise_blocked"):
        results.finalise(session, cast.section, by=cast.ana)


def test_set_key_takes_back_an_acceptance_that_rested_on_unknown_points(
    session: Session, cast: Cast, reading: Criterion
) -> None:
    accept(session, cast)
    assert cast.sheets["T01", "P", "cem"].state == "accepted"

    reading_keys.set_key(
        session, cast.section, reading, sample="", text="value=5 full=0.1 zero=1", reason="measured", by=cast.ben
    )

    assert open_disagreements(session, cast) == [("T01", "P")]
    assert cast.sheets["T01", "P", "cem"].state == "submitted"
    assert cast.sheets["T02", "P", "cem"].state == "accepted"


def test_one_sheet_has_one_total_where_penalties_may_go_below_zero(session: Session, cast: Cast) -> None:
    session.scalars(select(Rules)).one().rules = json.dumps([["penalty_floor", "no"]])
    sheet = cast.sheets["T01", "P", "cem"]
    penalty = make_criterion(session, cast.pipetting, kind="penalty", maximum=20_000, position=LAST)
    make_mark(session, sheet, cast.pipetting.criteria[0], 2000)
    make_mark(session, sheet, penalty, 5000)
    sheet.state = "submitted"
    session.flush()
    session.expire_all()

    found = judge_view.load(session, sheet)
    history = moderation_queue.histories(session, cast.section, cast.pipetting, [cast.cem_judge])

    place = stations.load(session, cast.section, cast.t01.id, cast.pipetting.id)
    assert (found.so_far, found.total) == (-3000, -3000)
    assert place.comparison.totals[0] == -3000
    assert history[cast.cem_judge.id].given.mean == -3000


def test_a_hyphen_as_step_lets_criteria_differ_everywhere(session: Session, cast: Cast) -> None:
    cast.pipetting.disagreement_step, cast.pipetting.disagreement = "-", "-"
    for judge, mark in (("cem", 0), ("dana", 10_000)):
        sheet = cast.sheets["T01", "P", judge]
        make_mark(session, sheet, cast.pipetting.criteria[0], mark)
        sheet.state = "submitted"
    session.flush()

    assert score_sheets.accept_where_agreed(session, cast.section, cast.t01.id, cast.pipetting.id)
    assert judge_view.load(session, cast.sheets["T01", "P", "cem"]).total == 0


def test_an_open_practice_sheet_hides_no_disagreement(session: Session, cast: Cast, reading: Criterion) -> None:
    key_for(session, reading, "S1")
    pupil = make_judge(session, cast.section, kind="practice")
    make_score_sheet(session, cast.t01, cast.pipetting, pupil, state="open")

    assert open_disagreements(session, cast) == [("T01", "P")]


def test_a_sheet_is_absent_only_where_every_cell_says_so(session: Session, cast: Cast, reading: Criterion) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    first = stations.marks_of(session, [sheet.id])[sheet.id, cast.pipetting.criteria[0].id]
    first.state, first.mark = "absent", None
    session.flush()

    place = stations.load(session, cast.section, cast.t01.id, cast.pipetting.id)

    assert not judge_view.load(session, sheet).absent
    assert (place.comparison.absence_disputed, place.comparison.totals[0]) == (False, None)
    assert "blocker_unmarked" in [one.code for one in outlook(session, cast.section).blockers]


def test_points_that_judges_must_not_see_are_nowhere_on_their_page(session: Session, cast: Cast) -> None:
    session.scalars(select(Rules)).one().rules = json.dumps([["points_shown", "no"]])
    sheet = cast.sheets["T01", "P", "cem"]
    own = make_criterion(
        session, cast.pipetting, kind="reading", position=LAST, key="value=5 full=0.1 zero=1", code="ph"
    )
    make_mark(session, sheet, cast.pipetting.criteria[0], 2000)
    make_mark(session, sheet, own, None, readings="5")
    session.expire_all()

    found = judge_view.load(session, sheet)

    assert ([line.points for line in found.lines], found.so_far, found.total) == ([2000, None], 2000, None)


def test_many_stations_cost_as_many_statements_as_one(session: Session, cast: Cast, reading: Criterion) -> None:
    key_for(session, reading, "S1")
    for _ in range(10):
        team = make_team(session, cast.section)
        make_score_sheet(session, team, cast.pipetting, cast.cem_judge)
    session.flush()
    sent: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *said: sent.append(said[2]))

    stations.load(session, cast.section, cast.t01.id, cast.pipetting.id)
    one, sent[:] = len(sent), []
    teams = sorted({sheet.team_id for sheet in session.scalars(select(stations.ScoreSheet))})
    sent[:] = []
    stations.load_many(session, cast.section, [(team_id, cast.pipetting.id) for team_id in teams])

    assert len(sent) <= one
