"""Published tables with published answers, reproduced through the command; skipped where the cases are not there."""

import csv

import pytest

from tests.analysis.commands import case, computed, expected

FACETS = ["mfrm_sirt_ratings1", "mfrm_tam_ex10"]
SIX_DIGITS = 1e-6


def near(value, tolerance):
    return pytest.approx(value, abs=tolerance)


def test_icc_gives_the_six_forms_of_shrout_and_fleiss():
    answer = expected("icc_shrout_fleiss_1979")
    found = computed("icc", case("icc_shrout_fleiss_1979") / "data.csv")

    assert found["mean_squares"] == near(answer["verified"]["mean_squares"], SIX_DIGITS)
    for form, figures in answer["verified"]["full_precision"].items():
        told = found["forms"][form]
        assert [told[key] for key in ("value", "F", "df1", "df2", "p", "low", "high")] == near(
            [*(figures[key] for key in ("icc", "F", "df1", "df2", "p")), *figures["ci95"]], SIX_DIGITS
        )


def test_krippendorff_gives_alpha_on_four_levels():
    answer = expected("krippendorff_2011_C")
    found = computed("krippendorff", case("krippendorff_2011_C") / "data.csv")

    assert found["alpha"] == near(answer["verified"], answer["tolerance"]["verified"])
    assert (found["units"], found["pairable"], found["dropped"]) == (11, 40, ["u12"])


def test_cronbach_gives_alpha_interval_and_items():
    answer = expected("cronbach_attitude")
    found = computed("cronbach", case("cronbach_attitude") / "data.csv")

    assert found["alpha"] == near(answer["verified"]["raw_alpha"], 1e-9)
    assert found["standardised"] == near(0.839084, 1e-6)
    assert [found["low"], found["high"]] == near(answer["verified"]["feldt95"], 1e-9)
    for item, figures in answer["verified"]["items"].items():
        told = found["items"][item]
        assert [told[key] for key in ("mean", "sd", "r_drop", "alpha_if_dropped")] == near(
            [figures[key] for key in ("mean", "sd", "r_drop", "alpha_if_dropped")], answer["tolerance"]["verified"]
        )


def test_items_give_the_analysis_of_patterns_with_counts():
    answer = expected("ctt_lsat6")
    file = case("ctt_lsat6") / "data.csv"
    found = computed("items", file, "--count", "count")
    alpha = computed("cronbach", file, "--count", "count")

    assert found["scores"] == answer["published"]["score_frequencies"]
    assert alpha["alpha"] == near(answer["verified"]["alpha"], 1e-9)
    for item, figures in answer["verified"]["items"].items():
        told = found["items"][item]
        assert [told["difficulty"], told["r_with"], told["r_drop"]] == near(
            [figures["p"], figures["pt_bis_included"], figures["pt_bis_excluded"]], answer["tolerance"]["verified"]
        )
        assert alpha["items"][item]["alpha_if_dropped"] == near(figures["alpha_if_dropped"], 1e-5)


def test_generalizability_gives_components_and_d_study():
    answer = expected("gtheory_brennan_ds1_pxi")["published"]
    found = computed("generalizability", case("gtheory_brennan_ds1_pxi") / "data.csv", "--d", "5,10,15,20")

    tolerance = 0.0011
    assert found["components"] == near(answer["variance"], tolerance)
    assert found["sums_of_squares"] == near(answer["SS"], tolerance)
    assert found["mean_squares"] == near(answer["MS"], tolerance)
    assert [found["relative"], found["absolute"]] == near([answer["Erho2"], answer["Phi"]], tolerance)
    for number, pair in answer["dstudy"].items():
        assert found["d_study"][number] == near(pair, tolerance)


@pytest.mark.parametrize("name", FACETS)
def test_facets_give_the_estimates_of_two_other_programs(name):
    answer = expected(name)
    found = computed("facets", case(name) / "data.csv")

    keys = ("n", "score", "measure", "se", "infit", "outfit", "fair_average")
    given = ("n", "score", "measure", "se", "infit", "outfit", "fair_avg")
    elements = {**answer["jmle"]["elements"], "person": answer["persons"]}
    for facet, figures in elements.items():
        assert found["elements"][facet].keys() == figures.keys()
        for name_of, figure in figures.items():
            told = found["elements"][facet][name_of]
            assert [told[key] for key in keys] == near([figure[key] for key in given], SIX_DIGITS)
    assert found["thresholds"] == near(answer["jmle"]["thresholds"], SIX_DIGITS)
    assert found["log_likelihood"] == near(answer["jmle"]["loglik"], SIX_DIGITS)
    for facet, figures in answer["jmle"]["separation"].items():
        assert [found["reliability"][facet], found["chi2"][facet], found["df"][facet]] == near(
            [figures["rel"], figures["chi2"], figures["df"]], SIX_DIGITS
        )


@pytest.mark.parametrize(("name", "person"), [("mfrm_sirt_ratings1", "idstud"), ("mfrm_tam_ex10", "pid")])
def test_facets_leave_out_extreme_persons_and_say_so(name, person, tmp_path):
    with (case(name) / "data_full_wide.csv").open(encoding="utf-8", newline="") as file:
        wide = list(csv.DictReader(file))
    long = tmp_path / "long.csv"
    with long.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["person", "rater", "item", "x"])
        for row in wide:
            marks = {item: mark for item, mark in row.items() if item not in (person, "rater")}
            writer.writerows([row[person], row["rater"], item, mark] for item, mark in marks.items() if mark)

    found = computed("facets", long)

    answer = expected(name)
    told = {rater: figures["measure"] for rater, figures in found["elements"]["rater"].items()}
    assert told == near({one: figures["measure"] for one, figures in answer["jmle"]["elements"]["rater"].items()}, 1e-6)
    assert found["elements"]["person"].keys() == answer["persons"].keys()
    assert len(found["extreme"]["person"]) == len({row[person] for row in wide}) - len(answer["persons"])
    assert "extreme_left_out" in {note["reason"] for note in found["notes"]}


def test_additive_gives_least_squares_and_reml():
    answer = expected("judge_adjust_kuhlisch_2016")
    found = computed("additive", case("judge_adjust_kuhlisch_2016") / "data.csv")

    ols, reml = answer["ols"], answer["lmer_reml"]
    assert found["judge"] == near(ols["reviewer_leniency"], 1e-9)
    assert found["target"] == near(ols["paper_adjusted"], 1e-9)
    assert [found["residual_sd"], found["residual_df"]] == near([ols["residual_sd"], ols["residual_df"]], 1e-9)
    assert [found["F"], found["p"]] == near([ols["F_reviewer"], ols["p_reviewer"]], 1e-4)
    assert found["shrunken"]["judge"] == near(reml["blup_reviewer"], 1e-6)
    assert found["shrunken"]["target"] == near(reml["blup_paper"], 1e-6)
    variances = {one["grp"]: one["vcov"] for one in reml["varcomp"]}
    assert [found["random"][key] ** 2 for key in ("target_sd", "judge_sd", "residual_sd")] == near(
        [variances["idpaper"], variances["idreviewer"], variances["Residual"]], 1e-6
    )
    assert found["random"]["mean"] == near(reml["mu"], 1e-6)
