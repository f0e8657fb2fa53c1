"""A list of people brought to one person a row with the team beside it, however its owner set them out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from olympiad.exchange.grids import Records, shown
from olympiad.exchange.headings import columns_of_row, names_people, plain
from olympiad.exchange.meanings import role_of

MEMBER = re.compile(
    r"(\d+ )?(ishtirokchi|иштирокчи|участник|member|participant|talaba|студент|student|azo|аъзо)( \d+)?"
)
MEMBERS = re.compile(
    r"(ishtirokchilar|иштирокчилар|участники|members|participants|состав|состав команды|jamoa azolari|азолари|jamoa tarkibi)"
    r"( fish| фио)?"
)
"""A column of which each cell names several people."""
BETWEEN = re.compile(r"\s*[\n;]\s*|,\s+(?=\w+\s+\w)")
"""What stands between them."""
ROLE_BEHIND = re.compile(
    r"(?P<name>.+?)\s*(?:\((?P<one>[^()]+)\)|\s[–—-]\s*(?P<other>\w+)|,\s*(?P<last>\w+))", re.DOTALL
)
TEAM = re.compile(r"\b(jamoasi|jamoa|команда|жамоаси|жамоа|team)\b", re.IGNORECASE)
SHARED = frozenset({"team", "team_name", "code", "institution", "country", "city", "mentor"})
"""What a list says once for a team."""
MARKS = " \t\n«»“”„\"':.–—-"
Rows = tuple[list[Any], Records]


@dataclass(frozen=True)
class Said:
    """A cell that was put together from others, as a reader of a workbook expects one."""

    value: str
    row: int = 0
    data_type: str = "s"
    number_format: str = ""

    def __str__(self) -> str:
        return self.value


def one_person_a_row(header: list[Any], entries: Records) -> Rows:
    """Return header and rows in which each person has a row, with team and role where the list tells them."""
    header, entries = _from_banners(header, entries)
    header, entries = _from_columns(header, entries)
    header, entries = _filled_down(header, entries)
    return _roles_from_names(header, entries)


def _texts(cells: Sequence[Any]) -> list[str]:
    return [shown(cell) for cell in cells]


def _from_banners(header: list[Any], entries: Records) -> Rows:
    """Make a column of the lines that stand alone above the people of a team (or, where teams are told, of a university)."""
    texts = _texts(header)
    columns = columns_of_row(texts)
    column = next((one for one in ("team", "institution") if one not in columns), "")
    banners = _banners(entries)
    if not names_people(texts) or not column or not banners:
        return header, entries
    said, rows = Said(""), []
    for number, cells in entries:
        if number in banners:
            said = Said(_banner(next(filter(None, _texts(cells)))), number)
        else:
            rows.append((number, [*_wide(cells, len(header)), said]))
    return [*header, Said(column)], rows


def _banners(entries: Records) -> list[int]:
    """Return the rows with one cell only; none where the list does not begin with such a row."""
    alone = [number for number, cells in entries if sum(map(bool, _texts(cells))) == 1]
    return alone if alone and alone[0] == entries[0][0] else []


def _banner(text: str) -> str:
    """Return a name without the marks around it and the word that says what it is.

    >>> _banner("“Glyukoza” jamoasi:"), _banner("Команда «Инсулин»"), _banner("1. Krebs")
    ('Glyukoza', 'Инсулин', '1. Krebs')
    """
    return TEAM.sub("", text).strip(MARKS) or text


def _wide(cells: list[Any], width: int) -> list[Any]:
    return (cells + [None] * width)[: max(width, len(cells))]


def _from_columns(header: list[Any], entries: Records) -> Rows:
    """Give each person a row where a team has one: people in columns of their own, or several in one cell."""
    words = [plain(text) for text in _texts(header)]
    places = _people_columns(words, entries)
    others = [place for place in range(len(header)) if place not in places]
    shared = _at(others, header)
    if not places or "team" not in columns_of_row(_texts(shared)):
        return header, entries
    rows = []
    for number, cells in entries:
        wide = _wide(cells, len(header))
        people = _people(number, wide, words, places) or [(Said(""), Said(""))]
        rows += [(number, [*_at(others, wide), *person]) for person in people]
    return [*shared, Said("full name"), Said("role")], rows


def _at(places: Sequence[int], cells: list[Any]) -> list[Any]:
    return [cells[place] for place in places]


def _people(number: int, cells: list[Any], words: Sequence[str], places: Sequence[int]) -> list[tuple[Said, Said]]:
    """Return name and role of each person in a team's row; of roles, a heading tells only that of the leader."""
    return [
        (Said(name, number), Said("leader" if role_of(words[place]) == "leader" else "", number))
        for place in places
        for name in BETWEEN.split(shown(cells[place]))
        if name
    ]


