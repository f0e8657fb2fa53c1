"""Designs of certificates that move with a section: its own, and those of the edition that hold for it."""

import json
from collections.abc import Iterable

from sqlalchemy.orm import Session

from olympiad.domain.certificate_designs import DesignKind
from olympiad.domain.lifecycle import Stage
from olympiad.domain.notation import certificate_designs as notation
from olympiad.exchange.design_pictures import checked_picture
from olympiad.exchange.transfer_files import Row
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.results import certificate_designs


def written(session: Session, section: Section) -> list[Row]:
    """Return what each kind of certificates of a section would be issued with, pictures inside, and for whom it holds."""
    own = certificate_designs.in_force(session, section.edition_id, section.id)
    frozen = certificate_designs.frozen_in_force(session, section)
    return [
        {"kind": str(kind), "own": own[kind].section_id is not None, "content": design.content}
        for kind, design in sorted(frozen.items())
    ]


def take_in(session: Session, section: Section, rows: Iterable[Row], *, by: User | None) -> None:
    """Save the designs of a file: those of the edition where it has none of that kind, else for the section alone.

    A design that stands here already is left; an archived section needs none beside those it was issued with.
    """
    if section.state == Stage.ARCHIVED:
        return
    edition = session.get_one(Edition, section.edition_id)
    for row in rows:
        kind, content = DesignKind(str(row["kind"])), json.loads(str(row["content"]))
        design = notation.read(content["design"])
        standing = certificate_designs.current(session, edition, None, kind)
        if standing is not None and certificate_designs.design_of(standing.content) == design:
            continue
        for svg in content["pictures"].values():
            certificate_designs.add_picture(session, edition, checked_picture(svg), by=by)
        place = section if row["own"] or standing is not None else None
        certificate_designs.save(session, edition, place, kind, design, base=0, by=by)
