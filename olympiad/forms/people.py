"""Forms of inviting people."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length

from olympiad.forms.accounts import email_field
from olympiad.forms.base import PageForm


class InvitationForm(PageForm):
    """Name, address, role and where it holds."""

    name = StringField(_l("Name"), [DataRequired(_l("Enter a name.")), Length(max=300)])
    email = email_field()
    role = SelectField(_l("Role"))
    section = SelectField(_l("Where"))
