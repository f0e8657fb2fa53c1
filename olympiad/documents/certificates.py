"""Certificates as PDF: one, or all of a section in one file; only what is frozen in the register is printed."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from olympiad.documents import designed_pages
from olympiad.documents.letter_widths import built_in_widths
from olympiad.documents.typesetting import (
    forget,
    found_in,
    qr_svg,
    typeset,
    typeset_archival,
    typeset_page,
    typeset_png,
    typeset_untagged,
)
from olympiad.domain.canonical_json import Plain, canonical
from olympiad.models.certificate import Certificate

BUILT_IN, DESIGNED = "certificate.typ", "designed.typ"
MANY = 100
"""Certificates in one file after which what they left in memory is freed; it takes some 150 ms."""
NOWHERE = "https://example.org/c/0000000000000000000000"


def certificates_pdf(
    certificates: Sequence[Certificate], address: str, codes: Mapping[int, str] | None = None
) -> bytes:
    """Set certificates, one page each, as PDF/A-2a and PDF/UA-1, each in the design that it was issued with.

    The QR code holds what `codes` says of a certificate, else leads to `address`/TOKEN. A file of one certificate says
    the same in its keywords.
    """
    said = [(codes or {}).get(one.id, f"{address}/{one.token}") for one in certificates]
    codes_drawn = _codes(said)
    drawn: list[dict[str, Any]] = [_page(one, address, qr) for one, qr in zip(certificates, codes_drawn, strict=True)]
    first = drawn[0]
    number = first["number"] if len(drawn) == 1 else f"{first['number']} …"
    text = first["texts"][0]
    data: dict[str, Plain] = {
        "title": f"{text['document']} {number}",
        "author": text["organisation"] or text["edition"],
        "lang": text["lang"],
        "keywords": [said[0]] if len(said) == 1 else [],
        "certificates": [*drawn],
    }
    designs = {one.issued_design.sha256: one.issued_design.content for one in certificates if one.issued_design}
    template, values = _with_designs(data, designs)
    made_at = max(one.issued_at for one in certificates)
    if len(drawn) == 1:
        return typeset_archival(template, values, made_at)
    return _layered(template, values, drawn, made_at)


def _codes(said: Sequence[str]) -> list[str]:
    """Draw the QR code of each certificate."""
    if len(said) == 1:
        return [qr_svg(said[0])]
    from olympiad.documents import qr_codes  # why: numpy, which a single certificate never needs

    return qr_codes.qr_svgs(said)


def _layered(template: str, values: dict[str, Plain], drawn: Sequence[dict[str, Any]], made_at: datetime) -> bytes:
    """Set what many certificates share (frame, logos, medals, signatures in ink) once, and every page's words upon it."""
    from olympiad.documents import layers  # why: half a second of imports that a single certificate never needs

    names = [_shared(one) for one in drawn]
    first = dict(zip(reversed(names), reversed(drawn), strict=True))
    backs = [typeset_untagged(template, values | {"layer": "back", "certificates": [one]}) for one in first.values()]
    numbers = {name: at for at, name in enumerate(first)}
    pages: list[Plain] = [one | {"under": numbers[name]} for name, one in zip(names, drawn, strict=True)]
    front = values | {"layer": "front", "certificates": pages}
    pdf = layers.drawn_under(typeset_archival(template, front, made_at), backs)
    if len(drawn) >= MANY:
        forget()
    return pdf


def _shared(drawn: Mapping[str, Any]) -> str:
    """Name what certificates have in common: equal names, equal drawings below the words."""
    if not drawn["design"]:
        return BUILT_IN
    medal = drawn["medal"]
    shared: Plain = [
        drawn["design"],
        drawn["micro"],
        medal["metal"] if medal else "",
        bool(medal and medal["numeral"]),
        drawn["signatories"],
    ]
    return _name_of(canonical(shared))


def for_printer(pdf: bytes) -> bytes:
    """Return the certificates on larger paper, with marks where they are cut."""
    from olympiad.documents import layers  # why: as above

    return layers.with_crop_marks(pdf)


def _with_designs(data: dict[str, Plain], designs: Mapping[str, str]) -> tuple[str, dict[str, Plain]]:
    """Choose the template: the built-in one, or the one that sets designs (and the built-in one beside them)."""
    if not designs:
        return BUILT_IN, data
    return DESIGNED, data | {"designs": {name: designed_pages.design(content) for name, content in designs.items()}}


