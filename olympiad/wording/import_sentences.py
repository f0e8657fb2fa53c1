"""Sentences for what only the import of a section refuses or notes."""

from olympiad.wording.catalogues import N_

IMPORT_SENTENCES: dict[str, str] = {
    "code_fixed": N_(
        "The code is %(present)s and stays so: a sheet of this team is open. Leave the cell empty or write %(present)s."
    ),
    "code_taken": N_(
        "The code %(found)s belongs to a team of another section. Choose another, or leave the cell empty."
    ),
    "country_unknown": N_("“%(found)s” is not a country code of two letters, such as UZ or KZ."),
    "end_before_start": N_("The end %(found)s is not after the start."),
    "entered_already": N_("This is entered already: %(found)s. Take it back first, then enter it anew."),
    "frozen": N_(
        "Marking has started, so this cannot be changed by a file. Make a new version of the rubric or the rules."
    ),
    "columns_missing": N_("No column was chosen for: %(columns)s. Choose one for each."),
    "columns_twice": N_("Two columns have the same meaning: %(columns)s. Keep one."),
    "columns_unknown": N_("This cannot be chosen for a list. Choose from the lists on the page."),
    "import_has_problems": N_(
        "The section has changed since the preview, or the file has problems. Look at the preview again."
    ),
    "has_certificate": N_("A certificate was issued for this person, so the person stays."),
    "has_marks": N_("%(found)s has marks or decisions, so it stays. Withdraw it instead."),
    "import_done": N_("This file has been imported already. Upload it again to import it once more."),
    "institution_archived": N_(
        "“%(found)s” also stands in the archived section “%(section)s”, where nothing changes any more. "
        "Leave this row as it is there, or take that section out of the archive first."
    ),
    "institution_shared": N_(
        "“%(found)s” also stands in sections that you do not organize: %(sections)s. Leave this row as it is there, "
        "or ask an organizer of the whole edition to change it."
    ),
    "institution_new": N_("The institution “%(found)s” is not known; it would be created."),
    "institution_in_use": N_("Teams or judges belong to %(found)s. Give them another institution first."),
    "institution_declared": N_(
        "A judge has declared to be close to %(found)s, which the register of conflicts keeps. Leave it in the list."
    ),
    "key_taken": N_("“%(found)s” is taken: it is %(owner)s. Choose another, or open what is there."),
    "key_looks_alike": N_(
        "“%(found)s” looks like “%(other)s”, which is there; they differ in %(letter)s. Choose another one."
    ),
    "looks_alike": N_(
        "“%(found)s” looks like “%(other)s” of another team; they differ in %(letter)s. Choose another one."
    ),
    "moment_unclear": N_("“%(found)s” is not a time. Write it as 2026-12-05T09:00+05:00."),
    "moment_without_offset": N_("The time %(found)s has no offset. Write it as 2026-12-05T09:00+05:00."),
    "name_looks_alike": N_(
        "“%(found)s” looks like “%(other)s” but is not: they differ in %(letter)s. Write it as it stands there."
    ),
    "name_in_capitals": N_("“%(found)s” is all in capitals. The name is printed as it stands here."),
    "name_not_latin": N_("“%(found)s” is not all Latin letters: %(letter)s. The name is printed as it stands here."),
    "name_with_digits": N_("“%(found)s” holds digits. Is that a name? It is printed as it stands here."),
    "person_elsewhere": N_("“%(other)s” is in team %(team)s already. Is “%(found)s” the same person?"),
    "person_spelled": N_(
        "Team %(team)s has “%(other)s” already; “%(found)s” differs only in %(letter)s. "
        "Write it as it stands there; two people need keys in the column participant."
    ),
    "person_twice": N_(
        "Team %(team)s has “%(found)s” already. Leave one of them out; two people need keys in the column participant."
    ),
    "replacement_unknown": N_("This word cannot be replaced so any more. Look at the problems of the preview again."),
    "other_length": N_("%(team)s has %(found)s min at %(place)s; the task takes %(most)s min."),
    "room_out_of_range": N_("%(found)s teams at one station? Write a number from 1 to %(most)s."),
    "station_full": N_("More teams at %(station)s at the same time than it holds (%(most)s): %(teams)s."),
    "station_unknown": N_("No task and no slot names the station “%(found)s”."),
    "team_twice": N_("%(team)s is needed in two places at once: %(first)s and %(second)s."),
    "text_too_long": N_("The text has %(found)s characters; at most %(most)s fit."),
    "undo_changed": N_("%(found)s was changed again since. Undo the later change first, or change it by hand."),
    "undo_done": N_("This is undone already, or nothing of it is left."),
    "undo_impossible": N_("A line of this kind cannot be undone here."),
    "undo_purged": N_("What stood there before was purged with the personal data, so it cannot be put back."),
    "text_unreadable": N_("The text holds a character that cannot be kept. Type it again."),
    "text_turned": N_("An invisible sign in the text turns letters around. Type it anew instead of pasting it."),
}
"""Code of a problem → its sentence."""
