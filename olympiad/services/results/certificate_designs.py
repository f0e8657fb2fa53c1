"""Designs of certificates: which one is in force, saving a version, taking one away, copying those of another edition."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.documents import colours
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.canonical_json import canonical
from olympiad.domain.certificate_designs import Design, DesignKind
from olympiad.domain.errors import DomainError
from olympiad.domain.notation import certificate_designs as notation
from olympiad.models.certificate import Certificate
from olympiad.models.certificate_design import CertificateDesign, DesignPicture, IssuedDesign
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.record import audit


@dataclass(frozen=True)
class FrozenDesign:
    """A design with its pictures inside, as certificates are issued with it."""

    design: Design
    content: str
    """Canonical JSON of both."""

    @property
    def sha256(self) -> str:
        """Return what tells it apart from every other."""
        return hashlib.sha256(self.content.encode()).hexdigest()


def freeze(design: Design, pictures: Mapping[str, str]) -> FrozenDesign:
    """Put a design and those of the pictures that it shows together."""
    shown = {sha256: pictures[sha256] for sha256 in sorted(set(design.pictures))}
    return FrozenDesign(design, canonical({"design": notation.written(design), "pictures": {**shown}}))


@lru_cache(maxsize=64)
def design_of(content: str) -> Design:
    """Read the design of a row."""
    return notation.read(json.loads(content))


def in_force(session: Session, edition_id: int, section_id: int | None) -> dict[DesignKind, CertificateDesign]:
    """Return the design of each kind: a section's own one, else that of the edition; kinds without a design are missing."""
    query = select(CertificateDesign).where(
        CertificateDesign.edition_id == edition_id,
        CertificateDesign.state == "current",
        CertificateDesign.section_id.is_(None) | (CertificateDesign.section_id == section_id),
    )
    rows = sorted(session.scalars(query), key=lambda row: (row.section_id is not None, row.id))
    return {row.kind: row for row in rows}


def frozen_in_force(session: Session, section: Section) -> dict[DesignKind, FrozenDesign]:
    """Return what certificates of a section would be issued with now."""
    rows = in_force(session, section.edition_id, section.id)
    designs = {kind: design_of(row.content) for kind, row in rows.items()}
    wanted = {sha256 for design in designs.values() for sha256 in design.pictures}
    pictures = pictures_of(session, section.edition_id, wanted)
    return {kind: freeze(design, pictures) for kind, design in designs.items()}


def pictures_of(session: Session, edition_id: int, wanted: set[str] | None = None) -> dict[str, str]:
    """Return pictures of an edition by their SHA-256, all of them where none are named."""
    query = select(DesignPicture.sha256, DesignPicture.svg).where(DesignPicture.edition_id == edition_id)
    if wanted is not None:
        query = query.where(DesignPicture.sha256.in_(wanted))
    return {row.sha256: row.svg for row in session.execute(query.order_by(DesignPicture.id))}


def current(session: Session, edition: Edition, section: Section | None, kind: DesignKind) -> CertificateDesign | None:
    """Return the version in force of exactly this place: of the edition, or the own one of a section."""
    here = CertificateDesign.section_id.is_(None) if section is None else CertificateDesign.section_id == section.id
    query = select(CertificateDesign).where(
        CertificateDesign.edition_id == edition.id, here, CertificateDesign.kind == kind
    )
    return session.scalars(query.where(CertificateDesign.state == "current")).one_or_none()


def save(
    session: Session,
    edition: Edition,
    section: Section | None,
    kind: DesignKind,
    design: Design,
    *,
    base: int,
    by: User | None,
) -> CertificateDesign:
    """Save a version of a design; `base` is the number of the version that was changed, 0 where there was none.

    Raises DomainError: what `domain.certificate_designs.check` refuses, `design_changed_meanwhile` where somebody else
    has saved a version since, `design_picture_unknown`, `design_colour_pale`.
    """
    edition = _locked(session, edition)
    design = checked(design)
    standing = current(session, edition, section, kind)
    if (standing.version if standing else 0) != base:
        raise DomainError("design_changed_meanwhile", version=standing.version if standing else 0)
    refuse_unknown_pictures(session, edition.id, design)
    _refuse_pale(design)
    content = canonical(notation.written(design))
    if standing is not None and standing.content == content:
        return standing
    row = _add_version(session, edition, section, kind, content, by)
    _record(session, AuditAction.CERTIFICATE_DESIGNS_SAVE, row, section, by)
    return row


def checked(design: Design) -> Design:
    """Return a design that can be printed; raises what `domain.certificate_designs.check` refuses."""
    return notation.read(notation.written(design))


def _locked(session: Session, edition: Edition) -> Edition:
    """Lock the edition, so that of two who save at once the later one is told."""
    return session.scalars(select(Edition).where(Edition.id == edition.id).with_for_update()).one()


