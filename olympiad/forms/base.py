"""The class of every form: it reads what a browser's form sends, and nothing else."""

from collections.abc import Mapping

from flask import request
from flask_wtf import FlaskForm
from wtforms.form import BaseForm


class PageForm(FlaskForm):
    """A form of a page. A body of JSON is no form: to its fields nothing was sent.

    Flask-WTF would take JSON for a form's fields, and fails on a body that is a list.
    """

    class Meta(FlaskForm.Meta):
        """How the form reads the request."""

        def wrap_formdata(self, form: BaseForm, formdata: Mapping[str, object] | None) -> Mapping[str, object] | None:
            """Return the fields that were sent, or nothing where the body is JSON."""
            return None if request.is_json else super().wrap_formdata(form, formdata)
