"""The form for the key of a reading."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import Length


class ReadingKeyForm(FlaskForm):
    """One key: for a sample or for all, as it is written in criteria.csv."""

    sample = StringField(_l("Sample variant"), [Length(max=40)], description=_l("Empty: for all samples."))
    key = TextAreaField(_l("Key"), [Length(max=2000)], description=_l("Empty: the rubric’s own key holds again."))
    reason = TextAreaField(_l("Reason of the change"), [Length(max=2000)])
