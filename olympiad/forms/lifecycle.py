"""Form of a move of the section by hand."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import Length, Optional

from olympiad.forms.base import PageForm


class MoveForm(PageForm):
    """A reason, which steps back need; the service refuses one without."""

    reason = TextAreaField(_l("Reason"), [Optional(), Length(max=1000)], description=_l("Kept on record."))
