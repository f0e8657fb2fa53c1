"""A certificate handed in as a file: signed by a PKCS#12, valid, changed, revoked or not ours; keys that do not work."""

import subprocess
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from shutil import which

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.models.certificate import Certificate
from olympiad.services.results import certificates
from tests.applications import Visitor
from tests.factories import Cast
from tests.results_world import AWARDS, finalise, mark_everything, set_rules


def make_key(path: Path, *, expired: bool = False, signs: bool = True) -> None:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Rector")])
    begins = datetime.now(UTC) - timedelta(days=10)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(begins)
    builder = builder.not_valid_after(begins + timedelta(days=5 if expired else 500))
    usage = x509.KeyUsage(signs, signs, not signs, False, False, False, False, False, False)
    signed = builder.add_extension(usage, critical=True).sign(key, hashes.SHA256())
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"r", key, signed, None, BestAvailableEncryption(b"right")))


@pytest.fixture
def signing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = Path(app.instance_path) / "rector.p12"
    make_key(path)
    monkeypatch.setitem(app.config, "PDF_KEY", "rector.p12")
    monkeypatch.setitem(app.config, "PDF_KEY_PASSWORD", "right")
    return path


@pytest.fixture
def issued(client: Visitor, session: Session, cast: Cast) -> list[Certificate]:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    finalise(session, cast, official=True)
    session.commit()
    client.sign_in(cast.ana).post(f"{base(cast)}/issue", data={"language": ["uz", "en"]})
    return list(session.scalars(select(Certificate).order_by(Certificate.id)))


def base(cast: Cast) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/certificates"


def pdf(client: Visitor, session: Session, cast: Cast, row: Certificate) -> bytes:
    address = f"{base(cast)}/{row.id}.pdf"
    session.commit()
    return client.get(address).data


def hand_in(client: Visitor, session: Session, content: bytes) -> str:
    session.commit()
    return client.post("/certificate-check/", data={"file": (BytesIO(content), "certificate.pdf")}).text


def test_a_signed_pdf_is_valid(
    client: Visitor, session: Session, cast: Cast, signing: Path, issued: list[Certificate]
) -> None:
    content, number = pdf(client, session, cast, issued[0]), issued[0].number

    assert f"Valid: {number} is ours and was not changed." in hand_in(client, session, content)


def test_a_changed_byte_is_found(
    client: Visitor, session: Session, cast: Cast, signing: Path, issued: list[Certificate]
) -> None:
    content = pdf(client, session, cast, issued[0])
    at = content.index(b"stream") + 40

    page = hand_in(client, session, content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])

    assert "Changed: this file is not as it was signed." in page
    assert "Changed:" in hand_in(client, session, content + b"\n% more")


def test_a_revoked_one_says_so(
    client: Visitor, session: Session, cast: Cast, signing: Path, issued: list[Certificate]
) -> None:
    content = pdf(client, session, cast, issued[0])
    certificates.revoke(session, issued[0], reason="Issued by mistake", by=cast.ana)

    assert "has been revoked or superseded since" in hand_in(client, session, content)


def test_a_pdf_signed_by_somebody_else_is_not_ours(
    client: Visitor, session: Session, cast: Cast, signing: Path, issued: list[Certificate]
) -> None:
    content = pdf(client, session, cast, issued[0])
    make_key(signing)  # another key under the same name

    assert "Not ours:" in hand_in(client, session, content)


def test_a_pdf_without_signature_is_told_from_one_that_is_valid(
    client: Visitor, session: Session, cast: Cast, issued: list[Certificate]
) -> None:
    content = pdf(client, session, cast, issued[0])

    assert "no signature protects this file" in hand_in(client, session, content)
    assert "Not ours:" in hand_in(client, session, content.replace(b"SAM", b"TAM").replace(b"BIO-0001", b"BIO-0002"))


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7", b"%PDF-1.7\n" + b"[" * 5000, b"hello", b"%PDF-1.7\ntrailer<</Root 1 0 R>>"]
)
def test_what_is_no_document_is_refused_at_the_field(client: Visitor, session: Session, content: bytes) -> None:
    assert "This file cannot be read." in hand_in(client, session, content)


@pytest.mark.parametrize(("fault", "sentence"), [
    ("password", "does not open: wrong password"), ("expired", "is not valid today"), ("missing", "is missing from"),
])  # fmt: skip
def test_a_key_that_does_not_work_is_told_in_one_sentence(
    client: Visitor, app: Flask, session: Session, cast: Cast, signing: Path, issued: list[Certificate], fault: str,
    sentence: str, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    if fault == "password":
        monkeypatch.setitem(app.config, "PDF_KEY_PASSWORD", "wrong")
    elif fault == "expired":
        make_key(signing, expired=True)
    else:
        signing.unlink()

    page = pdf(client, session, cast, issued[0]).decode()

    assert sentence in page
    assert "wrong" not in page.replace("wrong password", "")


def test_verify_certificate_reads_pdf_files_with_database_and_register(
    client: Visitor, app: Flask, session: Session, cast: Cast, signing: Path, issued: list[Certificate], tmp_path: Path
) -> None:
    file, register, edition = tmp_path / "one.pdf", tmp_path / "register", cast.edition.slug
    file.write_bytes(pdf(client, session, cast, issued[0]))
    session.commit()
    run = app.test_cli_runner()
    assert run.invoke(args=["export-register", edition, str(register)]).exit_code == 0
    signing.rename(tmp_path / "gone.p12")

    found = run.invoke(args=["verify-certificate", str(file), "--register", str(register)])
    assert found.exit_code == 0, found.output

    file.write_bytes(file.read_bytes().replace(b"Organizers", b"Organisers"))
    changed = run.invoke(args=["verify-certificate", str(file), "--register", str(register)])
    assert changed.exit_code == 1


@pytest.mark.skipif(which("pdfsig") is None, reason="needs poppler-utils")
def test_pdfsig_agrees(
    client: Visitor, session: Session, cast: Cast, signing: Path, issued: list[Certificate], tmp_path: Path
) -> None:
    content = pdf(client, session, cast, issued[0])
    (tmp_path / "one.pdf").write_bytes(content)

    told = subprocess.run(
        ["pdfsig", "-nocert", tmp_path / "one.pdf"], capture_output=True, text=True, check=False
    ).stdout

    assert told.count("Signature #") == 1
    assert "Total document signed" in told
    assert "Signature is Valid" in told
