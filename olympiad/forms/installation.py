"""The form for the address of the installation."""

from urllib.parse import urlsplit

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import Field, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from olympiad.forms.base import PageForm

SCHEMES = ("http", "https")


class AddressForm(PageForm):
    """Where the world, or at least the hall, reaches this installation."""

    address = StringField(
        _l("Address of this installation"),
        [InputRequired(), Length(max=200)],
        description=_l(
            "As it is typed into a browser, such as https://olympiad.example.uz; QR codes on papers begin with it."
        ),
        filters=[lambda text: (text or "").strip().rstrip("/")],
        render_kw={"inputmode": "url", "autocomplete": "off"},
    )

    def validate_address(self, field: Field) -> None:
        """Refuse what is no address, and addresses that only this machine can open."""
        if not is_address(field.data):
            raise ValidationError(gettext("Write the whole address, such as https://olympiad.example.uz."))
        if is_of_this_machine(field.data):
            raise ValidationError(gettext("Only this machine can open that address. Write the one that others type."))


def is_address(text: str) -> bool:
    """Return whether a text is the address of a server, with nothing behind it but a path.

    >>> is_address("https://olympiad.example.uz"), is_address("olympiad.example.uz"), is_address("https://a.uz?x=1")
    (True, False, False)
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    has_more = parts.query or parts.fragment or parts.username or parts.password or any(map(str.isspace, text))
    return parts.scheme in SCHEMES and bool(parts.hostname) and not has_more and (port is None or port > 0)


def is_of_this_machine(text: str) -> bool:
    """Return whether an address leads back to the machine on which it is opened.

    >>> is_of_this_machine("http://127.0.0.1:8000"), is_of_this_machine("http://192.168.1.5:8000")
    (True, False)
    """
    name = (urlsplit(text).hostname or "").rstrip(".")
    return name == "localhost" or name.endswith(".localhost") or name == "::1" or name.startswith("127.")
