"""The fields of a choice's list and key, for the rubric's form and the one of keys set apart."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, Form, FormField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length

from olympiad.domain.notation.choice_keys import (
    ChoiceParts,
    put_choice_key_together,
    put_choices_together,
    take_choices_apart,
)
from olympiad.forms.base import PageForm

SPARE_OPTIONS = 3
EACH = _l("Points per right answer")
EVENLY = _l("Empty: the right answers share the maximum.")
WRONG = _l("Points off per wrong answer")
NEVER_BELOW = _l("Never below 0 in all. Empty: none.")


class OptionForm(Form):
    """One answer of the list."""

    code = StringField(_l("Code"), [Length(max=20)])
    label = StringField(_l("Meaning"), [Length(max=300)])
    right = BooleanField(_l("Right"))


class ChoiceFields:
    """A list of answers, how many may be chosen, and what right and wrong ones are worth."""

    options = FieldList(FormField(OptionForm), label=_l("Answers"))
    most = StringField(
        _l("At most so many chosen"), [Length(max=10)], description=_l("Empty: any number; 1: exactly one.")
    )
    each_right = StringField(EACH, [Length(max=40)], description=EVENLY)
    each_wrong = StringField(WRONG, [Length(max=40)], description=NEVER_BELOW)

    def choice_key(self) -> str:
        """Return list and key as criteria.csv writes them."""
        rows = tuple((row["code"].data or "", row["label"].data or "", bool(row["right"].data)) for row in self.options)
        typed = [getattr(self, name).data or "" for name in ("most", "each_right", "each_wrong")]
        return put_choices_together(ChoiceParts(rows, *typed))

    def add_spare_options(self) -> None:
        """Offer empty answers below those that are there."""
        for _ in range(SPARE_OPTIONS):
            self.options.append_entry()


def filled_choice(key: str) -> Mapping[str, Any]:
    """Return what the fields show for a written key."""
    parts = take_choices_apart(key)
    options = [{"code": code, "label": label, "right": right} for code, label, right in parts.options]
    return {"options": options, "most": parts.most, "each_right": parts.each, "each_wrong": parts.wrong}


class ChoiceKeyForm(PageForm):
    """One key of a choice: for a sample or for all; the list of answers stays in the rubric."""

    MARKER = "each_right"
    """Stands in the parameters of a form that was typed."""
    sample = StringField(_l("Sample variant"), [Length(max=40)], description=_l("Empty: for all samples."))
    right = SelectMultipleField(_l("Right answers"), validate_choice=False)
    each_right = StringField(EACH, [Length(max=40)], description=EVENLY)
    each_wrong = StringField(WRONG, [Length(max=40)], description=NEVER_BELOW)
    reason = TextAreaField(_l("Reason of the change"), [Length(max=2000)])

    def key_text(self) -> str:
        """Return the key as keys.csv writes it; empty where it is set later."""
        return put_choice_key_together(self.right.data or [], self.each_right.data or "", self.each_wrong.data or "")

    @property
    def key_field(self) -> SelectMultipleField:
        """The field at which is said what is wrong with the key."""
        return self.right

    def prepare(self, options: list[tuple[str, str]]) -> None:
        """Offer the answers of the list, as (code, meaning)."""
        self.right.choices = [(code, f"{code} – {label}" if label else code) for code, label in options]

    @staticmethod
    def filled(text: str) -> Mapping[str, Any]:
        """Return what the fields show for a written key."""
        parts = take_choices_apart(text)
        right = next((part.removeprefix("right=") for part in text.split() if part.startswith("right=")), "")
        return {
            "right": [one for one in right.split("|") if one], "each_right": parts.each, "each_wrong": parts.wrong,
        }  # fmt: skip
