"""What the statistics do where a figure is weak or not defined: its state, its reason and a sentence, never a false 0."""

import json

import numpy as np
import pytest

from olympiad.analysis.mixed_model import balanced_components, variance_components
from tests.analysis.commands import computed, run, written

EVERY = {
    "icc": ("target,J1,J2,J3", "{},{},{},{}"),
    "kendall": ("target,J1,J2,J3", "{},{},{},{}"),
    "krippendorff": ("observer,u1,u2,u3", "{},{},{},{}"),
    "cronbach": ("person,A,B,C", "{},{},{},{}"),
    "items": ("person,A,B,C", "{},{},{},{}"),
    "generalizability": ("person,A,B,C", "{},{},{},{}"),
    "rank-intervals": ("target,J1,J2,J3", "{},{},{},{}"),
}


def reasons(found: dict) -> dict[str, str]:
    return {note["reason"]: note["state"] for note in found["notes"]}


def long(folder, rows: str, head: str = "target,judge,score"):
    return written(folder, head, *rows.split())


CONNECTED = "T1,A,5 T1,B,6 T2,B,7 T2,C,6 T3,C,3 T3,A,4 T4,A,8 T4,B,8 T4,C,9"


# All equal, one column, too few


@pytest.mark.parametrize("name", EVERY)
def test_equal_marks_are_not_available_and_not_0(name, tmp_path):
    head, row = EVERY[name]
    found = computed(name, written(tmp_path, head, *(row.format(f"T{at}", 4, 4, 4) for at in range(5))))

    assert (found["state"], found["reason"]) == ("not_available", "all_equal")
    assert found["sentence"]


def test_equal_marks_leave_every_figure_undefined(tmp_path):
    file = written(tmp_path, "target,J1,J2", "a,3,3", "b,3,3", "c,3,3")

    assert {form["value"] for form in computed("icc", file)["forms"].values()} == {None}
    assert set(computed("krippendorff", file)["alpha"].values()) == {None}
    assert computed("kendall", file)["w"] is None
    assert computed("cronbach", file)["alpha"] is None
    assert {one["low"] for one in computed("rank-intervals", file)["targets"].values()} == {None}


@pytest.mark.parametrize("name", ["icc", "kendall", "cronbach", "items", "rank-intervals"])
def test_one_column_is_not_available(name, tmp_path):
    file = written(tmp_path, "target,J1", "a,1", "b,2", "c,3")

    assert reasons(computed(name, file))["one_column"] == "not_available"


def test_one_level_of_a_facet_is_not_available(tmp_path):
    found = computed("generalizability", written(tmp_path, "person,i1", "a,1", "b,2", "c,3"))

    assert (found["state"], found["reason"], found["relative"]) == ("not_available", "one_level", None)


def test_one_observer_is_not_available(tmp_path):
    assert computed("krippendorff", written(tmp_path, "observer,u1,u2", "A,1,2"))["reason"] == "one_observer"


@pytest.mark.parametrize("name", ["additive", "facets"])
def test_one_judge_is_not_available(name, tmp_path):
    rows = "T1,A,c1,1 T1,A,c2,2 T2,A,c1,2 T2,A,c2,1 T3,A,c1,3 T3,A,c2,1"
    head = "person,rater,item,score"
    names = ("--target", "person", "--judge", "rater") if name == "additive" else ()
    if name == "additive":
        rows = rows.replace(",c1,", ",,").replace(",c2,", ",,")
        rows = " ".join(row for at, row in enumerate(rows.split()) if at % 2)
    found = computed(name, long(tmp_path, rows, head), *names)

    assert (found["state"], found["reason"]) == ("not_available", "one_judge")


