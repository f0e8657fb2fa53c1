"""The canned reasons of a call for help, as they stand on the button's form and on the board."""

from olympiad.domain.help_reasons import HelpReason
from olympiad.wording.catalogues import N_, catalogue

REASONS: dict[HelpReason, str] = {
    HelpReason.INSTRUMENT: N_("An instrument does not work"),
    HelpReason.MATERIAL: N_("Reagents or material are missing"),
    HelpReason.SAMPLE: N_("A sample is spilt or doubtful"),
    HelpReason.TEAM: N_("Something about the team"),
    HelpReason.RUBRIC: N_("A question about a criterion"),
    HelpReason.SAFETY: N_("Safety or health"),
    HelpReason.DEVICE: N_("My device or the network"),
    HelpReason.REOPEN: N_("Sheet to be returned"),
    HelpReason.OTHER: N_("Something else"),
}


def reason_words(reason: str, language: str) -> str:
    """Say a reason in the reader's language.

    >>> reason_words("rubric", "en")
    'A question about a criterion'
    """
    return catalogue(language).gettext(REASONS[HelpReason(reason)])
