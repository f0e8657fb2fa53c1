"""What awards are called in each language: degrees and medals are known, any other name is shown as it was given."""

import re

from olympiad.wording.catalogues import N_, catalogue

DEGREE = re.compile(r"(I{1,3}|IV|V)\b.*(degree|daraja|степен)", re.IGNORECASE)
_MEDALS = {"gold": N_("Gold"), "silver": N_("Silver"), "bronze": N_("Bronze")}


def award_name(award: str, language: str) -> str:
    """Name an award.

    >>> award_name("I degree", "en"), award_name("Gold", "en"), award_name("Fastest solver", "uz")
    ('I degree', 'Gold', 'Fastest solver')
    """
    say = catalogue(language).gettext
    if degree := DEGREE.fullmatch(award.strip()):
        return say(N_("%(degree)s degree")) % {"degree": degree[1].upper()}
    medal = _MEDALS.get(award.strip().casefold())
    return say(medal) if medal else award
