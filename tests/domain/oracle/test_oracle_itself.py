"""Holds the oracle against arithmetic done by hand, so that it can be trusted to hold others."""

import csv
from pathlib import Path

import pytest

from tests.domain.oracle.hand import column, marks, rank
from tests.domain.oracle.points import reading_points
from tests.domain.oracle.ranker import ranking
from tests.domain.oracle.tables import RefusedError, number, shortest

FLORIDA = Path(__file__).parents[4] / "shared" / "cases" / "florida-2019-labs"


@pytest.mark.skipif(not FLORIDA.exists(), reason="the reference cases are not here")
def test_rank_gives_the_published_places_of_florida():
    expected = [
        (row["team"], row["place"], row["total"])
        for row in csv.DictReader((FLORIDA / "expected.csv").read_text().splitlines())
    ]

    header, *lines = ranking(FLORIDA)

    at = [header.index(name) for name in ("team", "place", "total")]
    assert sorted(tuple(line[n] for n in at) for line in lines) == sorted(expected)


@pytest.mark.parametrize(
    ("style", "places"),
    [
        ("1224", ["1", "2", "2", "4"]),
        ("1223", ["1", "2", "2", "3"]),
        ("1334", ["1", "3", "3", "4"]),
        ("fractional", ["1", "2.5", "2.5", "4"]),
    ],
)
def test_rank_shares_a_place_in_the_style_asked(tmp_path, style, places):
    ranked = rank(tmp_path, marks=marks("9", "8", "8", "7"), rules=f"key,value\nplaces,{style}\n")

    assert column(ranked, "place") == places


def test_rank_refuses_1234_while_a_tie_is_unbroken(tmp_path):
    with pytest.raises(RefusedError):
        rank(tmp_path, marks=marks("9", "8", "8", "7"), rules="key,value\nplaces,1234\n")


@pytest.mark.parametrize(
    ("reading", "key", "points"),
    [
        # value 5, full 2 % = 0.1, zero 20 % = 1: at 0.55 off 4 × (1 − 0.55) ÷ 0.9 = 2
        ("5.55", "value=5 full=2% zero=20%", "2"),
        ("5.1", "value=5 full=2% zero=20%", "4"),
        ("6", "value=5 full=2% zero=20%", "0"),
        # below: full within 0.05, zero at 0.5: 4 × (0.5 − 0.275) ÷ 0.45 = 2; above: full within 0.1
        ("4.725", "value=5 full=-1%/+2% zero=-10%/+30%", "2"),
        ("5.1", "value=5 full=-1%/+2% zero=-10%/+30%", "4"),
        # one-sided: nothing below is free, so 0.5 below is half of the way to 1
        ("4.5", "value=5 full=+2% zero=20%", "2"),
        ("-5.55", "value=-5 full=2% zero=20%", "2"),
        ("5.1", "value=5 steps=2%:4|5%:3|10%:1", "4"),
        ("4.75", "value=5 steps=2%:4|5%:3|10%:1", "3"),
        ("5.6", "value=5 steps=2%:4|5%:3|10%:1", "0"),
        # steps written the wrong way round: the best that is reached counts
        ("5", "value=5 steps=10%:1|2%:4", "4"),
        # mean of 5 and 6 is 5.5: 4 × 0.5 ÷ 0.9 = 20/9; to the nearest half 2
        ("5|6", "value=5 full=2% zero=20%", "2.222222"),
        ("5|6", "value=5 full=2% zero=20% round=step", "2"),
        ("5|5|6", "value=5 full=2% zero=20% replicates=median", "4"),
        ("9|5|6", "value=5 full=2% zero=20% replicates=best", "4"),
        # closest pair 5.4 and 5.5, mean 5.45: 4 × 0.55 ÷ 0.9
        ("5|5.4|5.5", "value=5 full=2% zero=20% replicates=concordant:0.2", "2.444444"),
        # 4.9 & 5 and 5.4 & 5.5 are equally close: the better points
        ("5.5|5.4|5|4.9", "value=5 full=2% zero=20% replicates=concordant:0.1", "4"),
        # 4 × (1 − 0.1875) = 3.25 lies half a step above 3: up
        ("5.1875", "value=5 full=0 zero=1 round=step", "3.5"),
    ],
)
def test_reading_is_worth_points(reading, key, points):
    criterion = {"maximum": "4", "step": "0.5"}

    assert shortest(reading_points(reading, key, criterion)) == points


def test_reading_without_a_concordant_pair_gives_nothing():
    assert reading_points("5|5.3", "value=5 full=2% zero=20% replicates=concordant:0.2", {"maximum": "4"}) is None