def preview(fields: Mapping[str, Any], content: str | None, number: str, *, address: str = "", ppi: int = 96) -> bytes:
    """Draw one certificate of a design, or (None) of the built-in one, as PNG, with a QR code that leads nowhere."""
    designs = {} if content is None else {_name_of(content): content}
    name, data = _with_designs(_laid_out([(fields, content)], number, address), designs)
    return typeset_page(name, data, ppi)


def trial(printed: Sequence[tuple[Mapping[str, Any], str]], specimen: str) -> bytes:
    """Set pages of a design for a trial print, as plain PDF, with a word across them; their numbers are no certificates."""
    designs = {_name_of(content): content for _, content in printed}
    return typeset(*_with_designs(_laid_out(printed, "TEST-0000") | {"specimen": specimen}, designs))


def frame_png(ornament: str, paper: str, ppi: int) -> bytes:
    """Draw an ornament without words, for choosing."""
    return typeset_page("designed_frame.typ", {"ornament": ornament, "paper": paper}, ppi)


LONGEST_SAFE = {"name": 45, "name_local": 60, "organisation": 100, "head": 110, "line": 110, "word": 24}
"""Texts no longer than these fit in every combination of the built-in design; longer ones are laid out to see."""


def may_be_too_long(fields: Mapping[str, Any], content: str | None = None) -> bool:
    """Return whether the layout has to be tried to know that everything fits."""
    if content is not None:
        return designed_pages.may_be_too_long(fields, content)
    lengths = {
        "name": len(fields["name"]),
        "name_local": len(fields["name_local"]),
        "organisation": 0,
        "head": 0,
        "line": 0,
    }
    words = str(fields["name"]).split()
    for text in fields["texts"]:
        lines = _lines(text)
        lengths["organisation"] = max(lengths["organisation"], len(text["organisation"]))
        lengths["head"] = max(lengths["head"], len(text["edition"]) + len(text["section"]))
        lengths["line"] = max([lengths["line"], *map(len, lines)])
        words += [word for line in lines for word in line.split()]
    lengths["word"] = max(map(len, words), default=0)
    return any(length > LONGEST_SAFE[name] for name, length in lengths.items())


def too_long(printed: Sequence[tuple[Mapping[str, Any], str | None]]) -> set[int]:
    """Return the positions of those whose texts would run into seal and signatures however small they are set.

    Each is given with the content of its design, None for the built-in one.
    """
    found: set[int] = set()
    for designed in (False, True):
        some = [(at, one) for at, one in enumerate(printed) if (one[1] is not None) == designed]
        if some:
            designs = {_name_of(content): content for _, (_, content) in some if content is not None}
            name, data = _with_designs(_laid_out([one for _, one in some]), designs)
            found |= {some[int(str(at))][0] for at in found_in(name, "overflow", data)}
    return found


def _laid_out(
    printed: Sequence[tuple[Mapping[str, Any], str | None]], number: str = "", address: str = ""
) -> dict[str, Plain]:
    pages: list[Plain] = [
        _content(dict(fields), content)
        | {"number": number or str(at), "address": address.split("://", 1)[-1], "qr": qr_svg(NOWHERE)}
        for at, (fields, content) in enumerate(printed)
    ]
    return {"title": "", "author": "", "certificates": pages}


def _page(certificate: Certificate, address: str, qr: str) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(certificate.fields)
    issued = certificate.issued_design
    return {
        "number": certificate.number,
        "address": address.split("://", 1)[-1],
        "qr": qr,
        **_content(fields, issued.content if issued else None),
    }


def _content(fields: dict[str, Any], content: str | None = None) -> dict[str, Plain]:
    if content is not None:
        return designed_pages.page(fields, content) | {"design": _name_of(content)}
    texts = [text | {"lines": _lines(text)} for text in fields["texts"]]
    said = {
        "name": fields["name"],
        "name_local": fields["name_local"],
        "texts": texts,
        "signatories": fields["signatories"],
        "design": "",
    }
    return said | {"em": built_in_widths(said)}


def _name_of(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def _lines(text: dict[str, str]) -> list[str]:
    """Return what stands below the name; certificates of earlier releases have no sentence of award."""
    return [line for name in ("member", "institution", "awarded", "standing", "mentor") if (line := text.get(name, ""))]


def badge_png(picture: str) -> bytes:
    """Rasterise the picture of a badge."""
    return typeset_png("badge.typ", picture)
