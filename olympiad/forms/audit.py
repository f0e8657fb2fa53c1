"""Forms of the record: what is searched, and a head from paper."""

from flask_babel import lazy_gettext as _l
from wtforms import Form, SelectField, StringField
from wtforms.validators import Length, Optional

from olympiad.forms.base import PageForm
from olympiad.forms.moments import MomentField


class SearchForm(Form):
    """The search by address: everything may be empty."""

    person = SelectField(_l("Person"), [Optional()], validate_choice=False)
    action = SelectField(_l("What was done"), [Optional()], validate_choice=False)
    subject = StringField(_l("Object"), [Optional(), Length(max=80)])
    since = MomentField(_l("From"), [Optional()])
    until = MomentField(_l("Until"), [Optional()])
    q = StringField(_l("Text"), [Optional(), Length(max=100)])


class HeadForm(PageForm):
    """A head as printed in a protocol or shown on the board."""

    head = StringField(
        _l("Head from paper"), [Optional(), Length(max=120)],
        description=_l("As it is printed: number, colon and at least 16 digits of the hash."),
    )  # fmt: skip
