"""Refusals of keying paper, calls for help, practice and the bench as sentences."""

from olympiad.wording.catalogues import N_

HALL_SENTENCES: dict[str, str] = {
    "blocker_keying_unconfirmed": N_(
        "Team %(team_code)s in %(task)s: the paper sheet of %(judge)s was keyed once only, or the keyings differ. "
        "Let a second person key it, or settle the differences."
    ),
    "keying_not_different": N_("There is nothing to settle here any more. Reload the page."),
    "keying_settled": N_("This difference is settled already; the decision stands."),
}
