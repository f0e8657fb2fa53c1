"""Forms of the device board."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from olympiad.forms.base import PageForm


class DeviceReasonForm(PageForm):
    """Why a device is closed or excused."""

    reason = StringField(_l("Reason"), [InputRequired(_l("Give a reason; it is kept on record.")), Length(max=300)])
