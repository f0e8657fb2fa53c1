"""Forms of signing in and of a person's own account."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, Field, PasswordField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length, ValidationError

from olympiad.forms.base import PageForm
from olympiad.services.people.passwords import LONGEST, SHORTEST
from olympiad.wording.names import OWN_NAMES


class SignInForm(PageForm):
    """E-mail address or user name, and password."""

    identity = StringField(
        _l("E-mail address or user name"),
        [DataRequired(_l("Enter your e-mail address or user name.")), Length(max=254)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("Password"),
        [InputRequired(_l("Enter your password.")), Length(max=LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )


class NewPasswordForm(PageForm):
    """A new password, twice."""

    password = PasswordField(
        _l("New password"),
        [
            InputRequired(_l("Enter a new password.")),
            Length(min=SHORTEST, max=LONGEST, message=_l("Use between %(min)d and %(max)d characters.")),
        ],
        description=_l("At least 10 characters; four unrelated words are easy to remember and hard to guess."),
        render_kw={"autocomplete": "new-password"},
    )
    repeated = PasswordField(
        _l("New password again"),
        [
            InputRequired(_l("Enter the new password a second time.")),
            EqualTo("password", _l("The two passwords differ.")),
        ],
        render_kw={"autocomplete": "new-password"},
    )


class PresentPasswordForm(PageForm):
    """The present password, before what a stranger at an open page must not do."""

    present = PasswordField(
        _l("Present password"),
        [InputRequired(_l("Enter your present password.")), Length(max=LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )


class ChangePasswordForm(PresentPasswordForm, NewPasswordForm):
    """The present password, then the new one twice."""


class LanguageForm(PageForm):
    """The language of a person's pages."""

    language = SelectField(
        _l("Language"),
        choices=[
            SelectChoice("", _l("As the browser")),
            *(SelectChoice(code, name) for code, name in OWN_NAMES.items()),
        ],
    )


def email_field() -> Field:
    """An e-mail address that somebody signs in with."""
    return EmailField(
        _l("E-mail address"),
        [DataRequired(_l("Enter an e-mail address.")), Length(max=254), looks_like_an_address],
        render_kw={"autocomplete": "off"},
    )


def looks_like_an_address(_form: PageForm, field: Field) -> None:
    """Refuse what cannot be an e-mail address."""
    name, at, host = (field.data or "").strip().rpartition("@")
    if not (name and at and host) or " " in field.data.strip():
        raise ValidationError(gettext("Write an address such as name@university.uz."))
