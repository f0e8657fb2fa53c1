"""Access cards to print and cut: name, role, QR code and the letters to type."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from olympiad.documents.printable import Place, Printable
from olympiad.documents.typesetting import qr_svg
from olympiad.domain.canonical_json import Plain
from olympiad.domain.roles import Role
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


@dataclass(frozen=True)
class _Sample:
    """A card that opens nothing, for the picture on the page of documents."""

    name: str
    role: Role
    place: str
    grouped: str
    url: str


def access_cards(place: Place, cards: Sequence[Card], *, sample: bool = False) -> Printable:
    """Return cards, eight on a page; a sample shows invented ones."""
    words = card_words(place.language)
    shown = _samples(place.address) if sample else cards
    printed: list[Plain] = [
        {
            "name": card.name,
            "role": words[card.role.value],
            "place": card.place,
            "code": card.grouped,
            "address": card.url.split("://", 1)[-1].rpartition("/")[0],
            "qr": qr_svg(card.url, "#16213a"),
        }
        for card in shown
    ]
    return Printable("access_cards.typ", place.head() | {"words": dict(words), "cards": printed})


def _samples(address: str) -> list[_Sample]:
    people = (("Aziza Karimova", Role.JUDGE, "J1"), ("Nodir Ergashev", Role.LEADER, "T01"))
    return [_Sample(*one, "KMNP-QRS-TUV", f"{address}/card/KMNPQRSTUV") for one in people * 4]
