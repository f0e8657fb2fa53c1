"""A results bundle as rows for a page, a CSV file or a workbook: only what the section publishes."""

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from xlsxwriter import Workbook

from olympiad.config import LANGUAGES
from olympiad.domain.bundle import Bundle
from olympiad.domain.canonical_json import Plain
from olympiad.domain.exact import Amount, plain, shown, simplest
from olympiad.domain.institutions import institution_lines
from olympiad.domain.notation.languages import in_language
from olympiad.exchange.csv_writer import csv_text

Texts = Mapping[str, str]
"""One text in several languages; the empty language is for all."""
WITHOUT_RESULT = frozenset({"withdrawn", "disqualified", "no_show"})
"""Listings of teams of whom nothing but this is told: no page and no table shows their marks."""


@dataclass(frozen=True)
class PublishedTask:
    """A column of the ranking."""

    code: str
    titles: Texts
    maximum: Amount


@dataclass(frozen=True)
class PublishedTeam:
    """A row of the ranking; a mark is an amount, None where it is missing, `absent` in words."""

    key: str
    name: str
    institution: Texts
    country: str
    listing: str
    place: Fraction | None
    shared: bool
    marks: tuple[Amount | str | None, ...]
    total: Decimal | None
    award: str
    height: int
    special: tuple[str, ...]
    decided_by: str
    status_reason: str

    @property
    def has_result(self) -> bool:
        """Whether marks and total are told."""
        return self.listing not in WITHOUT_RESULT

    @property
    def words(self) -> str:
        """What a search looks through, besides the country's name."""
        return " ".join((self.name, self.key, *self.institution.values())).casefold()


@dataclass(frozen=True)
class Level:
    """An award with its height (1 is the highest), condition and number of holders."""

    name: str
    height: int
    condition: str
    count: int


@dataclass(frozen=True)
class PublishedRanking:
    """Everything a public page shows of a version."""

    version: int
    sha256: str
    finalised_at: datetime
    edition: Texts
    organisation: Texts
    section: Texts
    day: date | None
    tasks: tuple[PublishedTask, ...]
    teams: tuple[PublishedTeam, ...]
    levels: tuple[Level, ...]
    maximum: Amount | None
    decimals: int
    task_decimals: int
    ties: tuple[str, ...]
    counted: int

    @cached_property
    def institutions(self) -> int:
        """How many institutions sent teams."""
        return len({tuple(sorted(team.institution.items())) for team in self.teams if team.institution})

    @cached_property
    def countries(self) -> int:
        """From how many countries."""
        return len({team.country for team in self.teams if team.country})

    @cached_property
    def decided(self) -> tuple[PublishedTeam, ...]:
        """Teams whose place a tie-break decided."""
        return tuple(team for team in self.teams if team.decided_by)


def published_ranking(bundle: Bundle, *, with_task_marks: bool) -> PublishedRanking:
    """Take from a frozen bundle what may be shown; nothing is computed again."""
    rules, display = _object(bundle["rules"]), _object(bundle["display"])
    decimals = int(_text(rules, "decimals"))
    tasks = _tasks(bundle, display) if with_task_marks else ()
    rows = _objects(bundle["ranking"])
    awards = _objects(rules["awards"])
    heights = {_text(one, "name"): at for at, one in enumerate(awards, start=1)}
    places = Counter(row["place"] for row in rows if isinstance(row["place"], str))
    names = _object(display["teams"])
    teams = tuple(_team(row, _object(names.get(_text(row, "team"), {})), tasks, heights, places) for row in rows)
    return PublishedRanking(
        version=int(str(bundle["version"])),
        sha256=str(bundle["sha256"]),
        finalised_at=datetime.fromisoformat(str(bundle["time"])),
        edition=_texts(display.get("edition")),
        organisation=_texts(display.get("organisation")),
        section=_texts(display.get("section")),
        day=_day(display),
        tasks=tasks,
        teams=teams,
        levels=_levels(awards, heights, teams),
        maximum=_amount(str(bundle["maximum"])) if bundle["maximum"] is not None else None,
        decimals=decimals,
        task_decimals=int(_text(rules, "task_decimals") or decimals),
        ties=_ties(rules),
        counted=int(str(bundle["counted"])),
    )


def _day(display: Mapping[str, Plain]) -> date | None:
    day = str(display.get("date") or "")
    return date.fromisoformat(day) if day else None


def _levels(
    awards: Sequence[Mapping[str, Plain]], heights: Mapping[str, int], teams: Sequence[PublishedTeam]
) -> tuple[Level, ...]:
    holders = Counter(team.award for team in teams)
    return tuple(
        Level(name, height, _text(one, "conditions"), holders[name])
        for one, (name, height) in zip(awards, heights.items(), strict=True)
    )


def _ties(rules: Mapping[str, Plain]) -> tuple[str, ...]:
    return tuple(part for part in _text(rules, "ties").split("; ") if part)


def _tasks(bundle: Bundle, display: Mapping[str, Plain]) -> tuple[PublishedTask, ...]:
    titles = _object(display["tasks"])
    return tuple(
        PublishedTask(_text(one, "task"), _texts(titles.get(_text(one, "task"))), _amount(_text(one, "maximum")))
        for one in _objects(bundle["tasks"])
    )


