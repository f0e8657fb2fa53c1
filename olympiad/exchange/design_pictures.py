"""Logos and signatures for certificates: a PNG or SVG read with limits, cleaned, and kept as an SVG that holds nothing else."""

import base64
import re
from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import Element, register_namespace, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from PIL import Image

from olympiad import limits
from olympiad.documents.typesetting import typeset_png
from olympiad.domain.errors import DomainError

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}href"
LONGEST_SIDE = 1000
"""Pixels that a PNG keeps: 46 mm at 550 dots per inch."""
DRAWN = frozenset(
    (
        "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "defs", "linearGradient",
        "radialGradient", "stop", "clipPath", "use", "symbol", "title", "desc",
    )
)  # fmt: skip
"""Elements that are kept."""
DROPPED = frozenset(("metadata", "namedview", "switch", "title", "desc"))
ACTIVE = frozenset(
    (
        "script", "foreignObject", "image", "iframe", "audio", "video", "animate", "set", "animateTransform",
        "animateMotion", "a", "handler", "style", "text", "filter", "pattern", "mask", "marker",
    )
)  # fmt: skip
"""Elements that are refused: what they do on a certificate could be anything, or nothing."""
LOCAL = re.compile(r"\s*url\(\s*['\"]?#[\w.-]+['\"]?\s*\)\s*")
register_namespace("", SVG[1:-1])


def read_picture(content: bytes, *, signature: bool = False) -> str:
    """Return the cleaned SVG of a PNG or SVG; the white ground of a signature becomes clear.

    Raises DomainError: `picture_missing`, `picture_too_large`, `picture_unreadable`, `picture_too_complex`,
    `picture_is_active`.
    """
    if not content:
        raise DomainError("picture_missing")
    if len(content) > limits.PICTURE_BYTES:
        raise DomainError("picture_too_large", limit=f"{limits.PICTURE_BYTES // limits.KB} KB")
    if content.startswith(b"\x89PNG"):
        return _of_png(content, signature)
    cleaned = _of_svg(content)
    try:
        typeset_png("badge.typ", cleaned)
    except Exception:  # the compiler's own errors have no common class
        raise DomainError("picture_unreadable") from None
    return cleaned


PNG_INSIDE = re.compile(
    r'<svg xmlns="http://www\.w3\.org/2000/svg" xmlns:xlink="http://www\.w3\.org/1999/xlink" viewBox="0 0 \d{1,4} \d{1,4}" '
    r'width="\d{1,4}" height="\d{1,4}"><image width="\d{1,4}" height="\d{1,4}" '
    r'xlink:href="data:image/png;base64,([A-Za-z0-9+/=]+)"/></svg>'
)


def checked_picture(svg: str) -> str:
    """Return a picture that another installation cleaned, where it is what cleaning gives; raises as `read_picture`."""
    found = PNG_INSIDE.fullmatch(svg)
    if found is None:
        return read_picture(svg.encode())
    _of_png(base64.b64decode(found[1]), False)
    return svg


def _of_png(content: bytes, signature: bool) -> str:
    try:
        with Image.open(BytesIO(content), formats=("PNG",)) as opened:
            if max(opened.size) > limits.PICTURE_SIDE:
                raise DomainError("picture_too_large", limit=f"{limits.PICTURE_SIDE} × {limits.PICTURE_SIDE}")
            picture = opened.convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise DomainError("picture_too_large", limit=f"{limits.PICTURE_SIDE} × {limits.PICTURE_SIDE}") from None
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError):  # what Pillow raises for broken files
        raise DomainError("picture_unreadable") from None
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    if signature:
        picture = _clear_ground(picture)
    written = BytesIO()
    picture.save(written, "PNG", optimize=True)
    return _around(written.getvalue(), picture.size)


