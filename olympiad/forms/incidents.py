"""Forms of incidents: what happened, and which remedy."""

from decimal import Decimal

from flask_babel import lazy_gettext as _l
from wtforms import (
    DecimalField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from olympiad.forms.base import PageForm
from olympiad.forms.moments import MomentField

MINUTE = "%Y-%m-%dT%H:%M"


class ReportForm(PageForm):
    """What went wrong, where and when; kinds, tasks and teams are filled in by the page."""

    kind = RadioField(_l("What went wrong"), [InputRequired(_l("Choose what went wrong."))], validate_choice=True)
    task = SelectField(_l("Task"), [Optional()])
    station = StringField(
        _l("Station"), [Optional(), Length(max=100)], description=_l("Only if not the whole task is concerned.")
    )
    starts_at = MomentField(_l("Began"), [InputRequired(_l("Say when it began."))], format=[MINUTE, f"{MINUTE}:%S"])
    ends_at = MomentField(_l("Ended"), [Optional()], format=[MINUTE, f"{MINUTE}:%S"])
    text = TextAreaField(
        _l("What happened"),
        [InputRequired(_l("Say in a sentence what happened.")), Length(max=2000)],
        description=_l("Team codes, no names: the protocol may print it."),
    )


class RemedyForm(PageForm):
    """A remedy with what it needs; which fields are shown depends on the kind of incident."""

    class Meta:
        csrf = False
        """The page sends the form by GET for its preview; only the button that applies carries the token."""

    remedy = RadioField(_l("Remedy"), [InputRequired(_l("Choose a remedy."))])
    criteria = SelectMultipleField(_l("Criteria"))
    later_tasks = SelectMultipleField(_l("Tasks that came later"))
    minutes = IntegerField(_l("Minutes given back"), [Optional(), NumberRange(0, 600)])
    each = DecimalField(_l("Points per sample"), [Optional(), NumberRange(0, 1000)], default=Decimal(1))
    free = IntegerField(_l("Samples that cost nothing"), [Optional(), NumberRange(0, 100)], default=1)
    reason = TextAreaField(_l("Reason, kept on record"), [Optional(), Length(max=1000)])
