"""What stands on a certificate, in each language that it is printed in."""

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from olympiad.wording.awards import DEGREE, award_name
from olympiad.wording.catalogues import catalogue
from olympiad.wording.numbers import mark_text, place_text

ELEVEN = 11


def document_title(award: str, language: str) -> str:
    """Name the document of an award, or (no award) of having taken part; degrees are named in the language.

    >>> document_title("I degree", "en"), document_title("Fastest solver", "en"), document_title("", "en")
    ('Diploma of the I degree', 'Diploma: Fastest solver', 'Certificate of participation')
    """
    gettext = catalogue(language).gettext
    if not award:
        return gettext("Certificate of participation")
    if degree := DEGREE.match(award):
        return gettext("Diploma of the %(degree)s degree") % {"degree": degree[1].upper()}
    return gettext("Diploma: %(award)s") % {"award": award_name(award, language)}


def member_of(team: str, language: str) -> str:
    """Say in which team a person took part."""
    return catalogue(language).gettext("member of the team “%(team)s”") % {"team": team}


def awarded(award: str, language: str) -> str:
    """Say what a person gets by this document, as the sentence between the person and the reason.

    >>> awarded("Gold", "en"), awarded("", "en")
    ('is awarded this diploma', 'is awarded this certificate of participation')
    """
    gettext = catalogue(language).gettext
    return gettext("is awarded this diploma") if award else gettext("is awarded this certificate of participation")


def place_and_total(place: str, total: str, maximum: str, teams: int, language: str) -> str:
    """Say place and total among how many: `place 2 of 22 teams, total 90.25 of 100`.

    >>> place_and_total("2", "90.25", "100", 22, "en")
    'place 2 of 22 teams, total 90.25 of 100'
    """
    ngettext = catalogue(language).ngettext
    told = {
        "place": place_text(Fraction(place), language),
        "teams": teams,
        "total": mark_text(Decimal(total), language),
        "maximum": mark_text(Fraction(maximum) * 1000, language) if maximum else "",
    }
    if maximum:
        words = ngettext(
            "place %(place)s of %(teams)s team, total %(total)s of %(maximum)s",
            "place %(place)s of %(teams)s teams, total %(total)s of %(maximum)s",
            teams,
        )
        return words % told
    words = ngettext(
        "place %(place)s of %(teams)s team, total %(total)s",
        "place %(place)s of %(teams)s teams, total %(total)s",
        teams,
    )
    return words % told


def agreeing(words: str, teams: int, language: str) -> str:
    """Let the word for teams agree with their number, where the words of a design name both in Russian.

    >>> agreeing("2-е место из {teams} команд", 21, "ru"), agreeing("из {teams} команд", 22, "ru")
    ('2-е место из {teams} команды', 'из {teams} команд')
    """
    if language != "ru" or teams % 10 != 1 or teams % 100 == ELEVEN:
        return words
    return re.sub(r"\{teams\} команд\b", "{teams} команды", words)


def mentor_line(mentor: str, language: str) -> str:
    """Name the mentor."""
    return catalogue(language).gettext("Mentor: %(name)s") % {"name": mentor}


def seal_words(language: str) -> str:
    """Mark the place of the wet seal."""
    return catalogue(language).gettext("seal")


def labels(language: str) -> Mapping[str, str]:
    """Name the printed fields for the page that verifies them."""
    gettext = catalogue(language).gettext
    return {
        "number": gettext("Number"),
        "document": gettext("Document"),
        "name": gettext("Name"),
        "name_local": gettext("Name in another script"),
        "team": gettext("Team"),
        "institution": gettext("Institution"),
        "organisation": gettext("Issued by"),
        "edition": gettext("Edition"),
        "section": gettext("Section"),
        "standing": gettext("Place and total"),
        "mentor": gettext("Mentor"),
        "dated": gettext("City and date"),
        "signed": gettext("Signed by"),
    }
