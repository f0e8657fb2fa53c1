"""The class of every form: it reads what a browser's form sends, and nothing else."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms.form import BaseForm

from olympiad.domain.texts import turns_around


class PageForm(FlaskForm):
    """A form of a page. A body of JSON is no form: to its fields nothing was sent.

    Flask-WTF would take JSON for a form's fields, and fails on a body that is a list.
    """

    class Meta(FlaskForm.Meta):
        """How the form reads the request."""

        def wrap_formdata(self, form: BaseForm, formdata: Mapping[str, object] | None) -> Mapping[str, object] | None:
            """Return the fields that were sent, or nothing where the body is JSON."""
            return None if request.is_json else super().wrap_formdata(form, formdata)

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Refuse besides what each field refuses: invisible signs that would turn a page around wherever the text stands."""
        is_valid = super().validate(extra_validators)
        for field in self:
            if isinstance(field.data, str) and turns_around(field.data):
                words = gettext("An invisible sign in it turns letters around. Type it anew instead of pasting it.")
                field.errors = [*field.errors, words]
                is_valid = False
        return bool(is_valid)
