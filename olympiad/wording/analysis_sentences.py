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


SECTION_SENTENCES: dict[str, str] = {
    "agreement_doubtful": N_("The judges part ways in %(tasks)s. Look again at the teams listed there."),
    "agreement_good": N_("In every task the judges put the teams into nearly the same order. Nothing to do."),
    "agreement_poor": N_(
        "The judges of %(task)s put the teams into different orders. Talk over the criteria and look again."
    ),
    "agreement_unsure": N_(
        "The agreement in %(task)s may be poor; there are too few teams to know. Look at those far apart."
    ),
    "all_are_close": N_(
        "Whoever marked these teams is close to them, so there is nobody to compare with. Let a guest judge mark them, too."
    ),
    "alpha_low": N_(
        "The criteria of %(task)s tell different things. Add criteria, or say more exactly what earns a point."
    ),
    "border_unsure": N_("In %(chance)s of 100 draws %(award)s stays apart. Check the sums on both sides once more."),
    "borders_unsure": N_(
        "Chance between judges could move a team across a border: %(awards)s. Check both sides once more."
    ),
    "connected": N_("Within every task the judges are linked by common teams. Nothing to do."),
    "criterion_carries": N_("%(criterion)s carries %(share)s of 100 parts of the differences. Split it for next year."),
    "day_steady": N_("No judge became stricter or kinder over the day. Nothing to do."),
    "drifts": N_("%(judge)s changed over the day in %(task)s. Compare the first sheets with the last ones."),
    "everybody_has_it": N_(
        "%(criterion)s: nearly everybody has it. Make it a condition for starting, or make it harder."
    ),
    "eye_favours": N_(
        "Teams of the own institution got more where the eye judges than their readings predict. Let guests mark the photographs."
    ),
    "eye_not_favoured": N_(
        "Teams of the own institution got no more where the eye judges than their readings predict. Nothing to do."
    ),
    "few_criteria_by_eye": N_(
        "Fewer than two criteria are marked by eye in at most %(most)s different marks, so there is no model. Use coarser steps."
    ),
    "few_own_teams": N_("Teams of the own institution: only %(found)s, so little can be said."),
    "follows_sheet_before": N_(
        "%(judge)s seems to mark in %(task)s by the sheet before. Look at sheets after very good ones."
    ),
    "judge_misfits": N_(
        "%(judge)s marks less evenly in %(task)s than the model expects. Look for sheets that do not go with the others."
    ),
    "live_apart": N_(
        "The sheets of %(task)s lie far apart: %(teams)s. Settle them in moderation, then talk to the judges."
    ),
    "live_drifts": N_(
        "%(judge)s changed over the day in %(task)s. Look at the last sheets in moderation, first at %(teams)s."
    ),
    "model_calm": N_("By the model, too, no judge stands apart from the others of the task. Nothing to do."),
    "model_judges_equal": N_("By the model, too, all judges of %(task)s are equally strict. Nothing to do."),
    "model_judges_unequal": N_("By the model, too, the judges of %(task)s are not equally strict. Talk to them."),
    "narrow_range": N_("%(judge)s uses a narrow part of the scale in %(task)s. Show examples of high and low marks."),
    "no_readings": N_(
        "No points are read from instruments, so the eye has nothing to stand beside. Let a guest judge mark these teams, too."
    ),
    "no_sheets": N_("No sheet has been handed over yet. Come back when marking has begun."),
    "no_times": N_("No times are known, so the course of the day cannot be seen. Mark in the console to have them."),
    "nobody_has_it": N_("%(criterion)s: nearly nobody has it. Make it easier, or explain it better."),
    "nobody_is_close": N_("No judge belongs to the institution of a team, as far as is declared."),
    "nobody_shares": N_("In %(task)s no two judges marked the same teams. Let a second judge mark some of them."),
    "order_sure": N_("Chance between judges would hardly move an award. Nothing to do."),
    "own_favoured": N_(
        "Teams of the own institution got more from their judges than from others. Look again at these sheets."
    ),
    "own_not_favoured": N_("Teams of the own institution got no more from their judges than from others."),
    "severity_apart": N_(
        "%(judge)s stands apart in %(task)s. Talk to both judges; whoever marked every team moves no place."
    ),
    "severity_calm": N_("No judge stands clearly apart from the others. Nothing to do."),
    "single_judges": N_("Every sheet has one judge, so chance cannot be told. Let a second judge mark some teams."),
    "tasks_good": N_("The criteria of every task hold together. Nothing to do."),
    "tasks_split": N_(
        "In %(tasks)s the panels share no team, so their severity cannot be compared. Exchange some teams."
    ),
    "tasks_uneven": N_("The criteria of %(tasks)s tell different things. See what to change next year."),
    "tasks_without_chance": N_(
        "%(tasks)s: one judge only or no difference, so nothing is drawn there; the intervals are too narrow."
    ),
    "tells_nothing": N_("%(criterion)s does not go with the rest of the task. Say what is meant, or leave it out."),
    "too_easy": N_("%(task)s was easy for nearly everybody. Make a part of it harder."),
    "too_few_teams_beside": N_(
        "Fewer than %(least)s other teams have sheets in every task, so there is no line to compare with. It comes by itself."
    ),
    "too_few_placed": N_("Fewer than two teams have a place, so there is no order yet."),
    "too_few_shared": N_("Fewer than %(least)s teams marked with others. Let the judges share more teams."),
    "too_hard": N_("%(task)s was hard for nearly everybody. Make a part of it easier."),
}
"""The same for the analysis of a section: what a chief judge should do."""


def note_sentence(note: Refusal | None, language: str) -> str:
    """Say why a figure is as it is; without a note, that nothing speaks against it."""
    if note is None:
        return catalogue(language).gettext(NOTHING_AGAINST)
    return filled(ANALYSIS_SENTENCES.get(note.code) or SECTION_SENTENCES[note.code], note, language)


BENEATH_HEADING: dict[str, str] = {
    "alpha_low": N_("The criteria tell different things. Add criteria, or say more exactly what earns a point."),
    "constant_item": N_("The same mark for everybody, so it tells nobody apart. Make it a gate or leave it out."),
    "criterion_carries": N_("Carries %(share)s of 100 parts of the differences. Split it for next year."),
    "everybody_has_it": N_("Nearly everybody has it. Make it a condition for starting, or make it harder."),
    "nobody_has_it": N_("Nearly nobody has it. Make it easier, or explain it better."),
    "tells_nothing": N_("Does not go with the rest of the task. Say what is meant, or leave it out."),
    "too_easy": N_("Easy for nearly everybody. Make a part of it harder."),
    "too_hard": N_("Hard for nearly everybody. Make a part of it easier."),
}
"""The same beneath a heading that names the task and the criterion."""


def note_heading(note: Refusal, place: str) -> str:
    """Return task and criteria that a note is about; `place` may name the task alone."""
    items = note.fields.get("items")
    return f"{place} {items}" if items else place


def note_beneath_heading(note: Refusal, language: str) -> str:
    """Say what to change without naming again what the heading names."""
    words = BENEATH_HEADING.get(note.code)
    return filled(words, note, language) if words else note_sentence(note, language)