@pytest.mark.parametrize(
    ("reading", "points"),
    [
        ("7", "1.5"),
        ("18", "1.5"),
        ("6.5", "1.2"),
        ("6", "1.2"),
        ("5.5", "0.9"),
        ("3.5", "0.3"),
        ("3", "0.3"),
        ("2.9", "0"),
        ("18.1", "1.2"),
        ("22", "0.3"),
        ("22.1", "0"),
    ],
)
def test_reading_among_experts_costs_03_for_each_rank_outside(reading, points):
    # IJSO 2017: 25 expert readings, here 1 to 25, so that a reading is its own rank
    key = "experts=" + "|".join(str(n) for n in range(1, 26)) + " full=7..18 zero=3..22 each=0.3"

    assert shortest(reading_points(reading, key, {"maximum": "1.5"})) == points


def test_sheet_total_rescales_for_what_is_excluded_before_penalties(tmp_path):
    criteria = "task,criterion,kind,maximum,key\nA,c,points,6,\nA,d,points,4,\nA,p,penalty,3,each=1 free=1\n"
    rows = "team,task,judge,criterion,mark,state,consequence\n"
    # T1: 3 × 10 ÷ 6 = 5, less (2 − 1) = 4 · T2: 3 + 4 (full) − 0 = 7 · T3: 0 + 0 − 3 (cap) → 0 · T4: no consequence
    rows += "T1,A,J,c,3,,\nT1,A,J,d,,not_assessed,exclude\nT1,A,J,p,2,,\n"
    rows += "T2,A,J,c,3,,\nT2,A,J,d,,not_assessed,full\nT2,A,J,p,1,,\n"
    rows += "T3,A,J,c,0,,\nT3,A,J,d,0,,\nT3,A,J,p,9,,\n"
    rows += "T4,A,J,c,0,,\nT4,A,J,d,,not_assessed,\nT4,A,J,p,0,,\n"

    ranked = rank(tmp_path, criteria=criteria, marks=rows)

    assert column(ranked, "A") == ["4", "7", "0", ""]
    assert column(ranked, "missing") == ["", "", "", "A/J"]


def test_others_takes_the_mean_of_the_other_sheets(tmp_path):
    rows = "team,task,judge,criterion,mark,state,consequence\n"
    # (8 + 5) ÷ 2 = 6.5; the mean of 6.5, 8, 5 is 6.5
    rows += "T1,A,J,c,,not_assessed,others\nT1,A,K,c,8,,\nT1,A,L,c,5,,\n"

    ranked = rank(tmp_path, teams="team\nT1\n", tasks="task,judges\nA,3\n", marks=rows)

    assert column(ranked, "A") == ["6.5"]


@pytest.mark.parametrize(
    ("critical", "marked", "total"),
    [("zero", "0", "0.00"), ("zero", "1", "8.00"), ("cap=50%", "0", "6.00"), ("no", "0", "7.00")],
)
def test_critical_criterion_without_points_holds_the_total_down(tmp_path, critical, marked, total):
    # 7 + 0 or 7 + 1 of 12; half of 12 is 6
    criteria = f"task,criterion,kind,maximum,critical\nA,c,points,10,\nA,d,points,2,{critical}\n"
    rows = f"team,task,judge,criterion,mark\nT1,A,J,c,7\nT1,A,J,d,{marked}\n"

    ranked = rank(tmp_path, teams="team\nT1\n", criteria=criteria, marks=rows)

    assert column(ranked, "total") == [total]


@pytest.mark.parametrize(
    ("method", "mark"),
    [("mean", "5"), ("median", "5.5"), ("trimmed", "5.5"), ("lowest", "1"), ("highest", "8")],
)
def test_join_applies_the_method_of_the_task(tmp_path, method, mark):
    # 1, 4, 7, 8: mean 5, middle two 4 and 7, trimmed (4 + 7) ÷ 2
    rows = "team,task,judge,criterion,mark\nT1,A,J,c,7\nT1,A,K,c,1\nT1,A,L,c,8\nT1,A,M,c,4\n"

    ranked = rank(tmp_path, teams="team\nT1\n", tasks=f"task,judges,method\nA,4,{method}\n", marks=rows)

    assert column(ranked, "A") == [mark]


