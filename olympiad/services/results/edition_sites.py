"""What the public site of an edition shows: its sections as far as they are, its countries and institutions, its awards."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from olympiad.domain.canonical_json import canonical
from olympiad.domain.lifecycle import Stage
from olympiad.domain.medals import MedalLine, medal_table
from olympiad.exchange.published_ranking import PublishedRanking, PublishedTeam, published_ranking, text_in
from olympiad.models.audit import AuditChain
from olympiad.models.edition import Edition
from olympiad.models.gallery import GalleryPhoto
from olympiad.models.institution import Institution
from olympiad.models.participant import Participant
from olympiad.models.past_edition import PastEdition
from olympiad.models.results_version import ResultsVersion
from olympiad.models.section import Section
from olympiad.models.team import Team
from olympiad.services.results import edition_programmes, gallery, past_editions, publication
from olympiad.services.results.edition_programmes import Hours
from olympiad.services.results.publication import EDITION, columns_of, hashed, public_version_id

COUNTRY = func.coalesce(func.nullif(Team.country, ""), Institution.country, "")


class Progress(StrEnum):
    """How far a section is, as a stranger is told."""

    PLANNED = "planned"
    RUNNING = "running"
    CHECKING = "checking"
    PRELIMINARY = "preliminary"
    OFFICIAL = "official"


@dataclass(frozen=True)
class EditionStamp:
    """What tells cheaply that nothing of an edition's site has changed."""

    edition_id: int
    edition_slug: str
    is_published: bool
    value: str


@dataclass(frozen=True)
class SiteSection:
    """A section on the site of its edition."""

    section: Section
    progress: Progress
    teams: int
    institutions: int
    version: ResultsVersion | None
    ranking: PublishedRanking | None
    hours: Hours

    @property
    def winners(self) -> tuple[PublishedTeam, ...]:
        """Return who holds the first place; nobody is "the" winner where several do."""
        return tuple(team for team in self.ranking.teams if team.place == 1) if self.ranking else ()

    def holders(self, award: str) -> list[PublishedTeam]:
        """Return the teams with an award, in the order of the ranking."""
        return [team for team in self.ranking.teams if team.award == award] if self.ranking else []

    def special(self) -> list[tuple[str, PublishedTeam]]:
        """Return special awards with their teams, by name of the award."""
        teams = self.ranking.teams if self.ranking else ()
        return sorted(
            ((award, team) for team in teams for award in team.special), key=lambda one: (one[0], one[1].name)
        )


class Counts(NamedTuple):
    """How many took part in an edition."""

    participants: int
    teams: int
    institutions: int
    countries: int
    sections: int


@dataclass(frozen=True)
class Site:
    """Everything that the pages of an edition show."""

    edition: Edition
    sections: tuple[SiteSection, ...]
    counts: Counts
    countries: Mapping[str, int]
    """Teams by country, the most first."""
    others: tuple[Edition, ...]
    """Editions that have a site, too, the newest first."""
    photos: tuple[GalleryPhoto, ...]
    """What the public sees, by day and time."""
    past: tuple[PastEdition, ...]
    """Held before this system, the newest first."""
    fingerprint: str = field(compare=False)
    guard: str = field(compare=False)
    """Of what must not be shown any longer once it is another one."""

    @property
    def published(self) -> tuple[SiteSection, ...]:
        """Return the sections whose results are public."""
        return tuple(one for one in self.sections if one.ranking is not None)

    def medals_by_country(self) -> list[MedalLine]:
        """Compare the countries by their awards in all published sections."""
        return medal_table(_holders(self.published, lambda team: team.country))

    def medals_by_institution(self) -> list[tuple[MedalLine, PublishedTeam]]:
        """Compare the institutions likewise, each with one of its teams, which knows its names."""
        teams = {_institution(team): team for one in self.published for team in one.ranking.teams}  # type: ignore[union-attr]
        lines = medal_table(_holders(self.published, _institution))
        return [(line, teams[line.name]) for line in lines]


def _institution(team: PublishedTeam) -> str:
    return text_in(team.institution, "en") + "\n" + team.country if team.institution else ""


def _holders(sections, name_of) -> Iterator[tuple[str, int]]:  # type: ignore[no-untyped-def]
    for one in sections:
        for team in one.ranking.teams:
            if name_of(team) and team.listing != "no_show":
                yield name_of(team), team.height if team.award else 0


def stamps(session: Session, editions: Collection[int] | None) -> list[EditionStamp]:
    """Return the stamps of these editions, or of all."""
    return _stamps(session, EDITION.c.id.in_(editions) if editions is not None else EDITION.c.id > 0)


def stamp_at(session: Session, slug: str) -> EditionStamp | None:
    """Return the stamp of the edition at an address."""
    found = _stamps(session, EDITION.c.slug == slug)
    return found[0] if found else None


def _stamps(session: Session, where: ColumnElement[bool]) -> list[EditionStamp]:
    editions = session.execute(select(EDITION).where(where).order_by(EDITION.c.id)).all()
    told: dict[int, list[str]] = defaultdict(list)
    public = set()
    rows = session.execute(_sections([one.id for one in editions])).all()
    hours = edition_programmes.of_sections(session, [row.id for row in rows])
    for row in rows:
        is_public = row.public_id is not None
        told[row.edition_id].append(str(hours.get(row.id)))
        told[row.edition_id].append(canonical([str(value) for value in (row if is_public else row[2:])]))
        if is_public:
            public.add(row.edition_id)
    counted = _counted(session, [one.id for one in editions])
    others = hashed(*map(str, _with_site(session)))
    photos, past = (one.faces(session, [row.id for row in editions]) for one in (gallery, past_editions))
    return [
        EditionStamp(
            one.id, one.slug, one.site_is_open or one.id in public,
            hashed(*map(str, one), *told[one.id], str(counted.get(one.id)), others, photos.get(one.id, ""), past.get(one.id, "")),
        )
        for one in editions
    ]  # fmt: skip


