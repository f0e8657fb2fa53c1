"""The form of taking in a section from another installation."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from olympiad.forms.base import PageForm


class TransferForm(PageForm):
    """One file, as the other installation has written it."""

    file = FileField(
        _l("File of a section"), [FileRequired(_l("Choose a file."))],
        description=_l("The ZIP file that the other installation has written; at most 16 MB. Larger ones by command."),
        render_kw={"accept": ".zip,application/zip"},
    )  # fmt: skip
