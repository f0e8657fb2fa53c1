"""What stands on the cards, signs, badges and labels for the hall, in the reader's language."""

from collections.abc import Mapping

from olympiad.wording.catalogues import catalogue
from olympiad.wording.names import OWN_NAMES, uzbek_letters
from olympiad.wording.numbers import number_text


def draft_word(language: str) -> str:
    """Return what stands across a paper that is not final."""
    return catalogue(language).gettext("Draft")


def team_card_words(language: str) -> Mapping[str, str]:
    """Words of the card that tells a team its code."""
    gettext = catalogue(language).gettext
    return {
        "title": gettext("Team code cards"),
        "code": gettext("The code of your team"),
        "blind": gettext("Judges know you by this code alone. Write it on everything that you hand in."),
    }


def sign_words(language: str) -> Mapping[str, str]:
    """Words of a station's sign."""
    gettext = catalogue(language).gettext
    return {"title": gettext("Station signs"), "station": gettext("Station"), "scan": gettext("Judges: my sheets")}


def badge_words(language: str) -> Mapping[str, str]:
    """Words of badges: the role of each person, and whether photographs are agreed to."""
    gettext = catalogue(language).gettext
    return {
        "title": gettext("Badges"),
        "leader": gettext("Team leader"),
        "participant": gettext("Participant"),
        "judge": gettext("Judge"),
        "mentor": gettext("Mentor"),
        "organizer": gettext("Organizer"),
        "chief_judge": gettext("Chief judge"),
        "clerk": gettext("Clerk"),
        "photo": gettext("photographs: yes"),
        "no_photo": gettext("photographs: no"),
    }


def label_words(language: str) -> Mapping[str, str]:
    """Words of the labels for desks and envelopes."""
    gettext = catalogue(language).gettext
    return {
        "title": gettext("Labels"),
        "first": gettext("First: %(task)s, %(when)s"),
        "station": gettext("Station"),
        "expected": gettext("Score sheets expected"),
        "inside": gettext("How many are inside"),
        "time": gettext("Time"),
        "sealed": gettext("Sealed by: name and signature"),
    }


def minutes_words(minutes: int | None, language: str) -> str:
    """Say how long a task takes; nothing where nobody said so."""
    if not minutes:
        return ""
    words = catalogue(language).ngettext("%(num)s minute", "%(num)s minutes", minutes)
    return words % {"num": number_text(minutes, language)}


def teams_words(count: int, language: str) -> str:
    """Count teams in words."""
    words = catalogue(language).ngettext("%(num)s team", "%(num)s teams", count)
    return words % {"num": number_text(count, language)}


def language_word(code: str) -> str:
    """Name a language in itself, as a helper looks for it on a badge."""
    return uzbek_letters(OWN_NAMES.get(code, code))
