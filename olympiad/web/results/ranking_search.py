"""Searching a published ranking: by words in any of the languages and scripts, by country, award and institution."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from olympiad.config import LANGUAGES
from olympiad.exchange.published_ranking import PublishedRanking, PublishedTeam, text_in
from olympiad.wording import search_words
from olympiad.wording.awards import award_name
from olympiad.wording.names import country_name
from olympiad.wording.sorting import sort_key

MOST_LETTERS = 100


@dataclass(frozen=True)
class Asked:
    """What a reader looks for; empty parts ask for nothing."""

    words: str = ""
    country: str = ""
    award: str = ""
    institution: str = ""

    def __bool__(self) -> bool:
        return any((self.words, self.country, self.award, self.institution))

    def found_in(self, teams: Iterable[PublishedTeam]) -> tuple[PublishedTeam, ...]:
        """Return the teams that have everything that is asked for."""
        wanted = search_words.wanted(self.words)
        return tuple(team for team in teams if self._fits(team, wanted))

    def _fits(self, team: PublishedTeam, wanted: list[str]) -> bool:
        return (
            (not self.country or team.country == self.country)
            and (not self.award or self.award in (team.award, *team.special))
            and (not self.institution or institution_key(team) == self.institution)
            and (not wanted or all(word in search_words_of(team) for word in wanted))
        )


def asked(values: Mapping[str, str]) -> Asked:
    """Read what is asked for from the query of an address."""
    words, *others = (values.get(name, "").strip()[:MOST_LETTERS] for name in ("q", "country", "award", "institution"))
    return Asked(words, *others)


def search_words_of(team: PublishedTeam) -> str:
    """Return what a search looks through: name, key, institution and country in every language, in plain letters."""
    countries = (country_name(team.country, code) for code in LANGUAGES) if team.country else ()
    return search_words.index((team.name, team.key, *team.institution.values(), *countries))


def institution_key(team: PublishedTeam) -> str:
    """Return a short name of an institution that is the same on every page."""
    return hashlib.sha256(repr(sorted(team.institution.items())).encode()).hexdigest()[:8] if team.institution else ""


class Choices(NamedTuple):
    """What can be chosen, as pairs of a value and its words."""

    countries: list[tuple[str, str]]
    awards: list[tuple[str, str]]
    institutions: list[tuple[str, str]]


def choices_of(ranking: PublishedRanking, code: str) -> Choices:
    """List what the teams of a ranking have, sorted as a reader expects."""
    teams = ranking.teams
    awards = [level.name for level in ranking.levels if level.count] + sorted(
        {one for team in teams for one in team.special}
    )
    return Choices(
        _sorted({team.country: country_name(team.country, code) for team in teams if team.country}, code),
        [(name, award_name(name, code)) for name in awards],
        _sorted({institution_key(team): text_in(team.institution, code) for team in teams if team.institution}, code),
    )


def _sorted(found: Mapping[str, str], code: str) -> list[tuple[str, str]]:
    by_words: Callable[[tuple[str, str]], object] = lambda one: sort_key(one[1], code)  # noqa: E731
    return sorted(found.items(), key=by_words)
