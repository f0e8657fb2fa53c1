"""What is printed on each member's certificates, taken from a frozen results version and the present names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.bundle import Bundle
from olympiad.domain.canonical_json import Plain
from olympiad.models.edition import Edition
from olympiad.models.participant import Participant
from olympiad.models.results_version import ResultsVersion
from olympiad.models.section import Section
from olympiad.models.team import Team
from olympiad.services.results import results
from olympiad.wording import certificates as wording
from olympiad.wording.dates import date_text
from olympiad.wording.names import content, country_name

Fields = dict[str, Plain]
TOOK_PART = ("placed", "guest", "incomplete")


@dataclass(frozen=True)
class Document:
    """One certificate to be: for whom, for what (empty: participation), and what is printed."""

    participant_id: int
    kind: str
    award: str
    name: str
    fields: Fields


def documents_of(
    session: Session,
    version: ResultsVersion,
    languages: Sequence[str],
    now: datetime,
    participant: Participant | None = None,
) -> list[Document]:
    """List what every member of a team that took part has earned, teams in the order of the ranking.

    One document per award, level first; without any award one of participation.
    """
    section = session.get_one(Section, version.section_id)
    edition = session.get_one(Edition, section.edition_id)
    query = (
        select(Participant, Team)
        .join(Team, Team.id == Participant.team_id)
        .where(Participant.section_id == section.id)
        .order_by(Participant.role, Participant.id)
    )
    if participant is not None:
        query = query.where(Participant.id == participant.id)
    members: dict[str, list[tuple[Participant, Team]]] = {}
    for person, team in session.execute(query):
        members.setdefault(team.key, []).append((person, team))
    bundle = results.bundle_of(version)
    writer = _Writer(edition, section, bundle, languages, now)
    return [
        writer.document(person, team, row, award)
        for row in _rows(bundle)
        if row["listing"] in TOOK_PART
        for person, team in members.get(row["team"], ())
        for award in ([row["award"]] if row["award"] else []) + row["special_awards"] or [""]
    ]


def _rows(bundle: Bundle) -> list[dict[str, Any]]:
    rows = bundle["ranking"]
    assert isinstance(rows, list)
    return [row for row in rows if isinstance(row, dict)]


class _Writer:
    """Holds what is the same on every certificate of a version."""

    def __init__(
        self, edition: Edition, section: Section, bundle: Bundle, languages: Sequence[str], now: datetime
    ) -> None:
        self.edition, self.section, self.languages = edition, section, languages
        self.day = _day(edition, now)
        self.maximum = str(bundle["maximum"] or "")
        self.placed = sum(1 for row in _rows(bundle) if row["place"] is not None)

    def document(self, person: Participant, team: Team, row: dict[str, Any], award: str) -> Document:
        fields: Fields = {
            "name": person.name,
            "name_local": person.name_local,
            "team": team.name or team.key,
            "mentor": team.mentor,
            "award": award,
            "place": row["place"] if award else None,
            "total": row["total"] if award else None,
            "texts": [self._texts(team, row, award, language) for language in self.languages],
            "signatories": self._signatories(),
        }
        return Document(person.id, "award" if award else "participation", award, person.name, fields)

    def _texts(self, team: Team, row: dict[str, Any], award: str, language: str) -> Plain:
        """Every line in one language."""
        standing = ""
        if award and row["place"] is not None and row["total"] is not None:
            standing = wording.place_and_total(row["place"], row["total"], self.maximum, self.placed, language)
        return {
            "lang": language,
            "organisation": content(self.edition, "organisation", language),
            "edition": content(self.edition, "name", language),
            "section": content(self.section, "title", language),
            "document": wording.document_title(award, language),
            "member": wording.member_of(team.name or team.key, language),
            "institution": _institution(team, language),
            "standing": standing,
            "mentor": wording.mentor_line(team.mentor, language) if team.mentor else "",
            "dated": ", ".join(part for part in (self.edition.city, date_text(self.day, language)) if part),
            "seal": wording.seal_words(language),
        }

    def _signatories(self) -> Plain:
        place = self.section
        rows = ((place.second_signatory, place.second_signatory_title), (place.chair, place.chair_title))
        return [{"name": name, "title": title} for name, title in rows if name]


def _day(edition: Edition, now: datetime) -> date:
    return edition.ends_on or edition.starts_on or now.astimezone(ZoneInfo(edition.time_zone)).date()


def _institution(team: Team, language: str) -> str:
    institution = team.institution
    name = (content(institution, "name", language) or institution.key) if institution else ""
    country = team.country or (institution.country if institution else "")
    return ", ".join(part for part in (name, country_name(country, language) if country else "") if part)
