"""Forms of names: another spelling, and why it is declined."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired, Length, Optional

from olympiad.forms.base import PageForm
from olympiad.forms.moments import MomentField


class CorrectionForm(PageForm):
    """The name as it should be printed."""

    name = StringField(_l("Latin letters, as in the passport"), [DataRequired(_l("Enter a name.")), Length(max=300)])
    name_local = StringField(_l("The other script"), [Length(max=300)])
    reason = StringField(_l("Why"), [Length(max=500)])


class DeclineForm(PageForm):
    """Why the name stays as it is; the member reads it."""

    reason = StringField(_l("Reason"), [DataRequired(_l("Enter a reason.")), Length(max=500)])


class DeadlineForm(PageForm):
    """Until when names are confirmed."""

    at = MomentField(
        _l("Names are confirmed until"),
        [Optional()],
        format="%Y-%m-%dT%H:%M",
        description=_l("By the clock of the edition; empty: no deadline."),
    )
