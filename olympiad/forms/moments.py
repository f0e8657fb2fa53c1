"""Fields of days and moments that a calendar of an Olympiad can have."""

from datetime import date, datetime
from typing import Any

from flask_babel import gettext
from wtforms import DateField, DateTimeLocalField

from olympiad.exchange.cell_kinds import is_of_our_time


def _refuse_far(field: "DayField | MomentField") -> None:
    given: date | datetime | None = field.data
    if given is not None and not is_of_our_time(given):
        field.data = None
        raise ValueError(gettext("This is not a day of an Olympiad. Check the year."))


class DayField(DateField):
    """A day; one a thousand years away is a slip, and no time zone can turn it."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        _refuse_far(self)


class MomentField(DateTimeLocalField):
    """Day and time, likewise."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        _refuse_far(self)
