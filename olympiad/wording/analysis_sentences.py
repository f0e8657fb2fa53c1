"""Why a figure of the analysis is weak or not available, and what would make it sound, in the reader's language."""

from olympiad.wording.catalogues import N_, catalogue
from olympiad.wording.sentences import Refusal, filled

NOTHING_AGAINST = N_("Nothing speaks against this figure.")

ANALYSIS_SENTENCES: dict[str, str] = {
    "all_equal": N_(
        "All values are equal, so there is no difference to measure; this is not 0. Gather marks that tell teams apart."
    ),
    "all_extreme": N_(
        "Everybody has only the least or only the greatest marks, so nothing can be measured. Use a finer scale."
    ),
    "alpha_negative": N_(
        "Alpha is below 0: the columns measure opposite things. Look whether one of them counts the other way round."
    ),
    "constant_item": N_(
        "%(items)s: the same mark for everybody, so it tells nobody apart. Make it a gate or leave it out."
    ),
    "constant_judge": N_(
        "%(judges)s: every mark is the same, so this judge tells no teams apart. Ask how the scale was understood."
    ),
    "disconnected": N_(
        "The marks fall into %(count)s groups that nothing links: %(groups)s. "
        "Let one judge of each group mark some teams of another."
    ),
    "extreme_judges": N_(
        "%(judges)s gave only the least or only the greatest marks and have no finite severity. Look at these sheets."
    ),
    "extreme_left_out": N_(
        "Left out, since they have only the least or only the greatest marks: %(names)s. Their place is at the end of the scale."
    ),
    "few_judges": N_(
        "Only %(found)s judges, so the interval is wide or rests on little. Let three or more judges mark the same teams."
    ),
    "few_judges_drawn": N_(
        "With only %(found)s judges there are few different draws, so the intervals come out too narrow. "
        "Let three or more judges mark the same teams."
    ),
    "few_levels": N_(
        "Only two levels of %(facets)s, so their share of the differences is uncertain. Take three or more."
    ),
    "few_targets": N_("Only %(found)s targets were marked by all judges. Let all judges mark five or more."),
    "hangs_by_one": N_(
        "The comparison of judges hangs by %(names)s alone. Let one more judge mark teams on both sides."
    ),
    "incomplete_table": N_(
        "The table has gaps, so the components were estimated by a mixed model (REML) and there are no sums of squares. "
        "Let every judge mark every team."
    ),
    "judge_with_one_target": N_("%(judges)s: one team only, so severity cannot be told from chance. Add teams."),
    "judges_alike": N_("The judges differ no more than chance would make them differ; the shrunken effects are all 0."),
    "judges_nested": N_(
        "Each judge marked only own tasks or criteria (%(pairs)s), so severity cannot be told from difficulty. "
        "Let some judges mark two tasks."
    ),
    "many_categories": N_(
        "%(found)s different marks are too many for stable thresholds (at most %(most)s). Join neighbouring marks."
    ),
    "negative_components": N_(
        "%(components)s came out below 0 by chance and counts as 0; the raw value is printed. More teams would settle it."
    ),
    "nested": N_(
        "Each %(inner)s occurs with one %(outer)s only, so the two cannot be told apart. "
        "Say --nested %(inner)s:%(outer)s, or let some cross over."
    ),
    "no_differences": N_("Nothing is left between those who were measured. The marks do not tell them apart."),
    "no_residual": N_(
        "There are just as many marks as unknowns, so nothing is left to judge the error by. Let more teams be marked twice."
    ),
    "not_converged": N_(
        "The estimates did not settle within %(steps)s steps. Look for a judge or criterion that hardly anybody shares."
    ),
    "nothing_pairable": N_(
        "No unit has two values, so there is nothing to compare. Let two observers look at the same units."
    ),
    "one_column": N_("There is only one column, so there is nothing to compare it with. Give two or more."),
    "one_judge": N_(
        "There is only one judge, so severity cannot be told from the teams. Let a second judge mark some."
    ),
    "one_level": N_("%(facets)s: one level only, so its share of the differences is not defined. Give two or more."),
    "one_observer": N_("There is only one observer, so there is nothing to agree with. Let a second one look."),
    "p_is_near": N_("With %(found)s targets the p value is only an approximation."),
    "rare_categories": N_(
        "Some marks were given fewer than %(least)s times: %(marks)s. Their thresholds are uncertain; join neighbouring marks."
    ),
    "ratio_needs_zero": N_("Alpha for ratios is not defined for values below 0."),
    "rows_left_out": N_("Rows with a gap, which were left out: %(count)s. A gap is not a 0."),
    "table_too_large": N_("The table is too large for the shrunken model. Take a part of it."),
    "too_few_repeats": N_(
        "Nothing was marked twice, so differences cannot be told from error. Let two judges mark the same teams."
    ),
    "too_few_rows": N_("Complete rows: %(found)s; two or more are needed. Fill the gaps or add rows."),
    "totals_equal": N_(
        "All totals are equal, so alpha is not defined; this is not 0. Gather marks that tell people apart."
    ),
    "units_dropped": N_("Units with fewer than two values cannot be compared and were dropped: %(units)s."),
}
"""Code of a note → its sentence, with the remedy."""


def note_sentence(note: Refusal | None, language: str) -> str:
    """Say why a figure is as it is; without a note, that nothing speaks against it."""
    if note is None:
        return catalogue(language).gettext(NOTHING_AGAINST)
    return filled(ANALYSIS_SENTENCES[note.code], note, language)
