"""What of a version everybody may see: names of people only with their consent, else the team's code."""

import hashlib
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, ScalarSelect, Table, func, inspect, select
from sqlalchemy.orm import Session

from olympiad.domain.bundle import Bundle
from olympiad.domain.canonical_json import canonical
from olympiad.domain.consent import Member, hides_name
from olympiad.models.analysis_release import AnalysisRelease
from olympiad.models.audit import AuditChain
from olympiad.models.base import Base
from olympiad.models.edition import Edition
from olympiad.models.participant import Participant
from olympiad.models.results_version import ResultsVersion
from olympiad.models.section import Section
from olympiad.models.team import Team
from olympiad.services.appeals import appeal_windows
from olympiad.services.results import results

EDITION = cast(Table, Edition.__table__)
NOT_SHOWN = frozenset({"bundle", "revision"})
"""Columns that no published page depends on; the checksum stands for the bundle."""


def members_of(session: Session, section: Section) -> dict[int, list[Member]]:
    """Return the members of every team by its id."""
    found: dict[int, list[Member]] = defaultdict(list)
    told = (Participant.team_id, Participant.name, Participant.name_local)
    consents = (Participant.consents_name, Participant.consents_score)
    for row in session.execute(select(*told, *consents).where(Participant.section_id == section.id)):
        found[row.team_id].append(Member((row.name, row.name_local), row.consents_name and row.consents_score))
    return found


def hidden_teams(session: Session, section: Section) -> dict[str, str]:
    """Give key → code of the teams that are shown by their code, as the consents are now."""
    members = members_of(session, section)
    teams = session.execute(select(Team.id, Team.key, Team.code, Team.name).where(Team.section_id == section.id))
    return {team.key: team.code for team in teams if hides_name(team.name, members[team.id])}


def public_bundle(session: Session, version: ResultsVersion, own: str = "") -> Bundle:
    """Return the bundle of a version with the names that may be public; its checksum does not cover names.

    Whatever leaves the staff's pages is made from it: the public page, files, report cards, explanations. `own` is the key
    of the reader's own team, which knows its name.
    """
    bundle = results.bundle_of(version)
    hidden = hidden_teams(session, session.get_one(Section, version.section_id))
    display = bundle["display"]
    teams = display.get("teams") if isinstance(display, dict) else None
    if isinstance(teams, dict):
        for key, code in hidden.items():
            shown = teams.get(key)
            if isinstance(shown, dict) and key != own:
                shown["name"] = code
    return bundle


@dataclass(frozen=True)
class Stamp:
    """What tells cheaply, without reading names and consents, that nothing of a section has changed."""

    section_id: int
    edition_id: int
    edition_slug: str
    section_slug: str
    is_published: bool
    value: str
    """Of the revision, the last line of the record, the published version and all that is told of the edition."""
    face: str
    """Of what the site of the edition shows of the section; saved marks do not change it before anything is published."""


def stamp_at(session: Session, edition_slug: str, section_slug: str) -> Stamp | None:
    """Return the stamp of the section at an address."""
    found = _stamps(session, (EDITION.c.slug == edition_slug) & (Section.slug == section_slug))
    return found[0] if found else None


def stamps_of(session: Session, subjects: Collection[str]) -> list[Stamp]:
    """Return the stamps of changed sections and of the sections of changed editions."""
    sections, editions = ids_of("section", subjects), ids_of("edition", subjects)
    if not sections and not editions:
        return []
    return _stamps(session, Section.id.in_(sections) | EDITION.c.id.in_(editions))


def ids_of(kind: str, subjects: Collection[str]) -> list[int]:
    """Return the ids of the subjects of one kind, such as `section:7`."""
    return [int(subject.removeprefix(f"{kind}:")) for subject in subjects if subject.startswith(f"{kind}:")]


def public_version_id() -> ScalarSelect[int]:
    """Return the id of the version of a section that everybody may see, as a column of a query about sections."""
    return (
        select(func.max(ResultsVersion.id))
        .where(ResultsVersion.section_id == Section.id)
        .where(ResultsVersion.published_at.is_not(None), ResultsVersion.unpublished_at.is_(None))
        .scalar_subquery()
    )


def _stamps(session: Session, where: ColumnElement[bool]) -> list[Stamp]:
    teams = select(func.count()).select_from(Team).where(Team.section_id == Section.id).scalar_subquery()
    query = (
        select(Section.id.label("section_id"), Section.slug.label("section_slug"), Section.revision.label("revision"))
        .add_columns(AuditChain.head_hash.label("head"), public_version_id().label("public_id"), *EDITION.c)
        .add_columns(Section.state, Section.title, Section.title_uz, Section.title_ru, Section.title_en, teams)
        .add_columns(Section.publishes_at, Section.marking_started_at)
        .join(EDITION, EDITION.c.id == Section.edition_id)
        .outerjoin(AuditChain, AuditChain.section_id == Section.id)
        .where(where)
    )
    return [_stamp(row) for row in session.execute(query)]


def _stamp(row: Row[Any]) -> Stamp:
    is_published = row.public_id is not None
    texts = list(map(str, row))
    seen = texts if is_published else [texts[1], *texts[4:]]
    place = (row.section_id, row.id, row.slug, row.section_slug)
    return Stamp(*place, is_published, hashed(*texts[: 5 + len(EDITION.c)]), hashed(*seen))


def fingerprint(session: Session, version: ResultsVersion) -> str:
    """Return a checksum over all that the published files of a version are drawn from, hidden names included."""
    section = session.get_one(Section, version.section_id)
    edition = session.get_one(Edition, section.edition_id)
    before, window = results.public_before(session, version), appeal_windows.of_version(session, version)
    hidden = hidden_teams(session, section)
    told = select(AnalysisRelease).where(AnalysisRelease.section_id == section.id, AnalysisRelease.kind == "agreement")
    rows = (edition, section, version, before, window, session.scalars(told).one_or_none())
    return hashed(canonical({key: hidden[key] for key in sorted(hidden)}), *(columns_of(row) for row in rows if row))


def guard(session: Session, section: Section) -> str:
    """Return a checksum over what published files must not show any longer once it is another one.

    These are names of teams, those of them that are hidden, and what the jury lets be seen beside places.
    """
    hidden = hidden_teams(session, section)
    names = session.execute(select(Team.key, Team.name).where(Team.section_id == section.id).order_by(Team.key))
    told = select(AnalysisRelease).where(AnalysisRelease.section_id == section.id, AnalysisRelease.kind == "agreement")
    shown = (section.publishes_task_marks, section.institutions_table, *map(columns_of, session.scalars(told)))
    return hashed(*sorted(hidden), *(f"{key} {name}" for key, name in names), *map(str, shown))


def columns_of(row: Base) -> str:
    """Return all that a row tells published pages, as text."""
    shown = (column.key for column in inspect(row).mapper.column_attrs if column.key not in NOT_SHOWN)
    return canonical({name: str(getattr(row, name)) for name in sorted(shown)})


def hashed(*parts: str) -> str:
    """Return a checksum over texts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
