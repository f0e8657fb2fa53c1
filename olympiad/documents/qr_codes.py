"""QR codes of many certificates at once: those of equal length share their layout, and their arithmetic is done together."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import segno
from numpy.typing import NDArray
from segno import consts

from olympiad.documents.typesetting import QR_MASK, qr_code, qr_drawn

FEW = 4
"""So many are made one by one."""
ECC: Any = consts.ECC
COUNT_16 = 10
"""From this version on the length is written in 16 bits."""
PAD = (0xEC, 0x11)
Bits = NDArray[np.uint8]


def qr_svgs(texts: Sequence[str], color: str = "#12295c") -> list[str]:
    """Draw many texts, each as `typesetting.qr_svg` does."""
    found: dict[str, str] = {}
    by_length: dict[int, list[str]] = defaultdict(list)
    for text in dict.fromkeys(texts):
        by_length[len(text) if text.isascii() else -1].append(text)
    for length, group in by_length.items():
        is_alike = length > 0 and len(group) > FEW
        made = _together(group) if is_alike else (_alone(text) for text in group)
        found |= {text: qr_drawn(rows, color) for text, rows in zip(group, made, strict=True)}
    return [found[text] for text in texts]


def _alone(text: str) -> list[bytes]:
    return [bytes(row) for row in qr_code(text).matrix]


def _together(texts: Sequence[str]) -> Iterator[list[bytes]]:
    """Make codes of texts of one length, as bytes of 0 and 1 row by row; what segno makes of the first is the pattern."""
    pattern = qr_code(texts[0])
    if pattern.mode != "byte" or not isinstance(pattern.version, int):
        yield from (_alone(text) for text in texts)
        return
    rows = np.array([bytearray(row) for row in pattern.matrix], dtype=np.uint8)
    places, masked = _layout(pattern.version, pattern.error or "M")
    bits = _message([text.encode() for text in texts], pattern.version, pattern.error or "M")
    for one in bits:
        made = rows.copy()
        made[places[0], places[1]] = one ^ masked
        yield [row.tobytes() for row in made]


@lru_cache(maxsize=8)
def _layout(version: int, error: str) -> tuple[tuple[NDArray[np.intp], NDArray[np.intp]], Bits]:
    """Return where the bits of a message stand, in their order (ISO/IEC 18004, 7.7.3), and which of them the mask turns."""
    types = segno.make("a", error=error, version=version, mode="byte", boost_error=False, mask=QR_MASK)
    data = (consts.TYPE_DATA_LIGHT, consts.TYPE_DATA_DARK)
    free = np.isin(np.array(list(types.matrix_iter(border=0, verbose=True))), data)
    side = len(free)
    free[8, side - 9] = True  # segno counts it to the format beside it
    places = []
    for at, right in enumerate([*range(side - 1, 6, -2), *range(5, 0, -2)]):
        down = range(side) if at % 2 else range(side - 1, -1, -1)
        places += [(i, j) for i in down for j in (right, right - 1) if free[i, j]]
    rows, columns = (np.array(one) for one in zip(*places, strict=True))
    return (rows, columns), ((rows + columns) % 3 == 0).astype(np.uint8)


def _message(texts: Sequence[bytes], version: int, error: str) -> Bits:
    """Return the bits of each text's message with its error correction, blocks interleaved (7.4 to 7.6)."""
    blocks = [
        (one.num_data, one.num_total - one.num_data)
        for one in ECC[version][consts.ERROR_MAPPING[error]]
        for _ in range(one.num_blocks)
    ]
    words = _codewords(texts, version, sum(data for data, _ in blocks))
    starts = np.cumsum([0, *(data for data, _ in blocks)])
    datas = [words[:, at : at + data] for at, (data, _) in zip(starts[:-1], blocks, strict=True)]
    checks = [_checked(data, count) for data, (_, count) in zip(datas, blocks, strict=True)]
    mixed = np.stack([column for part in (datas, checks) for column in _interleaved(part)], axis=1)
    bits = np.unpackbits(mixed, axis=1)
    room = len(_layout(version, error)[1])
    return np.pad(bits, ((0, 0), (0, room - bits.shape[1])))


def _codewords(texts: Sequence[bytes], version: int, room: int) -> Bits:
    """Write mode, length, text and padding as so many bytes for each text."""
    count = 16 if version >= COUNT_16 else 8
    made = []
    for text in texts:
        number = ((0b0100 << count | len(text)) << 8 * len(text) | int.from_bytes(text)) << 4
        head = (number.to_bytes((8 + count + 8 * len(text)) // 8) + b"\0")[:room]  # a byte of nothing, as segno has it
        made.append(head + bytes(PAD[at % 2] for at in range(room - len(head))))
    return np.frombuffer(b"".join(made), dtype=np.uint8).reshape(len(texts), room)


def _checked(data: Bits, count: int) -> Bits:
    """Divide each row by the generator of so many correction words; the rests are returned."""
    table = _products(count)
    rest = np.zeros((len(data), data.shape[1] + count), dtype=np.uint8)
    rest[:, : data.shape[1]] = data
    for at in range(data.shape[1]):
        rest[:, at + 1 : at + 1 + count] ^= table[rest[:, at]]
    return rest[:, data.shape[1] :]


@lru_cache(maxsize=8)
def _products(count: int) -> Bits:
    """Return the products of every byte with each coefficient of a generator."""
    table = np.zeros((256, count), dtype=np.uint8)
    for byte in range(1, 256):
        log = consts.GALIOS_LOG[byte]
        table[byte] = [consts.GALIOS_EXP[log + one] for one in consts.GEN_POLY[count]]
    return table


def _interleaved(blocks: Sequence[Bits]) -> Iterator[Bits]:
    """Take the first word of every block, then the second ones, and so on."""
    for at in range(max(one.shape[1] for one in blocks)):
        yield from (one[:, at] for one in blocks if at < one.shape[1])
