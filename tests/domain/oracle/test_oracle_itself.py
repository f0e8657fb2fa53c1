"""Holds the oracle against arithmetic done by hand, so that it can be trusted to hold others."""

import csv
from pathlib import Path

import pytest

from tests.domain.oracle.points import reading_points
from tests.domain.oracle.ranker import ranking
from tests.domain.oracle.tables import Refused, number, shortest

FLORIDA = Path(__file__).parents[4] / "shared" / "cases" / "florida-2019-labs"
TEAMS = "team,status\nT1,\nT2,\nT3,\nT4,\n"
TASKS = "task,judges\nA,1\n"
CRITERIA = "task,criterion,kind,maximum\nA,c,points,10\n"


def rank(folder: Path, **files: str) -> dict[str, dict[str, str]]:
    """Write the files, one criterion A/c and four teams unless given, and rank them."""
    for name, text in ({"teams": TEAMS, "tasks": TASKS, "criteria": CRITERIA} | files).items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    header, *lines = ranking(folder)
    return {line[1]: dict(zip(header, line)) for line in lines}


def marks(*values: str) -> str:
    """Give T1, T2 … these marks in A/c by judge J; an empty text leaves the team unmarked."""
    lines = [f"T{nth},A,J,c,{value}" for nth, value in enumerate(values, 1)]
    return "\n".join(["team,task,judge,criterion,mark", *lines, ""])


def column(ranked: dict[str, dict[str, str]], name: str) -> list[str]:
    return [line[name] for _, line in sorted(ranked.items())]


@pytest.mark.skipif(not FLORIDA.exists(), reason="the reference cases are not here")
def test_rank_gives_the_published_places_of_florida():
    expected = [(row["team"], row["place"], row["total"]) for row in csv.DictReader((FLORIDA / "expected.csv").open())]

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
    with pytest.raises(Refused):
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
    [("7", "1.5"), ("18", "1.5"), ("6.5", "1.2"), ("6", "1.2"), ("5.5", "0.9"), ("3.5", "0.3"), ("3", "0.3")]
    + [("2.9", "0"), ("18.1", "1.2"), ("22", "0.3"), ("22.1", "0")],
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


@pytest.mark.parametrize(
    ("scale", "totals"),
    [
        # A of 10 with weight 1, B of 4 with weight 3: T1 8 and 1, T2 4 and 2
        ("raw", ["11.00", "10.00"]),  # 8 + 3 · 4 + 6
        ("percent", ["38.75", "47.50"]),  # (80 + 3 × 25) ÷ 4 · (40 + 3 × 50) ÷ 4
        ("best", ["62.50", "87.50"]),  # (100 + 3 × 50) ÷ 4 · (50 + 3 × 100) ÷ 4
    ],
)
def test_scale_weighs_the_tasks(tmp_path, scale, totals):
    ranked = rank(
        tmp_path,
        teams="team\nT1\nT2\n",
        tasks="task,weight\nA,1\nB,3\n",
        criteria="task,criterion,kind,maximum\nA,c,points,10\nB,c,points,4\n",
        marks="team,task,judge,criterion,mark\nT1,A,J,c,8\nT1,B,J,c,1\nT2,A,J,c,4\nT2,B,J,c,2\n",
        rules=f"key,value\nscale,{scale}\n",
    )

    assert column(ranked, "total") == totals


@pytest.mark.parametrize(
    ("scale", "sd", "totals"),
    [
        # 2, 4, 6, 8: mean 5, squares 9 + 1 + 1 + 9 = 20; SD √5 = 2.2360…, or √(20/3) = 2.5819…
        ("z", "population", ["-1.3416", "-0.4472", "0.4472", "1.3416"]),
        ("z", "sample", ["-1.1619", "-0.3873", "0.3873", "1.1619"]),
        ("t", "population", ["36.5836", "45.5279", "54.4721", "63.4164"]),
    ],
)
def test_scale_standardises(tmp_path, scale, sd, totals):
    rules = f"key,value\nscale,{scale}\nsd,{sd}\ndecimals,4\n"

    ranked = rank(tmp_path, marks=marks("2", "4", "6", "8"), rules=rules)

    assert column(ranked, "total") == totals


def test_scale_standardises_parts_again(tmp_path):
    # part l: A 0 1 2 and B 0 2 1: z sums −2.449, 1.2247, 1.2247 over √(2/3) give −√2, 1/√2, 1/√2 standardised again;
    # part t: C 2 0 1 gives √1.5, −√1.5, 0; the means are −0.0947, −0.2588, 0.3536; squares 0.20092 ÷ 3, SD 0.25879
    rows = "".join(f"T{n},{task},J,c,{m}\n" for task, row in zip("ABC", ("012", "021", "201")) for n, m in enumerate(row, 1))
    ranked = rank(
        tmp_path,
        teams="team\nT1\nT2\nT3\n",
        tasks="task,part\nA,l\nB,l\nC,t\n",
        criteria="task,criterion,kind,maximum\n" + "".join(f"{task},c,points,2\n" for task in "ABC"),
        marks="team,task,judge,criterion,mark\n" + rows,
        rules="key,value\nscale,z\ndecimals,3\n",
    )

    assert column(ranked, "total") == ["-0.366", "-1.000", "1.366"]


def test_scale_z_is_refused_without_spread_or_with_two_teams(tmp_path):
    with pytest.raises(Refused):
        rank(tmp_path, marks=marks("2", "2", "2", "2"), rules="key,value\nscale,z\n")
    with pytest.raises(Refused):
        rank(tmp_path, teams="team\nT1\nT2\n", marks=marks("2", "3"), rules="key,value\nscale,z\n")


