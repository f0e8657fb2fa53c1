"""The printed fields of one certificate: by the built-in words, or by those of the organizers' design."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from olympiad.domain.bundle import Bundle
from olympiad.domain.canonical_json import Plain
from olympiad.domain.certificate_designs import DesignKind, Texts, fields_in, filled, filled_lines
from olympiad.models.edition import Edition
from olympiad.models.institution import Institution
from olympiad.models.participant import Participant
from olympiad.models.section import Section
from olympiad.models.team import Team
from olympiad.services.results import certificate_designs
from olympiad.services.results.certificate_designs import FrozenDesign
from olympiad.wording import certificates as wording
from olympiad.wording.awards import DEGREE, award_name, medal_of
from olympiad.wording.city_names import city_name
from olympiad.wording.dates import date_text
from olympiad.wording.names import content, country_name
from olympiad.wording.numbers import mark_text, place_text

Fields = dict[str, Plain]
Row = dict[str, Any]
NO_ROW: Row = {"place": None, "total": None, "award": "", "special_awards": []}
"""Of whoever stands in no ranking."""


@dataclass(frozen=True)
class Document:
    """One certificate to be: for whom, for what (empty: participation), what is printed, and with which design."""

    participant_id: int | None
    kind: str
    award: str
    name: str
    fields: Fields
    design: FrozenDesign | None = None
    """None: the built-in one."""
    recipient: str = ""
    """Who gets it, where it is no participant, such as `team:T01` or `judge:cem`."""

    @property
    def holder(self) -> int | str:
        """Return what tells its holder apart from every other."""
        return self.participant_id if self.participant_id is not None else self.recipient


@dataclass(frozen=True)
class Holder:
    """For whom a certificate is: what stands in its name line, and to whom its words relate."""

    name: str
    name_local: str = ""
    participant_id: int | None = None
    recipient: str = ""
    team: Team | None = None
    institution: Institution | None = None
    members: tuple[Participant, ...] = ()


class Writer:
    """Holds what is the same on every certificate of a version."""

    def __init__(
        self, session: Session, section: Section, bundle: Bundle, languages: Sequence[str], now: datetime
    ) -> None:
        self.section, self.languages = section, languages
        self.edition = session.get_one(Edition, section.edition_id)
        self.day = _day(self.edition, now)
        self.maximum = str(bundle["maximum"] or "")
        rows = bundle["ranking"]
        assert isinstance(rows, list)
        self.rows: list[Row] = [row for row in rows if isinstance(row, dict)]
        self.placed = sum(1 for row in self.rows if row["place"] is not None)
        self.designs = certificate_designs.frozen_in_force(session, section)

    def document(self, person: Participant, team: Team, row: Row, award: str, kind: DesignKind) -> Document:
        """Write a member's certificate."""
        printed = "award" if award else "participation"
        holder = Holder(person.name, person.name_local, person.id, team=team, institution=team.institution)
        design = self.designs.get(kind)
        if design is not None:
            return self.designed(holder, row, award, printed, design)
        fields: Fields = {
            **self._head(holder, row, award),
            "texts": [self._texts(team, row, award, language) for language in self.languages],
            "signatories": self._signatories(self.languages),
        }
        return Document(person.id, printed, award, person.name, fields)

    def designed(self, holder: Holder, row: Row, award: str, kind: str, design: FrozenDesign) -> Document:
        """Write a certificate in the words of a design."""
        fields: Fields = {
            **self._head(holder, row, award),
            "texts": [self._designed_texts(holder, row, award, text, design) for text in design.design.texts],
            "signatories": self._signing(design),
            "medal": _medal(award),
            "members": [_member(one, design.design.languages[0]) for one in holder.members],
            **({"recipient": holder.recipient} if holder.recipient else {}),
        }
        return Document(holder.participant_id, kind, award, holder.name, fields, design, holder.recipient)

    def _head(self, holder: Holder, row: Row, award: str) -> Fields:
        team = holder.team
        return {
            "name": holder.name,
            "name_local": holder.name_local,
            "team": (team.name or team.key) if team else "",
            "mentor": team.mentor if team else "",
            "award": award,
            "place": row["place"] if award else None,
            "total": row["total"] if award else None,
        }

    def _designed_texts(self, holder: Holder, row: Row, award: str, text: Texts, design: FrozenDesign) -> Plain:
        language = text.language
        values = self._values(holder, row, award, language)
        heading = filled(text.heading, values)
        if "{degree}" in text.heading and not values["degree"]:
            heading = wording.document_title(award, language)
        subheading = filled(text.subheading, values)
        lines = filled_lines(wording.agreeing(text.lines, self.placed, language), values)
        return {
            **self._place(language),
            "document": f"{heading}, {subheading}" if subheading else heading,
            "heading": heading,
            "subheading": subheading,
            "member": "",
            "institution": values["institution"] if "institution" in fields_in(design.design) else "",
            "standing": "",
            "mentor": "",
            "lines": [[{"text": run.text, "bold": run.bold} for run in line] for line in lines],
        }

    def _values(self, holder: Holder, row: Row, award: str, language: str) -> dict[str, str]:
        """Return what each field of a design stands for."""
        team, degree = holder.team, DEGREE.match(award)
        country = team.country if team else ""
        return {
            "name": holder.name,
            "name_local": holder.name_local,
            "team": (team.name or team.key) if team else "",
            "institution": _institution(holder.institution, country, language),
            "country": country_name(country, language) if country else "",
            "mentor": team.mentor if team else "",
            "award": award_name(award, language) if award else "",
            "degree": degree[1].upper() if degree else "",
            "nomination": award_name(award, language) if award else "",
            "section": content(self.section, "title", language),
            "edition": content(self.edition, "name", language),
            "organisation": content(self.edition, "organisation", language),
            "city": city_name(self.edition, language),
            "date": date_text(self.day, language),
            "year": self.edition.year,
            **(self._standing(row, language) if award else {}),
        }

    def _standing(self, row: Row, language: str) -> dict[str, str]:
        if row["place"] is None or row["total"] is None:
            return {}
        return {
            "place": place_text(Fraction(row["place"]), language),
            "teams": str(self.placed),
            "total": mark_text(Decimal(row["total"]), language),
            "maximum": mark_text(Fraction(self.maximum) * 1000, language) if self.maximum else "",
        }

    def _place(self, language: str) -> dict[str, Plain]:
        """Write what every certificate says in a language."""
        dated = ", ".join(part for part in (city_name(self.edition, language), date_text(self.day, language)) if part)
        return {
            "lang": language,
            "organisation": content(self.edition, "organisation", language),
            "edition": content(self.edition, "name", language),
            "section": content(self.section, "title", language),
            "dated": dated,
            "seal": wording.seal_words(language),
        }

    def _texts(self, team: Team, row: Row, award: str, language: str) -> Plain:
        """Every line of the built-in design in one language."""
        standing = ""
        if award and row["place"] is not None and row["total"] is not None:
            standing = wording.place_and_total(row["place"], row["total"], self.maximum, self.placed, language)
        return {
            **self._place(language),
            "document": wording.document_title(award, language),
            "member": wording.member_of(team.name or team.key, language),
            "institution": _institution(team.institution, team.country, language),
            "awarded": wording.awarded(award, language),
            "standing": standing,
            "mentor": wording.mentor_line(team.mentor, language) if team.mentor else "",
        }

    def _signing(self, design: FrozenDesign) -> Plain:
        chosen = design.design.signatories
        if not chosen:
            return self._signatories(design.design.languages)
        return [{"name": one.name, "title": one.title, "picture": one.picture} for one in chosen]

    def _signatories(self, languages: Sequence[str]) -> Plain:
        """Return who signs for the section, with the titles of the certificate's languages."""
        rows = ((self.section.second_signatory, "second_signatory_title"), (self.section.chair, "chair_title"))
        return [{"name": name, "title": self._title(title, languages)} for name, title in rows if name]

    def _title(self, name: str, languages: Sequence[str]) -> str:
        said = (content(self.section, name, language) for language in languages)
        return " · ".join(dict.fromkeys(filter(None, said)))


