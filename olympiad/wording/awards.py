"""What awards are called in each language: degrees and medals are known, any other name is shown as it was given."""

import re

from olympiad.domain.notation.languages import in_language
from olympiad.wording.catalogues import N_, catalogue

DEGREE = re.compile(r"(I{1,3}|IV|V)\b.*(degree|daraja|степен)", re.IGNORECASE)
ABSOLUTE = re.compile(r"absolut|mutlaq|абсолют", re.IGNORECASE)
_MEDALS = {"gold": N_("Gold"), "silver": N_("Silver"), "bronze": N_("Bronze")}


def award_name(award: str, language: str) -> str:
    """Name an award; one whose name is given in several languages in the reader's.

    >>> award_name("I degree", "en"), award_name("Gold", "en"), award_name("Fastest solver", "uz")
    ('I degree', 'Gold', 'Fastest solver')
    >>> award_name("Best report / ru: Лучший отчёт", "ru")
    'Лучший отчёт'
    """
    say = catalogue(language).gettext
    award = in_language(award, language)
    if degree := DEGREE.fullmatch(award.strip()):
        return say(N_("%(degree)s degree")) % {"degree": degree[1].upper()}
    medal = _MEDALS.get(award.strip().casefold())
    return say(medal) if medal else award


def medal_of(award: str) -> tuple[str, str] | None:
    """Return metal and numeral of the medal that is printed for an award; none for special awards and lower degrees.

    >>> medal_of("II degree"), medal_of("Gold"), medal_of("Absolute winner"), medal_of("Fastest solver")
    (('silver', 'II'), ('gold', ''), ('gold', ''), None)
    """
    metals = dict(zip(("I", "II", "III"), _MEDALS, strict=True))
    if degree := DEGREE.match(award.strip()):
        numeral = degree[1].upper()
        return (metals[numeral], numeral) if numeral in metals else None
    name = award.strip().casefold()
    if name in _MEDALS:
        return name, ""
    return ("gold", "") if ABSOLUTE.search(award) else None
