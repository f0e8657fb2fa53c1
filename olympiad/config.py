"""Where the settings of an installation come from: defaults < instance/config.py < OLYMPIAD_* environment < overrides."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

LANGUAGES = ("en", "uz", "ru")
"""The languages of pages, papers and files; where a text is missing in one, the first that has it stands in."""


class Defaults:
    """Every setting with its default; what each means stands in docs/operations.md."""

    DATABASE_URL = ""
    """SQLAlchemy URL; empty: SQLite in the instance folder."""
    BASE_URL = ""
    """Public address printed in QR codes, such as https://olympiad.sammu.uz; empty: the address of the request."""
    ALLOWED_HOSTS = ""
    """Further names under which the installation answers, separated by spaces, besides BASE_URL's, this machine's and addresses
    of private networks."""
    PROXY_COUNT = 0
    """How many reverse proxies in front set X-Forwarded-*; 0 trusts none."""
    DEMO = False
    """Show the demo banner on every page."""
    STYLE_GUIDE = False
    """Show /style-guide, every part of the look; always shown while developing and testing."""
    MAX_CONTENT_LENGTH = 16 * 1024 * 1024
    """Largest request body in bytes (an import of 5,000 teams is about 2 MB)."""
    MAX_FORM_PARTS = 5_000
    HEAD_SECONDS = 10
    """A client that has not sent its whole handshake or request head by then is left."""
    BODY_SECONDS = 20
    """A body must be there, an answer taken by then; 8 KB more give a second more."""
    SIGN_IN_ATTEMPTS = 8
    """Failed sign-ins per account or card within SIGN_IN_WINDOW before it is closed for that long."""
    SIGN_IN_WINDOW = 15 * 60
    REQUIRE_SECOND_FACTOR = False
    """Administrators and organizers work only once they have set up a second factor."""
    SESSION_HOURS = 12
    """Length of a signed-in session; a competition day."""
    DEFAULT_LANGUAGE = "en"
    PDF_KEY = ""
    """PKCS#12 file in the instance folder with which certificates are signed; empty: PDF files carry no signature."""
    PDF_KEY_PASSWORD = ""
    """Password of the PKCS#12 file, or PIN of the token."""
    PDF_TOKEN_LIBRARY = ""
    """PKCS#11 library of a token or smart card (path of its .so) that signs instead of a PKCS#12 file."""
    PDF_TOKEN = ""
    """Label of the token."""
    PDF_TOKEN_KEY = ""
    """Label of key and certificate on it."""
    PDF_TIME_SERVER = ""
    """Address of a server of time stamps (RFC 3161); empty: signatures bear none."""
    SMTP_HOST = ""
    """Mail server through which e-mails to members go; empty: there are none."""
    SMTP_PORT = 587
    SMTP_SECURITY = "starttls"
    """`starttls`, `tls` or `none`."""
    SMTP_USER = ""
    SMTP_PASSWORD = ""
    SMTP_SENDER = ""
    """Address that stands as sender."""
    SMTP_SECONDS = 20
    """How long the server may be silent."""
    SMTP_AUTHORITY = ""
    """File (PEM) in the instance folder with the authority of a server of the house."""


def instance_path(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder that holds database, secrets, uploads and published pages of this installation."""
    return Path(environ.get("OLYMPIAD_INSTANCE") or ROOT / "instance").resolve()


def load_settings(
    instance: Path | str, overrides: Mapping[str, Any] | None, environ: Mapping[str, str] = os.environ
) -> dict[str, Any]:
    """Merge the four sources; the environment's values take the type of the default they replace."""
    instance = Path(instance)
    settings = {key: getattr(Defaults, key) for key in dir(Defaults) if key.isupper()}
    settings |= _from_file(instance / "config.py")
    for key, default in list(settings.items()):
        if (text := environ.get(f"OLYMPIAD_{key}")) is not None:
            settings[key] = _typed(text, default)
    if secret := environ.get("OLYMPIAD_SECRET_KEY"):
        settings["SECRET_KEY"] = secret
    settings |= overrides or {}
    settings["DATABASE_URL"] = settings["DATABASE_URL"] or f"sqlite:///{instance / 'olympiad.sqlite'}"
    if "SECRET_KEY" not in settings:
        settings["SECRET_KEY"] = secret_key(instance)
    return settings


def secret_key(instance: Path) -> str:
    """Read the installation's secret, making it (mode 0600) on the first start."""
    path = instance / "secret_key"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32))
        except FileExistsError:  # another process was first
            pass
    return path.read_text("ascii").strip()


def _from_file(path: Path) -> dict[str, Any]:
    names: dict[str, Any] = {}
    if path.exists():
        exec(compile(path.read_text("utf-8"), str(path), "exec"), names)  # noqa: S102 the administrator's own file
    return {key: value for key, value in names.items() if key.isupper()}


def _typed(text: str, default: object) -> object:
    if isinstance(default, bool):
        return text.lower() in ("1", "yes", "true", "on")
    return int(text) if isinstance(default, int) else text
