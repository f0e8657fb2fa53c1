"""HTTPS in the hall: a real handshake against the hall's own authority, its limits, what is kept, and the plain door."""

import os
import socket
import ssl
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from olympiad.clock import utc_now
from olympiad.tls.certificates import Authority, Places, expiry_of, make_authority, places_of, sign_server
from olympiad.tls.hall import Door, authority_file, certificates, places_of_machine

HALL = Places(("localhost", "olympiad.local"), (ip_address("127.0.0.1"),))
ROOT = Path(__file__).resolve().parent.parent


def files_of(folder: Path, authority: Authority, places: Places) -> tuple[Path, Path, Path]:
    """Write what a server and a tablet need, the server's certificate for these places."""
    key = ec.generate_private_key(ec.SECP256R1())
    server = sign_server(authority, key.public_key(), places, utc_now())
    paths = folder / "authority", folder / "server", folder / "key"
    paths[0].write_bytes(authority.certificate.public_bytes(Encoding.PEM))
    paths[1].write_bytes(server.public_bytes(Encoding.PEM))
    paths[2].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return paths


def handshake(files: tuple[Path, Path, Path], name: str) -> str:
    """Shake hands once with a server on the loopback, strictly; gives the TLS version or why it was refused."""
    authority, certificate, key = files
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate, key)
    asking = ssl.create_default_context(cafile=str(authority))
    asking.verify_flags |= ssl.VERIFY_X509_STRICT
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Thread(target=answer, args=(listening, serving))
        server.start()
        try:
            with (
                socket.create_connection(listening.getsockname(), timeout=5) as plain,
                asking.wrap_socket(plain, server_hostname=name) as secure,
            ):
                return str(secure.version())
        except ssl.SSLCertVerificationError as refused:
            return refused.verify_message
        finally:
            server.join(5)


def answer(listening: socket.socket, context: ssl.SSLContext) -> None:
    connection, _address = listening.accept()
    with connection:
        connection.settimeout(5)
        try:
            with context.wrap_socket(connection, server_side=True) as secure:
                secure.recv(1)
        except OSError:  # the asking side has refused and gone
            return


@pytest.mark.parametrize("name", ["localhost", "olympiad.local", "127.0.0.1"])
def test_a_tablet_that_trusts_the_authority_shakes_hands(tmp_path: Path, name: str) -> None:
    files = files_of(tmp_path, make_authority(HALL, utc_now()), HALL)

    assert handshake(files, name) == "TLSv1.3"


@pytest.mark.parametrize(
    ("other", "name"),
    [
        (Places(("bank.example",), ()), "bank.example"),
        (Places((), (ip_address("192.0.2.7"),)), "192.0.2.7"),
        (Places(("localhost", "bank.example"), ()), "localhost"),
    ],
)
def test_the_authority_is_not_believed_outside_the_hall(tmp_path: Path, other: Places, name: str) -> None:
    files = files_of(tmp_path, make_authority(HALL, utc_now()), other)

    assert handshake(files, name) == "permitted subtree violation"


def test_the_authority_lasts_thirty_days_and_its_key_is_kept_nowhere(tmp_path: Path) -> None:
    now = datetime.now(UTC).replace(microsecond=0)

    found = certificates(tmp_path, "127.0.0.1", now)

    kept = sorted(file.name for file in (tmp_path / "https").iterdir())
    assert kept == ["authority.crt", "server.crt", "server.key"]
    assert expiry_of(authority_file(tmp_path).read_bytes()) == now + timedelta(days=30)
    assert stat.S_IMODE(found.key.stat().st_mode) == 0o600
    assert b"PRIVATE" not in authority_file(tmp_path).read_bytes()


def test_certificates_are_kept_while_they_hold_and_made_anew_afterwards(tmp_path: Path) -> None:
    now = utc_now()
    first = certificates(tmp_path, "127.0.0.1", now).certificate.read_bytes()

    assert certificates(tmp_path, "", now + timedelta(days=28)).certificate.read_bytes() == first
    assert certificates(tmp_path, "", now + timedelta(days=29, hours=1)).certificate.read_bytes() != first
    assert (
        "olympiad.example" in places_of(certificates(tmp_path, "olympiad.example", now).certificate.read_bytes()).names
    )


def test_the_machines_names_are_the_halls_names() -> None:
    found = places_of_machine("0.0.0.0")

    assert {"localhost", f"{socket.gethostname().partition('.')[0]}.local".lower()} <= set(found.names)
    assert ip_address("127.0.0.1") in found.addresses
    assert not any(address.is_unspecified for address in found.addresses)


def test_a_real_domains_certificate_is_taken_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_CERTIFICATE", "/etc/fullchain.pem")
    monkeypatch.setenv("HTTPS_KEY", "/etc/privkey.pem")

    found = certificates(tmp_path, "", utc_now())

    assert (str(found.certificate), found.is_local) == ("/etc/fullchain.pem", False)
    assert not (tmp_path / "https").exists()


@pytest.mark.parametrize(
    ("method", "path", "status", "location"),
    [
        ("GET", "/", "302 Found", "/trust/"),
        ("GET", "/account/sign-in", "302 Found", "https://olympiad.local:8443/account/sign-in?next=%2F"),
        ("POST", "/api/operations", "308 Permanent Redirect", "https://olympiad.local:8443/api/operations?next=%2F"),
        ("GET", "/trust/", "200 OK", ""),
    ],
)
def test_the_door_opens_the_explanation_and_leads_the_rest_to_https(
    method: str, path: str, status: str, location: str
) -> None:
    said: list[Any] = []

    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return [b"page"]

    query = "" if path == "/" else "next=%2F"
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "olympiad.local:8000"}
    Door(app, 8443)(environ, lambda *given: said.extend(given))

    assert (said[0], dict(said[1]).get("Location", "")) == (status, location)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """`make run HTTPS=1`'s program with its door, on free ports of the loopback."""
    ports = [free_port(), free_port()]
    environ = {"OLYMPIAD_INSTANCE": str(tmp_path), "HTTPS": "1", "HOST": "127.0.0.1", "PORT": str(ports[0])}
    (tmp_path / "production").touch()
    process = subprocess.Popen(
        [sys.executable, "-m", "olympiad.serve"],
        cwd=ROOT,
        env=os.environ | environ | {"DOOR": str(ports[1])},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield f"https://localhost:{ports[0]}", f"http://localhost:{ports[1]}"
    process.terminate()
    process.wait(20)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def fetch(address: str, context: ssl.SSLContext | None = None) -> Any:
    """Ask until the server is there."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        try:
            return urllib.request.urlopen(address, context=context, timeout=5)
        except urllib.error.URLError as error:
            if isinstance(error, urllib.error.HTTPError):
                raise
            time.sleep(0.2)
    raise AssertionError(address)


@pytest.mark.slow
def test_the_server_speaks_tls_with_secure_cookies_and_the_door_hands_out_the_certificate(
    hall: tuple[str, str], tmp_path: Path
) -> None:
    secure, door = hall
    explanation = fetch(f"{door}/").read().decode()
    taken = ssl.DER_cert_to_PEM_cert(fetch(f"{door}/trust/certificate.crt").read())
    context = ssl.create_default_context(cadata=taken)

    answer = fetch(f"{secure}/account/sign-in", context)

    assert taken.encode() == authority_file(tmp_path).read_bytes()
    assert secure in explanation
    cookie = answer.headers["Set-Cookie"]
    assert ("Secure" in cookie, answer.headers["Strict-Transport-Security"]) == (True, None)
    assert fetch(f"{door}/account/sign-in", context).url == f"{secure}/account/sign-in"