def _clear_ground(picture: Image.Image) -> Image.Image:
    """Make the paper of a scanned signature clear: the lighter a pixel, the less of it is seen."""
    alpha = picture.getchannel("A")
    darkest = alpha.getextrema()[0]
    if not isinstance(darkest, int | float) or darkest < 250:
        return picture
    ink = picture.convert("L").point([max(0, min(255, (235 - light) * 3)) for light in range(256)])
    picture.putalpha(ink)
    return picture


def _around(png: bytes, size: tuple[int, int]) -> str:
    """Put a PNG of our own making into an SVG, which the templates draw."""
    width, height = size
    data = base64.b64encode(png).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}"><image width="{width}" height="{height}" '
        f'xlink:href="data:image/png;base64,{data}"/></svg>'
    )


def _of_svg(content: bytes) -> str:
    try:
        root = fromstring(content, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException:
        raise DomainError("picture_is_active", found="<!ENTITY>") from None
    except (ParseError, ValueError, RecursionError):
        raise DomainError("picture_unreadable") from None
    if root.tag != f"{SVG}svg":
        raise DomainError("picture_unreadable")
    if sum(1 for _ in root.iter()) > limits.PICTURE_PARTS:
        raise DomainError("picture_too_complex")
    _refuse_size(root)
    cleaned = _cleaned(root, 0)
    _refuse_nested_uses(cleaned)
    return tostring(cleaned, encoding="unicode")


def _refuse_size(root: Element) -> None:
    """Refuse a drawing that claims to be larger than any screen, or does not say how large it is."""
    box = [float(one) for one in re.findall(r"-?[\d.]+", root.get("viewBox", ""))]
    sides = [float(found[1]) for name in ("width", "height") if (found := re.match(r"\s*([\d.]+)", root.get(name, "")))]
    sides += box[2:]
    if max(sides, default=0) > limits.PICTURE_SIDE:
        raise DomainError("picture_too_large", limit=f"{limits.PICTURE_SIDE} × {limits.PICTURE_SIDE}")
    if len(box) != 4 and len(sides) < 2:
        raise DomainError("picture_unreadable")
    if len(box) != 4:
        root.set("viewBox", f"0 0 {sides[0]:g} {sides[1]:g}")


def _cleaned(element: Element, depth: int) -> Element:
    """Copy what is drawn; programs' own notes go, what could act is refused."""
    if depth > limits.XML_DEPTH:
        raise DomainError("picture_too_complex")
    copy = Element(element.tag, dict(_attributes(element)))
    for child in element:
        if not isinstance(child.tag, str) or not child.tag.startswith(SVG):
            continue
        name = child.tag.removeprefix(SVG)
        if name in ACTIVE or name not in DRAWN | DROPPED:
            raise DomainError("picture_is_active", found=f"<{name[:30]}>")
        if name not in DROPPED:
            copy.append(_cleaned(child, depth + 1))
    return copy


def _attributes(element: Element) -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        plain = name.removeprefix(SVG)
        if plain.casefold().startswith("on"):
            raise DomainError("picture_is_active", found=plain[:30])
        if plain in ("href", XLINK):
            if not value.startswith("#"):
                raise DomainError("picture_is_active", found=value[:30])
            yield "href", value
        elif not plain.startswith("{"):
            _refuse_references(value)
            yield plain, value


def _refuse_references(value: str) -> None:
    """Refuse a value that leads out of the file."""
    rest = LOCAL.sub("", value).casefold()
    if "url(" in rest or "import" in rest or "javascript:" in rest or "\\" in rest:
        raise DomainError("picture_is_active", found=value[:30])


def _refuse_nested_uses(root: Element) -> None:
    """Refuse copies of copies, by which some bytes become billions of shapes."""
    with_uses = {
        one.get("id") for one in root.iter() if one.tag != f"{SVG}use" and one.find(f".//{SVG}use") is not None
    }
    uses = [one.get("href", "")[1:] for one in root.iter(f"{SVG}use")]
    if len(uses) > limits.PICTURE_COPIES or with_uses & set(uses):
        raise DomainError("picture_too_complex")
