"""Holds the oracle's scales, tie-breaks and awards against arithmetic done by hand."""

import pytest

from tests.domain.oracle.hand import column, marks, rank
from tests.domain.oracle.tables import RefusedError


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
    rows = "".join(
        f"T{n},{task},J,c,{m}\n"
        for task, row in zip("ABC", ("012", "021", "201"), strict=False)
        for n, m in enumerate(row, 1)
    )
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
    with pytest.raises(RefusedError):
        rank(tmp_path, marks=marks("2", "2", "2", "2"), rules="key,value\nscale,z\n")
    with pytest.raises(RefusedError):
        rank(tmp_path, teams="team\nT1\nT2\n", marks=marks("2", "3"), rules="key,value\nscale,z\n")


def test_round_takes_halves_away_from_zero(tmp_path):
    agreed = "team,task,mark\nT1,A,0.125\nT2,A,0.005\nT3,A,0.124\nT4,A,3.3333335\n"

    ranked = rank(tmp_path, marks="team,task\n", agreed_marks=agreed)

    assert column(ranked, "total") == ["0.13", "0.01", "0.12", "3.33"]
    assert column(ranked, "A") == ["0.125", "0.005", "0.124", "3.333334"]


def test_ties_are_split_rule_by_rule_and_say_which_rule_decided(tmp_path):
    # all 10: A decides T1 (7) before T2, T3, T4 (5); then T3 took 60, T2 90, T4 no time
    rows = "".join(
        f"T{n},{task},J,c,{m}\n"
        for n, (a, b) in enumerate(["73", "55", "55", "55"], 1)
        for task, m in (("A", a), ("B", b))
    )
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
        # T1 0.8, 0.2 · T2 0.6, 0.6 · T3 0.8, 0.5 · T4 1, 0.4
        ("best_task", ["3", "4", "2", "1"]),
        # best marks: A 8 (T1), B 5 (T4)
        ("tasks_won", ["1", "3", "3", "1"]),
        ("criterion:B/c", ["4", "3", "2", "1"]),
        ("extra_round", ["3", "1", "2", "3"]),
    ],
)
def test_tie_break_sorts_the_tied(tmp_path, rule, places):
    pairs = ["81", "63", "54", "45"]
    rows = "".join(
        f"T{n},{task},J,c,{m}\n" for n, pair in enumerate(pairs, 1) for task, m in zip("AB", pair, strict=False)
    )
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
