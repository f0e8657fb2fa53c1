"""Paper for the hall: team code cards, station signs, badges, labels for desks and envelopes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from olympiad.documents.printable import Place, Printable
from olympiad.documents.typesetting import qr_svg
from olympiad.domain.canonical_json import Plain
from olympiad.models.institution import Institution
from olympiad.models.task import Task
from olympiad.models.team import Team
from olympiad.wording import hall_papers as words
from olympiad.wording.names import content, country_name

INK = "#16213a"


@dataclass(frozen=True)
class Badge:
    """A person of the edition as the hall shall know them; `role` is a key of `badge_words`."""

    name: str
    role: str
    institution: str = ""
    name_local: str = ""
    team: str = ""
    languages: tuple[str, ...] = ()
    photographs: bool | None = None
    """Whether they agreed to be photographed; None: nobody asked them."""


@dataclass(frozen=True)
class Envelope:
    """What an envelope of score sheets should hold."""

    task: Task
    sheets: int
    teams: int


def institution_words(institution: Institution | None, country: str, language: str) -> str:
    """Return institution and country in one line."""
    name = (content(institution, "name", language) or institution.key) if institution else ""
    where = country or (institution.country if institution else "")
    return ", ".join(one for one in (name, country_name(where, language) if where else "") if one)


def team_cards(place: Place, teams: Sequence[Team]) -> Printable:
    """Return a card for each team, eight on a page."""
    cards: list[Plain] = [
        {
            "code": team.code,
            "name": team.name or team.key,
            "institution": institution_words(team.institution, team.country, place.language),
        }
        for team in teams
    ]
    return _printable("team_cards.typ", place, words.team_card_words(place.language), cards=cards)


def station_signs(place: Place, tasks: Sequence[Task], stations: dict[int, list[str]]) -> Printable:
    """Return a page for each station: its name, the task in three languages, the way to the judge's sheets."""
    address = place.judges_page()
    signs: list[Plain] = [
        {
            "station": station or task.code,
            "code": task.code if station else "",
            "titles": _titles(task, place.language),
            "minutes": words.minutes_words(task.minutes, place.language),
            "qr": qr_svg(address, INK),
            "address": address,
        }
        for task in tasks
        for station in stations.get(task.id) or [task.station]
    ]
    return _printable("station_signs.typ", place, words.sign_words(place.language), signs=signs)


def _titles(task: Task, language: str) -> list[Plain]:
    """Return the title in the reader's language first, then in the others, equal ones once."""
    order = [language, *(code for code in ("uz", "ru", "en") if code != language)]
    found = [content(task, "title", language), *(getattr(task, f"title_{code}") for code in order)]
    return list(dict.fromkeys(title for title in found if title)) or [task.code]


def badges(place: Place, people: Iterable[Badge]) -> Printable:
    """Return a badge for each person, eight on a page; the code leads to the edition's public site."""
    said, address = words.badge_words(place.language), place.public_page()
    qr = qr_svg(address, INK)
    printed: list[Plain] = [
        {
            "name": one.name,
            "name_local": one.name_local,
            "institution": one.institution,
            "team": one.team,
            "role": said[one.role],
            "tint": one.role if one.role in ("leader", "participant", "judge", "mentor") else "staff",
            "languages": [words.language_word(code) for code in one.languages],
            "photo": "" if one.photographs is None else said["photo" if one.photographs else "no_photo"],
            "qr": qr,
            "address": address,
        }
        for one in people
    ]
    return _printable("badges.typ", place, said, badges=printed)


def desk_labels(place: Place, teams: Sequence[Team], first: dict[int, tuple[Task, str]]) -> Printable:
    """Return a label for each team's desk, with its code alone; `first` says where the day begins, and when."""
    said = words.label_words(place.language)
    labels: list[Plain] = [{"code": team.code, "first": _first(team, first, said["first"])} for team in teams]
    return _printable("desk_labels.typ", place, said, labels=labels)


def _first(team: Team, first: dict[int, tuple[Task, str]], sentence: str) -> str:
    if team.id not in first:
        return ""
    task, when = first[team.id]
    return sentence % {"task": task.code, "when": when}


def envelope_labels(place: Place, envelopes: Sequence[Envelope]) -> Printable:
    """Return a label for the envelope of each task's score sheets."""
    said = words.label_words(place.language)
    labels: list[Plain] = [
        {
            "code": one.task.code,
            "title": content(one.task, "title", place.language) or one.task.code,
            "station": f"{said['station']}: {one.task.station}" if one.task.station else "",
            "sheets": str(one.sheets),
            "teams": words.teams_words(one.teams, place.language),
        }
        for one in envelopes
    ]
    return _printable("envelope_labels.typ", place, said, labels=labels)


def _printable(template: str, place: Place, said: object, **values: list[Plain]) -> Printable:
    assert hasattr(said, "items")
    told: dict[str, Plain] = dict(said.items())
    return Printable(template, place.head() | {"words": told} | values)