def _people_columns(words: Sequence[str], entries: Records) -> list[int]:
    """Return the columns that hold people when a team has one row: two at least, or one whose cells name several."""
    places = [at for at, word in enumerate(words) if MEMBER.fullmatch(word) or role_of(word) == "leader"]
    if len(places) > 1 and all(_holds_names(entries, place) for place in places):
        return places
    return [at for at, word in enumerate(words) if MEMBERS.fullmatch(word) and _holds_several(entries, at)]


def _holds_several(entries: Records, place: int) -> bool:
    return any(len(BETWEEN.split(shown(cells[place]))) > 1 for _, cells in entries if place < len(cells))


def _holds_names(entries: Records, place: int) -> bool:
    cells = [text for _, cells in entries if place < len(cells) and (text := shown(cells[place]))]
    return 2 * sum(" " in text for text in cells) >= len(cells)


def _filled_down(header: list[Any], entries: Records) -> Rows:
    """Repeat team, university and country beneath the first member where the list says them once without merging cells."""
    columns = columns_of_row(_texts(header))
    if "team" not in columns or not names_people(_texts(header)):
        return header, entries
    team = columns.index("team")
    shared = [place for place, column in enumerate(columns) if column in SHARED]
    rows: Records = []
    for number, own in entries:
        cells = _wide(own, len(header))
        if rows and not shown(cells[team]):
            for place in shared:
                cells[place] = cells[place] if shown(cells[place]) else rows[-1][1][place]
        rows.append((number, cells))
    return header, rows


def _roles_from_names(header: list[Any], entries: Records) -> Rows:
    """Take a role out of the name that it stands behind: “Karimova Aziza (captain)”."""
    texts = _texts(header)
    columns = columns_of_row(texts)
    if "name" not in columns or not names_people(texts):
        return header, entries
    name = columns.index("name")
    role = columns.index("role") if "role" in columns else len(header)
    parted = [(number, *_parted(cells, name, role)) for number, cells in entries]
    if not any(has_role for _, _, has_role in parted):
        return header, entries
    heads = header if role < len(header) else [*header, Said("role")]
    return heads, [(number, cells) for number, cells, _ in parted]


def _parted(cells: list[Any], name: int, role: int) -> tuple[list[Any], bool]:
    """Return a row with the role out of the name, and whether there was one; a role that stands in its column stays."""
    person, said = name_and_role(shown(cells[name])) if name < len(cells) else ("", "")
    if not said:
        return cells, False
    parted = _wide(cells, role + 1)
    parted[name] = Said(person)
    parted[role] = parted[role] if shown(parted[role]) else Said(said)
    return parted, True


def name_and_role(text: str) -> tuple[str, str]:
    """Part a name from the role behind it.

    >>> name_and_role("Karimova Aziza (sardor)"), name_and_role("Иванов Иван – капитан"), name_and_role("Li Wei (Xi)")
    (('Karimova Aziza', 'leader'), ('Иванов Иван', 'leader'), ('Li Wei (Xi)', ''))
    """
    parts = ROLE_BEHIND.fullmatch(text.strip())
    role = role_of(parts["one"] or parts["other"] or parts["last"]) if parts else ""
    return (parts["name"], role) if parts and role in ("leader", "member") else (text, "")
