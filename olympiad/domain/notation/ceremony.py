"""What the jury chose for a ceremony as it is kept: order, languages of the hall, what is shown, wording of the announcer."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from olympiad.domain.ceremony import Order, When

SENTENCES = ("opening", "award", "reveal", "shared", "winner", "together", "special", "institutions", "closing")
"""What the announcer says, by what is shown."""
MOST_LETTERS = 400
"""Of one sentence."""


@dataclass(frozen=True)
class Settings:
    """The choices for one section; a sentence that is not there is said as the program words it."""

    order: Order = field(default_factory=Order)
    languages: tuple[str, ...] = ("uz", "en")
    """Of the hall: one or two, the larger first."""
    shows_totals: bool = True
    shows_members: bool = True
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """`sentence.language` → wording."""


def written(settings: Settings) -> str:
    """Write choices as JSON.

    >>> read(written(Settings(languages=("ru",)))) == Settings(languages=("ru",))
    True
    """
    order = settings.order
    return json.dumps(
        {
            "card_before_each": order.card_before_each,
            "together": sorted(order.together),
            "special": str(order.special),
            "institutions": str(order.institutions),
            "languages": list(settings.languages),
            "totals": settings.shows_totals,
            "members": settings.shows_members,
            "texts": {name: settings.texts[name] for name in sorted(settings.texts)},
        },
        ensure_ascii=False,
    )


def read(text: str) -> Settings:
    """Read choices; what is not there is as the program proposes it.

    >>> read("{}") == Settings()
    True
    """
    found = json.loads(text)
    usual = Settings()
    order = Order(
        card_before_each=bool(found.get("card_before_each", usual.order.card_before_each)),
        together=frozenset(_texts(found.get("together", ()))),
        special=When(found.get("special", usual.order.special)),
        institutions=When(found.get("institutions", usual.order.institutions)),
    )
    return Settings(
        order,
        languages=tuple(_texts(found.get("languages", usual.languages))),
        shows_totals=bool(found.get("totals", usual.shows_totals)),
        shows_members=bool(found.get("members", usual.shows_members)),
        texts=MappingProxyType({str(name): str(words) for name, words in found.get("texts", {}).items()}),
    )


def _texts(values: Iterable[object]) -> list[str]:
    return [str(one) for one in values]