def _add_version(
    session: Session, edition: Edition, section: Section | None, kind: DesignKind, content: str, by: User | None
) -> CertificateDesign:
    standing = current(session, edition, section, kind)
    if standing is not None:
        standing.state = "replaced"
    here = CertificateDesign.section_id.is_(None) if section is None else CertificateDesign.section_id == section.id
    numbers = select(func.max(CertificateDesign.version)).where(
        CertificateDesign.edition_id == edition.id, here, CertificateDesign.kind == kind
    )
    row = CertificateDesign(
        edition_id=edition.id, section_id=section.id if section else None, kind=kind, state="current",
        version=(session.scalar(numbers) or 0) + 1, content=content, at=utc_now(), by_id=by.id if by else None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def refuse_unknown_pictures(session: Session, edition_id: int, design: Design) -> None:
    """Refuse a picture that the edition does not have."""
    wanted = set(design.pictures)
    if wanted - pictures_of(session, edition_id, wanted).keys():
        raise DomainError("design_picture_unknown")


def weak_colours(design: Design) -> list[tuple[str, float, float]]:
    """Return which colours cannot be read on the paper of the frames: their names, contrast and the least there must be."""
    asked = (
        ("heading", design.heading_colour, colours.LARGE),
        ("name", design.name_colour, colours.LARGE),
        ("text", design.text_colour, colours.LEAST),
    )
    found = [(name, colours.on_paper(colour), least) for name, colour, least in asked]
    return [one for one in found if one[1] < one[2]]


def _refuse_pale(design: Design) -> None:
    for _, ratio, least in weak_colours(design):
        raise DomainError("design_colour_pale", found=f"{ratio:.1f}", least=f"{least:g}")


def _record(
    session: Session, action: AuditAction, row: CertificateDesign, section: Section | None, by: User | None
) -> None:
    after: dict[str, audit.Plain] = {"kind": str(row.kind), "version": row.version, "state": row.state}
    after["sha256"] = hashlib.sha256(row.content.encode()).hexdigest()
    audit.record(session, action, f"certificate_design:{row.id}", by=by, section=section, after=after)


def remove(session: Session, row: CertificateDesign, *, base: int, by: User | None) -> None:
    """Take a design away; its versions stay on the record.

    Raises DomainError: `design_changed_meanwhile`, `design_in_use` while valid certificates were issued with a version.
    """
    edition = _locked(session, session.get_one(Edition, row.edition_id))
    if row.state != "current" or row.version != base:
        raise DomainError("design_changed_meanwhile", version=row.version)
    section = session.get_one(Section, row.section_id) if row.section_id else None
    used = _valid_with(session, edition, row)
    if used:
        raise DomainError("design_in_use", count=used)
    row.state = "removed"
    _record(session, AuditAction.CERTIFICATE_DESIGNS_REMOVE, row, section, by)


def _valid_with(session: Session, edition: Edition, row: CertificateDesign) -> int:
    """Count the valid certificates that were issued with any version of a design."""
    same = select(CertificateDesign.content).where(
        CertificateDesign.edition_id == edition.id, CertificateDesign.kind == row.kind
    )
    own = (
        CertificateDesign.section_id.is_(None)
        if row.section_id is None
        else CertificateDesign.section_id == row.section_id
    )
    designs = [design_of(content) for content in session.scalars(same.where(own))]
    pictures = pictures_of(session, edition.id)
    digests = {freeze(design, pictures).sha256 for design in designs}
    query = (
        select(func.count(Certificate.id))
        .join(IssuedDesign, IssuedDesign.id == Certificate.issued_design_id)
        .join(Section, Section.id == Certificate.section_id)
        .where(Section.edition_id == edition.id, IssuedDesign.sha256.in_(digests), Certificate.state == "valid")
    )
    if row.section_id is not None:
        query = query.where(Certificate.section_id == row.section_id)
    return session.scalar(query) or 0


def keep_issued(session: Session, section: Section, frozen: FrozenDesign) -> IssuedDesign:
    """Keep a design with which certificates of a section are issued; the same one is kept once."""
    query = select(IssuedDesign).where(IssuedDesign.section_id == section.id, IssuedDesign.sha256 == frozen.sha256)
    known = session.scalars(query).one_or_none()
    if known is not None:
        return known
    row = IssuedDesign(section_id=section.id, sha256=frozen.sha256, content=frozen.content)
    session.add(row)
    session.flush()
    return row


def picture_name(svg: str) -> str:
    """Return the SHA-256 by which designs name a cleaned picture."""
    return hashlib.sha256(svg.encode()).hexdigest()


def add_picture(session: Session, edition: Edition, svg: str, *, by: User | None) -> str:
    """Keep a cleaned picture of an edition; gives its SHA-256. The same picture is kept once."""
    edition = _locked(session, edition)
    sha256 = picture_name(svg)
    if sha256 in pictures_of(session, edition.id, {sha256}):
        return sha256
    session.add(DesignPicture(edition_id=edition.id, sha256=sha256, svg=svg, at=utc_now()))
    session.flush()
    after: dict[str, audit.Plain] = {"sha256": sha256}
    audit.record(session, AuditAction.CERTIFICATE_DESIGNS_ADD_PICTURE, f"edition:{edition.id}", by=by, after=after)
    return sha256


def copy(session: Session, source: Edition, target: Edition, *, by: User | None) -> Sequence[CertificateDesign]:
    """Take over every design of another edition with its pictures; what was here stays as an earlier version.

    Raises DomainError `designs_none_to_copy`.
    """
    rows = in_force(session, source.id, None)
    if not rows:
        raise DomainError("designs_none_to_copy")
    found = [(kind, design_of(row.content)) for kind, row in rows.items()]
    for svg in pictures_of(session, source.id, {sha256 for _, design in found for sha256 in design.pictures}).values():
        add_picture(session, target, svg, by=by)
    copied = []
    for kind, design in found:
        standing = current(session, target, None, kind)
        base = standing.version if standing else 0
        copied.append(save(session, target, None, kind, design, base=base, by=by))
    return copied


def others_with_designs(session: Session, edition: Edition) -> Sequence[Edition]:
    """List the other editions that have designs, the newest first."""
    there = select(CertificateDesign.edition_id).where(
        CertificateDesign.state == "current", CertificateDesign.section_id.is_(None)
    )
    query = select(Edition).where(Edition.id.in_(there), Edition.id != edition.id)
    return session.scalars(query.order_by(Edition.id.desc())).all()
