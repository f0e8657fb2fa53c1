"""The form over every key of rules.csv; what a value may be is asked of the domain."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.core import UnboundField
from wtforms.validators import Optional

from olympiad.domain.notation.awards import FIELDS, MORE, put_together, take_apart
from olympiad.domain.notation.drafts import Pair, complete
from olympiad.domain.rubric import Task
from olympiad.forms.base import PageForm
from olympiad.wording.rules import AWARD_CHOICES, AWARD_FIELDS, CHOICES, KEYS, tie_words

SPARE_ROWS = 2
NAMES = {key: _l(words) for key, words in KEYS.items()}
PLAIN_KEYS = tuple(key for key in KEYS if key not in ("award", "part", "ties"))


def _options(words: Mapping[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, _l(text)) for value, text in words.items()]


def _choice(key: str) -> SelectField:
    return SelectField(
        NAMES[key],
        choices=_options(CHOICES[key]),
        validate_choice=False,
    )


class AwardForm(Form):
    """One award level; all of its conditions must hold."""

    name = StringField(_l("Award"))
    more = StringField(_l("Further conditions"))

    def asked(self) -> list[Field]:
        """Return the fields of the conditions, in the order of the registry."""
        return [self[name] for name in FIELDS]

    def conditions(self) -> str:
        """Return the conditions as rules.csv writes them."""
        typed = {name: _typed(self[name].data) for name, shape in FIELDS.items() if shape != "check"}
        checked = {name: "1" if self[name].data else "" for name, shape in FIELDS.items() if shape == "check"}
        border = "" if typed["border"] == "at_most" else typed["border"]
        return put_together({**typed, **checked, "border": border, MORE: _typed(self.more.data)})


def _condition_field(name: str, shape: str) -> UnboundField:
    label = _l(AWARD_FIELDS[name])
    if shape == "choice":
        return SelectField(label, choices=_options(AWARD_CHOICES[name]), validate_choice=False)
    return BooleanField(label) if shape == "check" else StringField(label)


for _name, _shape in FIELDS.items():
    setattr(AwardForm, _name, _condition_field(_name, _shape))


class PartForm(Form):
    """The weight of one part."""

    name = HiddenField()
    weight = StringField(_l("Weight"))


class RulesForm(PageForm):
    """All rules of a section, with the reason of a change."""

    scale = _choice("scale")
    sd = _choice("sd")
    task_decimals = StringField(NAMES["task_decimals"], description=_l("Empty: not rounded."))
    decimals = StringField(NAMES["decimals"], description=_l("Equal printed totals are equal places."))
    penalty_floor = _choice("penalty_floor")
    missing = _choice("missing")
    places = _choice("places")
    ties = FieldList(SelectField(validate_choice=False))
    no_show = _choice("no_show")
    awards = FieldList(FormField(AwardForm))
    share_of = _choice("share_of")
    conflict = _choice("conflict")
    blind = _choice("blind")
    points_shown = _choice("points_shown")
    parts = FieldList(FormField(PartForm))
    reason = TextAreaField(_l("Reason of the change"))
    base = IntegerField(validators=[Optional()])
    """The version that the editor saw."""

    def pairs(self) -> list[Pair]:
        """Return what is typed as rows of rules.csv; empty rows are left out."""
        plain = [(key, _typed(self[key].data)) for key in PLAIN_KEYS]
        chain = [_typed(entry.data) for entry in self.ties]
        awards = [(_typed(row["name"].data), row.form.conditions()) for row in self.awards]
        return [
            *plain,
            ("ties", "; ".join(filter(None, chain))),
            *((f"award.{name}", conditions) for name, conditions in awards if name or conditions),
            *((f"part.{row['name'].data}", _typed(row["weight"].data)) for row in self.parts if row["name"].data),
        ]

    def prepare(self, tasks: Sequence[Task], language: str) -> None:
        """Offer the tie-breaks of these tasks, spare rows, and every named part."""
        for rows in (self.ties, self.awards):
            for _ in range(SPARE_ROWS):
                rows.append_entry()
        self._offer_ties(tasks, language)
        there = {row["name"].data for row in self.parts}
        for part in dict.fromkeys(task.part for task in tasks if task.part):
            if part not in there:
                self.parts.append_entry({"name": part, "weight": ""})

    def _offer_ties(self, tasks: Sequence[Task], language: str) -> None:
        """Offer the tie-breaks of these tasks in every row, and in its row one that was chosen before."""
        words = {"": "–"} | {written: tie_words(written, language) for written in offered_ties(tasks)}
        for entry in self.ties:
            chosen = _typed(entry.data)
            offered = words if chosen in words else words | {chosen: chosen}
            entry.choices = [SelectChoice(*one) for one in offered.items()]

    def refuse(self, key: str, sentence: str) -> None:
        """Say at its field what is wrong with a rule."""
        field = self._field_of(key)
        field.errors = [*field.errors, sentence]

    def _field_of(self, key: str) -> Any:
        group, _, name = key.partition(".")
        if group == "award":
            rows = [row for row in self.awards if _typed(row["name"].data) == name]
            return rows[-1]["name"]
        if group == "part":
            return next(row["weight"] for row in self.parts if row["name"].data == name)
        return self.ties[0] if key == "ties" else self[key]

    def problems(self) -> list[tuple[str, str, str]]:
        """List what was refused as (id of the field, its name, sentence), in the order of the page."""
        rows = [row[name] for rows in (self.awards, self.parts) for row in rows for name in row.form.data]
        fields = [*(self[key] for key in PLAIN_KEYS), *self.ties, *rows, self.reason]
        names = {entry.id: NAMES["ties"] for entry in self.ties}
        return [
            (field.id, str(names.get(field.id, field.label.text)), str(error))
            for field in fields
            for error in field.errors
        ]


def _typed(value: str | None) -> str:
    return (value or "").strip()


def offered_ties(tasks: Iterable[Task]) -> list[str]:
    """List every tie-break that these tasks allow, as it is written."""
    plain = ["best_task", "tasks_won", "fewest_penalties", "least_time", "extra_round"]
    of_tasks = [f"task:{task.code}" for task in tasks]
    of_criteria = [f"criterion:{task.code}/{criterion.code}" for task in tasks for criterion in task.criteria]
    return [*of_tasks, *plain, *of_criteria]


def filled(rows: Sequence[Pair], number: int) -> Mapping[str, Any]:
    """Return what the form shows for these rows of rules.csv."""
    written = complete(rows)
    return {
        **{key: written.get(key, "") for key in PLAIN_KEYS},
        "ties": [one.strip() for one in written["ties"].split(";") if one.strip()],
        "awards": [_award(key.removeprefix("award."), value) for key, value in rows if key.startswith("award.")],
        "parts": [
            {"name": key.removeprefix("part."), "weight": value}
            for key, value in written.items()
            if key.startswith("part.")
        ],
        "base": number,
    }


def _award(name: str, conditions: str) -> dict[str, Any]:
    parts = take_apart(conditions)
    checks = {field: bool(parts[field]) for field, shape in FIELDS.items() if shape == "check"}
    return {**parts, **checks, "name": name, "border": parts["border"] or "at_most"}


def _without(typed: MultiDict[str, str], entry: str) -> MultiDict[str, str]:
    return MultiDict((name, text) for name, text in typed.items(multi=True) if not _is_of(name, entry))


def moved(typed: MultiDict[str, str]) -> MultiDict[str, str]:
    """Return what is typed with one award or tie-break at another place: `move` is such as `awards-1-up`.

    >>> moved(MultiDict({"ties-0": "a", "ties-1": "b", "move": "ties-1-up"})).getlist("ties-0")
    ['b']
    """
    group, _, rest = typed.get("move", "").partition("-")
    number, _, way = rest.partition("-")
    if group not in ("awards", "ties") or not number.isdecimal() or way not in ("up", "down", "out"):
        return typed
    here = f"{group}-{number}"
    if way == "out":
        return _without(typed, here)
    other = f"{group}-{int(number) + (1 if way == 'down' else -1)}"
    if not any(_is_of(name, other) for name in typed):
        return typed
    names = {here: other, other: here}
    return MultiDict((_renamed(name, names), text) for name, text in typed.items(multi=True))


def _is_of(name: str, row: str) -> bool:
    return name == row or name.startswith(f"{row}-")


def _renamed(name: str, names: Mapping[str, str]) -> str:
    row = next((row for row in names if _is_of(name, row)), "")
    return names[row] + name.removeprefix(row) if row else name
