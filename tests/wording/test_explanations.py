"""What is read aloud to a team leader: names instead of codes, what was measured, what is still missing."""

from fractions import Fraction

import pytest

from olympiad.domain.choices import CriterionKind, Method
from olympiad.domain.evidence import gather
from olympiad.domain.explanation import explain
from olympiad.domain.notation.reading_keys import parse_reading
from olympiad.domain.notation.rules import read_rules
from olympiad.domain.ranking import rank_evidence
from olympiad.domain.rubric import Counted, Criterion, Task
from olympiad.domain.section import AgreedMark, ScoreSheet, Section, Team
from olympiad.wording.explanations import Names, explanation_lines

ACTIVITY = Criterion("1", CriterionKind.READING, 4000, key=parse_reading("value=5 unit=U/L full=0 zero=1", 4000))
SPILT = Criterion("spilt", CriterionKind.PENALTY, 3000, key=Counted())
NAMES = Names({"A": "Amylase"}, {("A", "1"): "Activity"})


def lines(*sheets: ScoreSheet, names=NAMES, rules=(), agreed=(), absences=(), **task) -> list[str]:
    rubric = Task("A", (ACTIVITY, SPILT), **task)
    teams = tuple(Team(key) for key in dict.fromkeys(["T01", *(sheet.team for sheet in sheets)]))
    values = Section(teams, (rubric,), sheets, read_rules(rules), frozenset(absences), agreed_marks=agreed)
    evidence = gather(values)
    return explanation_lines(explain(evidence, rank_evidence(evidence), "T01"), "en", names)


def sheet(judge: str, *cells, team="T01") -> ScoreSheet:
    return ScoreSheet(team, "A", judge, cells)


def test_a_sheet_says_what_was_measured_and_how_often_something_was_seen():
    told = lines(sheet("cem", (Fraction(5), Fraction(11, 2)), 2000))

    assert told[1:3] == [
        "Task A (Amylase): 1 of 4 points.",
        "  Judge cem: 1 (Activity: 3, measured 5 / 5.5 U/L; spilt: −2, seen 2 times).",
    ]


def test_without_names_codes_stand_and_a_number_is_said_to_be_one():
    told = lines(sheet("cem", 3000, 0), names=None)

    assert told[1:3] == ["Task A: 3 of 4 points.", "  Judge cem: 3 (no. 1: 3; spilt: 0)."]


def test_a_sheet_on_which_nothing_is_marked_is_said_in_one_sentence():
    begun = lines(sheet("cem", None, None), sheet("dana", None, 0))

    assert begun[2:4] == [
        "  Judge cem: nothing marked yet.",
        "  Judge dana: no total yet (Activity: not marked yet; spilt: 0).",
    ]


def test_empty_sheets_are_not_read_out_where_the_mark_does_not_wait_for_them():
    empty = sheet("cem", None, None)

    absent = lines(empty, absences=[("T01", "A")])
    agreed = lines(empty, agreed=(AgreedMark("T01", "A", 2000, reason="video"),))

    assert absent[1:3] == ["Task A (Amylase): the team was absent; this counts 0.", "Together this makes 0 points."]
    assert agreed[1:3] == ["Task A (Amylase): 2 of 4 points.", "  Agreed by the jury: 2 – video."]


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ({"judges": 3}, "2 more sheets are expected; their judges are not named yet."),
        ({"judges": 1, "method": Method.TRIMMED}, "There are too few sheets to leave out the highest and the lowest."),
        ({"judges": 0}, "The jury has not agreed on the mark yet."),
    ],
)
def test_what_is_missing_is_said_in_words(task, words):
    told = lines(sheet("cem", 3000, 0), **task)

    assert told[1] == "Task A (Amylase): no mark yet."
    assert f"  {words}" in told
    assert told[-1] == "The team has no place yet, because marks are missing in A (Amylase)."


def test_a_weight_says_what_the_task_adds():
    told = lines(sheet("cem", 3000, 0), weight=Fraction(2))

    assert told[3:5] == ["  With the weight 2 this adds 6 points.", "Together this makes 6 points."]


def test_z_scores_are_said_above_and_below_the_mean():
    others = [sheet("cem", mark, 0, team=team) for team, mark in (("T02", 2000), ("T03", 3000))]

    told = lines(sheet("cem", 1000, 0), *others, rules=[("scale", "z")])

    assert told[3] == "  That is 1.225 standard deviations below the mean."
