"""The form of an institution."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, Length

from olympiad.forms.base import PageForm
from olympiad.forms.choices import country_field


class InstitutionForm(PageForm):
    """A university; its key names it in files and cannot be changed."""

    institution = StringField(
        _l("Key"), [DataRequired(_l("Enter a short key.")), Length(max=200)],
        description=_l("A short name that stands for it in files, such as SamMU."),
    )  # fmt: skip
    name_uz = StringField(_l("Name in Uzbek"), [Length(max=300)])
    name_ru = StringField(_l("Name in Russian"), [Length(max=300)])
    name_en = StringField(_l("Name in English"), [Length(max=300)])
    aliases = StringField(_l("Other spellings"), description=_l("Separated by |. A file may use any of them."))
    city = StringField(_l("City"), [Length(max=100)])
    country = country_field()
    host = BooleanField(_l("This university is the host of the Olympiad"))