def as_printed_before(fields: Fields, edition: Edition) -> Fields:
    """Return the same certificate as earlier releases wrote it: without the sentence of award, the city as entered."""
    texts = fields["texts"]
    assert isinstance(texts, list)
    return fields | {"texts": [_before(text, edition) for text in texts if isinstance(text, dict)]}


def _before(text: Fields, edition: Edition) -> Plain:
    language, dated = str(text["lang"]), str(text["dated"])
    named, entered = city_name(edition, language), content(edition, "city", language)
    dated = entered + dated.removeprefix(named) if dated.startswith(named) else dated
    return {name: value for name, value in text.items() if name != "awarded"} | {"dated": dated}


def _medal(award: str) -> Plain:
    medal = medal_of(award)
    return {"metal": medal[0], "numeral": medal[1]} if medal else None


def _member(person: Participant, language: str) -> Plain:
    """Write a member of a team: where the first language is Russian, the name in that script comes first."""
    if person.name_local and language == "ru":
        return {"name": person.name_local, "other": person.name}
    return {"name": person.name, "other": person.name_local}


def _day(edition: Edition, now: datetime) -> date:
    return edition.ends_on or edition.starts_on or now.astimezone(ZoneInfo(edition.time_zone)).date()


def _institution(institution: Institution | None, country: str, language: str) -> str:
    if institution is None:
        return country_name(country, language) if country else ""
    name = content(institution, "name", language) or institution.key
    country = country or institution.country
    return ", ".join(part for part in (name, country_name(country, language) if country else "") if part)
