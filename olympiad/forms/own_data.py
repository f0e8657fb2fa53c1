"""Forms about one's own data: consents, a request, its answer; until when an edition keeps it."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from olympiad.forms.base import PageForm
from olympiad.forms.moments import DayField


class ConsentForm(PageForm):
    """What a member agrees to have published."""

    name = BooleanField(_l("My name may be published"))
    score = BooleanField(_l("My marks may be published with it"))
    photo = BooleanField(_l("Photos of me may be published"))


class RequestForm(PageForm):
    """What shall be mended."""

    section = SelectField(_l("Section"))
    text = TextAreaField(
        _l("What is wrong, and what would be right"), [InputRequired(_l("Say what is wrong.")), Length(max=2000)]
    )


class AnswerForm(PageForm):
    """The organizer's answer."""

    state = RadioField(
        _l("Answer"),
        [DataRequired()],
        choices=[SelectChoice("done", _l("It is mended")), SelectChoice("declined", _l("It stays"))],
        default="done",
    )
    text = TextAreaField(_l("In words"), [Optional(), Length(max=2000)])


class RetentionForm(PageForm):
    """Until when personal data of an edition is kept."""

    day = DayField(_l("Kept until"), [Optional()])


class PurgeForm(PageForm):
    """The last question before names go."""

    sure = BooleanField(_l("I know that names cannot be brought back."), [InputRequired(_l("Confirm that you know."))])
