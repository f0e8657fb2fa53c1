"""Published tables with published answers, reproduced exactly; skipped where the reference cases are not there."""

import csv
import io
import json
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from olympiad.cli_rank import rank_command
from olympiad.domain.awards import BORDERS, group_sizes
from olympiad.domain.choices import Border, CriterionKind, Deviation, Method, PlaceStyle
from olympiad.domain.joining import METHODS
from olympiad.domain.keys import parse_reading
from olympiad.domain.ranking import rank
from olympiad.domain.rubric import Criterion, Task
from olympiad.domain.rule_texts import read_rules
from olympiad.domain.scales import ONE, standardise
from olympiad.domain.section import ScoreSheet, Section, Team

CASES = Path(__file__).resolve().parents[2].parent / "shared" / "cases"


def case(name: str) -> Path:
    folder = CASES / name
    if not folder.exists():
        pytest.skip("the reference cases are not here")
    return folder


def published(name: str) -> dict:
    return json.loads((case(name) / "expected.json").read_text("utf-8"))["published"]


def test_rank_gives_the_published_places_of_florida_2019():
    folder = case("florida-2019-labs")

    result = CliRunner().invoke(rank_command, [str(folder)])

    ranked = {row["team"]: row for row in csv.DictReader(io.StringIO(result.stdout))}
    with (folder / "expected.csv").open(encoding="utf-8", newline="") as file:
        expected = [(row["team"], row["place"], row["total"]) for row in csv.DictReader(file)]
    assert result.exit_code == 0
    assert [(team, ranked[team]["place"], ranked[team]["total"]) for team, _, _ in expected] == expected


def test_medal_borders_follow_the_imo_2010():
    answer = published("medals_imo_2010_half_rule")
    totals = [2] * 226 + [1] * 40 + [0] * (517 - 266)

    sizes = group_sizes(totals)

    assert BORDERS[Border.AT_MOST](sizes, Fraction(517, 2)) == answer["at_most_half"]
    assert BORDERS[Border.NEAREST](sizes, Fraction(517, 2)) == answer["closest_to_half"]


@pytest.mark.parametrize(
    ("style", "name"),
    [
        (PlaceStyle.STANDARD, "standard_1224"),
        (PlaceStyle.MODIFIED, "modified_1334"),
        (PlaceStyle.DENSE, "dense_1223"),
        (PlaceStyle.FRACTIONAL, "fractional"),
    ],
)
def test_places_follow_the_published_ranking_methods(style, name):
    answer = published("ranking_methods_rosetta")[name]
    with (case("ranking_methods_rosetta") / "data.csv").open(encoding="utf-8") as file:
        scores = {row["name"]: int(row["score"]) for row in csv.DictReader(file)}
    task = Task("A", (Criterion("score", CriterionKind.POINTS, 100_000, 1000),))
    sheets = tuple(ScoreSheet(name, "A", "cem", (score * 1000,)) for name, score in scores.items())

    ranking = rank(Section(tuple(map(Team, scores)), (task,), sheets, read_rules([("places", style.value)])))

    places = {row.team.key: row.place for row in ranking.rows}
    assert [float(places[name]) for name in scores] == answer


def test_experts_readings_give_the_points_of_the_ijso_2017():
    case("tolerance_ijso_2017_expert_rank")
    experts = "|".join(str(rank) for rank in range(1, 26))
    key = parse_reading(f"experts={experts} full=7..18 zero=3..22 each=0.3", 1500)

    readings = ["7", "18", "6.5", "5.5", "4.5", "3.5", "2.9", "22.1"]
    points = [key.points([Fraction(reading)], 1500, 500) for reading in readings]

    assert points == [1500, 1500, 1200, 900, 600, 300, 0, 0]


def test_trimmed_mean_is_that_of_scipy():
    answer = published("trimmed_mean_scipy")

    assert METHODS[Method.TRIMMED]([1, 2, 3, 5], 1) == Fraction(answer["proportiontocut 0.25"])
    assert METHODS[Method.MEAN]([1, 2, 3, 5], 0) == Fraction(answer["proportiontocut 0.24999"])


def test_parts_standardised_again_have_variance_1_where_their_mean_had_less():
    assert published("tscore_ibo_2013_restandardise")["variance_of_practical_average"] == 0.7
    first, second = [1, 2, 3, 4, 7], [2, 1, 5, 3, 9]
    rows = range(5)
    joined = [
        (a + b) // 2
        for a, b in zip(
            standardise(first, rows, Deviation.POPULATION, {}, least=0),
            standardise(second, rows, Deviation.POPULATION, {}, least=0),
            strict=True,
        )
    ]

    again = standardise(joined, rows, Deviation.POPULATION, {})

    def variance(values):
        return Fraction(sum(value * value for value in values), 5 * ONE * ONE)

    assert variance(joined) < Fraction(99, 100)
    assert abs(variance(again) - 1) < Fraction(1, 10**60)
