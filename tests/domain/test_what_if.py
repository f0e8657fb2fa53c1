"""What moves under other rules: places, awards, borders, ties."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from olympiad.domain.choices import CriterionKind, TeamStatus
from olympiad.domain.notation.drafts import complete, differences, read_draft, without_defaults
from olympiad.domain.notation.presets import RULE_SETS, apply_set
from olympiad.domain.notation.rules import read_rules
from olympiad.domain.ranking import Ranking, rank
from olympiad.domain.rubric import Criterion, Task
from olympiad.domain.section import ScoreSheet, Section, Team
from olympiad.domain.what_if import compare

TASKS = tuple(Task(code, (Criterion("yield", CriterionKind.POINTS, 10_000),)) for code in "AB")


def ranking(marks: list[tuple[int, int]], *rules: tuple[str, str], guest: bool = False) -> Ranking:
    keys = [f"T{number:02d}" for number in range(len(marks))]
    teams = tuple(Team(key, TeamStatus.GUEST if guest and key == "T00" else TeamStatus.COMPETING) for key in keys)
    sheets = tuple(
        ScoreSheet(key, code, "cem", (mark * 1000,))
        for key, both in zip(keys, marks, strict=True)
        for code, mark in zip("AB", both, strict=True)
    )
    return rank(Section(teams, TASKS, sheets, read_rules(rules)))


def test_compare_names_movers_in_the_new_order():
    marks = [(9, 1), (5, 5), (1, 9), (4, 4)]

    found = compare(ranking(marks), ranking(marks, ("ties", "task:B")))

    assert [(one.team.key, one.before.place, one.after.place, one.change) for one in found.movers] == [
        ("T01", 1, 2, "down"),
        ("T00", 1, 3, "down"),
    ]
    assert (found.before.tied_groups, found.before.tied_teams, found.after.tied_groups) == (1, 3, 0)


def test_compare_counts_awards_of_both_sides_and_shows_borders():
    marks = [(9, 9), (8, 8), (8, 7), (1, 1)]

    found = compare(
        ranking(marks, ("award.I", "count=1")), ranking(marks, ("award.I", "count=2"), ("award.II", "total>=15"))
    )

    assert [(one.name, one.before, one.after) for one in found.counts] == [("I", 1, 2), ("II", None, 1)]
    (first,) = found.before.borders
    assert (first.last, first.next, first.gap) == (Decimal("18.00"), Decimal("16.00"), Decimal("2.00"))
    assert [(one.last, one.next) for one in found.after.borders] == [
        (Decimal("16.00"), Decimal("15.00")),
        (Decimal("15.00"), Decimal("2.00")),
    ]


def test_compare_tells_levels_that_nobody_reaches():
    marks = [(1, 1), (2, 2)]

    found = compare(ranking(marks), ranking(marks, ("award.I", "total>=20")))

    assert found.after.empty_levels == ("I",)
    assert found.after.borders[0].gap is None


def test_compare_leaves_guests_out_of_borders():
    found = compare(*(ranking([(9, 9), (1, 1)], ("award.I", "count=1"), guest=True) for _ in range(2)))

    assert (found.movers, found.before.placed, found.before.borders[0].last) == ((), 1, Decimal("2.00"))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), min_size=1, max_size=8))
def test_the_same_rules_move_nobody(marks):
    one = ranking(marks, ("award.I", "share=30%"), ("ties", "best_task"))

    assert compare(one, one).movers == ()


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), min_size=1, max_size=8))
def test_there_and_back_moves_the_same_teams(marks):
    one, two = ranking(marks), ranking(marks, ("ties", "task:A"), ("award.I", "count=2"))

    there, back = compare(one, two).movers, compare(two, one).movers

    assert {(move.team, move.before, move.after) for move in there} == {
        (move.team, move.after, move.before) for move in back
    }


@pytest.mark.parametrize("name", RULE_SETS)
def test_every_ready_made_set_can_be_read(name):
    rows = apply_set([("decimals", "3"), ("award.I", "count=1")], RULE_SETS[name])

    rules, refused = read_draft(rows, TASKS)

    assert (refused, rules.decimals) == ([], 3)


@pytest.mark.parametrize(
    ("name", "medals"),
    [("medals_icho", (12, 22, 32)), ("medals_10_20_30", (10, 20, 30)), ("medals_euso", (16, 34, 50))],
)
def test_ready_made_medals_are_the_shares_they_are_called(name, medals):
    section = Section(
        tuple(Team(f"T{number:03d}") for number in range(100)),
        TASKS[:1],
        tuple(ScoreSheet(f"T{number:03d}", "A", "cem", (number * 100,)) for number in range(100)),
    )

    after = rank(replace(section, rules=read_draft(apply_set([], RULE_SETS[name]), TASKS)[0]))

    assert tuple(len(level.rows) for level in after.levels) == medals


def test_read_draft_tells_every_problem_at_once():
    _, refused = read_draft(
        [("scale", "x"), ("award.I", "share=200%"), ("award.I", ""), ("ties", "task:X"), ("part.no", "1")], TASKS
    )

    assert [(one.key, one.error.code) for one in refused] == [
        ("scale", "choice_unknown"),
        ("award.I", "share_outside"),
        ("award.I", "rule_twice"),
        ("ties", "tie_break_unknown_task"),
        ("part.no", "part_unnamed"),
    ]


def test_differences_tell_a_changed_order_of_awards():
    one, two = [("award.I", "count=1"), ("award.II", "count=2")], [("award.II", "count=2"), ("award.I", "count=1")]

    assert [(found.key, found.before, found.after) for found in differences(one, two)] == [
        ("award", "I > II", "II > I")
    ]


def test_without_defaults_and_complete_undo_each_other():
    rows = [("decimals", "3"), ("ties", "best_task")]

    assert without_defaults(complete(rows).items()) == rows