def test_round_takes_halves_away_from_zero(tmp_path):
    agreed = "team,task,mark\nT1,A,0.125\nT2,A,0.005\nT3,A,0.124\nT4,A,3.3333335\n"

    ranked = rank(tmp_path, marks="team,task\n", agreed_marks=agreed)

    assert column(ranked, "total") == ["0.13", "0.01", "0.12", "3.33"]
    assert column(ranked, "A") == ["0.125", "0.005", "0.124", "3.333334"]


def test_ties_are_split_rule_by_rule_and_say_which_rule_decided(tmp_path):
    # all 10: A decides T1 (7) before T2, T3, T4 (5); fewest penalties does nothing; time puts T3 (60) before T2 (90), T4 has none
    rows = "".join(f"T{n},{task},J,c,{m}\n" for n, (a, b) in enumerate(["73", "55", "55", "55"], 1) for task, m in (("A", a), ("B", b)))
    ranked = rank(
        tmp_path,
        tasks="task\nA\nB\n",
        criteria="task,criterion,kind,maximum\nA,c,points,10\nB,c,points,10\n",
        marks="team,task,judge,criterion,mark\n" + rows,
        times="team,task,seconds\nT2,A,90\nT3,A,40\nT3,B,20\nT1,A,999\n",
        rules='key,value\nties,"task:A; fewest_penalties; least_time"\n',
    )

    assert column(ranked, "place") == ["1", "3", "2", "4"]
    assert column(ranked, "decided_by") == ["task:A", "least_time", "least_time", "least_time"]


@pytest.mark.parametrize(
    ("rule", "places"),
    [
        # T1 A 8/10 B 1/5 = 0.8, 0.2 · T2 A 6/10 B 3/5 = 0.6, 0.6 · T3 A 5/10 B 4/5 = 0.8, 0.5 · T4 A 4/10 B 5/5 = 1, 0.4
        ("best_task", ["3", "4", "2", "1"]),
        # best marks: A 8 (T1), B 5 (T4)
        ("tasks_won", ["1", "3", "3", "1"]),
        ("criterion:B/c", ["4", "3", "2", "1"]),
        ("extra_round", ["3", "1", "2", "3"]),
    ],
)
def test_tie_break_sorts_the_tied(tmp_path, rule, places):
    pairs = ["81", "63", "54", "45"]
    rows = "".join(f"T{n},{task},J,c,{m}\n" for n, pair in enumerate(pairs, 1) for task, m in zip("AB", pair))
    ranked = rank(
        tmp_path,
        tasks="task\nA\nB\n",
        criteria="task,criterion,kind,maximum\nA,c,points,10\nB,c,points,5\n",
        marks="team,task,judge,criterion,mark\n" + rows,
        extra_rounds="team,rank\nT2,1\nT3,2\n",
        rules=f"key,value\nties,{rule}\n",
    )

    assert column(ranked, "place") == places


@pytest.mark.parametrize(
    ("conditions", "awards"),
    [
        # totals 9 8 8 7; sizes of top groups 1, 3, 4
        ("count=2", "g..."),
        ("count=2 border=at_least", "ggg."),
        ("count=2 border=nearest", "ggg."),
        ("share=25%", "g..."),
        ("share=25% border=nearest", "g..."),
        ("share=10%", "...."),
        ("share=10% border=nearest", "g..."),
        ("total>=8", "ggg."),
        ("total>=75%max", "ggg."),
        ("total>=90%best", "g..."),  # 8.1
        ("total>=96%mean3", "ggg."),  # mean of the three best 8.333, of which 96 % is exactly 8
        ("total>=97%mean3", "g..."),
        ("place=1", "g..."),
        ("cap=2", "g..."),
        ("from=5", "...."),
        ("", "gggg"),
    ],
)
def test_award_level_goes_to_the_top_and_never_splits_a_tie(tmp_path, conditions, awards):
    ranked = rank(tmp_path, marks=marks("9", "8", "8", "7"), rules=f"key,value\naward.g,{conditions}\n")

    assert "".join(award or "." for award in column(ranked, "award")) == awards


def test_awards_are_cumulative_and_special_awards_follow(tmp_path):
    rules = "key,value\naward.gold,share=25%\naward.silver,share=75%\naward.bronze,total>=7\n"
    special = "team,award,reason\nT4,Fastest,jury\nT1,Fastest,jury\nT1,Kindest,jury\n"

    ranked = rank(tmp_path, marks=marks("9", "8", "6", "7"), rules=rules, awards=special)

    assert column(ranked, "award") == ["gold; Fastest; Kindest", "silver", "", "silver; Fastest"]


def test_guests_stand_where_they_would_without_a_place(tmp_path):
    teams = "team,status\nT1,guest\nT2,\nT3,withdrawn\nT4,\n"

    ranked = rank(tmp_path, teams=teams, marks=marks("8", "8", "9", "7"))

    assert list(ranked) == ["T2", "T1", "T4", "T3"]
    assert column(ranked, "place") == ["", "1", "", "2"]
    assert column(ranked, "total") == ["8.00", "8.00", "9.00", "7.00"]


def test_missing_counts_0_where_the_rules_say_so(tmp_path):
    rules = "key,value\nmissing,zero\naward.g,\n"

    ranked = rank(tmp_path, marks=marks("8", "", "9", "7"), rules=rules)

    assert column(ranked, "place") == ["2", "4", "1", "3"]
    assert column(ranked, "A") == ["8", "", "9", "7"]
    assert column(ranked, "total") == ["8.00", "0.00", "9.00", "7.00"]
    assert column(ranked, "award") == ["g", "", "g", "g"]
    assert column(ranked, "missing") == ["", "A/J", "", ""]


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