def test_two_judges_print_a_weak_interval(tmp_path):
    file = written(tmp_path, "target,J1,J2", "a,1,2", "b,3,3", "c,5,6", "d,2,1", "e,4,6")
    found = computed("icc", file)

    assert (found["state"], found["reason"]) == ("weak", "few_judges")
    assert found["forms"]["ICC(2,1)"]["low"] < found["forms"]["ICC(2,1)"]["value"] < found["forms"]["ICC(2,1)"]["high"]
    assert computed("rank-intervals", file)["reason"] == "few_judges_drawn"
    assert reasons(computed("kendall", file))["few_judges"] == "weak"


# Missing, 0 and absent are three things


def test_a_gap_leaves_the_row_out_and_a_0_does_not(tmp_path):
    gap = computed(
        "icc", written(tmp_path, "target,J1,J2,J3", *"a,1,2,2 b,3,,4 c,5,6,6 d,4,4,3 e,0,1,0 f,2,2,3".split())
    )
    zero = computed(
        "icc", written(tmp_path, "target,J1,J2,J3", *"a,1,2,2 b,3,0,4 c,5,6,6 d,4,4,3 e,0,1,0 f,2,2,3".split())
    )

    assert (gap["targets"], gap["left_out"]) == (5, 1)
    assert (zero["targets"], zero["left_out"]) == (6, 0)
    assert gap["forms"]["ICC(1,1)"]["value"] > zero["forms"]["ICC(1,1)"]["value"]
    assert reasons(gap) == {"rows_left_out": "ok"}


@pytest.mark.parametrize("word", ["absent", "-", "NA", "1.234,5", "1e3"])
def test_a_word_in_a_cell_is_a_problem(word, tmp_path):
    result = run("icc", written(tmp_path, "target;J1;J2", "a;1;2", f"b;{word};3", "c;2;2"))

    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("table.csv:3: J1: ")


def test_every_problem_is_told_one_a_line(tmp_path):
    result = run("icc", written(tmp_path, "target,J1,J2", "a,x,2", "b,1,y", "a,1,1", ",2,2", "c,1,2,3"), "--lang", "uz")

    where = [line.split(": ")[0:2] for line in result.stderr.splitlines()]
    assert (result.exit_code, [place for place, _ in where]) == (
        1,
        ["table.csv:6", "table.csv:2", "table.csv:3", "table.csv:5", "table.csv:2", "table.csv:4"],
    )
    assert [column for _, column in where[1:]] == ["J1", "J2", "target", "target", "target"]


def test_a_gap_in_a_long_table_is_no_mark(tmp_path):
    with_gap = computed("additive", long(tmp_path, CONNECTED + " T5,A,"))
    without = computed("additive", long(tmp_path, CONNECTED))

    assert with_gap["judge"] == without["judge"]
    assert "T5" not in with_gap["target"]


# Judges


@pytest.mark.parametrize("name", ["icc", "kendall", "rank-intervals"])
def test_a_constant_judge_is_named(name, tmp_path):
    found = computed(name, written(tmp_path, "target,J1,J2,J3", "a,1,4,2", "b,3,4,3", "c,5,4,6", "d,2,4,1", "e,4,4,6"))

    assert reasons(found)["constant_judge"] == "weak"
    assert "J2" in found["sentence"]


def test_a_constant_observer_is_named(tmp_path):
    found = computed("krippendorff", written(tmp_path, "observer,u1,u2,u3", "A,1,2,3", "B,2,2,2", "C,1,2,4"))

    assert (found["state"], found["reason"]) == ("weak", "constant_judge")
    assert "B" in found["sentence"]


def test_a_constant_item_has_no_correlation(tmp_path):
    file = written(tmp_path, "person,A,B,C", "p,1,4,2", "q,3,4,3", "r,5,4,6", "s,2,4,1")
    scale, items = computed("cronbach", file), computed("items", file)

    assert scale["reason"] == items["reason"] == "constant_item"
    assert scale["items"]["B"]["r_drop"] is items["items"]["B"]["r_drop"] is None
    assert scale["standardised"] is None
    assert scale["alpha"] is not None


