"""The forms for keys that are set apart from the rubric."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, StringField, TextAreaField
from wtforms.validators import Length

from olympiad.forms.base import PageForm
from olympiad.forms.choice_fields import ChoiceKeyForm
from olympiad.forms.reading_fields import ReadingFields, filled_reading


class ReadingKeyForm(ReadingFields, PageForm):
    """One key of a reading: for a sample or for all."""

    MARKER = "shape"
    """Stands in the parameters of a form that was typed."""

    sample = StringField(_l("Sample variant"), [Length(max=40)], description=_l("Empty: for all samples."))
    reason = TextAreaField(_l("Reason of the change"), [Length(max=2000)])

    def key_text(self) -> str:
        """Return the key as keys.csv writes it; empty where it is set later."""
        return self.reading_key()

    @property
    def key_field(self) -> Field:
        """The field at which is said what is wrong with the key."""
        return self.shape

    def prepare(self, options: list[tuple[str, str]]) -> None:
        """Offer spare steps; a reading has no list of answers."""
        self.add_spare_steps()

    @staticmethod
    def filled(text: str) -> Mapping[str, Any]:
        """Return what the fields show for a written key."""
        return filled_reading(text)


KEY_FORMS: dict[str, type[ReadingKeyForm] | type[ChoiceKeyForm]] = {"reading": ReadingKeyForm, "choice": ChoiceKeyForm}
"""By kind of the criterion."""
