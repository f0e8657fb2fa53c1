"""What must hold for every section: properties of the ranking, drawn by hypothesis."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from olympiad.domain.choices import CriterionKind, Method
from olympiad.domain.joining import METHODS
from olympiad.domain.notation.rules import read_rules
from olympiad.domain.ranking import Ranking, rank
from olympiad.domain.rubric import Criterion, Task
from olympiad.domain.section import ScoreSheet, Section, Team
from tests.domain.examples import examples

JUDGES = ("cem", "dana")
LEVELS = [("award.gold", "share=20%"), ("award.silver", "share=50% border=nearest"), ("award.bronze", "total>=5")]
SOME = settings(max_examples=examples(100), deadline=None)


@st.composite
def sections(draw, rules=LEVELS, floor=0):
    """Small full sections with many ties."""
    tasks = tuple(
        Task(code, tuple(Criterion(name, CriterionKind.POINTS, 4000, 1000) for name in "xy"), Fraction(weight), 2)
        for code, weight in zip("AB", draw(st.lists(st.integers(1, 3), min_size=2, max_size=2)), strict=True)
    )
    keys = [f"T{number:02}" for number in range(draw(st.integers(1, 7)))]
    mark = st.integers(floor, 4).map(lambda points: points * 1000)
    sheets = tuple(
        ScoreSheet(key, task.code, judge, (draw(mark), draw(mark)))
        for key in keys
        for task in tasks
        for judge in JUDGES
    )
    return Section(tuple(map(Team, keys)), tasks, sheets, read_rules(rules))


def results(ranking: Ranking) -> dict[str, tuple[object, ...]]:
    return {row.team.key: (row.place, row.total, row.award, row.decided_by) for row in ranking.rows}


@SOME
@given(sections(), st.randoms())
def test_rank_does_not_depend_on_the_order_of_teams_sheets_and_tasks(section, rng):
    teams, sheets, tasks = list(section.teams), list(section.sheets), list(section.tasks)
    for values in (teams, sheets, tasks):
        rng.shuffle(values)

    shuffled = replace(section, teams=tuple(teams), sheets=tuple(sheets), tasks=tuple(tasks))

    assert results(rank(shuffled)) == results(rank(section))
    assert [row.team for row in rank(shuffled).rows] == [row.team for row in rank(section).rows]


@SOME
@given(sections())
def test_rank_does_not_depend_on_the_names_of_judges(section):
    swap = dict(zip(JUDGES, reversed(JUDGES), strict=True))

    renamed = replace(section, sheets=tuple(sheet._replace(judge=swap[sheet.judge]) for sheet in section.sheets))

    assert results(rank(renamed)) == results(rank(section))


@SOME
@given(sections(rules=[]), st.data())
def test_more_points_never_lower_a_team(section, data):
    position = data.draw(st.integers(0, len(section.sheets) - 1))
    sheet = section.sheets[position]
    better = sheet._replace(marks=(min(4000, sheet.marks[0] + 1000), sheet.marks[1]))

    after = rank(replace(section, sheets=(*section.sheets[:position], better, *section.sheets[position + 1 :])))

    assert results(after)[sheet.team][0] <= results(rank(section))[sheet.team][0]


@SOME
@given(sections(rules=[("scale", "percent"), *LEVELS]), st.integers(2, 5))
def test_scaling_a_task_with_its_maximum_changes_no_percent_result(section, factor):
    first = section.tasks[0]
    criteria = tuple(replace(one, maximum=one.maximum * factor, step=one.step * factor) for one in first.criteria)
    sheets = tuple(
        sheet._replace(marks=tuple(mark * factor for mark in sheet.marks)) if sheet.task == first.code else sheet
        for sheet in section.sheets
    )

    scaled = replace(section, tasks=(replace(first, criteria=criteria), *section.tasks[1:]), sheets=sheets)

    assert results(rank(scaled)) == results(rank(section))


@SOME
@given(st.sampled_from(list(Method)), st.integers(0, 10_000), st.integers(3, 6))
def test_every_method_joins_equal_sheets_to_that_sheet(method, mark, sheets):
    assert METHODS[method]([mark] * sheets, 1) == mark


@SOME
@given(sections())
def test_awards_follow_the_totals_and_split_no_tie(section):
    order = ["gold", "silver", "bronze", ""]

    rows = rank(section).rows

    heights = [order.index(row.award) for row in rows]
    assert heights == sorted(heights)
    by_total: dict[object, set[str]] = {}
    for row in rows:
        by_total.setdefault(row.total, set()).add(row.award)
    assert [awards for awards in by_total.values() if len(awards) > 1] == []


@SOME
@given(sections(rules=[("scale", "t"), ("decimals", "6")]))
def test_t_totals_have_mean_50_wherever_they_can_be_computed(section):
    section = replace(section, tasks=section.tasks[:1], sheets=tuple(s for s in section.sheets if s.task == "A"))
    joined = {team.key: sum(sum(s.marks) for s in section.sheets if s.team == team.key) for team in section.teams}
    assume(len(section.teams) >= 3 and len(set(joined.values())) > 1)

    rows = rank(section).rows

    mean = sum(Fraction(row.exact) for row in rows) / len(rows) / 1000

    assert abs(mean - 50) < Fraction(1, 10**25)


@SOME
@given(sections(rules=[("places", "fractional")]))
def test_fractional_places_add_up_to_those_without_ties(section):
    rows = rank(section).rows

    assert sum(row.place for row in rows) == Fraction(len(rows) * (len(rows) + 1), 2)


def group_sizes(totals: list[int]) -> list[int]:
    """How many teams are at least as good as each total, slowly."""
    return sorted({sum(other >= total for other in totals) for total in totals})


def expected_size(sizes: list[int], quota: Fraction, border: str) -> int:
    """The top group that a border asks for, by looking at all of them."""
    if border == "at_most":
        return max((size for size in sizes if size <= quota), default=0)
    if border == "at_least":
        return min((size for size in sizes if size >= quota), default=sizes[-1])
    return min(sizes, key=lambda size: (abs(size - quota), -size))


def ranked(totals: list[int], rules: list[tuple[str, str]]) -> Ranking:
    task = Task("A", (Criterion("x", CriterionKind.POINTS, 20_000, 1000),))
    keys = [f"T{number:03}" for number in range(len(totals))]
    sheets = tuple(ScoreSheet(key, "A", "cem", (mark * 1000,)) for key, mark in zip(keys, totals, strict=True))
    return rank(Section(tuple(map(Team, keys)), (task,), sheets, read_rules(rules)))


TOTALS = st.lists(st.integers(0, 20), min_size=1, max_size=14)
BORDERS = st.sampled_from(["at_most", "at_least", "nearest"])
SHARES = st.sampled_from([8, 10, 12, 25, 30, 34, 50, 60, 100])


@SOME
@given(TOTALS, SHARES, BORDERS)
def test_share_with_n_and_one_and_two_teams_more_takes_the_group_that_the_border_asks_for(totals, share, border):
    for more in ([], [0], [0, 20]):
        teams = totals + more
        quota = Fraction(share * len(teams), 100)

        rows = ranked(teams, [("award.gold", f"share={share}% border={border}")]).rows

        assert sum(row.award == "gold" for row in rows) == expected_size(group_sizes(teams), quota, border)


@SOME
@given(TOTALS, SHARES, st.sampled_from(["at_most", "at_least"]))
def test_team_below_everybody_takes_no_award_away(totals, share, border):
    rules = [("award.gold", f"share={share}% border={border}")]
    above = [total + 1 for total in totals if total < 20] or [1]

    before, after = (results(ranked(teams, rules)) for teams in (above, [*above, 0]))

    assert [key for key in before if before[key][2] and not after[key][2]] == []


@SOME
@given(TOTALS, st.integers(1, 5), BORDERS)
def test_count_takes_the_group_that_the_border_asks_for(totals, count, border):
    rows = ranked(totals, [("award.gold", f"count={count} border={border}")]).rows

    expected = expected_size(group_sizes(totals), Fraction(count), border)
    assert sum(row.award == "gold" for row in rows) == expected
