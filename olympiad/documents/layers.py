"""Pages of a PDF that share a drawing: it is one object of the file, however many pages show it; and marks to cut by."""

import hashlib
import io
from collections.abc import Iterator, Sequence

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    StreamObject,
    pdf_name,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

AROUND, GAP, MARK = 28, 6, 17
"""Points of paper around a page with marks, from the edge of the page to a mark, and the length of a mark."""


class _Writer(IncrementalPdfFileWriter):
    """Adds to a file without touching its dates, so that equal files stay equal."""

    def __init__(self, pages: bytes) -> None:
        super().__init__(io.BytesIO(pages), strict=False)
        self._document_id[1] = ByteStringObject(hashlib.sha256(pages).digest()[:16])

    def _update_meta(self) -> None:
        """Leave title, dates and the archive's mark as they are."""

    def written(self) -> bytes:
        out = io.BytesIO()
        self.write(out)
        return out.getvalue()


def drawn_under(pages: bytes, drawings: Sequence[bytes]) -> bytes:
    """Return the PDF with one-page drawings in the place of the pictures that stand for them.

    The picture of drawing number n is n + 1 points wide and one high, stretched over the page; every page of that drawing
    shows the same object, so that object alone is written anew. Pages show it as an artifact: whoever has the file read
    aloud hears the pages' own text alone.
    """
    if not drawings:
        return pages
    writer = _Writer(pages)
    places = _pictures(writer, len(drawings))
    for number, drawn in enumerate(drawings):
        place = places[number]
        writer.objects[place.generation, place.idnum] = _form(writer, drawn)
    return writer.written()


def _pictures(writer: IncrementalPdfFileWriter, count: int) -> dict[int, IndirectObject]:
    """Find the pictures that stand for drawings; only as many pages are read as show all of them."""
    found: dict[int, IndirectObject] = {}
    for page in _pages(writer.root.raw_get("/Pages")):
        shown = page.get_object()["/Resources"].get("/XObject", {})
        for name in shown:
            picture = shown[name]
            if picture["/Subtype"] == "/Image" and picture["/Height"] == 1:
                found[picture["/Width"] - 1] = shown.raw_get(name)
        if len(found) == count:
            break
    return found


def with_crop_marks(pages: bytes) -> bytes:
    """Return the PDF on paper that is larger by a centimetre at each side, with marks where it is cut."""
    writer = _Writer(pages)
    marks: dict[tuple[float, float], IndirectObject] = {}
    for ref in _pages(writer.root.raw_get("/Pages")):
        page = ref.get_object()
        _left, _bottom, width, height = (float(one) for one in page["/MediaBox"])
        if (width, height) not in marks:
            marks[width, height] = writer.add_object(_stream(_crosses(width, height)))
        page[pdf_name("/TrimBox")] = _box(0, 0, width, height)
        page[pdf_name("/MediaBox")] = _box(-AROUND, -AROUND, width + AROUND, height + AROUND)
        for name in ("/CropBox", "/BleedBox", "/ArtBox"):
            page.pop(name, None)
        page[pdf_name("/Contents")] = ArrayObject([*_contents(page), marks[width, height]])
        writer.mark_update(ref)
    return writer.written()


def _crosses(width: float, height: float) -> str:
    lines = [
        f"{x:g} {y:g} m {x + side_x * MARK:g} {y + side_y * MARK:g} l"
        for at_x, out_x in ((0, -1), (width, 1))
        for at_y, out_y in ((0, -1), (height, 1))
        for x, y, side_x, side_y in (
            (at_x + out_x * GAP, at_y, out_x, 0),
            (at_x, at_y + out_y * GAP, 0, out_y),
        )
    ]
    return f"\n/Artifact BMC q 0 0 0 RG 0.35 w {' '.join(lines)} S Q EMC\n"


def _box(*corners: float) -> ArrayObject:
    return ArrayObject([FloatObject(f"{one:g}") for one in corners])


def _stream(text: str) -> StreamObject:
    return StreamObject(stream_data=text.encode())


def _pages(node: IndirectObject) -> Iterator[IndirectObject]:
    """List the pages below a node of the tree, in their order."""
    kids = node.get_object().get("/Kids")
    if kids is None:
        yield node
        return
    for at in range(len(kids)):
        yield from _pages(kids.raw_get(at))


def _contents(page: DictionaryObject) -> list[IndirectObject]:
    own = page.raw_get("/Contents")
    return [own.raw_get(at) for at in range(len(own))] if isinstance(own, ArrayObject) else [own]


def _form(writer: IncrementalPdfFileWriter, drawn: bytes) -> StreamObject:
    """Turn the first page of a drawing into a form that pages can show."""
    page = next(_pages(PdfFileReader(io.BytesIO(drawn), strict=False).root.raw_get("/Pages"))).get_object()
    form = StreamObject(stream_data=b"\n".join(part.get_object().data for part in _contents(page)))
    form[pdf_name("/Type")] = pdf_name("/XObject")
    form[pdf_name("/Subtype")] = pdf_name("/Form")
    form[pdf_name("/BBox")] = writer.import_object(page["/MediaBox"])
    _left, _bottom, width, height = (float(one) for one in page["/MediaBox"])
    form[pdf_name("/Matrix")] = ArrayObject([FloatObject(f"{one:.9f}") for one in (1 / width, 0, 0, 1 / height, 0, 0)])
    form[pdf_name("/Resources")] = writer.import_object(page["/Resources"])
    if "/Group" in page:
        form[pdf_name("/Group")] = writer.import_object(page["/Group"])
    form.compress()
    return form
