"""The form that describes a photograph."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, SelectMultipleField, StringField
from wtforms.validators import Length, Optional

from olympiad.domain.gallery import LONGEST_CAPTION
from olympiad.forms.base import PageForm


class DescribeForm(PageForm):
    """Captions in three languages, when and where, and who can be recognised."""

    caption_en = StringField(_l("Caption in English"), [Optional(), Length(max=LONGEST_CAPTION)])
    caption_uz = StringField(_l("Caption in Uzbek"), [Optional(), Length(max=LONGEST_CAPTION)])
    caption_ru = StringField(_l("Caption in Russian"), [Optional(), Length(max=LONGEST_CAPTION)])
    day = DateField(_l("Day"), [Optional()])
    place = StringField(
        _l("Station or place"),
        [Optional(), Length(max=100)],
        description=_l("Photographs of one place stand together."),
    )
    people = SelectMultipleField(
        _l("Who can be recognised"),
        [Optional()],
        coerce=int,
        description=_l("Whoever has not agreed, or takes the consent back, takes the photograph off the site."),
    )
    others_agreed = BooleanField(_l("Everybody else who can be recognised has agreed, or nobody can be"))
    is_cover = BooleanField(_l("Show it large on the home of the site"))
