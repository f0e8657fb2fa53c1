"""Certificates as PDF: one, or all of a section in one file; only what is frozen in the register is printed."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from olympiad.documents.typesetting import found_in, qr_svg, typeset_archival, typeset_png
from olympiad.domain.canonical_json import Plain
from olympiad.models.certificate import Certificate


def certificates_pdf(
    certificates: Sequence[Certificate], address: str, codes: Mapping[int, str] | None = None
) -> bytes:
    """Set certificates, one page each, as PDF/A-2a and PDF/UA-1.

    The QR code holds what `codes` says of a certificate, else leads to `address`/TOKEN. A file of one certificate says
    the same in its keywords.
    """
    said = [(codes or {}).get(one.id, f"{address}/{one.token}") for one in certificates]
    drawn: list[Plain] = [_page(one, address, code) for one, code in zip(certificates, said, strict=True)]
    first: Any = drawn[0]
    number = first["number"] if len(drawn) == 1 else f"{first['number']} …"
    text = first["texts"][0]
    data: dict[str, Plain] = {
        "title": f"{text['document']} {number}",
        "author": text["organisation"] or text["edition"],
        "lang": text["lang"],
        "keywords": [said[0]] if len(said) == 1 else [],
        "certificates": drawn,
    }
    return typeset_archival("certificate.typ", data, max(one.issued_at for one in certificates))


LONGEST_SAFE = {"name": 45, "name_local": 60, "organisation": 100, "head": 110, "line": 110, "word": 24}
"""Texts no longer than these fit in every combination; longer ones are laid out to see."""


def may_be_too_long(fields: Mapping[str, Any]) -> bool:
    """Return whether the layout has to be tried to know that everything fits."""
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


def too_long(printed: Sequence[Mapping[str, Plain]]) -> set[int]:
    """Return the positions of those whose texts would run into seal and signatures however small they are set."""
    nothing = qr_svg("https://example.org/c/0000000000000000000000")
    pages: list[Plain] = [
        _content(dict(one)) | {"number": str(at), "address": "", "qr": nothing} for at, one in enumerate(printed)
    ]
    if not pages:
        return set()
    found = found_in("certificate.typ", "overflow", {"title": "", "author": "", "certificates": pages})
    return {int(str(number)) for number in found}


def _page(certificate: Certificate, address: str, code: str) -> Plain:
    fields: dict[str, Any] = json.loads(certificate.fields)
    return {
        "number": certificate.number,
        "address": address.split("://", 1)[-1],
        "qr": qr_svg(code),
        **_content(fields),
    }


def _content(fields: dict[str, Any]) -> dict[str, Plain]:
    texts = [text | {"lines": _lines(text)} for text in fields["texts"]]
    return {
        "name": fields["name"],
        "name_local": fields["name_local"],
        "texts": texts,
        "signatories": fields["signatories"],
    }


def _lines(text: dict[str, str]) -> list[str]:
    return [text[name] for name in ("member", "institution", "standing", "mentor") if text[name]]


def badge_png(picture: str) -> bytes:
    """Rasterise the picture of a badge."""
    return typeset_png("badge.typ", picture)
