"""What is said about files that cannot be taken as they are: one sentence pattern per code of a problem."""

from olympiad.wording.catalogues import N_

# One line per code, in alphabetical order.
FILE_SENTENCES: dict[str, str] = {
    "absent_and_marked": N_(
        "Team %(team)s is absent in task %(task)s on one sheet and marked on another (rows %(rows)s). Leave "
        "only one of them."
    ),
    "agreed_task_and_criterion": N_(
        "%(found)s has an agreed mark for the whole task and for a criterion (rows %(rows)s). Keep one kind."
    ),
    "agreed_twice": N_("Team %(team)s has two agreed marks in task %(task)s. Keep one."),
    "archive_broken": N_("This ZIP file is damaged and cannot be read. Make it again."),
    "archive_encrypted": N_("This ZIP file is protected by a password. Save it without one."),
    "archive_too_large": N_("Unpacked, this would be too large. At most %(most)s MB are read."),
    "archive_too_many_files": N_(
        "The ZIP file holds %(found)s files. At most %(most)s are read; pack only the section’s files."
    ),
    "cell_error": N_("The cell shows the error %(found)s. Mend the formula or type the value."),
    "cells_merged": N_("The cells %(found)s are merged; in a column their value counts for every row beside them."),
    "choice_unknown": N_("“%(found)s” is not known here. Choose one of: %(known)s."),
    "code_is_key": N_("The code “%(found)s” is the key of another team. The key wins where both could be meant."),
    "column_hidden": N_("This column is hidden in the workbook; it is read like the others."),
    "column_missing": N_("The column is missing (found: %(found)s). Add it to the header."),
    "column_repeated": N_("The header names this column more than once. Keep one."),
    "column_unknown": N_("This column is not known and is ignored. Known are: %(known)s."),
    "column_unnamed": N_("Column %(place)s has no name. Give it one in the header."),
    "condition_twice": N_("The condition “%(found)s” stands beside another of the same kind. Keep one."),
    "condition_unknown": N_("“%(found)s” is not a condition of an award. Known are: %(known)s."),
    "count_not_whole": N_("%(found)s is not a whole number of 0 or more. Give how often this row occurred."),
    "criterion_unknown": N_("There is no criterion “%(found)s” in this task. Correct the code or add the criterion."),
    "critical_unknown": N_("“%(found)s” is not known. Write no, zero or a cap such as cap=50%%."),
    "csv_broken": N_("The file is not a sound CSV file (%(found)s). Check the quotation marks, or export it again."),
    "date_cell": N_(
        "The cell is a date (%(found)s): Excel has turned a number or code such as 3.5 into one. Format the "
        "cell as text and type the value again."
    ),
    "empty": N_("The cell is empty. A value is needed here."),
    "encoding": N_("The file is not UTF-8 (found %(found)s). Save it as “CSV UTF-8”."),
    "encoding_guessed": N_(
        "The file is read as %(found)s. Look whether the names are right, or save it as “CSV UTF-8”."
    ),
    "experts_too_few": N_(
        "The bounds need %(wanted)s experts’ readings, there are %(found)s. Add readings or narrow the bounds."
    ),
    "file_missing": N_("The file is missing. A section folder needs it."),
    "file_repeated": N_("The archive holds this file more than once. Keep one."),
    "file_unknown": N_("This file is not part of a section folder and is not read. Known are: %(known)s."),
    "file_unreadable": N_("The file cannot be read (%(found)s). Check that it is there and may be opened."),
    "formula_without_value": N_(
        "The formula in %(found)s has no value. Open the workbook in Excel and save it, or type the value."
    ),
    "header_found": N_("The header of “%(found)s” was found in this row; what stands above it is not read."),
    "header_missing": N_("The file has no header row. Write the names of the columns into the first row."),
    "judge_missing": N_("A mark needs its judge. Name the judge."),
    "judge_not_expected": N_(
        "Judge %(found)s is not expected for team %(team)s in task %(task)s. Correct the judge, or add the "
        "assignment of the judge."
    ),
    "judge_unknown": N_("There is no judge “%(found)s”. Correct the name or add the judge."),
    "key_contradictory": N_(
        "The key “%(found)s” mixes parts that exclude each other. Use value with full and zero, value with "
        "steps, or experts with full, zero and each."
    ),
    "key_incomplete": N_(
        "The key “%(found)s” is incomplete. Use value with full and zero, value with steps, or experts with "
        "full, zero and each."
    ),
    "choices_missing": N_(
        "A criterion of kind choice needs its answers. Write them in the key, such as choices=A:salt|B:soda."
    ),
    "option_malformed": N_(
        "%(found)s cannot be the code of an answer. Use at most %(limit)s letters and digits without spaces, "
        "beginning with a letter."
    ),
    "option_twice": N_("An answer stands twice: %(found)s. Give each its own code."),
    "option_unknown": N_("%(found)s is not in the list of answers: %(known)s."),
    "right_missing": N_("%(found)s does not say which answers are right. Add right=, such as right=A|C."),
    "too_many_choices": N_("At most %(limit)s answers may be chosen. Leave out the others."),
    "mark_without_choice": N_(
        "Criterion %(criterion)s is answered from a list (found the mark %(found)s). Give the codes in "
        "reading; 0 says that nothing was chosen."
    ),
    "key_of_no_reading": N_("Criterion %(found)s is of kind %(kind)s; keys are for readings and choices only."),
    "key_part_twice": N_("The key names %(found)s twice. Keep one."),
    "key_part_unknown": N_("“%(found)s” is not a part of a key. Known are: %(known)s, each with = and a value."),
    "key_round_unknown": N_("“round=%(found)s” is not known. Write round=step or leave it out."),
    "key_without_use": N_(
        "A criterion of kind %(kind)s has no key (found “%(found)s”). Empty the cell or change the kind."
    ),
    "key_zero_below_full": N_(
        "In the key “%(found)s” the zero bounds lie inside the full ones. Make zero at least as wide as full."
    ),
    "level_empty": N_("Nobody reaches the award “%(level)s”. Check its conditions, or leave it empty knowingly."),
    "level_outside": N_("The level %(found)s lies outside 0…%(maximum)s. Change the level or the maximum."),
    "levels_missing": N_("A criterion of kind levels needs its levels, such as 0=absent | 1=partly | 2=complete."),
    "levels_not_distinct": N_("Two levels in “%(found)s” have the same points. Give each level its own."),
    "mark_above_maximum_criterion": N_(
        "%(found)s is above the maximum %(maximum)s of %(criterion)s. Give at most %(maximum)s."
    ),
    "mark_above_task": N_("%(found)s is above the maximum %(maximum)s of task %(task)s. Give at most %(maximum)s."),
    "mark_differs": N_("The file says %(found)s, here stands %(present)s already. An import never overwrites a mark."),
    "mark_differs_from_reading": N_(
        "%(found)s is not what the reading gives: %(computed)s. Leave the mark empty or correct the reading."
    ),
    "mark_without_reading": N_(
        "Criterion %(criterion)s is measured (found the mark %(found)s). Give the reading; for no reading "
        "write 0 with a note, or not_assessed."
    ),
    "marked_without_mark": N_(
        "The state says marked, but criterion %(criterion)s has no mark. Give the mark or empty the state."
    ),
    "maximum_not_positive": N_("The maximum %(found)s is not above 0. Give a number above 0."),
    "maximum_of_z": N_(
        "With the scale %(scale)s there is no maximum (found “%(found)s”). Use total>= with points, %%best or %%mean3."
    ),
    "no_numbers": N_("There is no column of numbers. Give at least one beside the names."),
    "no_other_sheet": N_(
        "Judge %(judge)s left criterion %(criterion)s of team %(team)s in task %(task)s to the others, but "
        "no other sheet has marked it. Choose another consequence."
    ),
    "no_rows": N_("There are no rows below the header. Add some."),
    "no_spread": N_(
        "All totals of the reference teams are equal, so there is no standard deviation. Choose another scale."
    ),
    "no_spread_part": N_(
        "All reference teams have the same result in part “%(part)s”, so there is no standard deviation. "
        "Choose another scale."
    ),
    "no_spread_task": N_(
        "All reference teams have the same mark in task %(task)s, so there is no standard deviation. Choose "
        "another scale."
    ),
    "nothing_recognised": N_(
        "No table of a section was found in %(found)s. Write a header row with names such as team, name, institution, or start "
        "from the template."
    ),
    "nul_character": N_("The file holds a NUL character, so it is not a text file. Save it as “CSV UTF-8”."),
    "number_became_date": N_(
        "“%(found)s” is a date: Excel has turned a number such as 3.5 into one. Format the column as text, type the value "
        "again and save the file anew."
    ),
    "number_below": N_("%(found)s is below %(least)s. Give %(least)s or more."),
    "number_negative": N_("%(found)s is below 0. Give 0 or more."),
    "number_not_positive": N_("%(found)s is not above 0. Give a number above 0."),
    "number_not_whole": N_("%(found)s is not a whole number. Give one without decimals."),
    "number_too_large": N_("%(found)s is too large. Give at most %(most)s."),
    "number_too_small": N_("%(found)s is too small. Give at least %(least)s."),
    "operation_id_malformed": N_("The operation “%(found)s” cannot be read. Reload the page and try again."),
    "operation_without_cell": N_("The operation “%(found)s” names no criterion. Reload the page and try again."),
    "others_without_mark": N_(
        "Criterion %(criterion)s of team %(team)s in task %(task)s shall be as on the other sheets, but none "
        "has marked it. Choose exclude or full."
    ),
    "part_unknown": N_("No task belongs to the part “%(found)s”. Known parts: %(known)s."),
    "part_unnamed": N_("No task belongs to the part “%(found)s”: no task names a part. Fill in the part of each task."),
    "places_tied": N_(
        "With places 1234 no tie may be left, but these teams are tied: %(teams)s. Add a tie-break or an "
        "extra round, or choose another way to count."
    ),
    "ranks_unclear": N_("“%(found)s” does not name ranks. Write them as 7..18."),
    "reading_of_no_reading": N_(
        "Criterion %(criterion)s is not measured (found the reading %(found)s). Empty the cell and give the mark."
    ),
    "repeated": N_("“%(found)s” stands in several rows: %(rows)s. Keep one of them."),
    "replicates_unknown": N_(
        "“%(found)s” is not a way to join replicates. Write mean, median, best or concordant with a "
        "distance, such as concordant:0.2."
    ),
    "rows_left_out": N_("Not read, because it closes the list or sums it up: “%(found)s”."),
    "row_hidden": N_("This row is hidden in the workbook; it is read like the others."),
    "rule_unknown": N_("There is no rule “%(found)s”. Known are: %(known)s."),
    "section_penalty_with_z": N_(
        "With the scale %(scale)s points cannot be taken off the total (team %(team)s). Name a task, or "
        "choose another scale."
    ),
    "sequence_malformed": N_("The number %(found)s of the operation cannot be right. Reload the page and try again."),
    "share_outside": N_("%(found)s lies outside 0…100 %%. Give a share within it."),
    "sheet_submitted": N_("Judge %(judge)s has submitted this sheet; an import leaves it as it is (found %(found)s)."),
    "step_above_maximum": N_("The step “%(found)s” gives more than the maximum %(maximum)s. Give at most that."),
    "step_not_positive": N_("The step %(found)s is not above 0. Give a number above 0."),
    "step_unclear": N_("“%(found)s” is not a step. Write the tolerance and the points, such as 2%%:4."),
    "task_unknown": N_("There is no task “%(found)s”. Correct the code or add the task."),
    "task_without_sheets": N_("Task %(found)s has no sheets (judges is 0); its marks come as agreed marks."),
    "team_unknown": N_("There is no team “%(found)s”. Correct the key or add the team."),
    "tie_break_unknown": N_("“%(found)s” is not a tie-break. Known are: %(known)s."),
    "tie_break_unknown_criterion": N_(
        "The tie-break “%(found)s” names a criterion that is not there. Write it as criterion:TASK/CRITERION."
    ),
    "tie_break_unknown_task": N_("The tie-break “%(found)s” names a task that is not there. Tasks: %(known)s."),
    "tolerance_of_zero": N_("A share of the value 0 is nothing (found “%(found)s”). Give the tolerance in the unit."),
    "tolerance_unclear": N_("“%(found)s” is not a tolerance. Write 2%%, 0.1, -1%%/+2%% or +2%%."),
    "too_few_reference_teams": N_(
        "The scale needs at least 3 competing teams with a mark in every task (found: %(found)s). Choose another scale."
    ),
    "too_few_reference_teams_part": N_(
        "The scale needs at least 3 competing teams with a mark in every task of part “%(part)s” (found: "
        "%(found)s). Choose another scale."
    ),
    "too_few_reference_teams_task": N_(
        "The scale needs at least 3 competing teams with a mark in task %(task)s (found: %(found)s). Choose "
        "another scale."
    ),
    "too_many_cells": N_(
        "The row has %(found)s cells, the header %(columns)s. Check the delimiters and quotation marks."
    ),
    "too_many_decimals": N_("%(found)s has too many decimals. Give at most %(decimals)s."),
    "weight_not_positive": N_("The weight %(found)s is not above 0. Give a number above 0."),
    "word_unknown": N_("“%(found)s” is not known here. Write one of: %(known)s."),
    "workbook_broken": N_("This workbook is damaged and cannot be read. Save it again as .xlsx."),
    "workbook_old_or_encrypted": N_(
        "This workbook is of the old kind (.xls) or protected by a password. Save it as .xlsx without a password."
    ),
    "workbook_too_large": N_(
        "The workbook holds too much: at most %(cells)s cells, %(columns)s columns and %(merged)s merged cells are "
        "read. Copy the tables alone into a new workbook."
    ),
    "worksheet_hidden": N_("This worksheet is hidden; it is read like the others."),
    "worksheet_unknown": N_(
        "The worksheet “%(found)s” is not part of a section and is not read. Known are: %(known)s."
    ),
}