def _team(
    row: Mapping[str, Plain],
    names: Mapping[str, Plain],
    tasks: Sequence[PublishedTask],
    heights: Mapping[str, int],
    places: Mapping[str, int],
) -> PublishedTeam:
    marks = _object(row["task_marks"])
    place, award, total = row["place"], _text(row, "award"), row["total"]
    special = row["special_awards"]
    return PublishedTeam(
        key=_text(row, "team"),
        name=str(names.get("name") or row["team"]),
        institution=_named(_texts(names.get("institution"))),
        country=str(names.get("country") or ""),
        listing=_text(row, "listing"),
        place=Fraction(place) if isinstance(place, str) else None,
        shared=isinstance(place, str) and places[place] > 1,
        marks=tuple(_mark(marks[task.code]) for task in tasks),
        total=Decimal(total) if isinstance(total, str) else None,
        award=award,
        height=heights.get(award, 0),
        special=tuple(str(one) for one in special) if isinstance(special, list) else (),
        decided_by=_text(row, "decided_by"),
        status_reason=str(names.get("status_reason") or ""),
    )


def _mark(value: Plain) -> Amount | str | None:
    return value if value is None or value == "absent" else _amount(str(value))


def _amount(text: str) -> Amount:
    return simplest(Fraction(text) * 1000)


def _object(value: Plain) -> dict[str, Plain]:
    return value if isinstance(value, dict) else {}


def _objects(value: Plain) -> list[dict[str, Plain]]:
    return [_object(one) for one in value] if isinstance(value, list) else []


def _text(value: Mapping[str, Plain], name: str) -> str:
    return str(value[name])


def _texts(value: Plain) -> Texts:
    return {language: str(text) for language, text in _object(value).items()}


def _named(texts: Texts) -> Texts:
    """Fill the languages in which a university has no name from one in which it has; its key stands where there is no name."""
    names = [texts[language] for language in LANGUAGES if texts.get(language)]
    return {**dict.fromkeys(LANGUAGES, names[0]), **texts} if names else texts


def text_in(texts: Texts, language: str) -> str:
    """Return a text in the reader's language, else the one for all, else any that there is.

    >>> text_in({"": "Biochemistry", "uz": "Biokimyo"}, "uz"), text_in({"ru": "Биохимия"}, "en")
    ('Biokimyo', 'Биохимия')
    """
    return texts.get(language) or texts.get("") or next(iter(texts.values()), "")


def ranking_table(ranking: PublishedRanking, language: str) -> list[list[str]]:
    """The ranking as lines of text, the header first, numbers with a decimal point."""
    codes = [task.code for task in ranking.tasks]
    header = ["place", "team", "name", "institution", "country", "status", *codes, "total", "award"]
    return [header, *(_table_row(team, language) for team in ranking.teams)]


def _table_row(team: PublishedTeam, language: str) -> list[str]:
    marks = team.marks if team.has_result else (None,) * len(team.marks)
    return [
        "" if team.place is None else plain(team.place),
        team.key,
        team.name,
        text_in(team.institution, language),
        team.country,
        team.listing,
        *map(_mark_text, marks),
        "" if team.total is None or not team.has_result else f"{team.total:f}",
        "; ".join(in_language(award, language) for award in (team.award, *team.special) if award),
    ]


def _mark_text(mark: Amount | str | None) -> str:
    if mark is None:
        return ""
    return mark if isinstance(mark, str) else shown(mark)


def ranking_csv(ranking: PublishedRanking, language: str) -> str:
    """The table as CSV, safe from formulas."""
    return csv_text(ranking_table(ranking, language))


def ranking_xlsx(ranking: PublishedRanking, language: str) -> bytes:
    """The table as a workbook: places, marks and totals are numbers, everything else is text."""
    packed = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(packed, options) as book:
        sheet = book.add_worksheet("ranking")
        bold = book.add_format({"bold": True})
        numbers = {0, *range(6, 7 + len(ranking.tasks))}
        for row, line in enumerate(ranking_table(ranking, language)):
            for column, text in enumerate(line):
                if row and column in numbers and _is_number(text):
                    sheet.write_number(row, column, Decimal(text))
                else:
                    sheet.write_string(row, column, text, None if row else bold)
        sheet.freeze_panes(1, 3)
        sheet.set_column(2, 3, 32)
    return packed.getvalue()


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()


@dataclass(frozen=True)
class PublishedInstitution:
    """A line of the institutions' table."""

    place: int
    names: Texts
    points: Fraction
    teams: int


def institutions_table(ranking: PublishedRanking, method: str) -> tuple[PublishedInstitution, ...]:
    """Compare the institutions by their placed teams; teams without an institution are left out."""
    names: dict[str, Texts] = {}
    own: dict[str, list[PublishedTeam]] = {}
    for team in ranking.teams:
        if team.place is not None and team.institution:
            key = f"{text_in(team.institution, 'en')}\n{sorted(team.institution.items())}"
            names[key] = team.institution
            own.setdefault(key, []).append(team)
    lines = institution_lines(own, [level.name for level in ranking.levels], method)
    return tuple(PublishedInstitution(one.place, names[one.institution], one.points, one.teams) for one in lines)


def institutions_csv(lines: Sequence[PublishedInstitution], language: str) -> str:
    """The institutions' table as CSV, safe from formulas."""
    rows = [[str(one.place), text_in(one.names, language), plain(one.points), str(one.teams)] for one in lines]
    return csv_text([["place", "institution", "points", "teams"], *rows])
