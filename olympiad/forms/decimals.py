"""A number in a form, with the decimal separator of the reader."""

from flask_babel import get_locale
from wtforms import StringField

from olympiad.wording.numbers import DECIMAL_COMMA


class DecimalField(StringField):
    """A number that is typed and kept as text; either separator is understood."""

    def _value(self) -> str:
        text = str(super()._value())
        locale = get_locale()
        return text.replace(".", ",") if locale and locale.language in DECIMAL_COMMA else text