def test_equal_totals_of_different_items_leave_alpha_undefined(tmp_path):
    found = computed("cronbach", written(tmp_path, "person,A,B", "p,1,3", "q,2,2", "r,3,1"))

    assert (found["state"], found["reason"], found["alpha"]) == ("not_available", "totals_equal", None)


def test_disconnected_panels_are_named(tmp_path):
    found = computed("additive", long(tmp_path, "T1,A,5 T1,B,6 T2,A,4 T2,B,6 T3,C,7 T3,D,8 T4,C,5 T4,D,7"))

    assert (found["state"], found["reason"]) == ("not_available", "disconnected")
    assert "A, B | C, D" in found["sentence"]
    assert found["groups"] == [
        {"judge": ["A", "B"], "target": ["T1", "T2"]},
        {"judge": ["C", "D"], "target": ["T3", "T4"]},
    ]
    assert set(found["judge"].values()) == set(found["shrunken"]["target"].values()) == {None}


@pytest.mark.parametrize(
    ("rows", "cut"),
    [
        # B alone links A's teams with C's
        ("T1,A,5 T1,B,6 T2,A,4 T2,B,6 T3,B,7 T3,C,8 T4,B,5 T4,C,7", {"judge": ["B"], "target": []}),
        # T3 alone links the pairs
        ("T1,A,5 T1,B,6 T3,A,4 T3,B,6 T3,C,7 T3,D,8 T4,C,5 T4,D,7", {"judge": [], "target": ["T3"]}),
    ],
)
def test_a_graph_that_hangs_by_one_is_weak(rows, cut, tmp_path):
    found = computed("additive", long(tmp_path, rows))

    assert reasons(found)["hangs_by_one"] == "weak"
    assert found["cut_vertices"] == cut
    assert found["judge"]["A"] is not None
    assert next(name for names in cut.values() for name in names) in found["sentence"]


def test_a_judge_with_one_team_is_named(tmp_path):
    found = computed("additive", long(tmp_path, CONNECTED + " T1,D,9"))

    assert reasons(found)["judge_with_one_target"] == "weak"
    assert next(note["sentence"] for note in found["notes"] if note["reason"] == "judge_with_one_target").startswith(
        "D:"
    )


def test_a_constant_judge_of_the_additive_model_is_named(tmp_path):
    found = computed("additive", long(tmp_path, CONNECTED + " T1,D,7 T2,D,7 T3,D,7 T4,D,7"))

    assert reasons(found)["constant_judge"] == "weak"


def test_just_enough_marks_leave_no_error(tmp_path):
    found = computed("additive", long(tmp_path, "T1,A,5 T1,B,6 T2,B,7 T2,C,9"))

    assert reasons(found)["no_residual"] == "weak"
    assert (found["residual_sd"], found["F"], found["residual_df"]) == (None, None, 0)
    assert found["judge"] == pytest.approx({"A": -4 / 3, "B": -1 / 3, "C": 5 / 3})


# Many facets

HEAD = "person,rater,item,x"


def marks(panels: dict[str, str], items: str = "ab") -> str:
    """Persons p1… each marked by the judges of their panel on every item, with a pattern that has no extremes."""
    rows = []
    for at, (person, judges) in enumerate(panels.items()):
        rows += [
            f"{person},{judge},{item},{(at + 2 * ord(judge) + 3 * ord(item)) % 4}" for judge in judges for item in items
        ]
    return " ".join(rows)


def test_disconnected_panels_of_the_facets_model_are_named(tmp_path):
    panels = {f"p{at}": "AB" for at in range(6)} | {f"q{at}": "CD" for at in range(6)}
    found = computed("facets", long(tmp_path, marks(panels), HEAD))

    assert (found["state"], found["reason"]) == ("not_available", "disconnected")
    assert [(group["rater"], group["item"]) for group in found["groups"]] == [
        (["A", "B"], ["a", "b"]),
        (["C", "D"], ["a", "b"]),
    ]
    assert {one["measure"] for one in found["elements"]["rater"].values()} == {None}
    assert found["elements"]["rater"]["A"]["n"] == 12


