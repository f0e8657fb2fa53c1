"""Many certificates in one file: the frame is in it once, and every page looks as the certificate alone does."""

import io
import json
import re
import zipfile

import pypdfium2
import pytest
from PIL import ImageChops
from sqlalchemy.orm import Session

from olympiad.documents import certificates as documents
from olympiad.documents import layers, typesetting
from olympiad.documents.certificates import certificates_pdf, for_printer
from olympiad.domain.certificate_designs import DesignKind
from olympiad.exchange.certificate_files import certificate_file_name, plain_name
from olympiad.models.certificate import Certificate
from olympiad.services.results import certificate_designs, certificates
from olympiad.wording.ready_designs import ready
from tests.applications import Visitor
from tests.factories import Cast
from tests.results_world import finalise, mark_everything, set_rules

ADDRESS = "https://olympiad.example/c"


@pytest.fixture
def issued(session: Session, cast: Cast) -> list[Certificate]:
    """Two designed diplomas (eva, gul) and a built-in certificate of participation (finn)."""
    set_rules(session, cast, [["award.I degree", "total>=15"]])
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    certificate_designs.save(
        session, cast.edition, None, DesignKind.DEGREE, ready(DesignKind.DEGREE), base=0, by=cast.ana
    )
    return certificates.issue(session, finalise(session, cast, official=True), by=cast.ana)


def raster(pdf: bytes, page: int = 0):
    return pypdfium2.PdfDocument(pdf)[page].render(scale=0.7).to_pil().convert("L")


def test_every_page_looks_as_the_certificate_alone(issued: list[Certificate]) -> None:
    together = certificates_pdf(issued, ADDRESS)

    for at, one in enumerate(issued):
        alone = raster(certificates_pdf([one], ADDRESS))
        differing = ImageChops.difference(alone, raster(together, at)).point(lambda value: 255 if value > 60 else 0)
        assert differing.getbbox() is None


NAMES = ("Li", "Abdurahmon Muhammadyusufxoʻjayev-Sayfulmuhammad", "Gʻiyosiddinovabdurahmonovsayfulmuhammadjonova")
LONG = "Respublika ixtisoslashtirilgan onkologiya va radiologiya ilmiy-amaliy tibbiyot markazining Samarqand filiali"


def test_pages_of_the_built_in_design_are_laid_out_as_alone(issued: list[Certificate]) -> None:
    """What is found for many by the widths of letters is what is found for one by setting it."""
    plain = issued[2]
    rows = [plain, *(_printed(plain, name, LONG if at else "TDTU", languages=at) for at, name in enumerate(NAMES))]

    together = certificates_pdf(rows, ADDRESS)

    for at, one in enumerate(rows):
        alone = raster(certificates_pdf([one], ADDRESS))
        differing = ImageChops.difference(alone, raster(together, at)).point(lambda value: 255 if value > 60 else 0)
        assert differing.getbbox() is None


def _printed(row: Certificate, name: str, institution: str, *, languages: int) -> Certificate:
    """The same certificate for somebody else, in one to three languages."""
    fields = json.loads(row.fields)
    texts = [text | {"institution": institution} for text in fields["texts"] * 2][: languages + 1]
    printed = json.dumps(fields | {"name": name, "name_local": name[:20], "texts": texts})
    return Certificate(number=row.number, token=row.token, fields=printed, issued_at=row.issued_at)


def test_the_built_in_frame_is_in_the_file_once(issued: list[Certificate]) -> None:
    one = certificates_pdf([issued[2]], ADDRESS)

    assert len(certificates_pdf([issued[2]] * 6, ADDRESS)) < 2 * len(one)


def test_the_frame_is_in_the_file_once(issued: list[Certificate]) -> None:
    one, two = issued[:2]

    assert len(certificates_pdf([one, two] * 3, ADDRESS)) < 1.6 * len(certificates_pdf([one], ADDRESS))


def test_the_file_stays_an_archive_and_the_same_bytes(issued: list[Certificate]) -> None:
    together = certificates_pdf(issued, ADDRESS)

    assert together == certificates_pdf(issued, ADDRESS)
    assert re.search(rb"<pdfaid:part>2<.*<pdfaid:conformance>A<", together, re.DOTALL)
    assert pypdfium2.raw.FPDFCatalog_IsTagged(pypdfium2.PdfDocument(together))


def test_after_many_their_memory_is_freed_and_the_file_is_the_same(
    issued: list[Certificate], monkeypatch: pytest.MonkeyPatch
) -> None:
    before, forgotten = certificates_pdf(issued, ADDRESS), []

    def forget() -> None:
        forgotten.append(typesetting.forget())

    monkeypatch.setattr(documents, "MANY", 3)
    monkeypatch.setattr(documents, "forget", forget)

    assert (certificates_pdf(issued[:2], ADDRESS)[:4], len(forgotten)) == (b"%PDF", 0)
    assert (certificates_pdf(issued, ADDRESS) == before, len(forgotten)) == (True, 1)


def test_crop_marks_stand_outside_of_the_trimmed_page(issued: list[Certificate]) -> None:
    page = pypdfium2.PdfDocument(for_printer(certificates_pdf(issued, ADDRESS)))[0]

    left, bottom, right, top = page.get_trimbox()
    assert (round(right - left), round(top - bottom)) == (842, 595)
    around = layers.AROUND
    assert [round(one) for one in page.get_mediabox()] == [-around, -around, 842 + around, 595 + around]
    corner = page.render(scale=1).to_pil().convert("L").crop((0, 0, around - 2, around + 4))
    assert corner.getextrema()[0] < 200  # the mark beside the upper left corner


def test_single_files_are_named_so_that_a_person_finds_theirs(
    client: Visitor, cast: Cast, issued: list[Certificate]
) -> None:
    place = f"/editions/{cast.edition.slug}/{cast.section.slug}/certificates"

    answer = client.sign_in(cast.ana).get(f"{place}/all.zip")

    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [certificate_file_name(one) for one in issued]
        assert archive.namelist()[0].startswith(f"{plain_name(cast.t01.name)}/Eva – ")
        assert all(archive.read(name).startswith(b"%PDF") for name in archive.namelist())
    assert client.get(f"{place}/all.pdf?crop=1").status_code == 200


def test_the_zip_is_sent_only_to_the_staff(client: Visitor, cast: Cast, issued: list[Certificate]) -> None:
    place = f"/editions/{cast.edition.slug}/{cast.section.slug}/certificates"

    assert client.sign_in(cast.eva).get(f"{place}/all.zip").status_code == 403
