"""Access cards to print and cut: name, role, QR code and the letters to type."""

from collections.abc import Sequence
from typing import Protocol

from olympiad.documents.typesetting import qr_svg, typeset
from olympiad.domain.canonical_json import Plain
from olympiad.domain.roles import Role
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.wording.names import content
from olympiad.wording.paper import card_words


class Card(Protocol):
    """What is printed of a card that was just made."""

    @property
    def name(self) -> str: ...
    @property
    def role(self) -> Role: ...
    @property
    def place(self) -> str: ...
    @property
    def grouped(self) -> str: ...
    @property
    def url(self) -> str: ...


def access_cards_pdf(edition: Edition, section: Section, cards: Sequence[Card], language: str) -> bytes:
    """Set eight cards on a page."""
    words = card_words(language)
    printed: list[Plain] = [
        {
            "name": card.name,
            "role": words[card.role.value],
            "place": card.place,
            "code": card.grouped,
            "address": card.url.split("://", 1)[-1].rpartition("/")[0],
            "qr": qr_svg(card.url, "#16213a"),
        }
        for card in cards
    ]
    return typeset(
        "access_cards.typ",
        {
            "words": dict(words),
            "edition": content(edition, "name", language),
            "section": content(section, "title", language),
            "cards": printed,
        },
    )
