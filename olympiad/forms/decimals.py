"""A number in a form, with the decimal separator of the reader."""

import re
from typing import Any

from flask_babel import get_locale
from wtforms import StringField

from olympiad.wording.numbers import DECIMAL_COMMA

WITH_COMMA = re.compile(r"\s*([-−]?\d+),(\d+\s*%?)\s*")


class DecimalField(StringField):
    """A number that is kept as text with a point; it is shown with the reader's separator, and either is understood."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take a decimal comma for a point; anything else stays as it was typed."""
        super().process_formdata(valuelist)
        if self.data and (number := WITH_COMMA.fullmatch(self.data)):
            self.data = f"{number[1]}.{number[2]}"

    def _value(self) -> str:
        text = str(super()._value())
        locale = get_locale()
        return text.replace(".", ",") if locale and locale.language in DECIMAL_COMMA else text
