"""The question why people or teams change after the first mark, in the forms of both and on pages that ask before removing."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import Length

from olympiad.forms.base import PageForm


def late_reason() -> TextAreaField:
    """Make the field; a page without marks takes it out of its form."""
    return TextAreaField(
        _l("Reason of the change"), [Length(max=2000)], render_kw={"rows": 2},
        description=_l("Marking has started: say why. The reason is kept on record."),
    )  # fmt: skip


class ReasonForm(PageForm):
    """Asks before somebody is removed, a file imported or a change undone; after the first mark for the reason, too."""

    reason = late_reason()
