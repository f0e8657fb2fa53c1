"""A paper before it is set: the template and what stands in it; printed as PDF or drawn as a picture of its first page."""

from collections.abc import Mapping
from dataclasses import dataclass

from olympiad.documents.typesetting import typeset, typeset_page
from olympiad.domain.canonical_json import Plain
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.wording.names import content


@dataclass(frozen=True)
class Printable:
    """A template of templates/documents with its values."""

    template: str
    values: Mapping[str, Plain]

    def pdf(self) -> bytes:
        """Set every page."""
        return typeset(self.template, self.values)

    def picture(self, ppi: int = 60) -> bytes:
        """Draw the first page as PNG."""
        return typeset_page(self.template, self.values, ppi)


@dataclass(frozen=True)
class Place:
    """Where a paper belongs, in which language it is set, and what stands across it until it is final."""

    edition: Edition
    section: Section
    language: str
    draft: str = ""
    address: str = ""
    """Where QR codes lead: the address of the installation."""

    def head(self) -> dict[str, Plain]:
        """Return what every template reads of the place."""
        return {
            "lang": self.language,
            "organisation": content(self.edition, "organisation", self.language),
            "edition": content(self.edition, "name", self.language),
            "section": content(self.section, "title", self.language),
            "draft": self.draft,
        }

    def public_page(self) -> str:
        """Return the address of the edition's public site."""
        return f"{self.address}/editions/{self.edition.slug}/"

    def judges_page(self) -> str:
        """Return the address of a judge's own sheets."""
        return f"{self.address}/editions/{self.edition.slug}/{self.section.slug}/score-sheets/"
