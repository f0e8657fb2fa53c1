"""Photos are encoded anew: upright, small, without metadata; bombs and other files are refused."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from olympiad.domain.errors import DomainError
from olympiad.exchange.photos import LONGEST_SIDE, SMALL_SIDE, read_photo
from olympiad.limits import PHOTO_BYTES

ORIENTATION, GPS = 0x0112, 0x8825


def written(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    target = BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def png_claiming(width: int, height: int) -> bytes:
    """A file of some bytes whose header promises a huge picture."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_read_photo_makes_a_jpeg_of_each_kind(kind: str) -> None:
    photo = read_photo(written(Image.new("RGB", (300, 200), "teal"), kind))

    assert (opened(photo.jpeg).format, photo.width, photo.height) == ("JPEG", 300, 200)


def test_read_photo_leaves_no_word_about_place_and_device() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x9003] = "Maker", "2026:12:05 10:00:00"
    exif.get_ifd(GPS)[1] = "N"
    content = written(Image.new("RGB", (40, 30)), exif=exif, comment=b"taken by gul", icc_profile=b"profile")

    photo = read_photo(content)

    for jpeg in (photo.jpeg, photo.small):
        assert dict(opened(jpeg).getexif()) == {}
        assert not {"exif", "icc_profile", "comment", "xmp"} & opened(jpeg).info.keys()
        assert all(word not in jpeg for word in (b"Maker", b"gul", b"Exif"))


def test_read_photo_turns_it_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6

    photo = read_photo(written(Image.new("RGB", (40, 30)), exif=exif))

    assert (photo.width, photo.height) == (30, 40)


def test_read_photo_shrinks_what_is_large_and_keeps_a_small_one() -> None:
    photo = read_photo(written(Image.new("RGB", (LONGEST_SIDE * 2, 400))))

    assert (photo.width, photo.height) == (LONGEST_SIDE, 200)
    assert opened(photo.small).width == SMALL_SIDE


def test_read_photo_turns_and_shrinks_what_is_large_and_lies_on_its_side() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    content = written(Image.new("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE)), exif=exif)

    photo = read_photo(content)

    assert (photo.width, photo.height) == (LONGEST_SIDE // 2, LONGEST_SIDE)
    assert opened(photo.small).size == (SMALL_SIDE // 2, SMALL_SIDE)


def test_read_photo_shows_what_is_transparent_on_white() -> None:
    photo = read_photo(written(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG"))

    assert opened(photo.jpeg).getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "photo_missing"),
        (b"GIF89a" + b"\0" * 50, "photo_unreadable"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo_unreadable"),
        (written(Image.new("RGB", (400, 400), "red"))[:600], "photo_unreadable"),
        (b"\xff\xd8" + b"\0" * PHOTO_BYTES, "photo_too_large"),
        (png_claiming(6_000, 6_000), "photo_too_many_pixels"),
        (png_claiming(10_000, 10_000), "photo_too_many_pixels"),
        (png_claiming(60_000, 60_000), "photo_too_many_pixels"),
    ],
    ids=["empty", "gif", "svg", "cut off", "bytes", "large", "bomb", "huge bomb"],
)
def test_read_photo_refuses(content: bytes, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        read_photo(content)

    assert refused.value.code == code
