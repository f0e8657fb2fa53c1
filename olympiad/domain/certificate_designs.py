"""What a certificate design may say: its kinds, its fields, its numbers, and filling its texts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from olympiad.domain.errors import DomainError


class DesignKind(StrEnum):
    """For what a certificate is given; each kind has a design of its own."""

    DEGREE = "degree"
    ABSOLUTE = "absolute"
    NOMINATION = "nomination"
    PARTICIPATION = "participation"
    MENTOR = "mentor"
    JUDGE = "judge"
    ORGANIZER = "organizer"
    TEAM = "team"


class Ornament(StrEnum):
    """The frame; `own_paper` prints text, QR code and place of the seal alone."""

    GIRIH = "girih"
    NIGHT = "night"
    ARCH = "arch"
    SIMPLE = "simple"
    OWN_PAPER = "own_paper"


class Paper(StrEnum):
    """A4 across or upright."""

    LANDSCAPE = "landscape"
    PORTRAIT = "portrait"


FIELDS = (
    "name", "name_local", "team", "institution", "country", "mentor", "award", "degree", "nomination", "place",
    "teams", "total", "maximum", "section", "edition", "organisation", "city", "date", "year",
)  # fmt: skip
"""What may stand in braces in a line."""
HEADING_FIELDS = ("award", "degree", "nomination", "section", "edition", "year")
"""What may stand in braces in a heading: it stays in the register when names are purged, so it names nobody."""
NUMBER_FIELDS = ("edition", "section", "year", "number")

LANGUAGES = ("uz", "ru", "en")
MOST_LANGUAGES, MOST_LOGOS, MOST_SIGNATORIES, MOST_LINES = 2, 3, 4, 10
LONGEST = {"heading": 120, "subheading": 120, "lines": 1500, "name": 120, "title": 160, "number": 60}
STANDARD_NUMBER = "{edition}-{section}-{number}"
COLOUR = re.compile(r"#[0-9a-f]{6}")
SLOT = re.compile(r"\{([^{}]*)\}")
NUMBER_LETTERS = re.compile(r"[A-Z0-9-]*")


@dataclass(frozen=True)
class Texts:
    """The words of a design in one language; a line between two stars is bold, one whose field is empty is left out."""

    language: str
    heading: str
    subheading: str = ""
    lines: str = ""


@dataclass(frozen=True)
class Signatory:
    """Who signs, and the picture of the signature by its SHA-256, empty for a signature in ink."""

    name: str
    title: str
    picture: str = ""


@dataclass(frozen=True)
class Design:
    """A design of one kind of certificates."""

    texts: tuple[Texts, ...]
    ornament: Ornament = Ornament.GIRIH
    paper: Paper = Paper.LANDSCAPE
    heading_colour: str = "#12295c"
    name_colour: str = "#0a6462"
    text_colour: str = "#16213a"
    signatories: tuple[Signatory, ...] = ()
    """Empty: those of the section sign."""
    logos: tuple[str, ...] = ()
    """SHA-256 of their pictures; the first stands in the medallion of the frame."""
    seal: bool = True
    number: str = STANDARD_NUMBER

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages in the order in which they are printed."""
        return tuple(text.language for text in self.texts)

    @property
    def pictures(self) -> tuple[str, ...]:
        """Return the SHA-256 of every picture."""
        return (*self.logos, *(one.picture for one in self.signatories if one.picture))


@dataclass(frozen=True)
class Run:
    """A piece of a line."""

    text: str
    bold: bool = False


def check(design: Design) -> None:
    """Refuse a design that cannot be printed.

    Raises DomainError: `design_languages`, `design_heading_missing`, `design_text_too_long`, `design_field_unknown`,
    `design_brace_alone`, `design_lines_too_many`, `design_colour`, `design_signatory_name`, `design_too_many`,
    `design_number`.
    """
    languages = design.languages
    if not languages or len(languages) > MOST_LANGUAGES or len(set(languages)) < len(languages):
        raise DomainError("design_languages", limit=MOST_LANGUAGES)
    if set(languages) - set(LANGUAGES):
        raise DomainError("design_languages", limit=MOST_LANGUAGES)
    for text in design.texts:
        _check_texts(text)
    for colour in (design.heading_colour, design.name_colour, design.text_colour):
        if not COLOUR.fullmatch(colour):
            raise DomainError("design_colour", found=colour[:20])
    _check_signatories(design.signatories)
    if len(design.logos) > MOST_LOGOS:
        raise DomainError("design_too_many", what="logos", limit=MOST_LOGOS)
    _check_number(design.number)


