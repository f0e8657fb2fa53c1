"""The forms of naming who signs the rules, and of recording a signature on paper."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from olympiad.forms.base import PageForm
from olympiad.forms.moments import DayField


class SignatoryForm(PageForm):
    """A person who has to sign."""

    account = SelectField(
        _l("Account"), description=_l("Whoever has one signs here; others sign the printed rules."), default=""
    )
    name = StringField(_l("Name"), [Length(max=300)], description=_l("Only for a person without an account here."))
    title = StringField(_l("Title"), [Length(max=300)], description=_l("Such as member of the appeal commission."))


class PaperSignatureForm(PageForm):
    """A signature that stands on paper."""

    signed_on = DayField(_l("Day of the signature"), [InputRequired(_l("Enter the day that stands on the paper."))])
