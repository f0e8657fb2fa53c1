"""The form of uploading a section's files."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from olympiad.forms.base import PageForm


class UploadForm(PageForm):
    """One file: a workbook, a ZIP of CSV files, or a single CSV file."""

    file = FileField(
        _l("File"),
        [FileRequired(_l("Choose a file."))],
        description=_l("An XLSX workbook, a ZIP of CSV files, or one CSV file such as teams.csv; at most 16 MB."),
        render_kw={"accept": ".xlsx,.zip,.csv"},
    )