def _check_texts(text: Texts) -> None:
    if not text.heading.strip():
        raise DomainError("design_heading_missing", language=text.language)
    _check_fields(text.heading, HEADING_FIELDS, LONGEST["heading"])
    _check_fields(text.subheading, HEADING_FIELDS, LONGEST["subheading"])
    _check_fields(text.lines, FIELDS, LONGEST["lines"])
    if len(text.lines.strip().splitlines()) > MOST_LINES:
        raise DomainError("design_lines_too_many", limit=MOST_LINES)


def _check_fields(words: str, known: Sequence[str], longest: int) -> None:
    """Refuse an unknown field with the list of those there are.

    >>> _check_fields("{nmae}", ("name", "team"), 100)
    Traceback (most recent call last):
    ...
    olympiad.domain.errors.DomainError: design_field_unknown: found={nmae}, known={name} {team}
    """
    if len(words) > longest:
        raise DomainError("design_text_too_long", found=words[:40], limit=longest)
    for field in SLOT.findall(words):
        if field not in known:
            told = " ".join(f"{{{one}}}" for one in known)
            raise DomainError("design_field_unknown", found=f"{{{field}}}"[:60], known=told)
    rest = SLOT.sub("", words)
    if "{" in rest or "}" in rest:
        raise DomainError("design_brace_alone", found=words[:60])


def _check_signatories(signatories: Sequence[Signatory]) -> None:
    if len(signatories) > MOST_SIGNATORIES:
        raise DomainError("design_too_many", what="signatories", limit=MOST_SIGNATORIES)
    for one in signatories:
        if not one.name.strip():
            raise DomainError("design_signatory_name")
        for words, longest in ((one.name, LONGEST["name"]), (one.title, LONGEST["title"])):
            if len(words) > longest:
                raise DomainError("design_text_too_long", found=words[:40], limit=longest)


def _check_number(pattern: str) -> None:
    """Ask that a pattern ends with the running number and holds only what can be typed at the verification page."""
    _check_fields(pattern, NUMBER_FIELDS, LONGEST["number"])
    fixed = SLOT.sub("", pattern)
    if not pattern.endswith("{number}") or pattern.count("{number}") != 1 or not NUMBER_LETTERS.fullmatch(fixed):
        raise DomainError("design_number", found=pattern[:60])


def number_prefix(pattern: str, *, edition: str, section: str, year: str) -> str:
    """Return what stands before the running number.

    >>> number_prefix("{edition}-{section}-T{number}", edition="SAM-2026", section="BIO", year="2026")
    'SAM-2026-BIO-T'
    """
    values = {"edition": edition, "section": section, "year": year, "number": ""}
    return SLOT.sub(lambda found: values[found[1]], pattern)


def section_letters(code: str, address: str) -> str:
    """Return the letters of a section in numbers: its code, or else the beginning of its address.

    >>> section_letters("BCH", "biochemistry"), section_letters("", "biokhimiya-laboratornaya-chast")
    ('BCH', 'BIO')
    """
    return code or address.partition("-")[0][:3].upper()


def filled(words: str, values: Mapping[str, str]) -> str:
    """Put values into a heading.

    >>> filled("{degree} DARAJALI DIPLOM", {"degree": "I"})
    'I DARAJALI DIPLOM'
    """
    return " ".join(SLOT.sub(lambda found: values.get(found[1], ""), words).split())


def filled_lines(words: str, values: Mapping[str, str]) -> list[list[Run]]:
    """Put values into lines; a line with a field that has no value is left out. Stars of a value are only stars.

    >>> filled_lines("team {team}\\n*{place}* of {teams}", {"team": "A*b*", "place": "", "teams": "3"})
    [[Run(text='team A*b*', bold=False)]]
    """
    return [_runs(line, values) for line in words.strip().splitlines() if line.strip() and _is_whole(line, values)]


def _is_whole(line: str, values: Mapping[str, str]) -> bool:
    return all(values.get(field) for field in SLOT.findall(line))


def _runs(line: str, values: Mapping[str, str]) -> list[Run]:
    parts = " ".join(line.split(" ")).strip().split("*")
    told = [SLOT.sub(lambda found: values.get(found[1], ""), part) for part in parts]
    return [Run(part, bold=at % 2 == 1) for at, part in enumerate(told) if part]


def fields_in(design: Design) -> frozenset[str]:
    """Return every field that a design prints."""
    return frozenset(
        field
        for text in design.texts
        for words in (text.heading, text.subheading, text.lines)
        for field in SLOT.findall(words)
    )
