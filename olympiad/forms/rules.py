"""The form of a section's rules: every key of rules.csv."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField

from olympiad.forms.choices import choices_of

YES_NO = {"yes": _l("Yes"), "no": _l("No")}
CHOICES = {
    "scale": {
        "raw": _l("Points as they are"),
        "percent": _l("Percent of the task's maximum"),
        "best": _l("Percent of the best team"),
        "z": _l("Standard scores (z)"),
        "t": _l("T-scores (mean 50, deviation 10)"),
    },
    "sd": {"population": _l("Of the whole field (n)"), "sample": _l("Of a sample (n − 1)")},
    "missing": {"no_place": _l("The team has no place"), "zero": _l("It counts 0")},
    "no_show": {"placed": _l("It has a place with 0"), "unplaced": _l("It is listed without a place")},
    "places": {
        "1224": _l("1, 2, 2, 4"),
        "1223": _l("1, 2, 2, 3"),
        "1334": _l("1, 3, 3, 4"),
        "fractional": _l("1, 2.5, 2.5, 4"),
        "1234": _l("1, 2, 3, 4 – no tie may stay"),
    },
    "share_of": {"present": _l("Teams that came"), "registered": _l("All registered teams")},
    "conflict": {"warn": _l("Allowed, with a warning"), "forbid": _l("Forbidden")},
}
DEFAULTS = {
    "scale": "raw", "sd": "population", "decimals": "2", "task_decimals": "", "penalty_floor": "yes", "missing": "no_place",
    "no_show": "placed", "places": "1224", "ties": "", "share_of": "present", "conflict": "warn", "blind": "yes",
    "points_shown": "yes",
}  # fmt: skip
"""What counts where rules.csv says nothing."""


class RulesForm(FlaskForm):
    """Everything that turns marks into places and awards."""

    scale = SelectField(_l("A task mark counts as"), choices=choices_of(CHOICES["scale"]))
    sd = SelectField(
        _l("Standard deviation"), choices=choices_of(CHOICES["sd"]), description=_l("Only for standard and T-scores.")
    )
    decimals = StringField(_l("Decimals of the total"))
    task_decimals = StringField(_l("Decimals of task marks"), description=_l("Empty: not rounded."))
    penalty_floor = SelectField(_l("Penalties never take a sheet below 0"), choices=choices_of(YES_NO))
    missing = SelectField(_l("A missing task mark"), choices=choices_of(CHOICES["missing"]))
    no_show = SelectField(_l("A team that did not come"), choices=choices_of(CHOICES["no_show"]))
    places = SelectField(_l("Places after a tie"), choices=choices_of(CHOICES["places"]))
    ties = StringField(
        _l("Equal totals are told apart by"),
        description=_l(
            "In this order, separated by semicolons: task:CODE, criterion:TASK/CODE, best_task, tasks_won, fewest_penalties, "
            "least_time, extra_round. Whoever is still equal shares the place."
        ),
    )
    awards = TextAreaField(
        _l("Awards"), render_kw={"rows": 5},
        description=_l(
            "The highest first, one per line: name: conditions. Conditions: share=10%, count=3, total>=80, total>=80%max, "
            "total>=90%best, place=1, cap=5, from=6, border=at_most. Shares add up from the top."
        ),
    )  # fmt: skip
    share_of = SelectField(_l("Shares are of"), choices=choices_of(CHOICES["share_of"]))
    parts = TextAreaField(
        _l("Weights of parts"), render_kw={"rows": 2},
        description=_l("Only for standard and T-scores, one per line: part: weight."),
    )  # fmt: skip
    conflict = SelectField(_l("A judge of the team's institution"), choices=choices_of(CHOICES["conflict"]))
    blind = SelectField(_l("Judges see codes only"), choices=choices_of(YES_NO))
    points_shown = SelectField(_l("The judge sees what a reading gives"), choices=choices_of(YES_NO))
    reason = StringField(
        _l("Reason for the new version"), description=_l("Required once marking has started; kept on record.")
    )


def form_fields(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Give the values of the form's fields for rules as written."""
    values = DEFAULTS | {key: value for key, value in pairs if key in DEFAULTS and value}
    for field, group in (("awards", "award."), ("parts", "part.")):
        values[field] = "\n".join(
            f"{key.removeprefix(group)}: {value}".rstrip() for key, value in pairs if key.startswith(group)
        )
    return values


def written_rules(form: RulesForm) -> list[tuple[str, str]]:
    """Give the rules as they would stand in rules.csv; what equals the default is left out."""
    pairs = [
        (key, text)
        for key, default in DEFAULTS.items()
        if (text := str(form._fields[key].data or "").strip()) != default
    ]
    for field, group in (("parts", "part."), ("awards", "award.")):
        for line in str(form._fields[field].data or "").splitlines():
            name, _, value = line.rpartition(":") if ":" in line else (line, "", "")
            if line.strip():
                pairs.append((group + name.strip(), value.strip()))
    return pairs
