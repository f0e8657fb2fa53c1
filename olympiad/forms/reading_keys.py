"""The form for the key of a reading."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import Length

from olympiad.forms.reading_fields import ReadingFields


class ReadingKeyForm(ReadingFields, FlaskForm):
    """One key: for a sample or for all."""

    sample = StringField(_l("Sample variant"), [Length(max=40)], description=_l("Empty: for all samples."))
    reason = TextAreaField(_l("Reason of the change"), [Length(max=2000)])
