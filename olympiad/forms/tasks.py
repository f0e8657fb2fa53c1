"""The forms of tasks, criteria and samples."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from olympiad.forms.choices import choices_of
from olympiad.wording import rubric

METHODS = {value: _l(words) for value, words in rubric.METHODS.items()}
KINDS = {value: _l(words) for value, words in rubric.KINDS.items()}


class TaskForm(FlaskForm):
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
    weight = StringField(_l("Weight"), default="1")
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
    disagreement = StringField(
        _l("Sheets disagree from"),
        default="10%",
        description=_l("Points, or a share of the maximum such as 10%; a hyphen: never."),
    )
    disagreement_step = StringField(
        _l("Criteria disagree from, in steps"), default="1", description=_l("A hyphen: never.")
    )
    station = StringField(_l("Station"), [Length(max=100)])
    minutes = StringField(_l("Minutes"))


class CriterionForm(FlaskForm):
    """A line of a rubric."""

    criterion = StringField(_l("Code"), [DataRequired(_l("Enter a short code.")), Length(max=40)])
    kind = SelectField(_l("Kind"), choices=choices_of(KINDS))
    maximum = StringField(_l("Maximum"), [DataRequired(_l("Enter the maximum."))])
    step = StringField(_l("Step"), default="0.5", description=_l("Only for points."))
    label = StringField(_l("Text"))
    label_uz = StringField(_l("Text in Uzbek"))
    label_ru = StringField(_l("Text in Russian"))
    label_en = StringField(_l("Text in English"))
    critical = StringField(
        _l("Critical"), default="no",
        description=_l("no; zero: failing it makes the task 0; cap=50%: failing it leaves at most half of the maximum."),
    )  # fmt: skip
    key = TextAreaField(
        _l("Key"),
        description=_l(
            "Levels: 0=absent | 1=partly | 2=complete. Penalty: each=1 free=1. "
            "Reading: value=5.55 unit=mmol/L full=2% zero=20%; it may be set after the run."
        ),
        render_kw={"rows": 2},
    )


class SamplesForm(FlaskForm):
    """Which team got which sample variant, one per line."""

    samples = TextAreaField(
        _l("Samples"), description=_l("One team per line: code or registration number, a space, the variant; K47 B."),
        render_kw={"rows": 12},
    )  # fmt: skip
