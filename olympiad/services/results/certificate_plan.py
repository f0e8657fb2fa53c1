"""What issuing certificates would do, person by person, before anything is issued."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.documents.certificates import may_be_too_long, too_long
from olympiad.documents.typesetting import missing_letters
from olympiad.domain.canonical_json import Plain, canonical
from olympiad.models.certificate import Certificate
from olympiad.models.edition import Edition
from olympiad.models.results_version import ResultsVersion
from olympiad.models.section import Section
from olympiad.services.results.certificate_fields import Document, Fields, documents_of
from olympiad.services.results.certificate_recipients import THANKS
from olympiad.services.results.certificate_texts import Row, as_printed_before

LANGUAGES = ("uz", "en")
BY_VERSION = "results_version:"
"""Begins the reason of a certificate whose award a later results version took back; its number follows."""


class Deed(StrEnum):
    """What becomes of one document."""

    NEW = "new"
    UNCHANGED = "unchanged"
    SUPERSEDE = "supersede"
    LEAVE_OUT = "leave_out"


@dataclass(frozen=True)
class Line:
    """One document: what becomes of it, the certificate that is held for it now, and why it is superseded or left out."""

    document: Document
    deed: Deed
    held: Certificate | None = None
    why: tuple[str, ...] = ()
    """Printed fields that differ (`name`, `standing`, `award`, `languages`, `texts`), or what leaves it out: `revoked`,
    `too_long`, `letters`."""
    letters: str = ""
    """Those that the font lacks."""


@dataclass(frozen=True)
class Plan:
    """Everything that issuing would do now."""

    lines: tuple[Line, ...]
    withdrawn: tuple[Certificate, ...]
    """Held for an award that nobody has earned any more, with nothing in its place: they are revoked."""

    def of(self, deed: Deed) -> list[Line]:
        """List the documents with which this happens."""
        return [one for one in self.lines if one.deed == deed]

    @property
    def to_issue(self) -> list[Line]:
        """List the documents that get a number, in the order of the ranking."""
        return [one for one in self.lines if one.deed in (Deed.NEW, Deed.SUPERSEDE)]

    @property
    def fingerprint(self) -> str:
        """Return a short mark of all this: what is confirmed is what was seen."""
        facts = [f"{one.deed}:{one.held.id if one.held else 0}:{canonical(one.document.fields)}" for one in self.lines]
        facts += [f"withdrawn:{one.id}" for one in self.withdrawn]
        return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:32]


def make(
    session: Session,
    version: ResultsVersion,
    *,
    languages: Sequence[str],
    now: datetime,
    include: Collection[int] = (),
) -> Plan:
    """Compare what everybody has earned in a version with what they hold.

    Who holds only a certificate that a person revoked gets none, unless named in `include` (ids of participants).
    """
    section = session.get_one(Section, version.section_id)
    documents = documents_of(session, version, languages, now)
    valid = held(session, section)
    refused = {holder for holder, awards in _revoked(session, section).items() if awards} - set(include)
    first = [(document, _held_for(valid, document)) for document in documents]
    paired = [(document, own or _left_over(valid, document.holder)) for document, own in first]
    edition = session.get_one(Edition, section.edition_id)
    paired = [(written_as(document, own, edition), own) for document, own in paired]
    troubles = _Troubles([document for document, own in paired if own is None or printed(own) != document.fields])
    lines = tuple(_line(document, own, refused, troubles) for document, own in paired)
    return Plan(lines, tuple(one for rest in valid.values() for one in rest if one.kind not in THANKS))


def written_as(document: Document, own: Certificate | None, edition: Edition) -> Document:
    """Write a document as the held certificate was, where only our own words or the day of issue are others."""
    if own is None:
        return document
    if not (edition.ends_on or edition.starts_on):
        document = _dated_as(document, own)
    before = as_printed_before(document.fields, edition)
    return replace(document, fields=before) if before == printed(own) else document


def _dated_as(document: Document, own: Certificate) -> Document:
    """Keep the day of the certificate that is held, where the edition names none: a new day alone is no other certificate."""
    if _languages(printed(own)) != _languages(document.fields):
        return document
    before, after = printed(own)["texts"], document.fields["texts"]
    assert isinstance(before, list)
    assert isinstance(after, list)
    pairs = zip(before, after, strict=True)
    texts = [_of_its_day(new, old) for old, new in pairs if isinstance(old, dict) and isinstance(new, dict)]
    return replace(document, fields=document.fields | {"texts": [*texts]})


def _of_its_day(text: Row, before: Row) -> Plain:
    """Write a text with the day of an earlier one, also where a line of a design names it."""
    day, earlier = (str(one["dated"]).rpartition(", ")[2] for one in (text, before))
    lines = [[run | {"text": run["text"].replace(day, earlier)} for run in line] for line in text.get("lines", ())]
    return text | {"dated": before["dated"]} | ({"lines": lines} if lines else {})


def _line(document: Document, held: Certificate | None, refused: set[int | str], troubles: "_Troubles") -> Line:
    if held is not None and printed(held) == document.fields:
        return Line(document, Deed.UNCHANGED, held)
    if held is None and document.holder in refused:
        return Line(document, Deed.LEAVE_OUT, None, ("revoked",))
    if letters := troubles.letters_of(document):
        return Line(document, Deed.LEAVE_OUT, held, ("letters",), letters)
    if id(document) in troubles.long:
        return Line(document, Deed.LEAVE_OUT, held, ("too_long",))
    if held is None:
        return Line(document, Deed.NEW)
    return Line(document, Deed.SUPERSEDE, held, differing(printed(held), document.fields))


def differing(before: Fields, after: Fields) -> tuple[str, ...]:
    """Name what two certificates print differently, the weightiest first."""
    found = []
    if before["award"] != after["award"]:
        found.append("award")
    if (before["place"], before["total"]) != (after["place"], after["total"]):
        found.append("standing")
    if (before["name"], before["name_local"]) != (after["name"], after["name_local"]):
        found.append("name")
    if _languages(before) != _languages(after):
        found.append("languages")
    return tuple(found) or ("texts",)


def _languages(fields: Fields) -> list[str]:
    texts = fields["texts"]
    assert isinstance(texts, list)
    return [str(text["lang"]) for text in texts if isinstance(text, dict)]


def printed(certificate: Certificate) -> Fields:
    """Return what stands on a certificate, without its number."""
    fields: Fields = json.loads(certificate.fields)
    return {name: value for name, value in fields.items() if name != "number"}


def last_languages(session: Session, section: Section, reader: str = "uz") -> tuple[str, ...]:
    """Return the languages of the certificates issued last, so that the next ones are like them; at first the reader's."""
    query = select(Certificate).where(Certificate.section_id == section.id).order_by(Certificate.id.desc()).limit(1)
    newest = session.scalars(query).first()
    return tuple(_languages(printed(newest))) if newest else (LANGUAGES if reader == "en" else (reader, "en"))


