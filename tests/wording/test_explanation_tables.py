"""An explanation as tables and bars: what each judge gave, what was lost where, and no more decimals than the rules have."""

from fractions import Fraction

from olympiad.domain.choices import CriterionKind, JoinBy, Method
from olympiad.domain.evidence import gather
from olympiad.domain.explanation import explain
from olympiad.domain.notation.keys import parse_key
from olympiad.domain.notation.reading_keys import parse_reading
from olympiad.domain.ranking import rank_evidence
from olympiad.domain.rubric import Counted, Criterion, Task
from olympiad.domain.section import AgreedMark, ScoreSheet, Section, Team
from olympiad.wording.explanation_tables import CellShown, JudgeShown, Segment, explanation_tables
from olympiad.wording.explanations import Names

ACTIVITY = Criterion("act", CriterionKind.READING, 4000, key=parse_reading("value=5 unit=U/L full=0 zero=3", 4000))
RECORDS = Criterion(
    "rec", CriterionKind.LEVELS, 4000, key=parse_key(CriterionKind.LEVELS, "0=none / ru: нет | 3=partly", 4000)
)
SPILT = Criterion("spilt", CriterionKind.PENALTY, 3000, key=Counted())
NAMES = Names({"A": "Amylase"}, {("A", "act"): "Activity"})


def shown(*cells, agreed=(), language="en", is_exact=False, **task):
    sheets = tuple(
        ScoreSheet("T1", "A", judge, given) for judge, given in zip(("cem", "dana", "eva"), cells, strict=False)
    )
    section = Section((Team("T1"),), (Task("A", (ACTIVITY, RECORDS, SPILT), **task),), sheets, agreed_marks=agreed)
    evidence = gather(section)
    told = explain(evidence, rank_evidence(evidence), "T1")
    return explanation_tables(told, language, NAMES, is_exact=is_exact)


def test_a_table_has_a_line_of_each_criterion_and_a_cell_of_each_judge():
    (task,) = shown(((Fraction(6),), 3000, 0), ((Fraction(7),), 0, 1000)).tasks

    assert [line.name for line in task.lines] == ["Activity", "rec", "spilt"]
    assert task.lines[0].cells == (CellShown("2.67", "measured 6 U/L"), CellShown("1.33", "measured 7 U/L"))
    assert task.lines[1].cells == (CellShown("3", "partly"), CellShown("0", "none"))
    assert task.lines[2].cells == (CellShown("0"), CellShown("−1", "seen once"))
    assert task.judges == (JudgeShown("cem", "5.67", False), JudgeShown("dana", "0.33", False))


def test_numbers_have_the_decimals_of_the_rules_or_all_of_them():
    rounded, exact = (shown(((Fraction(6),), 3000, 0), is_exact=one).tasks[0] for one in (False, True))

    assert (rounded.lines[0].cells[0].points, exact.lines[0].cells[0].points) == ("2.67", "8/3")


def test_the_bar_lays_criteria_side_by_side_and_says_where_most_was_lost():
    (task,) = shown(((Fraction(5),), 3000, 0), ((Fraction(5),), 0, 1000)).tasks

    assert task.segments == (Segment("0", "50", "50"), Segment("50", "50", "18.8"))
    assert task.most_lost == "Most was lost at: rec (−2.5), spilt (−0.5)."


def test_a_sheet_that_does_not_count_is_said_to():
    (task,) = shown(((Fraction(5),), 3000, 0), ((Fraction(5),), 0, 0), method=Method.HIGHEST).tasks

    assert [judge.is_left_out for judge in task.judges] == [False, True]
    assert task.segments[1].won == "37.5"


def test_criteria_that_are_joined_have_a_column_of_their_own():
    (task,) = shown(((Fraction(5),), 3000, 0), ((Fraction(5),), 0, 0), by=JoinBy.CRITERION).tasks

    assert [line.joined for line in task.lines] == ["4", "1.5", "0"]
    assert task.sentences == ("Joined criterion by criterion: 5.5.",)


def test_of_a_mark_that_the_jury_agreed_on_no_criterion_is_drawn():
    (task,) = shown(((Fraction(5),), 3000, 0), agreed=(AgreedMark("T1", "A", 5000, "", "video"),)).tasks

    assert (task.mark, task.segments, task.share) == ("5", (), "62.5")
    assert task.sentences == ("Agreed by the jury: 5 – video.",)


def test_what_is_missing_is_a_dash_with_words_and_never_a_zero():
    (task,) = shown((None, 3000, 0), language="en").tasks

    assert (task.mark, task.lines[0].cells[0]) == ("", CellShown("–", "not marked yet", is_open=True))


def test_levels_are_said_in_the_readers_language():
    (task,) = shown(((Fraction(5),), 0, 0), language="ru").tasks

    assert task.lines[1].cells[0].words == "нет"


def test_an_untouched_sheet_is_one_sentence_and_no_column_of_dashes():
    (task,) = shown(((Fraction(5),), 0, 0), (None, None, None)).tasks

    assert [judge.name for judge in task.judges] == ["cem"]
    assert task.sentences[0] == "Judge dana: nothing marked yet."
