"""Numbers of certificates: each design's pattern counts on its own, and no number is used twice in the installation."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.certificate_designs import STANDARD_NUMBER, number_prefix, section_letters
from olympiad.models.certificate import Certificate
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.services.results.certificate_designs import FrozenDesign


class Numbers:
    """Gives out the free numbers of a section; the edition's row is locked, because two sections may share the same letters."""

    def __init__(self, session: Session, section: Section) -> None:
        self._session, self._section = session, section
        session.scalars(select(Edition).where(Edition.id == section.edition_id).with_for_update()).one()
        self._last: dict[str, int] = {}

    def next(self, design: FrozenDesign | None) -> str:
        """Return the next number, such as `SAM-2026-BIO-0051`."""
        prefix = self.prefix(design)
        if prefix not in self._last:
            self._last[prefix] = self._highest(prefix)
        self._last[prefix] += 1
        return f"{prefix}{self._last[prefix]:04d}"

    def prefix(self, design: FrozenDesign | None) -> str:
        """Return how the numbers of a design begin."""
        return prefix_of(self._section, design.design.number if design else STANDARD_NUMBER)

    def _highest(self, prefix: str) -> int:
        """Find the highest number with exactly this beginning."""
        begins = Certificate.number.startswith(prefix, autoescape=True)
        taken = self._session.scalars(select(Certificate.number).where(begins))
        return max((int(rest) for one in taken if (rest := one.removeprefix(prefix)).isdigit()), default=0)


def prefix_of(section: Section, pattern: str) -> str:
    """Return what stands before the running number in a section."""
    edition = section.edition
    year = "".join(letter for letter in edition.year.upper() if letter.isascii() and letter.isalnum())
    named = edition.certificate_prefix or edition.slug.upper()
    letters = section_letters(section.code, section.slug)
    return number_prefix(pattern, edition=named, section=letters, year=year)