def test_judges_nested_in_tasks_are_named(tmp_path):
    rows = " ".join(
        f"p{at},{judge},{item},{(at * at + 2 * ord(judge)) % 4}"
        for at in range(9)
        for judge, item in (("A", "a"), ("B", "a"), ("C", "b"), ("D", "b"))
    )
    found = computed("facets", long(tmp_path, rows, HEAD))

    assert (found["state"], found["reason"]) == ("not_available", "judges_nested")
    assert "A, B: a | C, D: b" in found["sentence"]


def test_nesting_that_nobody_said_is_named(tmp_path):
    rows = " ".join(f"p{at},r{t}{r},t{t},{at + r * t}" for at in range(4) for t in (1, 2) for r in (1, 2, 3))
    file = long(tmp_path, rows, "person,rater,task,x")
    asked = ("--facets", "person,rater,task", "--score", "x")

    assert computed("generalizability", file, *asked)["reason"] == "nested"
    assert computed("generalizability", file, *asked, "--nested", "rater:task")["components"]["r:t"] is not None


def test_extreme_persons_and_judges_are_left_out_and_said(tmp_path):
    rows = marks({f"p{at}": "ABC" for at in range(8)}, "abc")
    low = " ".join(f"low,{judge},{item},0" for judge in "ABC" for item in "abc")
    kind = " ".join(f"p{at},kind,{item},3" for at in range(8) for item in "abc")
    found = computed("facets", long(tmp_path, f"{rows} {low} {kind}", HEAD))

    assert found["extreme"] == {"person": {"low": 0.0}, "rater": {"kind": 72.0}, "item": {}}
    assert reasons(found)["extreme_judges"] == "weak"
    assert reasons(found)["extreme_left_out"] == "ok"
    assert "kind" not in found["elements"]["rater"]
    assert found["elements"]["rater"]["A"]["measure"] is not None


def test_nothing_but_extremes_is_not_available(tmp_path):
    rows = " ".join(f"p{at},{judge},{item},{3 * (at % 2)}" for at in range(6) for judge in "AB" for item in "ab")
    found = computed("facets", long(tmp_path, rows, HEAD))

    assert (found["state"], found["reason"]) == ("not_available", "all_extreme")
    assert len(found["extreme"]["person"]) == 6


def test_many_categories_and_rare_ones_are_weak(tmp_path):
    rows = " ".join(
        f"p{at},{judge},{item},{(5 * at + 3 * ord(judge) + 7 * ord(item)) % 12}"
        for at in range(24)
        for judge in "ABC"
        for item in "ab"
    )
    found = computed("facets", long(tmp_path, rows, HEAD))

    assert reasons(found)["many_categories"] == "weak"
    assert len(found["categories"]) == 12


def test_a_mark_with_few_uses_is_named(tmp_path):
    rows = marks({f"p{at}": "ABC" for at in range(12)}, "abc") + " p0,D,a,7 p1,D,b,2 p2,D,c,1 p3,D,a,3"
    found = computed("facets", long(tmp_path, rows, HEAD))

    assert reasons(found)["rare_categories"] == "weak"
    assert "7" in next(note["sentence"] for note in found["notes"] if note["reason"] == "rare_categories")


def test_half_points_are_scaled_by_their_step(tmp_path):
    whole = marks({f"p{at}": "ABC" for at in range(12)}, "abc")
    halves = " ".join(f"{row.rpartition(',')[0]},{int(row[-1]) / 2}" for row in whole.split())
    found = computed("facets", long(tmp_path, whole, HEAD))
    scaled = computed("facets", long(tmp_path, halves, HEAD))

    assert scaled["categories"] == [0, 0.5, 1, 1.5]
    for facet, elements in found["elements"].items():
        for name, one in elements.items():
            half = scaled["elements"][facet][name]
            assert [half["measure"], half["se"], half["infit"]] == pytest.approx(
                [one["measure"], one["se"], one["infit"]]
            )
            assert [2 * half["score"], 2 * half["fair_average"]] == pytest.approx([one["score"], one["fair_average"]])


