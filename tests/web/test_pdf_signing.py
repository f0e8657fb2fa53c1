"""Signed PDF files by a time server and by a token: what bears a stamp, what goes on without one, what is refused."""

import os
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from shutil import which

import pytest
from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from flask import Flask
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from sqlalchemy.orm import Session

from olympiad.models.certificate import Certificate
from olympiad.proofs import time_stamps
from tests.applications import Visitor
from tests.factories import Cast
from tests.web.test_certificate_checks import base, hand_in, issued, pdf, signing

__all__ = ["issued", "signing"]

LIBRARY = Path("/usr/lib/softhsm/libsofthsm2.so")
NEEDS_A_TOKEN = pytest.mark.skipif(which("softhsm2-util") is None, reason="needs softhsm2, a token in software")


def made_certificate(name: str, *, stamps: bool = False) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begins = datetime.now(UTC) - timedelta(days=10)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(begins)
    builder = builder.not_valid_after(begins + timedelta(days=500))
    if stamps:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return key, builder.sign(key, hashes.SHA256())


def der_of(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def time_server(app: Flask, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server of time stamps; at the path `/rubbish` it answers what is none."""
    key, certificate = made_certificate("Time", stamps=True)
    stamper = DummyTimeStamper(
        asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)), keys.PrivateKeyInfo.load(der_of(key))
    )

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append(self.path)
            body = b"<html>" if self.path == "/rubbish" else stamper.request_tsa_response(request).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_told: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setitem(app.config, "PDF_TIME_SERVER", f"{address}/")
    yield address
    server.shutdown()
    server.server_close()
    time_stamps.server.cache_clear()


def has_stamp(content: bytes) -> bool:
    (signature,) = PdfFileReader(BytesIO(content)).embedded_regular_signatures
    return any(one["type"].native == "signature_time_stamp_token" for one in signature.signer_info["unsigned_attrs"])


def test_a_time_server_stamps_what_is_signed(
    client: Visitor, session: Session, cast: Cast, signing: Path, issued: list[Certificate], time_server: str
) -> None:
    content = pdf(client, session, cast, issued[0])

    assert has_stamp(content)
    assert f"Valid: {issued[0].number} is ours and was not changed." in hand_in(client, session, content)


@pytest.mark.parametrize("path", ["/rubbish", "nobody"])
def test_a_time_server_that_gives_no_stamp_is_waited_for_once(
    app: Flask, client: Visitor, session: Session, cast: Cast, signing: Path, issued: list[Certificate],
    time_server: str, asked: list[str], path: str, caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    app.config["PDF_TIME_SERVER"] = time_server + path if path != "nobody" else "http://127.0.0.1:9/"

    files = [pdf(client, session, cast, row) for row in issued]

    assert [has_stamp(content) for content in files] == [False] * 3
    assert len(asked) == (1 if path != "nobody" else 0)
    assert caplog.text.count("gave no time stamp, none is asked for during 60 s") == 1
    assert "Valid:" in hand_in(client, session, files[0])


@pytest.fixture
def token(app: Flask, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A token with the rector's key; gives the certificate on it."""
    if "SOFTHSM2_CONF" not in os.environ:
        folder = tmp_path_factory.mktemp("token")
        (folder / "tokens").mkdir()
        (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\n")
        os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")  # the library reads it once in a process
    key, certificate = made_certificate("Rector")
    label = f"rector-{certificate.serial_number % 10_000}"
    _fill(label, key, certificate)
    settings = {"PDF_TOKEN_LIBRARY": str(LIBRARY), "PDF_TOKEN": label, "PDF_TOKEN_KEY": "rector"}
    for name, value in {**settings, "PDF_KEY_PASSWORD": "1234"}.items():
        monkeypatch.setitem(app.config, name, value)
    return certificate.public_bytes(Encoding.DER)


def _fill(label: str, key: rsa.RSAPrivateKey, certificate: x509.Certificate) -> None:
    import pkcs11
    from pkcs11.util.rsa import decode_rsa_private_key
    from pkcs11.util.x509 import decode_x509_certificate

    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", label, "--pin", "1234", "--so-pin", "0000"],
        check=True,
        capture_output=True,
    )
    library = pkcs11.lib(str(LIBRARY))
    library.reinitialize()
    with library.get_token(token_label=label).open(user_pin="1234", rw=True) as opened:
        raw = key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        named = {pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.LABEL: "rector", pkcs11.Attribute.ID: b"1"}
        opened.create_object({**decode_rsa_private_key(raw), **named})
        opened.create_object({**decode_x509_certificate(certificate.public_bytes(Encoding.DER)), **named})


@NEEDS_A_TOKEN
def test_a_token_signs_and_its_files_are_known_again(
    client: Visitor, session: Session, cast: Cast, issued: list[Certificate], token: bytes
) -> None:
    content = pdf(client, session, cast, issued[0])

    (signature,) = PdfFileReader(BytesIO(content)).embedded_regular_signatures
    assert signature.signer_cert.dump() == token
    assert f"Valid: {issued[0].number} is ours and was not changed." in hand_in(client, session, content)


@NEEDS_A_TOKEN
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PDF_KEY_PASSWORD", "4321"),
        ("PDF_TOKEN", "another"),
        ("PDF_TOKEN_KEY", "dean"),
        ("PDF_TOKEN_LIBRARY", "/no.so"),
    ],
)
def test_a_token_that_does_not_open_is_told_in_a_sentence(
    app: Flask, client: Visitor, session: Session, cast: Cast, issued: list[Certificate], token: bytes, name: str,
    value: str,
) -> None:  # fmt: skip
    app.config[name] = value
    session.commit()

    answer = client.get(f"{base(cast)}/{issued[0].id}.pdf")

    assert answer.status_code == 409
    assert "does not open, or holds no such key. Put it in, correct its PIN" in answer.text
