"""Form of a move of the section by hand."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import Length, Optional


class MoveForm(FlaskForm):
    """A reason, which steps back need; the service refuses one without."""

    reason = TextAreaField(_l("Reason"), [Optional(), Length(max=1000)], description=_l("Kept on record."))
