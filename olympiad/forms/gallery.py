"""The form that describes a photograph."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from olympiad.domain.gallery import LONGEST_CAPTION, LONGEST_REQUEST
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
    is_of_team = BooleanField(
        _l("Picture of the team whose members are on it"),
        description=_l("Shown at the ceremony beside the team’s name, also without a caption."),
    )
    is_cover = BooleanField(_l("Show it large on the home of the site"))


class HideForm(PageForm):
    """A visitor asks to have a photograph hidden."""

    words = TextAreaField(
        _l("Why, and how to reach you"),
        [Optional(), Length(max=LONGEST_REQUEST)],
        description=_l("You may leave it empty."),
    )
