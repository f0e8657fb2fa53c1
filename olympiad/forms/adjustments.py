"""The forms of what is entered by hand beside the sheets; one class per kind."""

from collections.abc import Collection, Sequence
from typing import ClassVar
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from olympiad.forms.base import PageForm
from olympiad.forms.decimals import DecimalField
from olympiad.forms.languages import ReasonInLanguages, SaidInLanguages
from olympiad.forms.moments import MomentField
from olympiad.models.task import Task
from olympiad.models.team import Team
from olympiad.services.sections.schedules import MOST_TEAMS
from olympiad.wording.names import content

CHOOSE = "–"


class EntryForm(PageForm):
    """The team, and the task where there is one."""

    team = SelectField(_l("Team"), [InputRequired(_l("Choose a team."))], default="")
    task: SelectField

    def offer(self, teams: Sequence[Team], tasks: Sequence[Task], language: str, whole: str) -> None:
        """Offer the teams and tasks of the section; `whole` names the whole section where a task may be left open."""
        self.team.choices = [SelectChoice("", CHOOSE)]
        self.team.choices += [SelectChoice(team.key, f"{team.code} · {team.name or team.key}") for team in teams]
        if "task" in self._fields:
            first = whole if isinstance(self, PenaltyForm) else CHOOSE
            self.task.choices = [SelectChoice("", first)]
            self.task.choices += [
                SelectChoice(one.code, f"{one.code} {content(one, 'title', language)}") for one in tasks
            ]

    def cells(self, zone: ZoneInfo) -> dict[str, str]:
        """Return what is typed as a row of the section folder."""
        in_languages = self if isinstance(self, SaidInLanguages) else None
        aside = {"csrf_token", *(in_languages.further() if in_languages else ())}
        row = {}
        for name, field in self._fields.items():
            if isinstance(field, MomentField):
                row[name] = field.data.replace(tzinfo=zone).isoformat() if field.data else ""
            elif name not in aside:
                row[name] = str(field.data or "").strip()
        return row | ({name: in_languages.said(name) for name in in_languages.texts} if in_languages else {})


def _task() -> SelectField:
    return SelectField(_l("Task"), [InputRequired(_l("Choose a task."))], default="")


def _reason() -> TextAreaField:
    return TextAreaField(
        _l("Reason"),
        [InputRequired(_l("Give a reason; it is kept on record.")), Length(max=2000)],
        render_kw={"rows": 2},
    )


class PenaltyForm(ReasonInLanguages, EntryForm):
    """Points taken off."""

    task = SelectField(_l("Task"), default="")
    points = DecimalField(_l("Points to take off"), [InputRequired(_l("Enter the points.")), Length(max=40)])
    reason = _reason()


class AbsenceForm(EntryForm):
    """A team that was not there."""

    task = _task()
    reason = _reason()


class TimeForm(EntryForm):
    """Seconds that a team needed."""

    task = _task()
    seconds = DecimalField(_l("Seconds"), [InputRequired(_l("Enter the seconds.")), Length(max=40)])
    reason = _reason()


class ExtraRoundForm(EntryForm):
    """A rank in an extra round."""

    rank = StringField(_l("Rank in the extra round"), [InputRequired(_l("Enter the rank, 1 is best.")), Length(max=10)])
    reason = _reason()
    by = StringField(_l("Decided by"), [Length(max=300)])


class AwardForm(ReasonInLanguages, EntryForm):
    """A special award."""

    texts: ClassVar[tuple[str, ...]] = ("award", "reason")
    award = StringField(_l("Award"), [InputRequired(_l("Name the award.")), Length(max=300)])
    reason = _reason()
    award_uz = StringField(_l("Award in Uzbek"), [Length(max=300)])
    award_ru = StringField(_l("Award in Russian"), [Length(max=300)])
    award_en = StringField(_l("Award in English"), [Length(max=300)])


class SlotForm(EntryForm):
    """When and where a team works."""

    task = _task()
    station = StringField(_l("Station"), [Length(max=100)])
    start = MomentField(_l("Starts"), [Optional()])
    end = MomentField(_l("Ends"), [Optional()])
    order = StringField(_l("Order"), [Length(max=10)])


class WithdrawalForm(PageForm):
    """Why an entry is taken back."""

    reason = TextAreaField(_l("Reason"), [Length(max=2000)], render_kw={"rows": 2})


class RoomForm(PageForm):
    """How many teams a station holds."""

    station = SelectField(_l("Station"), [InputRequired(_l("Choose a station."))], default="")
    teams = IntegerField(
        _l("Teams at the same time"),
        [InputRequired(_l("Type a number.")), NumberRange(1, MOST_TEAMS)],
        default=1,
        description=_l("1: one after the other. More than one: a room with several benches."),
    )

    def offer(self, stations: Collection[str]) -> None:
        """Offer the stations that the section knows."""
        self.station.choices = [SelectChoice("", CHOOSE), *(SelectChoice(one, one) for one in stations)]


FORMS: dict[str, type[EntryForm]] = {
    "penalties": PenaltyForm,
    "absences": AbsenceForm,
    "times": TimeForm,
    "extra_rounds": ExtraRoundForm,
    "awards": AwardForm,
    "schedule": SlotForm,
}
