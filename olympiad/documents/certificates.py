"""Certificates as PDF: one, or all of a section in one file; only what is frozen in the register is printed."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from olympiad.documents.typesetting import qr_svg, typeset, typeset_png
from olympiad.domain.canonical_json import Plain
from olympiad.models.certificate import Certificate


def certificates_pdf(
    certificates: Iterable[Certificate], address: str, codes: Mapping[int, str] | None = None
) -> bytes:
    """Set certificates, one page each; the QR code holds what `codes` says of one, else leads to `address`/TOKEN."""
    signed = codes or {}
    drawn: list[Plain] = [_page(one, address, signed.get(one.id, f"{address}/{one.token}")) for one in certificates]
    first: Any = drawn[0]
    title = first["number"] if len(drawn) == 1 else f"{first['number']} …"
    author = first["texts"][0]["organisation"]
    return typeset("certificate.typ", {"title": title, "author": author, "certificates": drawn})


def _page(certificate: Certificate, address: str, code: str) -> Plain:
    fields: dict[str, Any] = json.loads(certificate.fields)
    texts = [text | {"lines": _lines(text)} for text in fields["texts"]]
    return {
        "number": certificate.number,
        "address": address.split("://", 1)[-1],
        "qr": qr_svg(code),
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
