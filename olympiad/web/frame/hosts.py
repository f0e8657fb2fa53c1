"""Under which names this installation answers: a name that somebody else points here is refused, and never printed."""

import socket
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_babel import gettext

from olympiad.domain.errors import DomainError
from olympiad.production import base_address, is_production

LOCAL_ENDINGS = (".localhost", ".local", ".test", ".internal", ".home.arpa")
"""Endings that are reserved for one machine or one network: no public name server leads them here."""


def init_app(app: Flask) -> None:
    """Refuse strange hosts before anything else, and give templates the word of warning about addresses on paper."""
    app.before_request_funcs.setdefault(None, []).insert(0, _refuse_strange)
    app.jinja_env.globals.update(address_warning=address_warning, is_for_paper=is_for_paper)


def _refuse_strange() -> Response | None:
    if is_known(request.host):
        return None
    return make_response(render_template("errors/strange_host.html"), 400)


def is_known(host: str) -> bool:
    """Return whether a host is one of ours: declared, this machine's name, or an address of this machine or network."""
    name = name_of(host)
    if name in _own_names() or name.endswith(LOCAL_ENDINGS) or _is_near(name):
        return True
    return name in _declared()  # last: the address that somebody has set is read from its file


def name_of(host: str) -> str:
    """Return a host without its port, in lower case.

    >>> name_of("Hall.Example:8443"), name_of("[::1]:8000")
    ('hall.example', '::1')
    """
    return (urlsplit(f"//{host}").hostname or "").rstrip(".")


def _declared() -> frozenset[str]:
    named = str(current_app.config["ALLOWED_HOSTS"]).replace(",", " ").split()
    base = urlsplit(declared_address()).hostname
    return frozenset(one.lower() for one in (*named, base) if one)


@lru_cache(maxsize=1)
def _own_names() -> frozenset[str]:
    return frozenset({"localhost", socket.gethostname().lower()})


def _is_near(name: str) -> bool:
    try:
        found = ip_address(name)
    except ValueError:
        return False
    return found.is_private or found.is_loopback or found.is_link_local


def declared_address() -> str:
    """Return the address that somebody has set: by OLYMPIAD_BASE_URL, on the page of the installation, or at `init`."""
    return str(current_app.config["BASE_URL"]).rstrip("/") or base_address(current_app.instance_path)


def public_address() -> str:
    """Return the address that links, QR codes and papers begin with."""
    return declared_address() or request.url_root.rstrip("/")


def is_for_paper() -> bool:
    """Return whether QR codes may be printed: somebody has set the address, or it is one that the world can open.

    A demonstration prints whatever its address is; the notice says what it is worth.
    """
    if declared_address() or not is_production(current_app.instance_path):
        return True
    name = name_of(urlsplit(public_address()).netloc)
    return not (_is_near(name) or name == "localhost" or name.endswith(LOCAL_ENDINGS))


def refuse_for_paper() -> None:
    """Refuse to print QR codes that nobody outside can follow: `address_not_set`."""
    if not is_for_paper():
        raise DomainError("address_not_set", address=public_address())


def address_warning() -> str:
    """Say who cannot follow the links on papers, where that is so."""
    name = name_of(urlsplit(public_address()).netloc)
    if name.endswith("localhost") or (_is_near(name) and ip_address(name).is_loopback):
        return gettext(
            "Links and QR codes would begin with %(address)s, which only this machine can open. "
            "An administrator sets the address of this installation before anything is printed.",
            address=public_address(),
        )
    if _is_near(name) or name.endswith(LOCAL_ENDINGS):
        return gettext(
            "Links and QR codes begin with %(address)s, which only devices in this network can open. "
            "Certificates need a public address: an administrator sets it.",
            address=public_address(),
        )
    return ""
