"""Forms of appeals: lodging, answering, deciding, and the time in which they may be lodged."""

from decimal import Decimal, InvalidOperation

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import Field, IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from olympiad.domain.exact import Amount, written_amount
from olympiad.forms.base import PageForm
from olympiad.forms.moments import MomentField

LONGEST = 4000


class LodgeForm(PageForm):
    """What a leader objects to, and why; a photo may say more."""

    text = TextAreaField(
        _l("What do you object to, and why?"),
        [InputRequired(_l("Write what you object to and why.")), Length(max=LONGEST)],
        description=_l("Name the reading, the step or the line of the rubric. The jury answers in writing."),
    )
    photo = FileField(_l("Photo"), description=_l("JPEG, PNG or WebP. Place and time of the photo are removed."))


class PhotoForm(PageForm):
    """One more photo of an appeal that is open."""

    photo = FileField(
        _l("One more photo"), description=_l("JPEG, PNG or WebP. Place and time of the photo are removed.")
    )


class MessageForm(PageForm):
    """A line of the thread."""

    text = TextAreaField(_l("Your words"), [InputRequired(_l("Write something.")), Length(max=LONGEST)])


class EndForm(PageForm):
    """Why an appeal or a right ends, or a decision is taken back."""

    reason = TextAreaField(_l("Reason, kept on record"), [Optional(), Length(max=1000)])


class WindowForm(PageForm):
    """For how long appeals may be lodged from now on."""

    minutes = IntegerField(
        _l("For how many minutes?"),
        [InputRequired(_l("Type a number of minutes.")), NumberRange(1, 20_000, _l("Between 1 and 20,000 minutes."))],
        description=_l("15 minutes to 3 days (4,320 minutes) are usual; the regulations say how long."),
    )


class CloseForm(PageForm):
    """When the time for appeals ends instead."""

    closes_at = MomentField(_l("Ends at"), [InputRequired(_l("Type day and time."))], format="%Y-%m-%dT%H:%M")
    reason = TextAreaField(_l("Reason"), [InputRequired(_l("Give a reason; it is kept on record.")), Length(max=1000)])


def a_number(form: PageForm, field: Field) -> None:
    """Refuse what is no number; of another outcome than `changed` the field does not matter."""
    if form["outcome"].data != "changed":
        return
    try:
        Decimal((field.data or "").strip().replace(",", "."))
    except InvalidOperation:
        raise ValidationError(gettext("Type the mark as a number, such as 7.5.")) from None


class OutcomeForm(PageForm):
    """What the jury may decide."""

    outcome = RadioField(
        _l("Outcome"),
        choices=[
            SelectChoice("unchanged", _l("The mark stays")),
            SelectChoice("changed", _l("The mark is changed")),
            SelectChoice("void", _l("The criterion counts for no team")),
        ],
        default="unchanged",
    )
    mark = StringField(_l("Mark that counts instead"), [a_number], description=_l("Only where it becomes another one."))

    def mark_given(self) -> Amount | None:
        """Return the mark of outcome `changed`."""
        text = (self.mark.data or "").strip()
        return written_amount(text) if self.outcome.data == "changed" and text else None


class LookForm(OutcomeForm):
    """The outcome that is looked at; sent by GET, so that nothing is decided by looking."""

    class Meta:
        csrf = False


class DecideForm(OutcomeForm):
    """The decision with its reason, which the team reads."""

    reason = TextAreaField(
        _l("Reason, which the team reads"),
        [InputRequired(_l("Give a reason; the team reads it in the letter.")), Length(max=LONGEST)],
    )


class RightForm(PageForm):
    """A team that has lost its right to appeal."""

    team = StringField(_l("Team"), [InputRequired(_l("Choose a team."))])
    reason = TextAreaField(_l("Reason, kept on record"), [InputRequired(_l("Give a reason; it is kept on record."))])
