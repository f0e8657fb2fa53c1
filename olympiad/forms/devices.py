"""Forms of the device board."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length


class DeviceReasonForm(FlaskForm):
    """Why a device is closed or excused."""

    reason = StringField(_l("Reason"), [InputRequired(_l("Give a reason; it is kept on record.")), Length(max=300)])
