"""The words of an appeal's states and outcomes, and of the letter to the team."""

from collections.abc import Mapping

from olympiad.wording.catalogues import N_, catalogue

STATE_WORDS: dict[str, str] = {
    "lodged": N_("Waits for a decision"),
    "decided": N_("Decided"),
    "withdrawn": N_("Withdrawn"),
    "lost": N_("Right lost"),
}
OUTCOME_WORDS: dict[str, str] = {
    "unchanged": N_("The mark stays"),
    "changed": N_("The mark is changed"),
    "void": N_("The criterion counts for no team"),
}


def letter_words(language: str) -> Mapping[str, str]:
    """Words of the letter to the team."""
    gettext = catalogue(language).gettext
    return {
        "title": gettext("Decision on appeal No. %(number)s"),
        "team": gettext("Team"),
        "leader_of": gettext("To the leader of the team"),
        "subject": gettext("Objected to"),
        "whole_task": gettext("the whole task"),
        "lodged": gettext("Lodged"),
        "objection": gettext("Objection"),
        "published": gettext("Published mark"),
        "outcome": gettext("Decision"),
        "new_mark": gettext("New mark"),
        "reason": gettext("Reason"),
        "decided": gettext("Decided on"),
        "counts": gettext("The decision counts in results version %(number)s."),
        "counts_next": gettext("The decision counts in the next results version."),
        "chair": gettext("Chair of the jury"),
        "none": gettext("none"),
        **{outcome: gettext(words) for outcome, words in OUTCOME_WORDS.items()},
        "withdrawn": gettext("The team has withdrawn the appeal."),
        "lost": gettext("The right to appeal was lost."),
    }
