"""The forms of replacing a word of a list in all its rows, and of leaving it as it stands."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from olympiad.forms.base import PageForm


class LeaveForm(PageForm):
    """A word of a column."""

    column = HiddenField(validators=[DataRequired(), Length(max=40)])
    found = HiddenField(validators=[DataRequired(), Length(max=2_000)])


class ReplaceForm(LeaveForm):
    """What a word is read as; what may be chosen stands on the page of the preview."""

    value = StringField(_l("Replace by"), [DataRequired(_l("Choose what it is.")), Length(max=300)])
