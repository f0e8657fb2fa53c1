"""The printed certificate as a file that lasts: PDF/A-2a and PDF/UA-1, the same bytes each time, its code in the keywords."""

import re
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from shutil import which

import pikepdf
import pypdfium2
import pytest
from sqlalchemy.orm import Session

from olympiad.documents.certificates import certificates_pdf, for_printer
from olympiad.domain.certificate_designs import DesignKind
from olympiad.models.certificate import Certificate
from olympiad.proofs import codes
from olympiad.services.results import certificate_designs, certificates
from olympiad.wording.ready_designs import READY, ready
from tests.factories import Cast
from tests.results_world import AWARDS, finalise, mark_everything, set_rules

ADDRESS = "https://olympiad.example/c"
IDENTIFIED = ("pdfaid:part", "pdfaid:conformance", "{http://www.aiim.org/pdfua/ns/id/}part")
CODE = f"{ADDRESS}/{'t' * 22}#1;{'k' * 8};SAM-1;{'h' * 22};I%20degree;{'s' * 86}"


@pytest.fixture
def issued(session: Session, cast: Cast) -> list[Certificate]:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    return certificates.issue(session, finalise(session, cast, official=True), by=cast.ana)


def test_certificate_says_what_archives_and_screen_readers_need(issued: list[Certificate]) -> None:
    content = certificates_pdf(issued[:1], ADDRESS, {issued[0].id: CODE})

    metadata = content.decode("latin-1")
    assert re.search(r"<pdfaid:part>2<.*<pdfaid:conformance>A<", metadata, re.DOTALL)
    assert "<pdfuaid:part>1<" in metadata
    assert "/OutputIntents" in metadata
    document = pypdfium2.PdfDocument(content)
    assert document.get_metadata_dict()["Title"] == f"I darajali diplom {issued[0].number}"
    assert pypdfium2.raw.FPDFCatalog_IsTagged(document)
    assert codes.read(document.get_metadata_dict()["Keywords"]).number == "SAM-1"
    with pikepdf.open(BytesIO(content)) as checked:
        assert checked.check_pdf_syntax() == []  # what `qpdf --check` finds


def test_certificate_is_the_same_bytes_each_time(issued: list[Certificate]) -> None:
    assert certificates_pdf(issued, ADDRESS) == certificates_pdf(issued, ADDRESS)


@pytest.mark.skipif(which("pdfinfo") is None, reason="needs poppler-utils")
def test_structure_is_read_by_poppler(issued: list[Certificate], tmp_path: Path) -> None:
    (tmp_path / "one.pdf").write_bytes(certificates_pdf(issued[:1], ADDRESS))

    told = subprocess.run(
        ["pdfinfo", "-struct", tmp_path / "one.pdf"], capture_output=True, text=True, check=True
    ).stdout

    assert "Figure" in told  # the QR code, the only picture that is no ornament


def parts_of(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    """Every element of the structure, the outer ones first."""
    if isinstance(node, pikepdf.Array):
        for one in node:
            yield from parts_of(one)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield node
        yield from parts_of(node.get("/K", pikepdf.Array()))


def fonts_of(page: pikepdf.Page) -> Iterator[pikepdf.Dictionary]:
    """The descriptors of a page's fonts."""
    for font in dict(page.resources.get("/Font", {})).values():
        for one in font.get("/DescendantFonts", [font]):
            yield one.FontDescriptor


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("ornament", ["", *READY])
def test_structure_is_what_archives_and_screen_readers_ask_for(
    session: Session, cast: Cast, ornament: str, count: int
) -> None:
    """qpdf reads it without a fault; tags, languages, title, colours, fonts and words for pictures are there."""
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    if ornament:
        design = ready(DesignKind.DEGREE, ornament)
        certificate_designs.save(session, cast.edition, None, DesignKind.DEGREE, design, base=0, by=cast.ana)
    rows = certificates.issue(session, finalise(session, cast, official=True), by=cast.ana)[:count]
    languages = certificates.languages_of(rows[0])

    content = certificates_pdf(rows, ADDRESS)
    with pikepdf.open(BytesIO(for_printer(content) if count > 1 else content)) as document:
        root, parts = document.Root, list(parts_of(document.Root.StructTreeRoot.K))

        assert document.check_pdf_syntax() == []
        assert [document.open_metadata().get(name) for name in IDENTIFIED] == ["2", "A", "1"]
        assert (bool(root.MarkInfo.Marked), bool(root.ViewerPreferences.DisplayDocTitle)) == (True, True)
        assert (str(root.Lang), str(document.docinfo["/Title"]) != "") == (languages[0], True)
        assert [str(one.S) for one in root.OutputIntents] == ["/GTS_PDFA1"]
        assert root.OutputIntents[0].DestOutputProfile.read_bytes()[36:40] == b"acsp"  # an ICC profile
        figures = [one for one in parts if one.S == "/Figure"]
        assert len(figures) == len(document.pages) == count
        assert all(str(one.Alt).startswith("QR: ") for one in figures)
        assert {str(one.Lang) for one in parts if "/Lang" in one} | {str(root.Lang)} >= set(languages)
        assert all("/StructParents" in page for page in document.pages)
        assert all("/FontFile" in key for page in document.pages for one in fonts_of(page) for key in embedded(one))
        assert ("/Encrypt" in document.trailer, "/AcroForm" in root, "/Names" in root and "/JavaScript" in root.Names) == (
            False, False, False,
        )  # fmt: skip


def embedded(descriptor: pikepdf.Dictionary) -> list[str]:
    """The entry that holds the font itself, or a word for its absence."""
    return [key for key in descriptor if key.startswith("/FontFile")] or ["not embedded"]


@pytest.mark.skipif(which("verapdf") is None, reason="needs veraPDF, which needs Java: in development only")
@pytest.mark.parametrize("flavour", ["2a", "ua1"])
def test_verapdf_agrees(issued: list[Certificate], tmp_path: Path, flavour: str) -> None:
    (tmp_path / "one.pdf").write_bytes(certificates_pdf(issued[:1], ADDRESS))

    told = subprocess.run(["verapdf", "--flavour", flavour, "--format", "text", tmp_path / "one.pdf"], capture_output=True,
                          text=True, check=False).stdout  # fmt: skip

    assert told.startswith("PASS")