def test_join_by_criterion_differs_from_join_by_sheet(tmp_path):
    criteria = "task,criterion,kind,maximum\nA,c,points,10\nA,d,points,10\n"
    rows = "team,task,judge,criterion,mark\n"
    # sheets 1 + 8, 9 + 2, 8 + 1: median 9 · criteria 1, 9, 8 and 8, 2, 1: medians 8 and 2
    rows += "T1,A,J,c,1\nT1,A,J,d,8\nT1,A,K,c,9\nT1,A,K,d,2\nT1,A,L,c,8\nT1,A,L,d,1\n"
    tasks = "task,judges,method,by\nA,3,median,"

    by_sheet = rank(tmp_path, teams="team\nT1\n", tasks=tasks + "sheet\n", criteria=criteria, marks=rows)
    by_criterion = rank(tmp_path, teams="team\nT1\n", tasks=tasks + "criterion\n", criteria=criteria, marks=rows)

    assert (column(by_sheet, "A"), column(by_criterion, "A")) == (["9"], ["10"])


def test_trimmed_with_too_few_sheets_is_missing(tmp_path):
    rows = "team,task,judge,criterion,mark\nT1,A,J,c,7\nT1,A,K,c,1\n"

    ranked = rank(tmp_path, teams="team\nT1\n", tasks="task,judges,method\nA,2,trimmed\n", marks=rows)

    assert column(ranked, "missing") == ["A/?"]


def test_agreed_marks_settle_a_criterion_or_a_task(tmp_path):
    rows = "team,task,judge,criterion,mark\nT1,A,J,c,7\nT1,A,K,c,1\nT2,A,J,c,7\nT3,A,J,c,2\n"
    agreed = "team,task,criterion,mark\nT1,A,c,6\nT2,A,c,5\nT3,A,,3.3333\n"

    ranked = rank(tmp_path, tasks="task,judges\nA,2\n", marks=rows, agreed_marks=agreed)

    assert column(ranked, "A") == ["6", "5", "3.3333", ""]
    assert column(ranked, "missing") == ["", "", "", "A/J;A/K"]


def test_absent_needs_every_sheet_or_one_row_without_a_judge(tmp_path):
    rows = "team,task,judge,criterion,mark,state\nT1,A,J,,,absent\nT1,A,K,,,absent\nT2,A,,,,absent\nT3,A,J,,,absent\n"
    rows += "T4,A,J,c,0,\nT4,A,K,c,0,\n"

    ranked = rank(tmp_path, tasks="task,judges\nA,2\n", marks=rows, rules="key,value\nno_show,unplaced\n")

    assert column(ranked, "A") == ["absent", "absent", "", "0"]
    assert column(ranked, "missing") == ["", "", "A/K", ""]
    assert list(ranked) == ["T4", "T3", "T1", "T2"]
    assert column(ranked, "place") == ["", "", "", "1"]
    assert column(ranked, "total") == ["0.00", "0.00", "", "0.00"]


def test_gaps_are_named_last_and_once_each(tmp_path):
    rows = "team,task,judge,criterion,mark\nT1,A,J,c,\nT2,A,J,c,5\n"

    ranked = rank(tmp_path, teams="team\nT1\nT2\n", tasks="task,judges\nA,3\n", marks=rows)

    assert column(ranked, "missing") == ["A/J;A/?;A/?", "A/?;A/?"]


def test_penalties_come_off_the_task_and_the_section_but_never_below_0(tmp_path):
    penalties = "team,task,points\nT1,A,2\nT1,,1.5\nT2,A,8\nT2,,1\n"
    rules = "key,value\ndecimals,1\n"

    ranked = rank(tmp_path, marks=marks("9", "5", "4", "3"), penalties=penalties, rules=rules)

    assert column(ranked, "A") == ["7", "0", "4", "3"]
    assert column(ranked, "penalties") == ["3.5", "9", "0", "0"]
    assert column(ranked, "total") == ["5.5", "0.0", "4.0", "3.0"]


def test_practice_judges_never_count(tmp_path):
    rows = marks("8", "5", "9", "7") + "T1,A,P,c,0\n"

    ranked = rank(tmp_path, judges="judge,kind\nJ,official\nP,practice\n", marks=rows)

    assert column(ranked, "A") == ["8", "5", "9", "7"]


def test_the_more_specific_key_wins(tmp_path):
    ranked = rank(
        tmp_path,
        criteria="task,criterion,kind,maximum,key\nA,c,reading,4,value=1 full=0 zero=1\n",
        keys="task,criterion,key,sample\nA,c,value=2 full=0 zero=1,\nA,c,value=3 full=0 zero=1,S\n",
        samples="team,task,sample\nT1,A,S\nT2,A,other\n",
        marks="team,task,judge,criterion,reading\nT1,A,J,c,3\nT2,A,J,c,3\nT3,A,J,c,2\nT4,A,J,c,1\n",
    )

    assert column(ranked, "A") == ["4", "0", "4", "0"]


def test_numbers_are_read_with_a_point_or_a_comma():
    assert [str(number(text)) for text in ("2.5", "2,5", "-0.125", "+3")] == ["5/2", "5/2", "-1/8", "3"]
