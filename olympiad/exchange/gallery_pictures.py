"""Photographs for the site: read with limits, in two sizes as JPEG and WebP, without any word of the file but day and time."""

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image

from olympiad.exchange.photos import FORMATS, read_photo

EXIF, TAKEN = 0x8769, 0x9003
QUALITY = 78
"""WebP beside JPEG, not AVIF: see decision 1402."""
HALL_SIDE = 900
"""Longest side of a team's picture on a screen of 1920 pixels."""


@dataclass(frozen=True)
class GalleryPicture:
    """The files of one photograph by their endings, and when the camera says it was taken."""

    files: dict[str, bytes]
    sha256: str
    width: int
    height: int
    taken: datetime | None


def read_picture(content: bytes) -> GalleryPicture:
    """Encode a photograph anew; raises what `photos.read_photo` raises."""
    encoded = read_photo(content)
    return GalleryPicture(
        files={
            ".jpg": encoded.jpeg,
            "-small.jpg": encoded.small,
            ".webp": _webp(encoded.jpeg),
            "-small.webp": _webp(encoded.small),
        },
        sha256=hashlib.sha256(encoded.jpeg).hexdigest(),
        width=encoded.width,
        height=encoded.height,
        taken=_taken(content),
    )


def _webp(jpeg: bytes) -> bytes:
    written = BytesIO()
    with Image.open(BytesIO(jpeg), formats=("JPEG",)) as picture:
        picture.save(written, "WEBP", quality=QUALITY, method=4, exif=b"", icc_profile=None)
    return written.getvalue()


@lru_cache(maxsize=128)
def hall_picture(path: Path) -> str:
    """Return a kept photograph as a data address for a screen, which needs no network for it; empty where there is none."""
    written = BytesIO()
    try:
        with Image.open(path, formats=("JPEG",)) as picture:
            picture.thumbnail((HALL_SIDE, HALL_SIDE))
            picture.save(written, "WEBP", quality=QUALITY, method=2, exif=b"", icc_profile=None)
    except OSError:
        return ""
    return f"data:image/webp;base64,{b64encode(written.getvalue()).decode()}"


def _taken(content: bytes) -> datetime | None:
    """Return the camera's clock; a file without it, or with a wrong one, has none."""
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as opened:
            told = opened.getexif().get_ifd(EXIF).get(TAKEN)
        return datetime.strptime(str(told).strip("\0 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 the hall's own clock
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError):
        return None