# Components and gaps


def test_a_negative_component_is_shown_as_0_with_its_raw_value(tmp_path):
    found = computed("generalizability", written(tmp_path, "person,a,b,c", "p,1,5,3", "q,5,1,3", "r,3,4,1", "s,3,3,5"))

    assert (found["state"], found["reason"]) == ("weak", "negative_components")
    assert found["components"]["p"] < 0
    assert found["shown"]["p"] == 0
    assert found["relative"] == 0


def test_a_table_with_gaps_goes_through_the_mixed_model(tmp_path):
    rows = ("p,1,2,,3", "q,5,4,5,", "r,3,,2,4", "s,,3,5,4", "t,2,2,1,2", "u,4,5,5,3")
    found = computed("generalizability", written(tmp_path, "person,a,b,c,d", *rows))

    assert (found["state"], found["reason"], found["method"]) == ("weak", "incomplete_table", "reml")
    assert found["sums_of_squares"] == {"p": None, "i": None, "pi": None}
    assert 0 < found["relative"] < 1


def test_the_mixed_model_agrees_with_the_analysis_of_variance_where_both_apply(tmp_path):
    """Balanced tables with positive components: REML and ANOVA are the same."""
    rows = [[1, 2, 2, 3], [5, 4, 5, 6], [3, 3, 2, 4], [2, 3, 5, 4], [2, 2, 1, 2], [4, 5, 5, 6]]
    file = written(tmp_path, "person,a,b,c,d", *(f"p{at},{','.join(map(str, row))}" for at, row in enumerate(rows)))
    balanced = computed("generalizability", file)

    person, item = np.divmod(np.arange(24), 4)
    found = variance_components(np.array(rows, dtype=float).ravel(), [person, item])
    assert [*found.variances, found.error] == pytest.approx(list(balanced["components"].values()), rel=1e-4)


def test_too_few_repeats_are_not_available(tmp_path):
    found = computed("generalizability", written(tmp_path, "person,a,b,c", "p,1,,", "q,,2,", "r,,,3"))

    assert found["state"] == "not_available"


def test_perfect_agreement_is_1_without_a_division_by_0(tmp_path):
    found = computed("icc", written(tmp_path, "target,J1,J2,J3", *"a,1,1,1 b,2,2,2 c,3,3,3 d,4,4,4 e,5,5,5".split()))

    assert {form["value"] for form in found["forms"].values()} == {1.0}
    assert found["forms"]["ICC(3,1)"]["F"] is None
    assert json.dumps(found, allow_nan=False)


def test_judges_that_differ_by_a_constant_are_consistent(tmp_path):
    found = computed("icc", written(tmp_path, "target,J1,J2,J3", *"a,1,2,3 b,2,3,4 c,3,4,5 d,4,5,6 e,5,6,7".split()))

    assert found["forms"]["ICC(3,1)"]["value"] == 1
    assert found["forms"]["ICC(2,1)"]["value"] == pytest.approx(2.5 / 3.5)


@pytest.mark.parametrize("seed", range(6))
def test_the_closed_form_of_complete_tables_is_reml(seed):
    random = np.random.default_rng(seed)
    spread = (2.0, 0.0 if seed % 2 else 1.5)
    values = random.normal(0, spread[0], (9, 1)) + random.normal(0, spread[1], (1, 3)) + random.normal(0, 1, (9, 3))
    rows, columns = np.divmod(np.arange(27), 3)

    closed, found = balanced_components(values), variance_components(values.ravel(), [rows, columns])

    assert [*closed.variances, closed.error] == pytest.approx([*found.variances, found.error], abs=1e-4)
    assert closed.effects[1] == pytest.approx(found.effects[1], abs=1e-4)
