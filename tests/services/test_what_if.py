"""Trying other rules on the marks there are: what moves, who refuses, and nothing is written."""

from dataclasses import replace

from sqlalchemy.orm import Session

from olympiad.domain.choices import Scale
from olympiad.domain.rules import Rules
from olympiad.services.computing import section_values, what_if
from tests.factories import Cast
from tests.results_world import mark_everything, set_mark


def test_rules_that_move_nobody_have_no_movers(session: Session, cast: Cast) -> None:
    mark_everything(session, cast, {"T01": 8000, "T02": 6000})

    trial = what_if.try_rules(session, cast.section, Rules(decimals=1))

    assert trial.comparison is not None
    assert what_if.recorded(trial)["moved"] == []


def test_a_mark_that_would_count_differently_moves_two_teams(session: Session, cast: Cast) -> None:
    mark_everything(session, cast, {"T01": 8000, "T02": 6000})
    for judge in ("cem", "dana"):
        set_mark(session, cast.sheets["T02", "G", judge], 9000)
    value = section_values.load(session, cast.section)
    glucose = next(task for task in value.tasks if task.code == "G")
    assert glucose.weight == 1

    trial = what_if.try_change(value, lambda one: replace(one, tasks=tuple(
        replace(task, weight=task.weight * 5) if task.code == "G" else task for task in one.tasks
    )))  # fmt: skip

    assert [moved[0] for moved in what_if.recorded(trial)["moved"]] == ["T02", "T01"]  # type: ignore[union-attr]
    rows = {row.task: row for row in what_if.weights_of(trial).rows}
    assert (rows["G"].weight, rows["P"].weight) == (5, 1)


def test_rules_that_cannot_rank_are_told_as_a_refusal_of_that_side(session: Session, cast: Cast) -> None:
    mark_everything(session, cast, {"T01": 8000, "T02": 8000})

    trial = what_if.try_rules(session, cast.section, Rules(scale=Scale.Z))

    assert trial.comparison is None
    assert trial.before_refused is None
    assert trial.after_refused is not None
    assert what_if.recorded(trial) == {}
    assert what_if.weights_of(trial).rows == []
