"""One rule, one answer: every page that shows a total, a state or a disagreement says what the rulebook says."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from olympiad.domain.bundle_reading import read_section
from olympiad.domain.choices import OUT_OF_RUNNING, Consequence
from olympiad.domain.errors import DomainError
from olympiad.domain.evidence import gather
from olympiad.domain.moderation import Comparison, compare, judge_history, station_of
from olympiad.domain.ranking import Ranking, rank
from olympiad.domain.task_marks import as_given, given_totals
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import ScoreSheet
from olympiad.services.computing import section_cache, section_values, stations
from olympiad.services.entry import bulk_acceptance
from olympiad.services.marking import judge_view, score_sheets
from olympiad.services.overview import board, section_progress
from olympiad.services.results import results
from olympiad.services.results.blockers import outlook
from olympiad.services.settling import moderation_queue
from tests.factories import NOON
from tests.random_sections import OFFICIAL, World, make_world

Compared = dict[tuple[str, str], Comparison]
MANY = settings(
    max_examples=30, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """The rules are the same on both databases; what differs in SQL has tests of its own."""
    kind: str = request.param
    return kind


@contextmanager
def world_of(session: Session, seed: int) -> Iterator[World]:
    """A random section that is gone afterwards."""
    session.execute(text("PRAGMA defer_foreign_keys = ON"))  # an exclusion without its incident is enough here
    try:
        yield make_world(session, seed)
    finally:
        session.rollback()


def settle_states(session: Session, world: World, seed: int) -> None:
    """Accept what agrees, by one of the two ways in which that happens."""
    if seed % 2:
        for task in world.tasks.values():
            score_sheets.look_again(session, world.rows, task.id)
        return
    bulk_acceptance.accept_agreeing(session, world.rows, {sheet.id for sheet in world.sheets.values()})
    session.expire_all()


def expected(world: World) -> Compared:
    """What the rulebook says of every station; nothing has been accepted before."""
    evidence = gather(world.value)
    return {
        (team, task.code): compare(station_of(evidence, team, task), world.value.rules)
        for team, task in world.stations()
    }


def to_settle(world: World, compared: Compared) -> set[tuple[str, str]]:
    running = {team.key for team in world.value.teams if team.status not in OUT_OF_RUNNING}
    return {station for station, one in compared.items() if one.is_to_settle and station[0] in running}


def ranked(world: World) -> Ranking | DomainError:
    try:
        return rank(world.value)
    except DomainError as error:
        return error


def figures(ranking: Ranking) -> list[tuple[object, ...]]:
    return [(row.team.key, row.marks, row.total, row.place) for row in ranking.rows]


@MANY
@given(seed=st.integers(0, 2**32))
def test_every_view_says_what_the_rulebook_says(session: Session, seed: int) -> None:
    with world_of(session, seed) as world:
        compared = expected(world)

        settle_states(session, world, seed)

        states_agree(session, world, compared)
        comparisons_agree(session, world, compared)
        judges_pages_agree(session, world)
        histories_agree(session, world)
        lists_agree(session, world, to_settle(world, compared))
        ranking_agrees(session, world)


def states_agree(session: Session, world: World, compared: Compared) -> None:
    """Sheets are accepted exactly where the rulebook lets them be."""
    for (team, task, judge), sheet in world.sheets.items():
        may = compared[team, task].may_be_accepted and judge in OFFICIAL
        assert (sheet.state == "accepted") == may, (team, task, judge)


def comparisons_agree(session: Session, world: World, compared: Compared) -> None:
    ids = {(team, task.code): (world.teams[team].id, world.tasks[task.code].id) for team, task in world.stations()}
    loaded = stations.load_many(session, world.rows, list(ids.values()))
    for station, one in compared.items():
        found = loaded[ids[station]].comparison
        order = [sheet.judge.key for sheet in loaded[ids[station]].sheets]
        assert order == sorted(order)
        assert (found.totals, found.difference, found.lines) == (one.totals, one.difference, one.lines), station
        assert (found.disagrees, found.is_to_settle) == (one.disagrees, one.is_to_settle), station


def judges_pages_agree(session: Session, world: World) -> None:
    """A judge's own total is the one of the ranking, before anything is agreed; `others` cannot be known on one sheet."""
    totals = {task.code: given_totals(as_given(world.value), task) for task in world.value.tasks}
    sheets = {row.id: where for where, row in world.sheets.items() if where[2] in OFFICIAL}
    opened = judge_view.load_many(session, list(session.scalars(select(ScoreSheet).where(ScoreSheet.id.in_(sheets)))))
    for sheet in world.value.sheets:
        where = (sheet.team, sheet.task, sheet.judge)
        if sheet.practice or not sheet.submitted or Consequence.OTHERS in sheet.marks:
            continue
        if sheet.team in totals[sheet.task]:
            total = 0 if sheet.absent else totals[sheet.task][sheet.team].get(sheet.judge)
            assert opened[world.sheets[where].id].total == total, where


def histories_agree(session: Session, world: World) -> None:
    judges = list(session.scalars(select(Judge).where(Judge.section_id == world.rows.id)))
    for task in world.value.tasks:
        found = moderation_queue.histories(session, world.rows, world.tasks[task.code], judges)
        totals = given_totals(as_given(world.value), task)
        assert {one.key: found[one.id].given for one in judges} == {
            one.key: judge_history(totals, one.key) for one in judges
        }


def lists_agree(session: Session, world: World, waiting: set[tuple[str, str]]) -> None:
    """Queue, board, start page and blockers name the same open disagreements."""
    queue = {(one.team.key, one.task.code) for one in moderation_queue.queue(session, world.rows)}
    cells = board.load(session, world.rows, NOON).places("disagreement")
    on_board = {(row.key, task.code) for row, task, _ in cells}

    assert (queue, on_board) == (waiting, waiting)
    assert section_progress.count(session, world.rows).to_settle == len(waiting)
    seen = outlook(session, world.rows)
    if isinstance(ranked(world), Ranking):
        codes = ("blocker_disagreement", "blocker_absence_disputed")
        blocked = {(one.fields["team"], one.fields["task"]) for one in seen.blockers if one.code in codes}
        assert blocked == waiting


def ranking_agrees(session: Session, world: World) -> None:
    """Rows give the same ranking as values; a version is finalised where nothing is in the way, and says the same."""
    wanted = ranked(world)
    if isinstance(wanted, DomainError):
        assert [one.code for one in outlook(session, world.rows).blockers] == [wanted.code]
        return
    assert figures(rank(section_values.load(session, world.rows))) == figures(wanted)
    assert figures(rank(section_cache.of(session, world.rows).load(session, world.rows))) == figures(wanted)
    if outlook(session, world.rows).blockers:
        with pytest.raises(DomainError, match="finalise_blocked"):
            results.finalise(session, world.rows, confirmed=True, by=None)
        return
    version = results.finalise(session, world.rows, confirmed=True, by=None)
    again = rank(read_section(json.loads(version.bundle)))
    assert [(row.team.key, row.total, row.place) for row in again.rows] == [
        (row.team.key, row.total, row.place) for row in wanted.rows
    ]
