"""Reading the QR codes on photos, with limits on what is unpacked."""

from io import BytesIO

import zxingcpp
from PIL import Image, ImageOps

from olympiad import limits
from olympiad.domain.errors import DomainError

FORMATS = ("JPEG", "PNG")
QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
LONGEST_SIDE = 3000
"""Enough for several codes on one photo; larger photos are read smaller."""


def codes_of(content: bytes) -> list[bytes]:
    """Return the bytes of every QR code on a JPEG or PNG, read as grey and upright.

    Raises `photo_missing`, `photo_too_large` (bytes), `photo_too_many_pixels`, `photo_unreadable`, `photo_without_code`.
    """
    if not content:
        raise DomainError("photo_missing")
    if len(content) > limits.PHOTO_BYTES:
        raise DomainError("photo_too_large", limit=limits.PHOTO_BYTES // 1024**2)
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as opened:
            found = zxingcpp.read_barcodes(_grey(opened), formats=QR)
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError):  # what Pillow raises for broken files
        raise DomainError("photo_unreadable") from None
    if not found:
        raise DomainError("photo_without_code")
    return [bytes(code.bytes) for code in found]


def _grey(opened: Image.Image) -> Image.Image:
    if opened.width * opened.height > limits.PHOTO_PIXELS:
        raise _too_many_pixels()
    opened.draft("L", (LONGEST_SIDE, LONGEST_SIDE))
    if opened.width * opened.height > limits.PHOTO_PIXELS_WHOLE:
        raise _too_many_pixels()
    grey = ImageOps.exif_transpose(opened.convert("L"))
    grey.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return grey


def _too_many_pixels() -> DomainError:
    return DomainError("photo_too_many_pixels", limit=limits.PHOTO_PIXELS // 1_000_000)
