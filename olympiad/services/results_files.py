"""Results bundles as files: writing one, and saying where one differs from what follows from it."""

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.bundle import Bundle, Difference, recompute
from olympiad.domain.bundle_reading import read_section
from olympiad.domain.errors import DomainError
from olympiad.models.edition import Edition
from olympiad.models.results_version import ResultsVersion
from olympiad.models.section import Section
from olympiad.services import results


def find_version(session: Session, edition: str, section: str) -> ResultsVersion | None:
    """Give the newest version of the section with these addresses."""
    query = (
        select(Section)
        .join(Edition, Edition.id == Section.edition_id)
        .where(Edition.slug == edition, Section.slug == section)
    )
    row = session.scalars(query).one_or_none()
    return results.latest(session, row) if row else None


def verify(text: str) -> list[Difference]:
    """Recompute a bundle from its text alone; empty: every place, total and award follows from the marks in it.

    Raises DomainError where the text is no bundle.
    """
    try:
        bundle: Bundle = json.loads(text, parse_float=_refuse_float)
    except ValueError:
        raise DomainError("bundle_malformed", where="JSON") from None
    if not isinstance(bundle, dict):
        raise DomainError("bundle_malformed", where="JSON")
    return recompute(bundle, read_section(bundle))


def _refuse_float(text: str) -> float:
    raise DomainError("bundle_malformed", where=text)
