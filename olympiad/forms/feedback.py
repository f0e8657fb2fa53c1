"""The form of a task's full-mark answer."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, TextAreaField
from wtforms.validators import Length, Optional

from olympiad import limits
from olympiad.forms.base import PageForm


class AnswerForm(PageForm):
    """What a full mark asked for, in three languages, and whether teams read it."""

    answer_en = TextAreaField(_l("In English"), [Optional(), Length(max=limits.KEY)])
    answer_uz = TextAreaField(_l("In Uzbek"), [Optional(), Length(max=limits.KEY)])
    answer_ru = TextAreaField(_l("In Russian"), [Optional(), Length(max=limits.KEY)])
    is_released = BooleanField(_l("Teams read it on their report cards"))
