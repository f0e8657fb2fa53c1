"""Refusals of the lifecycle, of official results and of appeals as sentences."""

from olympiad.wording.catalogues import N_

APPEAL_SENTENCES: dict[str, str] = {
    "appeal_closed": N_("A results version has taken this appeal up; it cannot be changed any more."),
    "appeal_decider_interested": N_(
        "You belong to this team or its institution, so somebody else has to decide this appeal."
    ),
    "appeal_decider_marked": N_("You marked this team in this task, so somebody else has to decide this appeal."),
    "appeal_ended": N_("This appeal is no longer open; it stays readable."),
    "appeal_mark_missing": N_("Type the mark that shall count."),
    "appeal_minutes_wrong": N_("Appeals need at least one minute. Type for how many minutes they may be lodged."),
    "appeal_not_decided": N_("This appeal is not decided, so there is nothing to take back."),
    "appeal_not_leader": N_("Only the leader of the team appeals for it."),
    "appeal_right_ended": N_("The right of this team to appeal has ended; the page of appeals says why."),
    "appeal_text_missing": N_("Write what you object to and why."),
    "appeal_twice": N_("There is an appeal about this already: number %(number)s. Write your words into its thread."),
    "appeal_void_needs_criterion": N_("Only a criterion can be made void, not a whole task."),
    "appeal_window_closed": N_("The time for appeals is not running now."),
    "appeal_window_over": N_("The results are official, so the time for appeals stays as it was."),
    "appeal_window_there": N_("Version %(number)s has its time for appeals already. Change when it ends."),
    "appeals_official": N_("Version %(number)s is official; nobody can appeal against it any more."),
    "appeals_waiting": N_("An appeal of this team is open. It is decided or withdrawn first."),
    "blocker_appeal_open": N_("Appeal %(number)s of team %(team_code)s in %(task)s waits for a decision."),
    "blocker_border_unconfirmed": N_("The sums next to the border of %(award)s are not confirmed by a second person."),
    "border_changed": N_("The sums next to the border of %(award)s have changed meanwhile. Look at them again."),
    "border_confirmed": N_("You have confirmed the border of %(award)s already."),
    "border_confirmed_by_link": N_(
        "The border of %(award)s is confirmed only by an account that a one-time link between you and that person opened "
        "less than 24 hours ago. Let a third person confirm it: two colleagues whom you invited count as two."
    ),
    "border_confirmed_by_same": N_(
        "You alone have confirmed the border of %(award)s. Ask somebody else to look at the sums, or to finalise."
    ),
    "certificates_not_official": N_(
        "Version %(number)s is preliminary. Certificates are issued from official results."
    ),
    "move_blocked": N_(
        "Something is still in the way of this step. The page “Stages of the section” says what, and where it is mended."
    ),
    "move_forbidden": N_("Your role does not make this step. Ask an organizer or the chief judge."),
    "move_unknown_here": N_(
        "This step is not possible from where the section is now. Look at the page “Stages of the section”."
    ),
    "official_appeals_open": N_("Appeals wait for a decision: %(count)s. Decide them first."),
    "official_appeals_pending": N_(
        "Decided appeals that change marks: %(count)s. Finalise a new version, which takes them up."
    ),
    "official_outdated": N_("Marks or rules have changed since version %(number)s. Finalise a new version."),
    "official_window_open": N_("The time for appeals is still running. Wait until it ends, or end it with a reason."),
    "official_without_appeals": N_("Leaders had no time to appeal yet. Confirm that the regulations give them none."),
    "results_not_official": N_("Version %(number)s is preliminary, so there is nothing to take back."),
    "results_official": N_("Version %(number)s is official already."),
    "results_public": N_("Version %(number)s is public. Take it down first."),
    "section_archived_meanwhile": N_("This section is archived meanwhile. The marks are kept for the chief judge."),
    "section_archived": N_(
        "This section is archived, so nothing in it is changed. "
        "An organizer takes it out of the archive on the lifecycle page first, with a reason."
    ),
}
