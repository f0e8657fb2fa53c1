"""Failure modes of the facets and additive models and of a section: hanging designs, lone and constant judges, absence."""

import pytest

from olympiad.analysis.judge_fairness import fairness
from olympiad.analysis.section_marks import SectionMarks, SheetMarks, TaskShape, of_section
from olympiad.domain.choices import CriterionKind
from olympiad.domain.notation.rules import read_rules
from olympiad.domain.rubric import Criterion, Task
from olympiad.domain.section import ScoreSheet, Section, Team
from tests.analysis.commands import computed
from tests.analysis.test_failure_modes import CONNECTED, HEAD, long, marks, reasons

PANELS = {f"p{at}": "ABC" for at in range(12)}


def of_facets(folder, rows: str) -> dict:
    return computed("facets", long(folder, rows, HEAD))


def said(found: dict, reason: str) -> str:
    return next(note["sentence"] for note in found["notes"] if note["reason"] == reason)


def test_a_facets_model_that_hangs_by_one_judge_is_weak(tmp_path):
    panels = {f"p{at}": "AB" for at in range(6)} | {f"q{at}": "BC" for at in range(6)}
    found = of_facets(tmp_path, marks(panels, "abc"))

    assert reasons(found)["hangs_by_one"] == "weak"
    assert "B" in said(found, "hangs_by_one")
    assert found["elements"]["rater"]["A"]["measure"] is not None


def test_a_rater_with_one_person_is_named(tmp_path):
    found = of_facets(tmp_path, marks(PANELS, "abc") + " p0,D,a,2 p0,D,b,1 p0,D,c,3")

    assert reasons(found)["judge_with_one_target"] == "weak"
    assert said(found, "judge_with_one_target").startswith("D")


def test_a_rater_who_always_gives_the_same_is_named(tmp_path):
    same = " ".join(f"p{at},D,{item},2" for at in range(12) for item in "abc")
    found = of_facets(tmp_path, f"{marks(PANELS, 'abc')} {same}")

    assert reasons(found)["constant_judge"] == "weak"
    assert "D" in said(found, "constant_judge")


@pytest.mark.parametrize("name", ["additive", "facets"])
def test_fewer_than_three_judges_are_weak_and_measured(name, tmp_path):
    if name == "facets":
        found = of_facets(tmp_path, marks({f"p{at}": "AB" for at in range(12)}, "abc"))
        told = found["elements"]["rater"]["A"]["measure"]
    else:
        found = computed("additive", long(tmp_path, "T1,A,5 T1,B,6 T2,A,7 T2,B,9 T3,A,3 T3,B,4"))
        told = found["judge"]["A"]

    assert reasons(found)["few_judges"] == "weak"
    assert told is not None


@pytest.mark.parametrize("name", ["additive", "facets"])
def test_equal_marks_leave_the_models_undefined(name, tmp_path):
    if name == "facets":
        found = of_facets(tmp_path, " ".join(f"p{at},{judge},a,2" for at in range(4) for judge in "AB"))
        told = {one["measure"] for one in found["elements"]["rater"].values()}
    else:
        rows = " ".join(",".join([*row.split(",")[:2], "4"]) for row in CONNECTED.split())
        found = computed("additive", long(tmp_path, rows))
        told = set(found["judge"].values())

    assert (found["state"], found["reason"]) == ("not_available", "all_equal")
    assert told <= {None}


def test_missing_absent_and_0_stay_three_things_in_a_section():
    task = Task(
        "P", (Criterion("c", CriterionKind.POINTS, 10_000), Criterion("d", CriterionKind.POINTS, 10_000)), judges=1
    )
    sheets = (
        ScoreSheet("T1", "P", "J", (0, 0)),
        ScoreSheet("T2", "P", "J", (None, None), absent=True),
        ScoreSheet("T3", "P", "J", (5000, None)),
        ScoreSheet("T4", "P", "J", (5000, 5000), submitted=False),
        ScoreSheet("T5", "P", "J", (5000, 2500)),
    )
    teams = tuple(Team(f"T{at}") for at in range(1, 7))

    found = of_section(Section(teams, (task,), sheets, read_rules(())))

    assert [(one.team, one.total, one.points) for one in found.sheets] == [
        ("T1", 0.0, (0.0, 0.0)),
        ("T5", 7.5, (5.0, 2.5)),
    ]


def test_full_sheets_are_read_as_the_domain_reads_them():
    """Points that are whole numbers take a short way; a mark left out sends the same sheets the long way."""
    criteria = tuple(Criterion(code, CriterionKind.POINTS, 10_000) for code in "cd")
    sheets = tuple(ScoreSheet(f"T{at}", "P", "J", (500 * at, 10_000 - 250 * at)) for at in range(1, 6))
    full = Section(tuple(Team(f"T{at}") for at in range(1, 6)), (Task("P", criteria),), sheets, read_rules(()))
    check = Criterion("e", CriterionKind.CHECK, 1000)
    longer = tuple(sheet._replace(marks=(*sheet.marks, 0)) for sheet in sheets)
    long_way = Section(full.teams, (Task("P", (*criteria, check)),), longer, full.rules)

    short, long_ = of_section(full).sheets, of_section(long_way).sheets

    assert [(one.team, one.total, one.points) for one in short] == [
        (one.team, one.total, one.points[:2]) for one in long_
    ]


def test_two_judges_of_a_task_without_a_common_team_are_no_fault():
    task = TaskShape("P", 100.0, 1.0, (("a", 50.0), ("b", 50.0)))
    pairs = [(at, judges) for at, judges in enumerate(["AB"] * 8 + ["BC"] * 8)]
    sheets = tuple(
        SheetMarks(f"T{at}", "P", judge, 40.0 + at + 3 * (judge == "B"), (20.0 + at, 20.0), None, None, False)
        for at, judges in pairs
        for judge in judges
    )

    found = fairness(SectionMarks(tuple(f"T{at}" for at in range(16)), (task,), sheets))

    assert [(one.judge, one.sheets) for one in found.habits] == [("A", 8), ("B", 16), ("C", 8)]
