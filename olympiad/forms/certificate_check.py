"""The form by which anybody hands in a certificate."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from olympiad.forms.base import PageForm


class CertificateCheckForm(PageForm):
    """A PDF or a badge."""

    file = FileField(
        _l("Certificate or badge"),
        [FileRequired(_l("Choose a file."))],
        description=_l("PDF, or a badge as PNG, SVG or JSON"),
        render_kw={"accept": ".pdf,.png,.svg,.json"},
    )
