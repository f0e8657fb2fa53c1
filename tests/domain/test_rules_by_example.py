"""One small example for each rule that the text settles, worked out by hand."""

from dataclasses import replace
from fractions import Fraction

import pytest

from olympiad.domain.choices import Consequence, CriterionKind, JoinBy, Method, TeamStatus
from olympiad.domain.errors import DomainError
from olympiad.domain.notation.keys import parse_key
from olympiad.domain.notation.rules import read_rules
from olympiad.domain.ranking import Listing, Ranking, rank
from olympiad.domain.rubric import Counted, Criterion, Critical, Task
from olympiad.domain.section import AgreedMark, Penalty, ScoreSheet, Section, SpecialAward, Team

POINTS, PENALTY, READING = CriterionKind.POINTS, CriterionKind.PENALTY, CriterionKind.READING
YIELD = Criterion("yield", POINTS, 6000)
CLEAN = Criterion("clean", POINTS, 4000)
SPILT = Criterion("spilt", PENALTY, 3000, key=Counted(1000, 1))


def section(task: Task, *marks: tuple, rules: dict[str, str] | None = None, **more) -> Section:
    """One task; each `marks` is one team T01, T02, …: a list of sheets, by cem, dana, …"""
    sheets = [
        ScoreSheet(f"T{team:02}", task.code, judge, tuple(cells))
        for team, panel in enumerate(marks, start=1)
        for judge, cells in zip(("cem", "dana", "gul"), panel, strict=False)
    ]
    teams = tuple(Team(f"T{team:02}") for team in range(1, len(marks) + 1))
    return Section(teams, (task,), tuple(sheets), read_rules((rules or {}).items()), **more)


def mark_of(ranking: Ranking, team: str = "T01"):
    return next(row for row in ranking.rows if row.team.key == team).marks[0]


def task(*criteria: Criterion, judges: int = 1, **more) -> Task:
    return Task("A", criteria, judges=judges, **more)


def test_excluding_a_criterion_rescales_before_penalties():
    rubric = task(YIELD, CLEAN, SPILT)

    ranking = rank(section(rubric, [(3000, Consequence.EXCLUDE, 3000)]))

    assert mark_of(ranking).value == 3000 * Fraction(10, 6) - 2000


def test_excluding_everything_leaves_the_mark_missing():
    ranking = rank(section(task(YIELD), [(Consequence.EXCLUDE,)]))

    assert mark_of(ranking).missing == ("A/cem",)


def test_not_assessed_without_consequence_leaves_the_mark_missing():
    ranking = rank(section(task(YIELD), [(Consequence.UNDECIDED,)]))

    assert (mark_of(ranking).value, mark_of(ranking).missing) == (None, ("A/cem",))


def test_not_assessed_as_the_others_takes_their_mean():
    ranking = rank(section(task(YIELD, judges=3), [(Consequence.OTHERS,), (3000,), (4000,)]))

    assert mark_of(ranking).value == 3500


def test_not_assessed_as_the_others_waits_for_the_unmarked():
    ranking = rank(section(task(YIELD, judges=2), [(Consequence.OTHERS,), (None,)]))

    assert mark_of(ranking).missing == ("A/cem", "A/dana")


def test_not_assessed_as_the_others_is_refused_without_any():
    with pytest.raises(DomainError, match="no_other_sheet"):
        rank(section(task(YIELD), [(Consequence.OTHERS,)]))


@pytest.mark.parametrize(("critical", "mark"), [(Critical(), 0), (Critical(Fraction(1, 4)), 2500)])
def test_a_failed_critical_criterion_holds_the_total_down(critical, mark):
    rubric = task(replace(YIELD, critical=critical), CLEAN)

    ranking = rank(section(rubric, [(0, 4000)], [(500, 4000)]))

    assert (mark_of(ranking).value, mark_of(ranking, "T02").value) == (mark, 4500)


def test_an_excluded_critical_criterion_has_not_failed():
    rubric = task(replace(YIELD, critical=Critical()), CLEAN)

    assert mark_of(rank(section(rubric, [(Consequence.EXCLUDE, 2000)]))).value == 5000


