"""Whom shares are of, in which order the list stands, and what a team without a total shows."""

from decimal import Decimal

import pytest

from olympiad.domain.choices import CriterionKind, TeamStatus
from olympiad.domain.notation.rules import read_rules
from olympiad.domain.ranking import Ranking, rank
from olympiad.domain.rubric import Criterion, Task
from olympiad.domain.section import ScoreSheet, Section, Team

TASK = Task("A", (Criterion("yield", CriterionKind.POINTS, 10_000),))
ABSENT = "absent"


def ranked(
    marks: dict[str, int | str | None], guests: str = "", rules: dict[str, str] | None = None, **more
) -> Ranking:
    """Teams with their mark in thousandths, None for an empty sheet, or ABSENT."""
    teams = tuple(Team(key, TeamStatus.GUEST if key in guests.split() else TeamStatus.COMPETING) for key in marks)
    sheets = tuple(
        ScoreSheet(key, "A", "cem", (None if mark == ABSENT else mark,), absent=mark == ABSENT)
        for key, mark in marks.items()
    )
    return rank(Section(teams, (TASK,), sheets, read_rules((rules or {}).items()), **more))


@pytest.mark.parametrize(("share_of", "counted", "golds"), [("present", 3, 1), ("registered", 4, 2)])
def test_a_share_is_of_the_teams_that_came_or_of_all_registered(share_of, counted, golds):
    marks = {"T01": 9000, "T02": 8000, "T03": 7000, "T04": ABSENT, "G01": 9500}

    ranking = ranked(marks, "G01", {"share_of": share_of, "award.gold": "share=50%"})

    assert (ranking.counted, sum(row.award == "gold" for row in ranking.rows)) == (counted, golds)


def test_guests_stand_after_those_of_the_same_total_and_teams_without_a_total_last():
    marks = {"T4": None, "T2": 9000, "G2": 9000, "G1": 9000, "T1": 9000, "G3": 9500, "T3": None}

    rows = ranked(marks, "G1 G2 G3").rows

    assert " ".join(row.team.key for row in rows) == "G3 T1 T2 G1 G2 T3 T4"


@pytest.mark.parametrize(("scale", "maximum"), [("raw", 10), ("percent", 100), ("t", None)])
def test_a_ranking_tells_what_shares_of_the_maximum_are_of(scale, maximum):
    assert ranked({"T01": 9000, "T02": 8000, "T03": 7000}, rules={"scale": scale}).maximum == maximum


@pytest.mark.parametrize(("missing", "told"), [("no_place", (None, None, None)), ("zero", (0, Decimal("0.00"), 2))])
def test_a_team_whose_mark_is_missing_has_a_total_only_where_it_counts_zero(missing, told):
    row = ranked({"T01": 9000, "T02": None}, rules={"missing": missing}).rows[1]

    assert (row.exact, row.total, row.place) == told
