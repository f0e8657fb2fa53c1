"""What the read API answers: plain values with their meaning; the published description is made from these classes."""

from dataclasses import dataclass
from datetime import date, datetime

Texts = dict[str, str]
"""One text by language (`en`, `uz`, `ru`); the empty name is the text for all languages."""
Number = str
"""An exact decimal number in text, such as `17.50`: no binary float rounds it."""


@dataclass(frozen=True)
class Edition:
    """The Olympiad of one year."""

    id: str
    names: Texts
    organisation: Texts
    city: str
    starts_on: date | None
    ends_on: date | None
    time_zone: str
    participants: int
    teams: int
    institutions: int
    countries: int
    url: str


@dataclass(frozen=True)
class Section:
    """A discipline that is ranked on its own, as far as it is."""

    id: str
    edition: str
    titles: Texts
    state: str
    """`planned`, `running`, `checking`, `preliminary` or `official`; only the last two have results."""
    teams: int
    institutions: int
    version: int | None
    publishes_at: datetime | None
    url: str | None


@dataclass(frozen=True)
class Team:
    """A team of published results; teams that have not agreed to be named bear their code as name."""

    id: str
    key: str
    name: str
    institution: Texts
    country: str
    """By ISO 3166-1, empty where it is not known."""
    status: str
    place: Number | None
    total: Number | None
    award: str | None
    special_awards: tuple[str, ...]
    url: str


@dataclass(frozen=True)
class Task:
    """A task of published results, where task marks are published."""

    id: str
    titles: Texts
    maximum: Number
    median: Number | None
    first_quartile: Number | None
    third_quartile: Number | None


@dataclass(frozen=True)
class TaskMark:
    """The mark of a team in a task."""

    task: str
    mark: Number | None
    absent: bool


@dataclass(frozen=True)
class Standing:
    """One line of the ranking, in its order."""

    team: str
    name: str
    place: Number | None
    shared: bool
    total: Number | None
    award: str | None
    decided_by: str | None
    """The tie-break rule that decided the place among equal totals."""
    marks: tuple[TaskMark, ...]


@dataclass(frozen=True)
class Version:
    """A frozen results version that everybody may see."""

    number: int
    official: bool
    sha256: str
    """Of the bundle from which anybody recomputes the version."""
    finalised_at: datetime
    published_at: datetime
    reason: str
    changed_teams: tuple[str, ...]
    """Whose place, total or award differs from the version before."""
    bundle_url: str | None


@dataclass(frozen=True)
class SectionProgress:
    """How far the work in a section is; no mark, no place."""

    section: str
    stage: str
    teams: int
    sheets: int
    handed_over: int
    waits: dict[str, int]
    """What waits for somebody, by its kind."""


@dataclass(frozen=True)
class TeamEntry:
    """A team as its organizers know it."""

    key: str
    code: str
    name: str
    country: str
    status: str


@dataclass(frozen=True)
class Consents:
    """To what a member agreed."""

    name: bool
    score: bool
    photo: bool


@dataclass(frozen=True)
class Member:
    """A member of a team."""

    team: str
    name: str
    name_local: str
    role: str
    consents: Consents


@dataclass(frozen=True)
class CertificateState:
    """Whether a certificate with this printed number was issued and holds; nothing of its owner."""

    number: str
    state: str
    """`valid`, `superseded` or `revoked`."""
