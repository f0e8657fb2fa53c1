"""Forms for finalising, and for taking back with a reason."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from olympiad.forms.base import PageForm
from olympiad.forms.languages import ReasonInLanguages
from olympiad.forms.moments import MomentField


class FinaliseForm(ReasonInLanguages):
    """A reason from the second version on; what asks for a confirmation is ticked."""

    reason = TextAreaField(
        _l("Reason"), [Optional(), Length(max=1000)], description=_l("Published with the list of what has changed.")
    )
    confirmed = BooleanField(_l("I have read what is asked above, and it is meant so."))


class EmbargoForm(PageForm):
    """When results publish themselves."""

    at = MomentField(
        _l("Day and time"),
        [InputRequired(_l("Type day and time."))],
        format="%Y-%m-%dT%H:%M",
        description=_l("By the clock of the edition."),
    )


class OfficialForm(PageForm):
    """What asks for a confirmation before results are official is ticked."""

    without_appeals = BooleanField(_l("The regulations give no time for appeals, or it has run elsewhere."))


class ReasonForm(PageForm):
    """Why something is taken back."""

    reason = TextAreaField(_l("Reason"), [InputRequired(_l("Give a reason; it is kept on record.")), Length(max=1000)])
