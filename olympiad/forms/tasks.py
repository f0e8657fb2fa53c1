"""The forms of tasks, criteria and samples."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, FieldList, Form, FormField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from olympiad.domain.choices import CriterionKind
from olympiad.domain.exact import shown
from olympiad.domain.kinds.levels import put_levels_together, take_levels_apart
from olympiad.domain.kinds.penalty import put_counted_together, take_counted_apart
from olympiad.forms.base import PageForm
from olympiad.forms.choice_fields import ChoiceFields, filled_choice
from olympiad.forms.choices import choices_of
from olympiad.forms.decimals import DecimalField
from olympiad.forms.reading_fields import ReadingFields, filled_reading
from olympiad.models.task import Criterion
from olympiad.wording import rubric

METHODS = {value: _l(words) for value, words in rubric.METHODS.items()}
KINDS = {value: _l(words) for value, words in rubric.KINDS.items()}
SPARE_LEVELS = 3
LEVEL_FIELDS = ("points", "label", "label_uz", "label_ru", "label_en")
CRITICAL = {
    "no": _l("Only its points are lost"),
    "zero": _l("The whole task is 0"),
    "cap": _l("At most a share of the maximum is left"),
}


class TaskForm(PageForm):
    """A laboratory task; its code names it in files and cannot be changed."""

    task = StringField(
        _l("Code"),
        [DataRequired(_l("Enter a short code.")), Length(max=40)],
        description=_l("Short, such as P or GLU."),
    )
    title = StringField(_l("Title"), [Length(max=300)])
    title_uz = StringField(_l("Title in Uzbek"), [Length(max=300)])
    title_ru = StringField(_l("Title in Russian"), [Length(max=300)])
    title_en = StringField(_l("Title in English"), [Length(max=300)])
    part = StringField(_l("Part of the section"), [Length(max=100)], description=_l("Such as theory or laboratory."))
    weight = DecimalField(_l("Weight"), default="1")
    judges = StringField(
        _l("Judges per team"),
        default="1",
        description=_l("How many sheets each team gets; 0: marks are settled without sheets."),
    )
    method = SelectField(_l("How sheets are joined"), choices=choices_of(METHODS))
    drop = StringField(
        _l("Extremes left out at each end"), default="1", description=_l("Only for the mean without the extremes.")
    )
    by = SelectField(
        _l("What is joined"),
        choices=choices_of({"sheet": _l("Totals of the sheets"), "criterion": _l("Each criterion")}),
    )
    disagreement = DecimalField(
        _l("Sheets disagree from"),
        default="10%",
        description=_l("Points, or a share of the maximum such as 10%; a hyphen: never."),
    )
    disagreement_step = DecimalField(
        _l("Criteria disagree from, in steps"), default="1", description=_l("A hyphen: never.")
    )
    station = StringField(_l("Station"), [Length(max=100)])
    minutes = StringField(_l("Minutes"))


class FrozenTaskForm(TaskForm):
    """A task after the first mark: a change has its reason."""

    reason = TextAreaField(_l("Reason of the change"), [Length(max=2000)], render_kw={"rows": 2})


class LevelForm(Form):
    """One level: its points and what they mean."""

    points = DecimalField(_l("Points"), [Length(max=40)])
    label = StringField(_l("Meaning"), [Length(max=300)])
    label_uz = StringField(_l("Meaning in Uzbek"), [Length(max=300)])
    label_ru = StringField(_l("Meaning in Russian"), [Length(max=300)])
    label_en = StringField(_l("Meaning in English"), [Length(max=300)])


class CriterionForm(ReadingFields, ChoiceFields, PageForm):
    """A line of a rubric."""

    criterion = StringField(_l("Code"), [DataRequired(_l("Enter a short code.")), Length(max=40)])
    kind = SelectField(_l("Kind"), choices=choices_of(KINDS))
    maximum = DecimalField(_l("Maximum"), [DataRequired(_l("Enter the maximum."))])
    step = DecimalField(_l("Step"), default="0.5", description=_l("Only for points."))
    label = StringField(_l("Text"))
    label_uz = StringField(_l("Text in Uzbek"))
    label_ru = StringField(_l("Text in Russian"))
    label_en = StringField(_l("Text in English"))
    critical_how = SelectField(_l("If it is failed"), choices=choices_of(CRITICAL), default="no")
    critical_cap = DecimalField(_l("Share that is left, in percent"), [Length(max=20)])
    levels = FieldList(FormField(LevelForm), label=_l("Levels"))
    occurrence = DecimalField(_l("Points per occurrence"), [Length(max=40)], description=_l("Empty: 1."))
    free = StringField(_l("Free occurrences"), [Length(max=10)], description=_l("Empty: none."))
    reason = TextAreaField(_l("Reason of the change"), [Length(max=2000)], render_kw={"rows": 2})

    def cells(self) -> dict[str, str]:
        """Return the row of criteria.csv."""
        plain = ("criterion", "kind", "maximum", "step", "label", "label_uz", "label_ru", "label_en")
        row = {name: _text(self[name].data) for name in plain}
        return row | {"critical": self._critical(), "key": self._key()}

    def _critical(self) -> str:
        share = "".join(_text(self.critical_cap.data).split()).removesuffix("%")
        return f"cap={share}%" if self.critical_how.data == "cap" else _text(self.critical_how.data)

    def _key(self) -> str:
        written = {
            "levels": lambda: put_levels_together(
                tuple(_text(row[name].data) for name in LEVEL_FIELDS) for row in self.levels
            ),
            "penalty": lambda: put_counted_together(_text(self.occurrence.data), _text(self.free.data)),
            "reading": self.reading_key,
            "choice": self.choice_key,
        }
        return written.get(self.kind.data, str)()

    def prepare(self) -> None:
        """Offer empty levels and steps below those that are there."""
        for _ in range(SPARE_LEVELS):
            self.levels.append_entry()
        self.add_spare_steps()
        self.add_spare_options()

    def place_of(self, column: str) -> Field | None:
        """Return the field at which a problem of a column of criteria.csv is said."""
        if column == "key":
            fields = {"levels": self.levels, "penalty": self.occurrence, "reading": self.shape, "choice": self.options}
            return fields.get(self.kind.data)
        return self.critical_how if column == "critical" else self._fields.get(column)


def filled_criterion(row: Criterion) -> Mapping[str, Any]:
    """Return what the form shows for a line of a rubric."""
    plain = {name: getattr(row, name) for name in ("kind", "label", "label_uz", "label_ru", "label_en")}
    critical, _, cap = row.critical.partition("=")
    each, free = take_counted_apart(row.key) if row.kind == CriterionKind.PENALTY else ("", "")
    return {
        **plain, **filled_reading(row.key if row.kind == CriterionKind.READING else ""),
        **filled_choice(row.key if row.kind == CriterionKind.CHOICE else ""),
        "criterion": row.code, "maximum": shown(row.maximum), "step": shown(row.step), "critical_how": critical or "no",
        "critical_cap": cap.removesuffix("%"), "occurrence": each, "free": free,
        "levels": [dict(zip(LEVEL_FIELDS, level, strict=True)) for level in take_levels_apart(row.key)]
        if row.kind == CriterionKind.LEVELS else [],
    }  # fmt: skip


def _text(value: str | None) -> str:
    return (value or "").strip()


class SamplesForm(PageForm):
    """Which team got which sample variant, one per line."""

    samples = TextAreaField(
        _l("Samples"), description=_l("One team per line: code or registration number, a space, the variant; K47 B."),
        render_kw={"rows": 12},
    )  # fmt: skip
