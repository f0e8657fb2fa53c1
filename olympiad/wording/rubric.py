"""What tasks and criteria are called: methods, kinds, criticality."""

from olympiad.domain.notation.rubric import parse_critical
from olympiad.wording.catalogues import N_, catalogue
from olympiad.wording.numbers import number_text

METHODS = {
    "mean": N_("Mean"),
    "median": N_("Median"),
    "trimmed": N_("Mean without the extremes"),
    "lowest": N_("Lowest"),
    "highest": N_("Highest"),
}
KINDS = {
    "points": N_("Points in steps"),
    "check": N_("Done or not done"),
    "levels": N_("Levels"),
    "reading": N_("Reading, turned into points by a key"),
    "penalty": N_("Penalty, counted occurrences"),
}


def method_words(method: str, drop: int, by: str, language: str) -> str:
    """Say how the sheets of a task are joined.

    >>> method_words("trimmed", 1, "criterion", "en")
    'Mean without the extremes (1 at each end), criterion by criterion'
    """
    say = catalogue(language).gettext
    words = say(METHODS[method])
    if method == "trimmed":
        words = say(N_("%(method)s (%(drop)s at each end)")) % {"method": words, "drop": drop}
    return say(N_("%(method)s, criterion by criterion")) % {"method": words} if by == "criterion" else words


def kind_words(kind: str, language: str) -> str:
    """Name a kind of criterion.

    >>> kind_words("check", "en")
    'Done or not done'
    """
    return catalogue(language).gettext(KINDS[kind])


def critical_words(critical: str, language: str) -> str:
    """Say what failing the criterion does; empty where it does nothing.

    >>> critical_words("cap=50%", "en"), critical_words("no", "en")
    ('critical: failing it leaves at most 50 % of the maximum', '')
    """
    say = catalogue(language).gettext
    known = parse_critical(critical or "no")
    if known is None:
        return ""
    if not known.cap:
        return say(N_("critical: failing it makes the task 0"))
    share = number_text(known.cap * 100, language)
    return say(N_("critical: failing it leaves at most %(share)s %% of the maximum")) % {"share": share}