def test_a_critical_penalty_fails_by_a_free_occurrence():
    rubric = task(YIELD, replace(SPILT, critical=Critical()))

    assert mark_of(rank(section(rubric, [(6000, 1000)]))).value == 0


def test_sheet_totals_go_below_zero_only_without_floor_and_task_marks_never():
    rubric = task(YIELD, replace(SPILT, key=None), judges=2)
    sheets = [(0, 2000), (4000, 0)]

    assert mark_of(rank(section(rubric, sheets))).value == 2000
    assert mark_of(rank(section(rubric, sheets, rules={"penalty_floor": "no"}))).value == 1000


def test_joining_by_criterion_takes_the_method_of_each_criterion():
    rubric = task(YIELD, CLEAN, judges=3, method=Method.MEDIAN, by=JoinBy.CRITERION)

    assert mark_of(rank(section(rubric, [(1000, 4000), (2000, 0), (6000, 1000)]))).value == 3000


def test_trimming_too_few_sheets_leaves_a_gap():
    rubric = task(YIELD, judges=2, method=Method.TRIMMED)

    assert mark_of(rank(section(rubric, [(1000,), (2000,)]))).missing == ("A/?",)


def test_an_agreed_task_mark_completes_a_task_with_gaps():
    agreed = AgreedMark("T01", "A", Fraction(1000, 3))

    ranking = rank(section(task(YIELD, judges=2), [(None,)], agreed_marks=(agreed,)))

    assert mark_of(ranking).value == Fraction(1000, 3)


def test_an_agreed_criterion_mark_replaces_and_fills_that_criterion():
    agreed = AgreedMark("T01", "A", 4000, "clean")

    ranking = rank(section(task(YIELD, CLEAN, judges=2), [(1000, None), (3000, 0)], agreed_marks=(agreed,)))

    assert mark_of(ranking).value == 6000


def test_task_and_criterion_agreed_together_are_refused():
    agreed = (AgreedMark("T01", "A", 1000), AgreedMark("T01", "A", 1000, "yield"))

    with pytest.raises(DomainError, match="agreed_twice"):
        rank(section(task(YIELD), [(None,)], agreed_marks=agreed))


def test_practice_sheets_never_count():
    one = section(task(YIELD), [(1000,)])
    practice = ScoreSheet("T01", "A", "zed", (6000,), practice=True)

    assert mark_of(rank(replace(one, sheets=(*one.sheets, practice)))).value == 1000


def test_a_sheet_that_is_not_submitted_is_missing():
    one = section(task(YIELD), [(1000,)])

    ranking = rank(replace(one, sheets=(one.sheets[0]._replace(submitted=False),)))

    assert mark_of(ranking).missing == ("A/cem",)


def test_a_team_is_absent_when_every_expected_sheet_says_so():
    two = section(task(YIELD, judges=2), [(None,), (None,)])
    absent = [sheet._replace(absent=True) for sheet in two.sheets]

    assert mark_of(rank(replace(two, sheets=tuple(absent)))).is_absent
    assert mark_of(rank(replace(two, sheets=(absent[0], two.sheets[1])))).missing == ("A/dana",)
    assert mark_of(rank(replace(two, sheets=(absent[0],)))).missing == ("A/?",)


def test_one_absent_and_one_filled_sheet_is_missing_there():
    two = section(task(YIELD, judges=2), [(None,), (1000,)])

    ranking = rank(replace(two, sheets=(two.sheets[0]._replace(absent=True), two.sheets[1])))

    assert mark_of(ranking).missing == ("A/cem",)


def test_penalties_are_taken_off_the_task_and_the_section():
    penalties = (Penalty("T01", 500, "A"), Penalty("T01", 1000))

    row = rank(section(task(YIELD), [(4000,)], penalties=penalties)).rows[0]

    assert (row.marks[0].value, str(row.total), row.penalties) == (3500, "2.50", 1500)


def test_section_penalties_are_refused_under_t():
    one = section(task(YIELD), [(0,)], [(1000,)], [(2000,)], rules={"scale": "t"}, penalties=(Penalty("T01", 1),))

    with pytest.raises(DomainError, match="section_penalty_with_z"):
        rank(one)


