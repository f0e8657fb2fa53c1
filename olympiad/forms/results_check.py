"""The form with which anybody hands in a results bundle."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from olympiad.forms.base import PageForm


class ResultsCheckForm(PageForm):
    """One file, results.json."""

    file = FileField(
        _l("Results file"), [FileRequired(_l("Choose a results file (results.json)."))],
        description=_l("Choose the file or drop it here. It is read, recomputed and forgotten."),
        render_kw={"accept": ".json,application/json"},
    )  # fmt: skip
