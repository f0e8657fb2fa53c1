"""The words of a section's stages, of the moves between them, and of what blocks one."""

from olympiad.wording.catalogues import N_

STAGE_WORDS: dict[str, str] = {
    "draft": N_("Draft"),
    "rules_signed": N_("Rules signed"),
    "check_in": N_("Check-in"),
    "marking": N_("Marking"),
    "sheets_in": N_("Sheets in"),
    "preliminary": N_("Preliminary results"),
    "appeals": N_("Appeals"),
    "official": N_("Official results"),
    "published": N_("Published"),
    "certificates": N_("Certificates"),
    "archived": N_("Archived"),
}

MOVE_WORDS: dict[str, str] = {
    "sign_rules": N_("Declare the rules signed"),
    "open_check_in": N_("Open check-in"),
    "start_marking": N_("Start marking"),
    "close_sheets": N_("Declare all sheets in"),
    "finalise": N_("Finalise the results"),
    "open_appeals": N_("Open the time for appeals"),
    "make_official": N_("Declare the results official"),
    "publish": N_("Publish the official results"),
    "issue_certificates": N_("Issue certificates"),
    "archive": N_("Archive the section"),
    "revise_rules": N_("Back to draft: revise the rules"),
    "leave_check_in": N_("Back from check-in to preparing"),
    "stop_marking": N_("Back to check-in: nobody has marked yet"),
    "reopen_sheets": N_("Back to marking"),
    "set_aside": N_("Set the preliminary results aside"),
    "cancel_appeals": N_("Cancel the time for appeals"),
    "withdraw_official": N_("Take back that the results are official"),
    "unpublish": N_("Take the published results down"),
    "leave_archive": N_("Take the section out of the archive"),
}

HINDRANCE_WORDS: dict[str, str] = {
    "rules_unsigned": N_("The rules are not signed."),
    "no_teams": N_("There are no teams."),
    "no_tasks": N_("There are no tasks."),
    "no_judges": N_("There are no judges."),
    "sheets_missing": N_("Sheets are still to be handed over."),
    "marks_given": N_("Marks have been given already."),
    "appeals_open": N_("Appeals wait for a decision."),
}
