"""Awards as text and as fields of a form, condition by condition; tie-breaks value by value."""

from fractions import Fraction

import pytest

from olympiad.domain.award_conditions import (
    CONDITIONS,
    Candidates,
    Cap,
    CountedFrom,
    FirstPlace,
    Standing,
    Total,
    unknown,
)  # fmt: skip
from olympiad.domain.choices import CriterionKind
from olympiad.domain.notation.awards import FIELDS, put_together, take_apart
from olympiad.domain.notation.rules import read_rules
from olympiad.domain.ranking import rank
from olympiad.domain.rubric import Criterion, Task
from olympiad.domain.section import ScoreSheet, Section, Team

EMPTY = dict.fromkeys([*FIELDS, "more"], "")


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("", {}),
        ("share=12.5%", {"share": "12.5"}),
        ("count=3", {"count": "3"}),
        ("total>=80", {"total": "80"}),
        ("total>=80%max", {"total": "80", "total_of": "max"}),
        ("total>=90%best", {"total": "90", "total_of": "best"}),
        ("total>=90%mean12", {"total": "90", "total_of": "mean", "mean_of": "12"}),
        ("place=1", {"place": "1"}),
        ("cap=5", {"cap": "5"}),
        ("from=6", {"counted_from": "6"}),
        ("share=10% border=nearest", {"share": "10", "border": "nearest"}),
        ("count=1 border=at_least", {"count": "1", "border": "at_least"}),
    ],
)
def test_each_condition_has_its_fields_and_comes_back(text, fields):
    assert take_apart(text) == EMPTY | fields
    assert put_together(fields) == text


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"share": " 10 % "}, "share=10%"),
        ({"total": "8 0 %", "total_of": "max"}, "total>=80%max"),
        ({"total": "80", "total_of": "mean"}, "total>=80%mean1"),
        ({"total": "80", "total_of": "mean", "mean_of": " 3 "}, "total>=80%mean3"),
        ({"total_of": "max", "mean_of": "3"}, ""),
        ({"border": "nearest"}, ""),
        ({"border": "nearest", "share": " "}, ""),
        ({"count": "2", "more": " total>=1  loud "}, "count=2 total>=1 loud"),
    ],
)
def test_fields_are_written_as_one_condition_each(fields, text):
    assert put_together(fields) == text


@pytest.mark.parametrize("text", ["share=10", "place=2", "total>=5%loud", "cap=", "loud=1", "loud"])
def test_what_has_no_field_stays_as_it_was_written(text):
    assert take_apart(text) == EMPTY | {"more": text}


def test_unknown_condition_is_told_what_is_known():
    error = unknown("loud")

    assert (error.code, error.fields) == (
        "condition_unknown",
        {
            "found": "loud",
            "known": "share=10% · count=3 · total>=80 · total>=80%max · total>=90%best · total>=90%mean3 · place=1 · cap=5 · "
            "from=6 · border=at_most",
        },
    )
    assert list(CONDITIONS) == ["share", "count", "total", "place", "cap", "from", "border"]


def test_conditions_say_whom_they_let_in():
    teams = [Standing(row, total) for row, total in enumerate((9, 8, 8, 5))]
    field = Candidates(teams, [900, 800, 800, 500], frozenset({0}), 6, Fraction(20), 2)

    assert [Cap(most).capped(teams) for most in (0, 1, 2, 3, 9)] == [[], teams[:1], teams[:1], teams[:3], teams]
    assert [CountedFrom(6).exists(counted) for counted in (5, 6, 7)] == [False, True, True]
    assert [FirstPlace().holds(team, field) for team in teams[:2]] == [True, False]
    assert Total("points", Fraction(7)).least(field) == (7,)
    assert Total("max", Fraction(4, 5)).least(field) == (16,)
    assert Total("best", Fraction(9, 10)).least(field) == (Fraction(81, 10),)
    assert Total("mean", Fraction(1), 2).least(field) == (Fraction(17, 2),)


RUBRIC = (Criterion("x", CriterionKind.POINTS, 4000), Criterion("y", CriterionKind.POINTS, 4000))


def places(ties: str, first: tuple, second: tuple, **given) -> list[str]:
    """Two teams with equal totals at tasks A and B; who stands first, and by what."""
    tasks = (Task("A", RUBRIC), Task("B", RUBRIC[:1], weight=Fraction(1)))
    sheets = tuple(
        ScoreSheet(team, task, "cem", marks)
        for team, own in (("T01", first), ("T02", second))
        for task, marks in zip("AB", own, strict=True)
    )
    section = Section((Team("T01"), Team("T02")), tasks, sheets, read_rules([("ties", ties)]), **given)
    return [f"{row.place} {row.team.key} {row.decided_by}".strip() for row in rank(section).rows]


@pytest.mark.parametrize(
    ("ties", "given", "found"),
    [
        ("task:A", {}, ["1 T02 task:A", "2 T01 task:A"]),
        ("criterion:A/x", {}, ["1 T01 criterion:A/x", "2 T02 criterion:A/x"]),
        ("criterion:A/y", {}, ["1 T02 criterion:A/y", "2 T01 criterion:A/y"]),
        ("best_task", {}, ["1 T01 best_task", "2 T02 best_task"]),
        ("extra_round", {"extra_rounds": {"T02": 1}}, ["1 T02 extra_round", "2 T01 extra_round"]),
        ("extra_round", {"extra_rounds": {"T01": 1, "T02": 2}}, ["1 T01 extra_round", "2 T02 extra_round"]),
        ("", {}, ["1 T01", "1 T02"]),
    ],
)
def test_tie_break_looks_at_one_thing(ties, given, found):
    assert places(ties, ((2000, 0), (4000,)), ((1000, 2500), (2500,)), **given) == found
