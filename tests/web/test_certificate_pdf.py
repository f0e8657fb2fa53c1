"""The printed certificate as a file that lasts: PDF/A-2a and PDF/UA-1, the same bytes each time, its code in the keywords."""

import re
import subprocess
from pathlib import Path
from shutil import which

import pypdfium2
import pytest
from sqlalchemy.orm import Session

from olympiad.documents.certificates import certificates_pdf
from olympiad.models.certificate import Certificate
from olympiad.proofs import codes
from olympiad.services.results import certificates
from tests.factories import Cast
from tests.results_world import AWARDS, finalise, mark_everything, set_rules

ADDRESS = "https://olympiad.example/c"
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


def test_certificate_is_the_same_bytes_each_time(issued: list[Certificate]) -> None:
    assert certificates_pdf(issued, ADDRESS) == certificates_pdf(issued, ADDRESS)


@pytest.mark.skipif(which("pdfinfo") is None, reason="needs poppler-utils")
def test_structure_is_read_by_poppler(issued: list[Certificate], tmp_path: Path) -> None:
    (tmp_path / "one.pdf").write_bytes(certificates_pdf(issued[:1], ADDRESS))

    told = subprocess.run(
        ["pdfinfo", "-struct", tmp_path / "one.pdf"], capture_output=True, text=True, check=True
    ).stdout

    assert "Figure" in told  # the QR code, the only picture that is no ornament
