"""Borders name the teams on both sides, tied ones together, and their fingerprint follows the sums."""

from olympiad.domain.borders import Border, find_borders
from olympiad.domain.choices import CriterionKind, TeamStatus
from olympiad.domain.evidence import gather
from olympiad.domain.notation.rules import read_rules
from olympiad.domain.ranking import rank
from olympiad.domain.rubric import Criterion, Task
from olympiad.domain.section import ScoreSheet, Section, Team

TASK = Task("A", (Criterion("yield", CriterionKind.POINTS, 10_000),))


def borders(marks: dict[str, int], rules: list[tuple[str, str]]) -> list[Border]:
    sheets = tuple(ScoreSheet(key, "A", "cem", (mark,)) for key, mark in marks.items())
    section = Section(tuple(Team(key) for key in marks), (TASK,), sheets, read_rules(rules))
    return find_borders(gather(section), rank(section))


def told(found: list[Border]) -> list[tuple[str, list[str], list[str]]]:
    return [
        (
            one.award,
            [team.row.team.key for team in one.neighbours if team.is_above],
            [team.row.team.key for team in one.neighbours if not team.is_above],
        )
        for one in found
    ]


def test_find_borders_names_the_last_above_and_the_first_below() -> None:
    found = borders({"T1": 9000, "T2": 8000, "T3": 7000, "T4": 1000}, [("award.I", "count=1"), ("award.II", "count=2")])

    assert told(found) == [("I", ["T1"], ["T2"]), ("II", ["T2"], ["T3"])]


def test_find_borders_keeps_tied_teams_together() -> None:
    found = borders({"T1": 9000, "T2": 9000, "T3": 7000, "T4": 7000}, [("award.I", "count=2")])

    assert told(found) == [("I", ["T1", "T2"], ["T3", "T4"])]


def test_find_borders_has_nothing_below_when_everybody_has_it() -> None:
    assert told(borders({"T1": 9000, "T2": 8000}, [("award.I", "total>=1")])) == [("I", ["T2"], [])]


def test_find_borders_names_no_guest() -> None:
    sheets = tuple(ScoreSheet(key, "A", "cem", (mark,)) for key, mark in (("T1", 9000), ("T2", 8500), ("T3", 7000)))
    teams = (Team("T1"), Team("T2", TeamStatus.GUEST), Team("T3"))
    section = Section(teams, (TASK,), sheets, read_rules([("award.I", "count=1")]))

    assert told(find_borders(gather(section), rank(section))) == [("I", ["T1"], ["T3"])]


def test_find_borders_leaves_out_a_level_that_nobody_got() -> None:
    assert told(borders({"T1": 9000}, [("award.I", "total>=9.5"), ("award.II", "total>=9")])) == [("II", ["T1"], [])]


def test_fingerprint_follows_a_sum_next_to_the_border_and_no_other() -> None:
    rules = [("award.I", "count=1")]
    before = borders({"T1": 9000, "T2": 8000, "T3": 100}, rules)[0].fingerprint

    assert borders({"T1": 9000, "T2": 8000, "T3": 200}, rules)[0].fingerprint == before
    assert borders({"T1": 9000, "T2": 8500, "T3": 100}, rules)[0].fingerprint != before
