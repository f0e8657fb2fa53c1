"""Credentials baked into SVG (`openbadges:credential`) and PNG (iTXt `openbadgecredential`), as Open Badges 3.0 says."""

import io
import struct
import zlib
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from olympiad.domain.errors import DomainError

NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
KEYWORD = b"openbadgecredential"
PNG = b"\x89PNG\r\n\x1a\n"
LARGEST = 200_000
"""Bytes of a credential; ours have some 3,000."""


def bake_svg(picture: str, text: str) -> str:
    """Put a credential into an SVG picture, right behind its opening tag."""
    start = picture.index("<svg")
    end = picture.index(">", start)
    inside = picture[end + 1 :].replace("]]>", "]]&gt;")
    baked = f"<openbadges:credential><![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]></openbadges:credential>"
    return f'{picture[:end]} xmlns:openbadges="{NAMESPACE}">{baked}{inside}'


def from_svg(content: bytes) -> str:
    """Take the credential out of an SVG; raises DomainError `proof_not_baked`."""
    try:
        root = fromstring(content)
    except (ElementTree.ParseError, DefusedXmlException, ValueError):
        raise DomainError("proof_not_baked") from None
    found = root.find(f"{{{NAMESPACE}}}credential")
    if found is None or not (found.text or "").strip():
        raise DomainError("proof_not_baked")
    return str(found.text).strip()[:LARGEST]


def bake_png(picture: bytes, text: str) -> bytes:
    """Put a credential into a PNG, before its end."""
    body = KEYWORD + b"\0\0\0\0\0" + text.encode()
    chunk = struct.pack(">I", len(body)) + b"iTXt" + body + struct.pack(">I", zlib.crc32(b"iTXt" + body))
    at = picture.rindex(b"IEND") - 4
    return picture[:at] + chunk + picture[at:]


def from_png(content: bytes) -> str:
    """Take the credential out of a PNG; raises DomainError `proof_not_baked`."""
    stream = io.BytesIO(content)
    if stream.read(8) != PNG:
        raise DomainError("proof_not_baked")
    while len(head := stream.read(8)) == 8:
        length, kind = struct.unpack(">I4s", head)
        body = stream.read(min(length, LARGEST))
        if kind == b"iTXt" and body.startswith(KEYWORD + b"\0\0"):
            return body[len(KEYWORD) + 5 :].decode("utf-8", "replace")
        stream.seek(length - len(body) + 4, io.SEEK_CUR)
    raise DomainError("proof_not_baked")


def badge_svg(number: str, title: str, name: str) -> str:
    """Draw the badge of a certificate: the girih star with number, document and name."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="400" height="400" role="img">'
        f"<title>{escape(title)} – {escape(name)}</title>"
        '<path fill="#12295c" stroke="#b08a2e" stroke-width="8" d="M200 16 254 70H330V146L384 200 330 254V330H254L200 384 '
        '146 330H70V254L16 200 70 146V70H146Z"/>'
        '<path fill="#2ab8ae" d="M200 86c22 32 40 52 40 78a40 40 0 0 1-80 0c0-26 18-46 40-78Z"/>'
        '<g fill="#fff" text-anchor="middle" font-family="serif">'
        f'<text x="200" y="240" font-size="{_size(title, 26)}" font-weight="bold">{escape(title)}</text>'
        f'<text x="200" y="272" font-size="{_size(name, 20)}">{escape(name)}</text>'
        f'<text x="200" y="302" font-size="14" fill="#d9c48a">{escape(number)}</text></g></svg>'
    )


def _size(text: str, largest: int) -> int:
    """Choose the size at which a line fits the star."""
    return max(7, min(largest, 500 // max(len(text), 1)))
