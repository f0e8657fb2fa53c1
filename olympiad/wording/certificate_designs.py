"""Names of the kinds of certificates, and what a trial of a design found, in words."""

from collections.abc import Mapping

from olympiad.domain.certificate_designs import DesignKind
from olympiad.wording.catalogues import N_, catalogue

KINDS = {
    DesignKind.DEGREE: N_("Degree or medal"),
    DesignKind.ABSOLUTE: N_("Absolute winner"),
    DesignKind.NOMINATION: N_("Nomination"),
    DesignKind.PARTICIPATION: N_("Participation"),
    DesignKind.TEAM: N_("Team diploma"),
    DesignKind.MENTOR: N_("Thanks to a mentor"),
    DesignKind.JUDGE: N_("Thanks to a judge"),
    DesignKind.ORGANIZER: N_("Thanks to an organizer"),
}
ISSUED = {
    "award": N_("Awards"),
    "participation": KINDS[DesignKind.PARTICIPATION],
    "team": KINDS[DesignKind.TEAM],
    "mentor": KINDS[DesignKind.MENTOR],
    "judge": KINDS[DesignKind.JUDGE],
    "organizer": KINDS[DesignKind.ORGANIZER],
}
COLOURS = {"heading": N_("headings"), "name": N_("names"), "text": N_("texts")}
_FOUND = {
    ("fits", True): N_("%(name)s stands within the paper."),
    ("fits", False): N_(
        "The texts of %(name)s run into seal and signatures even at the smallest size. Shorten a line."
    ),
    ("letters", True): N_("Every letter of every name can be printed."),
    ("letters", False): N_("The font has no %(letters)s, in the name of %(name)s. Only the Latin name can be printed."),
    ("contrast", True): N_("The colours can be read on this paper."),
    ("contrast", False): N_("The colour of %(what)s has a contrast of %(found)s on this paper; it needs %(least)s."),
    ("number", True): N_("The first number would be %(number)s."),
}


def kind_name(kind: DesignKind, language: str) -> str:
    """Name a kind.

    >>> kind_name(DesignKind.TEAM, "en")
    'Team diploma'
    """
    return catalogue(language).gettext(KINDS[kind])


def finding(code: str, good: bool, told: Mapping[str, str], language: str) -> str:
    """Say what the trial of a design found.

    >>> finding("number", True, {"number": "SAM-2026-BIO-0001"}, "en")
    'The first number would be SAM-2026-BIO-0001.'
    """
    gettext = catalogue(language).gettext
    named = {name: gettext(COLOURS[value]) if name == "what" else value for name, value in told.items()}
    return gettext(_FOUND[code, good]) % named
