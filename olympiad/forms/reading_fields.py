"""The fields of a reading's key, shared by the rubric's form and the one of keys set apart."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, Form, FormField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from olympiad.domain.notation.reading_keys import ReadingParts, put_reading_together, take_reading_apart
from olympiad.forms.choices import choices_of
from olympiad.forms.decimals import DecimalField

SPARE_STEPS = 2
SHAPES = {
    "": _l("Set later, also after the run"),
    "tolerance": _l("Full within a tolerance, straight down to nothing"),
    "steps": _l("Steps"),
    "experts": _l("Ranks among experts’ readings"),
}
REPLICATES = {
    "mean": _l("Their mean"),
    "median": _l("Their median"),
    "best": _l("The best of them"),
    "concordant": _l("The mean of the closest pair within a distance"),
}


class StepForm(Form):
    """One step: within this distance, so many points."""

    within = DecimalField(_l("Within"), [Length(max=40)])
    points = DecimalField(_l("Points"), [Length(max=40)])


class ReadingFields:
    """How a reading becomes points; distances in the unit or in percent of the value."""

    shape = SelectField(_l("How the reading becomes points"), choices=choices_of(SHAPES), default="")
    value = DecimalField(_l("True value"), [Length(max=40)])
    unit = StringField(_l("Unit"), [Length(max=40)], description=_l("Such as mmol/L; it stands beside the field."))
    full_below = DecimalField(_l("Full points: below by"), [Length(max=40)])
    full_above = DecimalField(_l("above by"), [Length(max=40)])
    zero_below = DecimalField(_l("No points: below by"), [Length(max=40)])
    zero_above = DecimalField(_l("above by"), [Length(max=40)])
    steps = FieldList(FormField(StepForm))
    experts = TextAreaField(
        _l("Experts’ readings"), [Length(max=2000)], description=_l("With spaces between, in any order.")
    )
    full_ranks = StringField(_l("Full points in ranks"), [Length(max=20)], description=_l("Such as 7..18."))
    zero_ranks = StringField(_l("No points outside ranks"), [Length(max=20)], description=_l("Such as 3..22."))
    each = DecimalField(_l("Each rank further costs"), [Length(max=40)])
    replicates = SelectField(_l("Several readings count as"), choices=choices_of(REPLICATES), default="mean")
    within = DecimalField(_l("Distance of the pair"), [Length(max=40)])
    round_to_step = BooleanField(_l("Round the points to the step"))

    def reading_key(self) -> str:
        """Return the key as criteria.csv writes it; empty where it is set later."""
        typed: dict[str, Any] = {name: getattr(self, name).data or "" for name in ReadingParts.__dataclass_fields__}
        steps = tuple((_text(row["within"].data), _text(row["points"].data)) for row in self.steps)
        typed["steps"] = tuple(step for step in steps if any(step))
        return put_reading_together(ReadingParts(**typed | {"round_to_step": bool(self.round_to_step.data)}))

    def add_spare_steps(self) -> None:
        """Offer empty steps below those that are there."""
        for _ in range(SPARE_STEPS):
            self.steps.append_entry()


def _text(value: str | None) -> str:
    return (value or "").strip()


def filled_reading(key: str) -> Mapping[str, Any]:
    """Return what the fields show for a written key."""
    parts = take_reading_apart(key)
    steps = [{"within": within, "points": points} for within, points in parts.steps]
    return asdict(parts) | {"steps": steps}