@pytest.mark.parametrize(("marks", "code"), [([0, 1000], "too_few"), ([1000] * 3, "no_spread")])
def test_z_needs_three_teams_and_a_spread(marks, code):
    with pytest.raises(DomainError, match=code):
        rank(section(task(YIELD), *[[(mark,)] for mark in marks], rules={"scale": "z"}))


def test_best_scale_gives_guests_more_than_100():
    one = section(task(YIELD), [(3000,)], [(6000,)], rules={"scale": "best"})

    ranking = rank(replace(one, teams=(one.teams[0], replace(one.teams[1], status=TeamStatus.GUEST))))

    assert [(row.team.key, str(row.total), row.place) for row in ranking.rows] == [
        ("T02", "200.00", None),
        ("T01", "100.00", 1),
    ]


def test_the_list_ends_with_incomplete_no_show_withdrawn_and_disqualified_teams():
    one = section(task(YIELD), *[[(1000,)]] * 6, rules={"no_show": "unplaced"})
    statuses = {2: TeamStatus.DISQUALIFIED, 3: TeamStatus.WITHDRAWN}
    teams = tuple(replace(team, status=statuses.get(n, team.status)) for n, team in enumerate(one.teams))
    sheets = [sheet._replace(absent=sheet.team == "T02") for sheet in one.sheets]
    sheets[0] = sheets[0]._replace(marks=(None,))

    ranking = rank(replace(one, teams=teams, sheets=tuple(sheets)))

    assert [(row.team.key, row.listing) for row in ranking.rows] == [
        ("T05", Listing.PLACED),
        ("T06", Listing.PLACED),
        ("T01", Listing.INCOMPLETE),
        ("T02", Listing.NO_SHOW),
        ("T04", Listing.WITHDRAWN),
        ("T03", Listing.DISQUALIFIED),
    ]


def test_a_tie_break_says_that_it_decided():
    rules = {"ties": "criterion:A/yield;extra_round"}
    one = section(task(YIELD, CLEAN), [(4000, 1000)], [(1000, 4000)], [(1000, 4000)], rules=rules)

    ranking = rank(replace(one, extra_rounds={"T03": 1}))

    assert [(row.team.key, row.place, row.decided_by) for row in ranking.rows] == [
        ("T01", 1, "criterion:A/yield"),
        ("T03", 2, "extra_round"),
        ("T02", 3, "extra_round"),
    ]


def test_ordinal_places_are_refused_while_a_tie_is_unbroken():
    with pytest.raises(DomainError) as refusal:
        rank(section(task(YIELD), *[[(mark,)] for mark in (3000, 3000, 2000, 1000, 1000)], rules={"places": "1234"}))

    assert (refusal.value.code, refusal.value.fields["teams"]) == ("places_tied", "T01, T02; T04, T05")


def award_names(marks: list[int], **conditions: str) -> list[str]:
    rules = {f"award.{name}": text for name, text in conditions.items()}
    return [row.award for row in rank(section(task(YIELD), *[[(mark,)] for mark in marks], rules=rules)).rows]


@pytest.mark.parametrize(
    ("border", "golds"), [("at_most", 1), ("at_least", 3), ("nearest", 3)], ids=["at_most", "at_least", "nearest"]
)
def test_award_borders_never_cut_a_tie(border, golds):
    names = award_names([6000, 5000, 5000, 1000], gold=f"count=2 border={border}")

    assert names.count("gold") == golds


@pytest.mark.parametrize(("teams", "golds"), [(9, 0), (10, 1), (11, 1), (12, 1)])
def test_award_shares_count_exactly_at_their_borders(teams, golds):
    names = award_names([number * 500 for number in range(teams)], gold="share=10%")

    assert names.count("gold") == golds


def test_award_conditions_must_all_hold_and_the_highest_reached_counts():
    names = award_names([6000, 5000, 4000, 2000], I="count=2 total>=90%max", II="total>=90%mean3", III="")

    assert names == ["I", "II", "III", "III"]


