"""Photos as they come from phones: read with limits, turned upright, freed of every word about place and device."""

import hashlib
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from olympiad import limits
from olympiad.domain.errors import DomainError

FORMATS = ("JPEG", "PNG", "WEBP")

LONGEST_SIDE = 2000
SMALL_SIDE = 480
QUALITY = 85


@dataclass(frozen=True)
class EncodedPhoto:
    """A photo as it is kept: a JPEG without metadata, and a small one for lists."""

    jpeg: bytes
    small: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """The name under which it is kept."""
        return hashlib.sha256(self.jpeg).hexdigest()


def read_photo(content: bytes) -> EncodedPhoto:
    """Encode a JPEG, PNG or WebP anew as JPEG: upright, at most 2000 pixels long, nothing else of the file is kept.

    Raises `photo_missing`, `photo_too_large` (bytes), `photo_too_many_pixels` and `photo_unreadable`.
    """
    if not content:
        raise DomainError("photo_missing")
    if len(content) > limits.PHOTO_BYTES:
        raise DomainError("photo_too_large", limit=limits.PHOTO_BYTES // 1024**2)
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as opened:
            return _encode(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels(limits.PHOTO_PIXELS_WHOLE) from None
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError):  # what Pillow raises for broken files
        raise DomainError("photo_unreadable") from None


def _encode(opened: Image.Image) -> EncodedPhoto:
    # asked of the header before a pixel is unpacked: a file of some kilobytes may claim gigabytes
    most = limits.PHOTO_PIXELS if opened.format == "JPEG" else limits.PHOTO_PIXELS_WHOLE
    if opened.width * opened.height > most:
        raise _too_many_pixels(most)
    opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    if opened.mode in ("RGB", "RGBA", "L"):  # shrunk before it is copied; palettes shrink badly
        opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    upright = _on_white(ImageOps.exif_transpose(opened))
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    small = upright.copy()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE))
    return EncodedPhoto(_jpeg(upright), _jpeg(small), upright.width, upright.height)


def _on_white(image: Image.Image) -> Image.Image:
    """Return the pixels alone, what is transparent on white; information of the file does not come along."""
    if "A" in image.getbands() or "transparency" in image.info:
        seen = image.convert("RGBA")
        ground = Image.new("RGB", seen.size, "white")
        ground.paste(seen, mask=seen.getchannel("A"))
        return ground
    plain = image.convert("RGB")
    plain.info = {}
    return plain


def _jpeg(image: Image.Image) -> bytes:
    written = BytesIO()
    image.save(written, "JPEG", quality=QUALITY, optimize=True, exif=b"", icc_profile=None, comment=b"")
    return written.getvalue()


def _too_many_pixels(most: int) -> DomainError:
    return DomainError("photo_too_many_pixels", limit=most // 1_000_000)
