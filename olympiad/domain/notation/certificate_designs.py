"""How a certificate design is written: canonical JSON in rows and files."""

from collections.abc import Mapping
from typing import cast

from olympiad.domain.canonical_json import Plain
from olympiad.domain.certificate_designs import Design, Ornament, Paper, Signatory, Texts, check
from olympiad.domain.errors import DomainError


def written(design: Design) -> dict[str, Plain]:
    """Write a design as plain values.

    >>> design = Design((Texts("en", "Diploma"),))
    >>> read(written(design)) == design
    True
    """
    return {
        "texts": [
            {"language": one.language, "heading": one.heading, "subheading": one.subheading, "lines": one.lines}
            for one in design.texts
        ],
        "ornament": str(design.ornament),
        "paper": str(design.paper),
        "colours": {"heading": design.heading_colour, "name": design.name_colour, "text": design.text_colour},
        "signatories": [{"name": one.name, "title": one.title, "picture": one.picture} for one in design.signatories],
        "logos": list(design.logos),
        "seal": design.seal,
        "number": design.number,
    }


def read(plain: Mapping[str, Plain]) -> Design:
    """Read what `written` wrote, and check it; raises DomainError `design_unreadable` or what `check` refuses."""
    try:
        design = _read(plain)
    except (LookupError, TypeError, ValueError, AttributeError):
        raise DomainError("design_unreadable") from None
    check(design)
    return design


def _read(plain: Mapping[str, Plain]) -> Design:
    colours = cast(Mapping[str, str], plain["colours"])
    texts = cast(list[Mapping[str, str]], plain["texts"])
    signatories = cast(list[Mapping[str, str]], plain["signatories"])
    return Design(
        texts=tuple(
            Texts(*(str(one[name]) for name in ("language", "heading", "subheading", "lines"))) for one in texts
        ),
        ornament=Ornament(str(plain["ornament"])),
        paper=Paper(str(plain["paper"])),
        heading_colour=str(colours["heading"]),
        name_colour=str(colours["name"]),
        text_colour=str(colours["text"]),
        signatories=tuple(Signatory(*(str(one[name]) for name in ("name", "title", "picture"))) for one in signatories),
        logos=tuple(str(one) for one in cast(list[Plain], plain["logos"])),
        seal=bool(plain["seal"]),
        number=str(plain["number"]),
    )