def _sections(editions: Collection[int]):  # type: ignore[no-untyped-def]
    """Of what is public, the revision and the last line of the record; else only what the site tells."""
    told = (Section.slug, Section.title, Section.title_uz, Section.title_ru, Section.title_en, Section.state)
    return (
        select(Section.revision, AuditChain.head_hash, Section.id, Section.edition_id, *told, Section.publishes_at)
        .add_columns(Section.marking_started_at, public_version_id().label("public_id"))
        .outerjoin(AuditChain, AuditChain.section_id == Section.id)
        .where(Section.edition_id.in_(editions))
        .order_by(Section.id)
    )


def _counted(session: Session, editions: Collection[int]) -> dict[int, tuple[int, ...]]:
    teams = (
        select(
            Team.edition_id, func.count(), func.count(Team.institution_id.distinct()), func.count(COUNTRY.distinct())
        )
        .outerjoin(Institution, Institution.id == Team.institution_id)
        .where(Team.edition_id.in_(editions))
        .group_by(Team.edition_id)
    )
    people = (
        select(Section.edition_id, func.count())
        .select_from(Participant)
        .join(Section, Section.id == Participant.section_id)
        .where(Section.edition_id.in_(editions))
        .group_by(Section.edition_id)
    )
    participants = {row[0]: row[1] for row in session.execute(people)}
    return {row[0]: (participants.get(row[0], 0), *row[1:]) for row in session.execute(teams)}


def _with_site(session: Session) -> list[tuple[int, str, str]]:
    """List the editions that have a site, the newest first."""
    public = (
        select(Section.edition_id)
        .join(ResultsVersion, ResultsVersion.section_id == Section.id)
        .where(ResultsVersion.published_at.is_not(None), ResultsVersion.unpublished_at.is_(None))
    )
    query = (
        select(Edition.id, Edition.slug, Edition.name)
        .where(Edition.site_is_open | Edition.id.in_(public))
        .order_by(Edition.starts_on.desc().nulls_last(), Edition.id.desc())
    )
    return [(row.id, row.slug, row.name) for row in session.execute(query)]


def load(session: Session, edition: Edition) -> Site | None:
    """Load what the site of an edition shows; None where it has none."""
    stamp = _stamps(session, EDITION.c.id == edition.id)[0]
    if not stamp.is_published:
        return None
    rows = list(_with_counts(session, edition))
    hours = edition_programmes.of_sections(session, [one.id for one, _ in rows])
    sections = tuple(_site_section(session, one, found, hours.get(one.id, Hours())) for one, found in rows)
    countries = _countries(session, edition)
    counted = _counted(session, [edition.id]).get(edition.id, (0, 0, 0, 0))
    counts = Counts(counted[0], counted[1], counted[2], len(countries), len(sections))
    others = tuple(session.get_one(Edition, row[0]) for row in _with_site(session) if row[0] != edition.id)
    photos, past = tuple(gallery.seen(session, edition)), tuple(past_editions.of_edition(session, edition))
    prints = [publication.fingerprint(session, one.version) for one in sections if one.version]
    told = [_face(one) for one in sections]
    print_ = hashed(
        columns_of(edition), str(counts), str(countries), *map(columns_of, (*others, *photos, *past)), *prints, *told
    )
    guards = [publication.guard(session, one.section) for one in sections if one.version]
    guard = hashed(*guards, *map(columns_of, photos))
    return Site(edition, sections, counts, countries, others, photos, past, print_, guard)


def _face(one: SiteSection) -> str:
    row = one.section
    titles = (row.slug, row.title, row.title_uz, row.title_ru, row.title_en, row.publishes_at)
    return canonical([str(value) for value in (*titles, one.progress, one.teams, one.institutions, one.hours)])


def _with_counts(session: Session, edition: Edition) -> Iterator[tuple[Section, tuple[int, int]]]:
    query = (
        select(Team.section_id, func.count(), func.count(Team.institution_id.distinct()))
        .where(Team.edition_id == edition.id)
        .group_by(Team.section_id)
    )
    counted = {row[0]: (row[1], row[2]) for row in session.execute(query)}
    for section in session.scalars(select(Section).where(Section.edition_id == edition.id).order_by(Section.id)):
        yield section, counted.get(section.id, (0, 0))


def _site_section(session: Session, section: Section, counted: tuple[int, int], hours: Hours) -> SiteSection:
    public = session.scalar(select(public_version_id()).where(Section.id == section.id).select_from(Section))
    version = session.get_one(ResultsVersion, public) if public is not None else None
    ranking = published_ranking(publication.public_bundle(session, version), with_task_marks=False) if version else None
    return SiteSection(section, _progress(section, version), *counted, version, ranking, hours)


def _progress(section: Section, version: ResultsVersion | None) -> Progress:
    if version is not None:
        return Progress.OFFICIAL if version.official_at is not None else Progress.PRELIMINARY
    if section.state in (Stage.DRAFT, Stage.RULES_SIGNED, Stage.CHECK_IN) or section.marking_started_at is None:
        return Progress.PLANNED
    return Progress.RUNNING if section.state == Stage.MARKING else Progress.CHECKING


def _countries(session: Session, edition: Edition) -> dict[str, int]:
    query = (
        select(COUNTRY, func.count())
        .select_from(Team)
        .outerjoin(Institution, Institution.id == Team.institution_id)
        .where(Team.edition_id == edition.id)
        .group_by(COUNTRY)
    )
    found = Counter({row[0]: row[1] for row in session.execute(query) if row[0]})
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))
