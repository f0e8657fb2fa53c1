"""What tasks and criteria are called: methods, kinds, criticality."""

from collections.abc import Sequence
from fractions import Fraction

from olympiad.domain.choice_keys import ChoiceKey, Option
from olympiad.domain.exact import Amount
from olympiad.domain.notation.rubric import parse_critical
from olympiad.wording.catalogues import N_, catalogue
from olympiad.wording.numbers import mark_text, number_text

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
    "choice": N_("Answers chosen from a list"),
    "penalty": N_("Penalty, counted occurrences"),
}

TYPED = {"penalty": N_("times"), "reading": N_("reading"), "choice": N_("codes")}
"""What a clerk types into the grid for a criterion, where it is no number of points."""


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


def typed_words(kind: str, language: str) -> str:
    """Name what a clerk types for a kind of criterion; empty where it is a number of points.

    >>> typed_words("penalty", "en"), typed_words("check", "en"), typed_words("points", "en")
    ('times', '+ / −', '')
    """
    return catalogue(language).gettext(TYPED[kind]) if kind in TYPED else "+ / −" if kind == "check" else ""


def choice_key_words(key: ChoiceKey, options: Sequence[Option], maximum: Amount, language: str) -> list[str]:
    """Say which answers are right and what right and wrong ones are worth, one sentence each.

    >>> choice_key_words(ChoiceKey(("A",), None, 500), (Option("A", "salt"), Option("B")), 2000, "en")
    ['Right: salt.', 'Each right answer: 2 points.', 'Each wrong answer: −0.5 points.']
    """
    say = catalogue(language).gettext
    right = ", ".join(option.words for option in options if option.code in key.right)
    each = Fraction(maximum) / len(key.right) if key.each is None else key.each
    lines = [
        say(N_("Right: %(answers)s.")) % {"answers": right},
        say(N_("Each right answer: %(points)s points.")) % {"points": mark_text(each, language)},
    ]
    if key.wrong:
        lines.append(say(N_("Each wrong answer: −%(points)s points.")) % {"points": mark_text(key.wrong, language)})
    return lines


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
