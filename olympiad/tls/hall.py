"""HTTPS in the hall: the certificates of this installation, the names and addresses of this machine, and the plain door."""

import os
import socket
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from olympiad.tls.certificates import Places, expiry_of, issue, places_of, sorted_places

FOLDER = "https"
AUTHORITY, SERVER, SERVER_KEY = "authority.crt", "server.crt", "server.key"
LEFT = timedelta(days=1)
"""A certificate that ends sooner is made anew at the start."""
TRUST = "/trust/"
OPEN_PATHS = (TRUST, "/static/", "/bootstrap/static/", "/language/", "/theme/")
"""What the plain door answers itself; everything else is led to HTTPS."""
SIOCGIFADDR = 0x8915


@dataclass(frozen=True)
class Certificates:
    """The files that the server reads."""

    certificate: Path
    key: Path
    is_local: bool
    """Signed by an authority of this machine, which nobody trusts by itself."""


def authority_file(instance: Path | str) -> Path:
    """Where the certificate of this installation's own authority lies, if there is one."""
    return Path(instance) / FOLDER / AUTHORITY


def certificates(instance: Path, host: str, now: datetime) -> Certificates:
    """Return the certificates to serve with: those named by HTTPS_CERTIFICATE and HTTPS_KEY, else the hall's own.

    The hall's own are kept as long as they hold and cover this machine's names and addresses; otherwise a new
    authority is made, and tablets have to trust that one.
    """
    given, key = os.environ.get("HTTPS_CERTIFICATE"), os.environ.get("HTTPS_KEY")
    if given and key:
        return Certificates(Path(given), Path(key), is_local=False)
    folder = instance / FOLDER
    wanted = places_of_machine(host)
    if not _hold(folder, wanted, now):
        _keep(folder, wanted, now)
    return Certificates(folder / SERVER, folder / SERVER_KEY, is_local=True)


def _hold(folder: Path, wanted: Places, now: datetime) -> bool:
    files = [folder / name for name in (AUTHORITY, SERVER, SERVER_KEY)]
    if not all(file.exists() for file in files):
        return False
    server = (folder / SERVER).read_bytes()
    return places_of(server).covers(wanted) and expiry_of(server) > now + LEFT


def _keep(folder: Path, wanted: Places, now: datetime) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = issue(wanted, now)
    (folder / AUTHORITY).write_bytes(made.authority)
    (folder / SERVER).write_bytes(made.server)
    with os.fdopen(os.open(folder / SERVER_KEY, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        file.write(made.server_key)


def places_of_machine(host: str) -> Places:
    """List the names and addresses under which the hall reaches this machine, the host given among them."""
    name = socket.gethostname().partition(".")[0]
    names = ["localhost", name, f"{name}.local"]
    addresses = ["127.0.0.1", "::1", *_interface_addresses(), *_resolved(socket.gethostname())]
    if host and not _is_address(host):
        names.insert(0, host)
    elif host and not ip_address(host).is_unspecified:
        addresses.append(host)
    return sorted_places(names, addresses)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _resolved(name: str) -> list[str]:
    try:
        found = socket.getaddrinfo(name, None, socket.AF_INET)
    except OSError:
        return []
    return [str(entry[4][0]) for entry in found]


def _interface_addresses() -> list[str]:
    """The IPv4 address of each network card; nothing is sent. Elsewhere than on Linux the name's addresses must do."""
    try:
        import fcntl  # why: not there on every system
    except ImportError:
        return []
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        for _number, name in socket.if_nameindex():
            try:
                answer = fcntl.ioctl(asking.fileno(), SIOCGIFADDR, struct.pack("256s", name[:15].encode()))
            except OSError:  # a card without an address
                continue
            found.append(socket.inet_ntoa(answer[20:24]))
    return found


class Door:
    """The plain listener beside HTTPS: the page that explains how to trust the hall, and a redirect for the rest."""

    def __init__(self, app: Callable[..., Iterable[bytes]], https_port: int) -> None:
        self.app, self.port = app, https_port

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        """Answer what is open, lead the rest to HTTPS; the start page leads to the explanation."""
        path = str(environ.get("PATH_INFO", ""))
        if path.startswith(OPEN_PATHS):
            return self.app(environ, start_response)
        target = TRUST if path in ("", "/") else self._secure(environ, path)
        status = "302 Found" if environ.get("REQUEST_METHOD") in ("GET", "HEAD") else "308 Permanent Redirect"
        start_response(status, [("Location", target), ("Content-Length", "0"), ("Cache-Control", "no-store")])
        return []

    def _secure(self, environ: dict[str, Any], path: str) -> str:
        query = str(environ.get("QUERY_STRING", ""))
        return f"https://{without_port(str(environ.get('HTTP_HOST', 'localhost')))}:{self.port}{path}" + (
            f"?{query}" if query else ""
        )


def without_port(host: str) -> str:
    """Return the host of a Host header.

    >>> without_port("olympiad.local:8000"), without_port("[::1]:8000"), without_port("192.0.2.7")
    ('olympiad.local', '[::1]', '192.0.2.7')
    """
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]
