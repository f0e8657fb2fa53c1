"""Form of the upload of what a device could not send."""

from flask_babel import lazy_gettext as _l
from wtforms import MultipleFileField
from wtforms.validators import ValidationError

from olympiad.forms.base import PageForm


class BringForm(PageForm):
    """Photos of the codes, or the file; several at once."""

    files = MultipleFileField(
        _l("Photos or file"),
        description=_l(
            "Photos of the QR codes (JPEG or PNG), or the file that the device saved; several at once, 16 MB together."
        ),
        render_kw={"accept": "image/jpeg,image/png,text/plain,.txt", "multiple": True},
    )

    def validate_files(self, field: MultipleFileField) -> None:
        """At least one file must be there; the field itself is never empty."""
        if not any(getattr(one, "filename", "") for one in field.data or ()):
            raise ValidationError(_l("Choose at least one photo or the file."))
