"""Published tables with published answers, reproduced exactly; skipped where the reference cases are not there."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from operator import mul
from pathlib import Path

import pytest
from click.testing import CliRunner

from olympiad.cli.rank import rank_command
from olympiad.domain.choices import CriterionKind, Method, PlaceStyle
from olympiad.domain.errors import DomainError
from olympiad.domain.notation.reading_keys import parse_reading
from olympiad.domain.notation.rules import read_rules
from olympiad.domain.ranking import Row, rank
from olympiad.domain.rubric import Criterion, Task
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


def ranked(marks: dict[str, list[int]], *rules: tuple[str, str], task: Task | None = None, **more) -> list[Row]:
    """Rank teams by their judges' marks, given in points, on one task."""
    task = task or Task("A", (Criterion("score", CriterionKind.POINTS, 100_000, 1000),))
    sheets = [
        ScoreSheet(team, task.code, f"J{at:03}", (1000 * mark,))
        for team, given in marks.items()
        for at, mark in enumerate(given)
    ]
    return list(rank(Section(tuple(map(Team, marks)), (task,), tuple(sheets), read_rules(rules), **more)).rows)


@pytest.mark.parametrize(("border", "name"), [("at_most", "at_most_half"), ("nearest", "closest_to_half")])
def test_medals_follow_the_imo_2010(border, name):
    answer = published("medals_imo_2010_half_rule")[name]
    field = {f"T{at:03}": [2 if at < 226 else int(at < 266)] for at in range(517)}

    rows = ranked(field, ("award.medal", f"share=50% border={border}"))

    assert sum(row.award == "medal" for row in rows) == answer


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
    scores = rosetta()

    rows = ranked({name: [score] for name, score in scores.items()}, ("places", style.value))

    places = {row.team.key: row.place for row in rows}
    assert [float(places[name]) for name in scores] == answer


def test_places_of_their_own_follow_the_published_ranking_method_once_an_extra_round_broke_the_ties():
    answer, scores = published("ranking_methods_rosetta")["ordinal_1234"], rosetta()
    marks, rules = {name: [score] for name, score in scores.items()}, [("places", "1234"), ("ties", "extra_round")]
    drawn = {name: rank for rank, name in enumerate(scores, start=1)}

    with pytest.raises(DomainError, match="Errol, Jason; Barry, Bernard, Garry"):
        ranked(marks, *rules)
    rows = ranked(marks, *rules, extra_rounds=drawn)

    assert [(row.team.key, int(row.place)) for row in rows] == list(zip(scores, answer, strict=True))


def rosetta() -> dict[str, int]:
    with (case("ranking_methods_rosetta") / "data.csv").open(encoding="utf-8") as file:
        return {row["name"]: int(row["score"]) for row in csv.DictReader(file)}


def test_experts_readings_give_the_points_of_the_ijso_2017():
    with (case("tolerance_ijso_2017_expert_rank") / "data.csv").open(encoding="utf-8") as file:
        inside, *between, outside = [row["expected"] for row in csv.DictReader(file)]
    answer = [inside, inside, inside, *between, outside, outside]
    experts = "|".join(str(rank) for rank in range(1, 26))
    key = parse_reading(f"experts={experts} full=7..18 zero=3..22 each=0.3", 1500)
    task = Task("A", (Criterion("median", CriterionKind.READING, 1500, key=key),))
    readings = ["7", "12.5", "18", "6.5", "5.5", "4.5", "3.5", "2.9", "22.1"]
    teams = {f"T{at}": Fraction(reading) for at, reading in enumerate(readings)}
    sheets = tuple(ScoreSheet(team, "A", "cem", ((reading,),)) for team, reading in teams.items())

    rows = rank(Section(tuple(map(Team, teams)), (task,), sheets)).rows

    assert [row.total for row in sorted(rows, key=lambda row: row.team.key)] == [Decimal(one) for one in answer]


def test_trimmed_mean_is_that_of_scipy():
    answer = published("trimmed_mean_scipy")
    task = Task("A", (Criterion("score", CriterionKind.POINTS, 100_000, 1000),), judges=4)

    totals = {
        method: ranked({"T01": [1, 2, 3, 5]}, task=replace(task, method=method))[0].total
        for method in (Method.TRIMMED, Method.MEAN)
    }

    assert totals[Method.TRIMMED] == Decimal(str(answer["proportiontocut 0.25"]))
    assert totals[Method.MEAN] == Decimal(str(answer["proportiontocut 0.24999"]))


def test_trimmed_mean_drops_one_at_each_end_of_panels_where_a_share_in_floats_drops_none():
    panels = json.loads((case("trimmed_mean_scipy") / "expected.json").read_text("utf-8"))["float_trap_panel_sizes"]
    task = Task("A", (Criterion("score", CriterionKind.POINTS, 100_000, 1000),), method=Method.TRIMMED)

    totals = [ranked({"T01": [0] + [10] * (size - 2) + [100]}, task=task)[0].total for size in panels]

    assert totals == [10] * len(panels)


PRACTICALS = {"P1": (1, 2, 2, 4), "P2": (2, 1, 2, 4), "P3": (3, 4, 0, 0), "P4": (4, 3, 0, 0)}
"""Loadings of length 5 on four independent factors: the mean correlation of the four is 0.6."""
FACTORS = (
    (1, 1, 1, 1, -1, -1, -1, -1),
    (1, 1, -1, -1, 1, 1, -1, -1),
    (1, -1, 1, -1, 1, -1, 1, -1),
    (1, -1, -1, 1, -1, 1, 1, -1),
)


def z_totals(tasks: dict[str, str]) -> list[Fraction]:
    """Total z of eight teams over these tasks, each with its part."""
    marks = {
        code: [sum(map(mul, load, row)) for row in zip(*FACTORS, strict=True)] for code, load in PRACTICALS.items()
    }
    marks["theory"] = [3 * one - two for one, two in zip(FACTORS[0], FACTORS[3], strict=True)]
    rubric = (Criterion("score", CriterionKind.POINTS, 100_000, 1000),)
    chosen = tuple(Task(code, rubric, part=part) for code, part in tasks.items())
    sheets = tuple(
        ScoreSheet(f"T{at}", code, "cem", (1000 * (20 + mark),))
        for code in tasks
        for at, mark in enumerate(marks[code])
    )
    rules = read_rules([("scale", "z"), ("decimals", "6")])
    rows = rank(Section(tuple(Team(f"T{at}") for at in range(8)), chosen, sheets, rules)).rows
    return [Fraction(row.exact, 1000) for row in sorted(rows, key=lambda row: row.team.key)]


def covariance(left: Sequence[Fraction], right: Sequence[Fraction]) -> float:
    return round(float(sum(map(mul, left, right), Fraction(0)) / 8), 12)


def test_practicals_of_the_ibo_2013_are_standardised_again_before_theory_is_added():
    answer = published("tscore_ibo_2013_restandardise")["variance_of_practical_average"]
    alone = [z_totals({code: "practical"}) for code in PRACTICALS]
    average = [sum(column, Fraction(0)) / 4 for column in zip(*alone, strict=True)]

    practical, theory = z_totals(dict.fromkeys(PRACTICALS, "practical")), z_totals({"theory": "theory"})
    final = z_totals(dict.fromkeys(PRACTICALS, "practical") | {"theory": "theory"})

    assert covariance(average, average) == answer
    assert (covariance(practical, practical), covariance(theory, theory), covariance(final, final)) == (1, 1, 1)
    assert covariance(final, practical) == covariance(final, theory)
