"""The forms of judges and of giving a sheet to another judge."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from olympiad.forms.base import PageForm
from olympiad.forms.choices import choices_of
from olympiad.forms.late_reasons import late_reason


class JudgeForm(PageForm):
    """A judge with tasks and teams; nothing ticked means all."""

    judge = StringField(
        _l("Key"), [DataRequired(_l("Enter a short key.")), Length(max=200)],
        description=_l("A short name that stands for the judge in files, such as J1."),
    )  # fmt: skip
    name = StringField(_l("Name"), [Length(max=300)])
    institution = SelectField(_l("Institution"))
    email = StringField(_l("E-mail"), [Length(max=254)])
    kind = SelectField(
        _l("Marks count"),
        choices=choices_of({"official": _l("Yes, an official judge"), "practice": _l("No, for practice")}),
    )
    tasks = SelectMultipleField(
        _l("Tasks"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        description=_l("None ticked: the judge marks every task."),
    )  # fmt: skip
    teams = StringField(
        _l("Teams"), description=_l("Codes or registration numbers separated by semicolons; empty: every team.")
    )
    reason = late_reason()


class ReassignForm(PageForm):
    """Who gets the sheet, and why."""

    judge = SelectField(_l("New judge"))
    reason = StringField(_l("Reason"), [DataRequired(_l("Give a reason; it is kept on record.")), Length(max=300)])


class HandOverForm(ReassignForm):
    """Who gets all remaining sheets, whether also those that are begun, and why."""

    also_begun = BooleanField(
        _l("Also the sheets that are begun"),
        description=_l(
            "Their marks are kept with the old sheets and do not count; the new judge begins with empty ones."
        ),
    )
