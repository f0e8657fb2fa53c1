"""Forms of the second factor."""

from flask_babel import lazy_gettext as _l
from wtforms import Field, StringField
from wtforms.validators import DataRequired, Length

from olympiad.forms.accounts import PresentPasswordForm
from olympiad.forms.base import PageForm

LONGEST_CODE = 40
AS_WRITTEN = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
DIGITS = AS_WRITTEN | {"inputmode": "numeric"}
"""Phones show their keys for numbers."""


def _code_field(shown: dict[str, str]) -> Field:
    return StringField(_l("Code"), [DataRequired(_l("Enter the code.")), Length(max=LONGEST_CODE)], render_kw=shown)


class CodeForm(PageForm):
    """The six digits that the authenticator shows."""

    code = _code_field(DIGITS)


class RecoveryCodeForm(PageForm):
    """One of the recovery codes."""

    code = StringField(
        _l("Recovery code"),
        [DataRequired(_l("Enter the code.")), Length(max=LONGEST_CODE)],
        render_kw=AS_WRITTEN | {"autocomplete": "off"},
    )


class PasswordAndCodeForm(PresentPasswordForm):
    """The present password and a code, of either kind, before the second factor is switched off or gets new codes."""

    code = _code_field(AS_WRITTEN)


class ClearForm(PageForm):
    """Why somebody's second factor is cleared."""

    reason = StringField(_l("Reason"), [DataRequired(_l("Give a reason; it is kept on record.")), Length(max=300)])
