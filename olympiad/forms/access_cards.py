"""Forms of access cards."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from olympiad.forms.base import PageForm


class CardForm(PageForm):
    """The code printed on a card."""

    code = StringField(
        _l("Code on the card"),
        [DataRequired(_l("Enter the code that is printed on your card.")), Length(max=40)],
        description=_l("Ten letters and digits; capital or small, with or without hyphens."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class RevokeForm(PageForm):
    """Why a card is closed."""

    reason = StringField(_l("Reason"), [Length(max=300)], description=_l("For example: lost, given to somebody else."))
