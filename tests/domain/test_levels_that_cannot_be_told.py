"""Award levels at their edges: totals nobody can tell, groups too small, and how a condition is read and refused."""

from fractions import Fraction

import pytest

from olympiad.domain.award_conditions import Candidates, FirstPlace, Share, Standing, Total, at_least, nearest
from olympiad.domain.awards import LevelResult, award_levels, section_maximum
from olympiad.domain.choices import CriterionKind, Scale
from olympiad.domain.errors import DomainError
from olympiad.domain.notation.awards import parse_award
from olympiad.domain.rubric import Criterion, Task
from olympiad.domain.rules import Rules

TEAMS = [Standing(0, 900), Standing(1, 800), Standing(2, 800), Standing(3, 500)]


def candidates(maximum: Fraction | None = Fraction(10)) -> Candidates:
    return Candidates(TEAMS, [team.total for team in TEAMS], frozenset({0}), 4, maximum, 2)


def test_a_share_of_a_maximum_that_does_not_exist_is_nobodys():
    level = parse_award("I", "share=50% total>=80%max")

    (result,) = award_levels([level], candidates(maximum=None))

    assert result == LevelResult(level, True, Fraction(2), 1, None, ())
    assert result.is_empty


def test_a_level_tells_its_quota_its_border_and_the_least_total():
    level = parse_award("I", "share=75% total>=60%max")

    (result,) = award_levels([level], candidates())

    assert result == LevelResult(level, True, Fraction(3), 3, Fraction(8), (0, 1, 2))


def test_a_level_that_does_not_exist_hides_none_below():
    first, second = parse_award("I", "count=1 from=6"), parse_award("II", "count=1")

    assert award_levels([first, second], candidates()) == [
        LevelResult(first, exists=False),
        LevelResult(second, True, Fraction(1), 1, Fraction(9), (0,)),
    ]


@pytest.mark.parametrize(
    ("scale", "maximum"), [(Scale.RAW, 24), (Scale.PERCENT, 100), (Scale.BEST, 100), (Scale.Z, None), (Scale.T, None)]
)
def test_the_maximum_of_a_section_is_weighted_where_points_are_summed(scale, maximum):
    ten, four = (Criterion("x", CriterionKind.POINTS, points * 1000) for points in (10, 4))
    tasks = (Task("A", (ten,), weight=Fraction(2)), Task("B", (four,)))

    assert section_maximum(Rules(scale=scale), tasks) == maximum


def test_the_maximum_of_a_section_without_tasks_is_an_exact_nothing():
    assert str(section_maximum(Rules(), ())) == "0"  # 0.0 would be a binary float


@pytest.mark.parametrize(
    ("sizes", "quota", "size"), [([0, 1, 3], 1, 1), ([0, 1, 3], 2, 3), ([0, 1, 3], 5, 3), ([0], 1, 0)]
)
def test_at_least_takes_a_group_that_fits_and_all_where_none_is_large_enough(sizes, quota, size):
    assert at_least(sizes, Fraction(quota)) == size


@pytest.mark.parametrize(("sizes", "quota", "size"), [([0, 1, 3], 2, 3), ([0, 4], 1, 4), ([0], 1, 0)])
def test_nearest_is_never_the_empty_group_while_there_is_another(sizes, quota, size):
    assert nearest(sizes, Fraction(quota)) == size


@pytest.mark.parametrize(
    ("value", "condition"),
    [
        ("80", Total("points", Fraction(80))),
        ("80%max", Total("max", Fraction(4, 5))),
        ("90%best", Total("best", Fraction(9, 10))),
        ("90%mean1", Total("mean", Fraction(9, 10), 1)),
        ("90%mean3", Total("mean", Fraction(9, 10), 3)),
    ],
)
def test_a_total_is_read_as_points_or_as_a_share(value, condition):
    assert Total.read(value) == condition


def test_the_mean_of_no_team_at_all_is_refused():
    with pytest.raises(DomainError):
        Total.read("90%mean0")


@pytest.mark.parametrize("value", [0, 100])
def test_a_share_may_be_nobody_or_everybody(value):
    assert Share.read(f"{value}%") == Share(Fraction(value, 100))


@pytest.mark.parametrize(
    ("kind", "value", "found"),
    [
        (Total, "%max", "total>=%max"),
        (FirstPlace, "2", "place=2"),
        (Share, "10", "share=10"),
        (Share, "101%", "101%"),
        (Share, "-1%", "-1%"),
    ],
)
def test_a_condition_that_cannot_be_is_named_as_it_was_written(kind, value, found):
    with pytest.raises(DomainError) as refused:
        kind.read(value)

    assert refused.value.fields["found"] == found
