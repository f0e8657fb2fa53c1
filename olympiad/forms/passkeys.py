"""Forms of passkeys."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from olympiad.forms.base import PageForm
from olympiad.services.people.passkeys import LONGEST_NAME


class PasskeyNameForm(PageForm):
    """What a passkey is called in the list."""

    name = StringField(
        _l("Name"),
        [DataRequired(_l("Give it a name that you will recognise.")), Length(max=LONGEST_NAME)],
        description=_l("For example: work laptop, key on the key ring."),
    )


class NewPasskeyForm(PasskeyNameForm):
    """A name, and what the browser answers."""

    answer = HiddenField()


class PasskeySignInForm(PageForm):
    """What the browser answers for a passkey."""

    answer = HiddenField()
