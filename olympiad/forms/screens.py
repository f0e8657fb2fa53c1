"""Forms of the desk of screens."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from olympiad.domain.screens import MOST_LETTERS, PAGE_SECONDS, Shows
from olympiad.forms.base import PageForm
from olympiad.forms.choices import choices_of
from olympiad.forms.moments import MomentField
from olympiad.wording.names import OWN_NAMES


class AddForm(PageForm):
    """A new screen."""

    name = StringField(
        _l("Where it hangs"),
        [DataRequired(_l("Say where the screen hangs.")), Length(max=100)],
        description=_l("Such as Hall A, projector."),
    )
    language = SelectField(_l("Language"), choices=choices_of(OWN_NAMES))


class ShowForm(PageForm):
    """What a screen shows."""

    shows = RadioField(
        _l("It shows"),
        choices=choices_of(
            {
                Shows.PROGRESS: _l("Progress: how much is marked; no marks, no places, no team"),
                Shows.FROZEN: _l("Progress, standing still from now or from a set moment"),
                Shows.SECTIONS: _l("Progress of all sections of the edition in turn"),
                Shows.PLACES: _l("Published places without awards"),
                Shows.FROZEN_PLACES: _l(
                    "Published places without awards, standing still from now or from a set moment"
                ),
                Shows.SCHEDULE: _l("Schedule and clock"),
                Shows.ANNOUNCEMENT: _l("Announcement"),
                Shows.COUNTDOWN: _l("Countdown"),
                Shows.CEREMONY: _l("Ceremony: what the announcer reveals, nothing before"),
                Shows.DARK: _l("Nothing: dark"),
            }
        ),
    )
    words = TextAreaField(
        _l("Words"),
        [Optional(), Length(max=MOST_LETTERS)],
        description=_l("Of the announcement, or over the countdown."),
    )
    freezes_at = MomentField(
        _l("Stands still from"), [Optional()], description=_l("Of what stands still; empty: from now.")
    )
    until = MomentField(
        _l("Moment"), [Optional()], description=_l("To which the countdown runs, or when what stands still goes on.")
    )
    seconds = IntegerField(
        _l("Seconds a page"),
        [InputRequired(_l("Enter a number.")), NumberRange(min=PAGE_SECONDS.start, max=PAGE_SECONDS.stop - 1)],
    )
    language = SelectField(_l("Language"), choices=choices_of(OWN_NAMES))


class PlainForm(PageForm):
    """Nothing but the button."""
