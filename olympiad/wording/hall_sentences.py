"""Refusals of check-in, keying paper, calls for help, practice and the bench as sentences."""

from olympiad.wording.catalogues import N_

HALL_SENTENCES: dict[str, str] = {
    "bench_not_two": N_("This is not a place with exactly two score sheets, one of them yours."),
    "bench_not_yet": N_("The other judge has not submitted yet. You see the marks side by side once both have."),
    "bench_settled": N_("This is settled already."),
    "blocker_keying_unconfirmed": N_(
        "Team %(team_code)s in %(task)s: the paper sheet of %(judge)s was keyed once only, or the keyings differ. "
        "Let a second person key it, or settle the differences."
    ),
    "calibration_ended": N_("This practice has ended."),
    "calibration_submitted": N_("This practice sheet is submitted already."),
    "calibration_without_title": N_("Give the example a title."),
    "help_closed_already": N_("This call is closed already."),
    "help_reason_unknown": N_("Choose one of the reasons."),
    "help_words_missing": N_("Say in a few words what you need."),
    "help_words_too_long": N_("The words are longer than %(limit)s characters. Shorten them."),
    "keying_not_different": N_("There is nothing to settle here any more. Reload the page."),
    "keying_settled": N_("This difference is settled already; the decision stands."),
    "team_not_awaited": N_(
        "Team %(team)s has withdrawn or is disqualified. If it takes part after all, an organizer changes that first."
    ),
}
