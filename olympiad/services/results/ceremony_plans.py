"""What a ceremony shows, in its order: of a results version with the names that may be public, or invented for a rehearsal."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain import ceremony
from olympiad.domain.ceremony import Standing, Step, StepKind
from olympiad.domain.exact import Amount
from olympiad.domain.notation.ceremony import Settings, read
from olympiad.exchange.published_ranking import (
    PublishedRanking,
    PublishedTeam,
    Texts,
    institutions_table,
    published_ranking,
    text_in,
)
from olympiad.models.ceremony import Ceremony, SpokenName
from olympiad.models.participant import Participant
from olympiad.models.results_version import ResultsVersion
from olympiad.models.section import Section
from olympiad.models.team import Team
from olympiad.services.computing import rules
from olympiad.services.results import gallery, publication
from olympiad.wording import ceremony as words


@dataclass(frozen=True)
class Person:
    """A member who agreed to be named."""

    name: str
    said: str
    is_leader: bool


@dataclass(frozen=True)
class ShownTeam:
    """A team as the hall may know it."""

    name: str
    institution: Texts
    country: str
    place: object
    shared: bool
    total: Decimal | None
    said: str = ""
    members: tuple[Person, ...] = ()
    unnamed: int = 0
    """Members who did not agree to be named."""
    photo: str = ""
    """Checksum of the team's picture, where everybody on it agreed."""


@dataclass(frozen=True)
class Plan:
    """Everything that is shown, loaded at once."""

    steps: tuple[Step, ...]
    teams: Mapping[str, ShownTeam]
    institutions: Mapping[str, Texts]
    levels: tuple[str, ...]
    """Names of the awards, the highest first."""
    maximum: Amount | None
    decimals: int
    edition: Texts
    section: Texts
    settings: Settings
    version: int
    """0: a rehearsal."""

    @property
    def named(self) -> int:
        """How many teams are revealed by their award or place."""
        return sum(len(step.teams) for step in self.steps if step.kind in (StepKind.REVEAL, StepKind.TOGETHER))


def settings_of(row: Ceremony | None) -> Settings:
    """Return what the jury chose."""
    return read(row.settings) if row is not None else Settings()


def of_version(session: Session, version: ResultsVersion, settings: Settings) -> Plan:
    """Return the ceremony of a version: whoever has not agreed to be named is shown by code, as everywhere in public."""
    section = session.get_one(Section, version.section_id)
    ranking = published_ranking(publication.public_bundle(session, version), with_task_marks=False)
    standings = [Standing(one.key, one.place, one.award, one.height, one.special) for one in ranking.teams]
    prize = _institutions(ranking, section.institutions_table)
    steps = ceremony.steps(standings, settings.order, list(prize))
    shown = {key for step in steps for key in step.teams if step.kind is not StepKind.INSTITUTIONS}
    people = _People.load(session, section)
    return Plan(
        steps=steps,
        teams={one.key: people.team(one) for one in ranking.teams if one.key in shown},
        institutions=prize,
        levels=tuple(level.name for level in ranking.levels),
        maximum=ranking.maximum,
        decimals=ranking.decimals,
        edition=ranking.edition,
        section=ranking.section,
        settings=settings,
        version=version.number,
    )


def _institutions(ranking: PublishedRanking, method: str) -> dict[str, Texts]:
    """Return the institutions of the first place where the section compares them in public."""
    lines = institutions_table(ranking, method) if method else ()
    return {text_in(line.names, "en"): line.names for line in lines if line.place == 1}


@dataclass(frozen=True)
class _People:
    """Members and how names are said, by the key of the team."""

    members: Mapping[str, Sequence[Participant]]
    said: Mapping[tuple[str, int | None], str]
    hidden: Mapping[str, str]
    photos: Mapping[str, str]

    @classmethod
    def load(cls, session: Session, section: Section) -> "_People":
        rows = session.execute(select(Team.id, Team.key).where(Team.section_id == section.id))
        keys = {row.id: row.key for row in rows}
        members: dict[str, list[Participant]] = defaultdict(list)
        query = select(Participant).where(Participant.section_id == section.id).order_by(Participant.id)
        for one in session.scalars(query):
            members[keys[one.team_id]].append(one)
        said = {
            (keys[row.team_id], row.participant_id): row.said
            for row in session.scalars(select(SpokenName).where(SpokenName.section_id == section.id))
        }
        return cls(members, said, publication.hidden_teams(session, section), gallery.of_teams(session, section))

    def team(self, row: PublishedTeam) -> ShownTeam:
        own = self.members.get(row.key, ())
        agreed = [one for one in own if one.consents_name and one.consents_score]
        return ShownTeam(
            row.name,
            row.institution,
            row.country,
            row.place,
            row.shared,
            row.total,
            "" if row.key in self.hidden else self.said.get((row.key, None), ""),
            tuple(Person(one.name, self.said.get((row.key, one.id), ""), one.role == "leader") for one in agreed),
            len(own) - len(agreed),
            "" if row.key in self.hidden else self.photos.get(row.key, ""),
        )


def of_rehearsal(session: Session, section: Section, settings: Settings, texts: tuple[Texts, Texts]) -> Plan:
    """Return a ceremony of invented teams under the awards of the section's rules; `texts` name edition and section."""
    language = settings.languages[0]
    levels = list(dict.fromkeys(level.name for level in rules.load(session, section).awards))
    levels = levels or list(words.sample_awards(language))
    standings = ceremony.invented(levels)
    shared = {one.place for one in standings if sum(other.place == one.place for other in standings) > 1}
    institution = {code: words.sample_institution(code) for code in settings.languages}
    return Plan(
        steps=ceremony.steps(standings, settings.order),
        teams={
            one.team: ShownTeam(
                words.sample_team(one.team, language), institution, "", one.place, one.place in shared, None
            )
            for one in standings
        },
        institutions={},
        levels=tuple(levels),
        maximum=None,
        decimals=0,
        edition=texts[0],
        section=texts[1],
        settings=settings,
        version=0,
    )