def test_award_cap_gives_none_to_tied_teams_that_would_cross_it():
    assert award_names([6000, 5000, 5000, 4000], gold="cap=2", silver="") == ["gold", "silver", "silver", "silver"]


def test_award_exists_only_from_its_number_of_teams():
    assert award_names([6000, 5000], gold="count=1 from=3", silver="count=1") == ["silver", ""]


def test_award_for_the_first_place_separates_equal_totals():
    rules = {"ties": "criterion:A/yield", "award.absolute": "place=1", "award.first": "count=2"}

    ranking = rank(section(task(YIELD, CLEAN), [(4000, 1000)], [(1000, 4000)], rules=rules))

    assert [row.award for row in ranking.rows] == ["absolute", "first"]


def test_an_empty_level_is_told_and_not_refused():
    ranking = rank(section(task(YIELD), [(1000,)], rules={"award.gold": "total>=100"}))

    assert ranking.empty_levels == ("gold",)


def test_special_awards_stand_after_the_level():
    special = (SpecialAward("T01", "Fastest", "jury"), SpecialAward("T01", "Cleanest bench", "jury"))

    ranking = rank(section(task(YIELD), [(1000,)], rules={"award.gold": ""}, special_awards=special))

    assert ranking.rows[0].awards == ("gold", "Fastest", "Cleanest bench")


def test_a_missing_mark_counts_zero_where_the_rules_say_so():
    ranking = rank(section(task(YIELD), [(None,)], [(1000,)], rules={"missing": "zero", "award.gold": "share=100%"}))

    assert [(row.team.key, row.place, str(row.total), row.award) for row in ranking.rows] == [
        ("T02", 1, "1.00", "gold"),
        ("T01", 2, "0.00", ""),
    ]


@pytest.mark.parametrize(
    ("text", "reading", "points"),
    [
        ("value=5 full=2% zero=20%", "5.1", 4000),
        ("value=5 full=2% zero=20%", "5.55", 2000),
        ("value=5 full=+2% zero=20%", "4.5", 2000),
        ("value=5 full=-1%/+2% zero=-10%/+30%", "4.5", 0),
        ("value=-5 full=2% zero=20%", "-5.1", 4000),
        ("value=5 full=0.1 zero=0.1", "5.1", 4000),
        ("value=5 full=0.1 zero=0.1", "5.11", 0),
        ("value=5 steps=10%:1|5%:3|2%:4", "5.25", 3000),
        ("value=5 full=2% zero=20% round=step", "5.3", 3000),
    ],
)
def test_reading_keys_give_the_better_points_on_borders(text, reading, points):
    key = parse_key(READING, text, 4000)

    assert key.points([Fraction(reading)], 4000, 1000) == points


@pytest.mark.parametrize("replicates", ["mean", "median", "best", "concordant:0.2"])
def test_replicates_count_as_the_key_says(replicates):
    key = parse_key(READING, f"value=10 full=1 zero=5 replicates={replicates}", 4000)

    readings = [Fraction(text) for text in ("10", "12", "11.9", "15.6")]

    assert (
        key.points(readings, 4000, 500)
        == {
            "mean": 4000 * (5 - Fraction("2.375")) / 4,
            "median": 4000 * (5 - Fraction("1.95")) / 4,
            "best": 4000,
            "concordant:0.2": 4000 * (5 - Fraction("1.95")) / 4,
        }[replicates]
    )


def test_the_key_of_the_sample_comes_before_the_rubrics():
    rubric = task(Criterion("ph", READING, 4000, key=parse_key(READING, "value=5 full=1 zero=2", 4000)))
    own = {("A", "ph", "S1"): parse_key(READING, "value=9 full=1 zero=2", 4000)}
    one = section(rubric, [((Fraction(9),),)], [((Fraction(9),),)], samples={("T01", "A"): "S1"}, sample_keys=own)

    ranking = rank(one)

    assert (mark_of(ranking).value, mark_of(ranking, "T02").value) == (4000, 0)


def test_a_reading_without_a_key_is_missing():
    rubric = task(Criterion("ph", READING, 4000))

    assert mark_of(rank(section(rubric, [((Fraction(9),),)]))).missing == ("A/cem",)