def holder_of(certificate: Certificate) -> int | str:
    """Return what tells the holder of a certificate apart from every other."""
    return certificate.participant_id or str(json.loads(certificate.fields).get("recipient", ""))


def held(session: Session, section: Section) -> dict[int | str, list[Certificate]]:
    """Return the valid certificates of a section by holder."""
    query = select(Certificate).where(Certificate.section_id == section.id, Certificate.state == "valid")
    found: dict[int | str, list[Certificate]] = defaultdict(list)
    for row in session.scalars(query.order_by(Certificate.id)):
        found[holder_of(row)].append(row)
    return found


def _revoked(session: Session, section: Section) -> dict[int | str, set[str]]:
    """Awards that a person holds nothing for any more since somebody revoked it with a reason, by holder."""
    query = select(Certificate).where(Certificate.section_id == section.id).order_by(Certificate.id)
    found: dict[int | str, set[str]] = defaultdict(set)
    for row in session.scalars(query):
        award, holder = str(printed(row)["award"]), holder_of(row)
        by_hand = row.state == "revoked" and not row.reason.startswith(BY_VERSION)
        (found[holder].add if by_hand else found[holder].discard)(award)
    return found


def _held_for(held: dict[int | str, list[Certificate]], document: Document) -> Certificate | None:
    """Take out the certificate that somebody holds for the same award."""
    own = held[document.holder]
    for certificate in own:
        if json.loads(certificate.fields)["award"] == document.award:
            own.remove(certificate)
            return certificate
    return None


def _left_over(held: dict[int | str, list[Certificate]], holder: int | str) -> Certificate | None:
    own = held[holder]
    return own.pop(0) if own else None


class _Troubles:
    """What of these documents cannot be printed: letters that the font lacks, texts that run into the seal."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.lacking = missing_letters(canonical(document.fields) for document in documents)
        suspects = [document for document in documents if may_be_too_long(document.fields, _content(document))]
        found = too_long([(document.fields, _content(document)) for document in suspects])
        self.long = {id(suspects[at]) for at in found}

    def letters_of(self, document: Document) -> str:
        """Return the letters of a document that cannot be printed."""
        if not self.lacking:
            return ""
        return "".join(sorted(self.lacking & set("".join(_strings(document.fields)))))


def _content(document: Document) -> str | None:
    return document.design.content if document.design else None


def _strings(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)
