"""What is said and written at a ceremony: sentences of the announcer, awards of the hall, names of a rehearsal."""

import re
from collections.abc import Callable, Mapping, Sequence

from olympiad.domain.ceremony import worded
from olympiad.wording.awards import DEGREE, award_name
from olympiad.wording.catalogues import N_, catalogue

CEREMONY_SENTENCES: dict[str, str] = {
    "ceremony_is_rehearsal": N_("A rehearsal publishes nothing. End it, then open the ceremony."),
    "ceremony_languages": N_("Choose one language of the hall, or two different ones."),
    "ceremony_moved_on": N_("Somebody else was faster: the hall shows another step. Nothing was changed; look, then go on."),
    "ceremony_not_running": N_("No ceremony is open. Open it first."),
    "ceremony_running": N_("A ceremony is open. End it first."),
    "ceremony_step_unknown": N_("This ceremony has no step %(number)s."),
    "ceremony_without_version": N_("There is no results version yet. Finalise first; a rehearsal is possible at any time."),
    "ceremony_words_too_long": N_("A sentence is longer than %(limit)s characters. Shorten it."),
    "ceremony_words_unknown": N_(
        "Nothing is put in place of {%(found)s}. Use {award}, {teams}, {institutions}, {place} or {count}."
    ),
}  # fmt: skip

SAID: dict[str, str] = {
    "opening": N_("Dear guests, the awards of the section are about to be given."),
    "award": N_("And now: {award}."),
    "reveal": N_("{award} goes to: {teams}, {institutions}!"),
    "shared": N_("{award} goes to {count} teams with equal results: {teams}!"),
    "winner": N_("And the first place: {teams}, {institutions}!"),
    "together": N_("{award} goes to: {teams}!"),
    "special": N_("The special award “{award}” goes to: {teams}!"),
    "institutions": N_("First among the institutions: {institutions}!"),
    "closing": N_("Congratulations to all teams!"),
}
"""The sentences as the program words them, by what is shown."""
InLanguage = Callable[[str], str]
"""Words by the code of a language."""
_DIPLOMA = N_("Diploma of the %(degree)s degree")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def said(sentence: str, language: str, own: Mapping[str, str], values: Mapping[str, str]) -> str:
    """Word a sentence of the announcer; `own` are the jury's wordings by `sentence.language`.

    >>> said("special", "en", {}, {"award": "Fastest", "teams": "Katalaza"})
    'The special award “Fastest” goes to: Katalaza!'
    >>> said("special", "en", {"special.en": "{teams}: {award}"}, {"award": "Fastest", "teams": "Katalaza"})
    'Katalaza: Fastest'
    >>> said("winner", "en", {}, {"teams": "Katalaza", "institutions": ""})
    'And the first place: Katalaza!'
    """
    told = worded(own.get(f"{sentence}.{language}") or proposed(sentence, language), values)
    return re.sub(r"\s*,\s*(?=[!.])", "", told)


def proposed(sentence: str, language: str) -> str:
    """Return the program's wording of a sentence, with its braces."""
    return catalogue(language).gettext(SAID[sentence])


def listed(names: Sequence[str], language: str) -> str:
    """Join names as they are read aloud.

    >>> listed(["Xəzər", "Almaty", "Neva"], "en")
    'Xəzər, Almaty and Neva'
    """
    if len(names) < 2:
        return "".join(names)
    last = catalogue(language).gettext(N_("%(names)s and %(name)s"))
    return last % {"names": ", ".join(names[:-1]), "name": names[-1]}


def hall_award(award: str, language: str) -> str:
    """Name an award as it stands in large letters: a degree is a diploma of that degree.

    >>> hall_award("III degree", "en"), hall_award("Gold", "en")
    ('Diploma of the III degree', 'Gold')
    """
    if degree := DEGREE.fullmatch(award.strip()):
        return catalogue(language).gettext(_DIPLOMA) % {"degree": degree[1].upper()}
    return award_name(award, language)


def numeral(award: str, levels: Sequence[str]) -> str:
    """Return the numeral in the star of a level: of its degree, else of its height.

    >>> numeral("III degree", ["I degree", "III degree"]), numeral("Silver", ["Gold", "Silver"]), numeral("", [])
    ('III', 'II', '')
    """
    if degree := DEGREE.fullmatch(award.strip()):
        return degree[1].upper()
    height = levels.index(award) if award in levels else len(_ROMAN)
    return _ROMAN[height] if height < len(_ROMAN) else ""


def shared_words(place: str, count: int, language: str) -> str:
    """Say how many teams share a place.

    >>> shared_words("12", 2, "en")
    '2 teams share place 12'
    """
    return catalogue(language).ngettext(
        "%(num)s team shares place %(place)s", "%(num)s teams share place %(place)s", count
    ) % {"num": count, "place": place}


def best_institution(language: str) -> str:
    """Name the prize of the institutions' table."""
    return catalogue(language).gettext(N_("Best institution"))


def sample_team(number: str, language: str) -> str:
    """Name an invented team of a rehearsal.

    >>> sample_team("3", "en")
    'Sample 3'
    """
    return catalogue(language).gettext(N_("Sample %(number)s")) % {"number": number}


def sample_institution(language: str) -> str:
    """Name the institution of invented teams."""
    return catalogue(language).gettext(N_("Sample University"))


def sample_awards(language: str) -> tuple[str, ...]:
    """Name the awards of a rehearsal in a section without rules of its own."""
    return tuple(award_name(f"{degree} degree", language) for degree in _ROMAN[:3])


def stress(spoken: str) -> list[tuple[str, bool]]:
    """Cut how a name is said into parts, each with whether it is stressed: two capital letters in a row are.

    >>> stress("khaZAR Ali")
    [('kha', False), ('ZAR', True), (' Ali', False)]
    """
    parts: list[tuple[str, bool]] = []
    at = 0
    while at < len(spoken):
        end = at
        loud = spoken[at : at + 2].isupper() and spoken[at : at + 2].isalpha() and len(spoken[at : at + 2]) == 2
        while end < len(spoken) and (spoken[end].isupper() if loud else not _begins_loud(spoken, end)):
            end += 1
        parts.append((spoken[at:end], loud))
        at = end
    return parts


def _begins_loud(spoken: str, at: int) -> bool:
    pair = spoken[at : at + 2]
    return len(pair) == 2 and pair.isalpha() and pair.isupper()
