"""Incidents at a station: their kinds and life, whom they touch, and what each remedy does to the marks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from olympiad.domain.choices import Consequence, TeamStatus
from olympiad.domain.errors import DomainError
from olympiad.domain.evidence import gather
from olympiad.domain.exact import Amount
from olympiad.domain.kinds import KINDS
from olympiad.domain.roles import Role, satisfies
from olympiad.domain.rubric import Criterion, Task
from olympiad.domain.section import AgreedMark, Penalty, ScoreSheet, Section
from olympiad.domain.task_marks import joined_worth, marked_sheets


class Kind(StrEnum):
    """What went wrong."""

    DRIFT = "drift"
    SPILT = "spilt"
    LOST_TIME = "lost_time"
    WRONG_REAGENT = "wrong_reagent"
    SAFETY = "safety"
    REPLACEMENT = "replacement"
    OTHER = "other"


class Remedy(StrEnum):
    """What is done about it; `remark`, `warning` and `extra_time` are put on record and move nothing."""

    RERUN = "rerun"
    EXTRA_TIME = "extra_time"
    EXCLUDE = "exclude"
    MEAN = "mean"
    FULL = "full"
    REMARK = "remark"
    WARNING = "warning"
    REMOVAL = "removal"
    REPLACEMENT = "replacement"


FOR_ALL = (Remedy.RERUN, Remedy.EXTRA_TIME, Remedy.EXCLUDE, Remedy.MEAN, Remedy.FULL)
SAFETY = (Remedy.REMARK, Remedy.WARNING, Remedy.REMOVAL)
"""Each step follows the one before it; none is skipped without a reason, all need one anyway."""


def remedies_of(kind: Kind | str) -> tuple[Remedy, ...]:
    """Which remedies suit a kind.

    >>> [str(one) for one in remedies_of("safety")]
    ['remark', 'warning', 'removal']
    """
    return {Kind.SAFETY: SAFETY, Kind.REPLACEMENT: (Remedy.REPLACEMENT, *FOR_ALL)}.get(Kind(kind), FOR_ALL)


def next_safety_step(steps: Iterable[str]) -> Remedy:
    """Which step is due after those a team has had: one remark, one warning, then removal (IChO 2014).

    >>> str(next_safety_step([])), str(next_safety_step(["remark", "warning"])), str(next_safety_step(["warning"]))
    ('remark', 'removal', 'removal')
    """
    had = set(steps)
    if had & {Remedy.WARNING, Remedy.REMOVAL}:
        return Remedy.REMOVAL
    return Remedy.WARNING if Remedy.REMARK in had else Remedy.REMARK


class State(StrEnum):
    """Where an incident stands; an open one keeps the section from being finalised."""

    OPEN = "open"
    SETTLED = "settled"
    DISMISSED = "dismissed"


class Move(StrEnum):
    """What is done to an incident."""

    CHANGE = "change"
    APPLY = "apply"
    CLOSE = "close"
    DISMISS = "dismiss"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"


DECIDING = frozenset({Role.CHIEF_JUDGE, Role.ORGANIZER})
REPORTING = DECIDING | {Role.JUDGE}

MOVES: dict[Move, dict[State, State]] = {
    Move.CHANGE: {State.OPEN: State.OPEN},
    Move.APPLY: {State.OPEN: State.OPEN},
    Move.CLOSE: {State.OPEN: State.SETTLED},
    Move.DISMISS: {State.OPEN: State.DISMISSED},
    Move.REOPEN: {State.SETTLED: State.OPEN, State.DISMISSED: State.OPEN},
    Move.WITHDRAW: {State.OPEN: State.OPEN, State.SETTLED: State.OPEN},
}
"""A remedy is applied to an open incident, which is closed when nothing more is to be done; withdrawing one opens it again."""


def after(state: State | str, move: Move, *, roles: frozenset[Role]) -> State:
    """The state after a move by somebody with these roles.

    Raises DomainError `incident_not_yours` for others than the chief judge and organizers, `incident_closed` and
    `incident_open` where the table has no such move.

    >>> chief = frozenset({Role.CHIEF_JUDGE})
    >>> str(after("open", Move.CLOSE, roles=chief)), str(after("settled", Move.WITHDRAW, roles=chief))
    ('settled', 'open')
    """
    if not satisfies(roles, DECIDING):
        raise DomainError("incident_not_yours")
    present = State(state)
    if present not in MOVES[move]:
        raise DomainError("incident_open" if present is State.OPEN else "incident_closed")
    return MOVES[move][present]


@dataclass(frozen=True)
class Span:
    """From when to when it went wrong; without an end it is a moment, and whoever was there then is affected."""

    start: datetime
    end: datetime | None = None

    def meets(self, start: datetime, end: datetime | None) -> bool:
        """Whether a time at the station overlaps; touching bells are not an overlap.

        >>> from datetime import UTC, timedelta
        >>> bell, ten = datetime(2026, 12, 5, 10, tzinfo=UTC), timedelta(minutes=10)
        >>> Span(bell, bell + ten).meets(bell + ten, bell + 2 * ten), Span(bell + ten / 2).meets(bell, bell + ten)
        (False, True)
        """
        last = self.end or self.start
        if end is None or end == start:
            return self.start <= start < last or start == self.start
        return start < last and self.start < end if last > self.start else start <= self.start < end

    def holds(self, moment: datetime) -> bool:
        """Whether a moment lies within, both ends included."""
        return self.start <= moment <= (self.end or self.start)


def affected(
    span: Span,
    slots: Mapping[str, tuple[datetime, datetime | None]],
    marked: Mapping[str, Sequence[datetime]],
) -> dict[str, str]:
    """Whom an incident touched: team → `schedule` where its slot overlaps; without a slot `marks`, marked in that time.

    >>> from datetime import UTC, timedelta
    >>> bell, ten = datetime(2026, 12, 5, 10, tzinfo=UTC), timedelta(minutes=10)
    >>> slots = {"T01": (bell, bell + ten), "T02": (bell + ten, bell + 2 * ten)}
    >>> affected(Span(bell, bell + ten), slots, {"T02": [bell], "T03": [bell + ten / 2]})
    {'T01': 'schedule', 'T03': 'marks'}
    """
    found = {team: "schedule" for team, (start, end) in slots.items() if span.meets(start, end)}
    found |= {team: "marks" for team, moments in marked.items() if team not in slots and any(map(span.holds, moments))}
    return dict(sorted(found.items()))


def replacement_points(number: int, each: int, free: int) -> int:
    """What the n-th replacement sample of a team costs: the first `free` cost nothing.

    >>> replacement_points(1, 1000, 1), replacement_points(2, 1000, 1)
    (0, 1000)
    """
    return each if number > free else 0


OF_CRITERIA = (Remedy.EXCLUDE, Remedy.MEAN, Remedy.FULL)
"""Remedies that are ordered for criteria of a task."""
OF_A_TASK = (*OF_CRITERIA, Remedy.RERUN, Remedy.REMOVAL)


@dataclass(frozen=True)
class Order:
    """A remedy as it is ordered: for which teams, which criteria of the task, which later tasks; points in thousandths."""

    remedy: Remedy
    task: str
    teams: tuple[str, ...]
    criteria: tuple[str, ...] = ()
    later_tasks: tuple[str, ...] = ()
    points: tuple[tuple[str, int], ...] = ()
    """Of a replacement: what it costs each team."""
    reason: str = ""


def check_order(order: Order, task: Task | None) -> None:
    """Refuse an order that lacks what its remedy needs.

    >>> check_order(Order(Remedy.FULL, "A", ("T01",)), Task("A", ()))
    Traceback (most recent call last):
    olympiad.domain.errors.DomainError: incident_without_criteria
    """
    if not order.teams:
        raise DomainError("incident_without_teams")
    if order.remedy in OF_A_TASK and task is None:
        raise DomainError("incident_without_task")
    if _lacks_criteria(order):
        raise DomainError("incident_without_criteria")
    if task is not None:
        _check_criteria(order, task)


def _lacks_criteria(order: Order) -> bool:
    """Return whether an order names nothing that it is about; a removal may be about later tasks alone."""
    if order.criteria:
        return False
    return order.remedy in OF_CRITERIA or (order.remedy is Remedy.REMOVAL and not order.later_tasks)


def _check_criteria(order: Order, task: Task) -> None:
    if not set(order.criteria) <= task.positions.keys():
        raise DomainError("criterion_unknown")
    for code in order.criteria if order.remedy is Remedy.MEAN else ():
        if task.criteria[task.positions[code]].is_penalty:
            raise DomainError("incident_mean_of_penalty", criterion=code)


def agreed_by(order: Order, section: Section) -> list[AgreedMark]:
    """The agreed marks that an order comes to.

    `full`: the maximum (of a penalty: no occurrence) · `mean`: what the teams that were not affected got on average,
    to the nearest mark that the criterion knows · `removal`: 0 for the criteria that came later, and 0 for the tasks
    that came later; what was earned before stays as the judges gave it. A penalty is not forgiven by a removal.
    """
    task = next((one for one in section.tasks if one.code == order.task), None)
    made = _agreed_in_task(order, section, task) if task else []
    if order.remedy is Remedy.REMOVAL:
        made += [AgreedMark(team, later, 0, "", order.reason) for team in order.teams for later in order.later_tasks]
    return made


def _agreed_in_task(order: Order, section: Section, task: Task) -> list[AgreedMark]:
    marks = {code: _agreed_points(order, section, task, code) for code in order.criteria}
    return [
        AgreedMark(team, order.task, mark, code, order.reason)
        for team in order.teams
        for code, mark in marks.items()
        if mark is not None
    ]


def _agreed_points(order: Order, section: Section, task: Task, code: str) -> Amount | None:
    """Return what every team of an order gets for a criterion; None where its judges' marks stay."""
    criterion = task.criteria[task.positions[code]]
    if order.remedy is Remedy.FULL:
        return KINDS[criterion.kind].full_points(criterion)
    if order.remedy is Remedy.MEAN:
        return nearest_mark(criterion, mean_of_others(section, task, code, order.teams))
    return 0 if order.remedy is Remedy.REMOVAL and not criterion.is_penalty else None


def mean_of_others(section: Section, task: Task, criterion: str, teams: Sequence[str]) -> Fraction:
    """Mean of a criterion's joined points over the competing teams that were not affected and have complete sheets.

    Raises DomainError `incident_no_others` where there is no such team.
    """
    evidence, position = gather(section), task.positions[criterion]
    points = [
        Fraction(worth.points)
        for team in section.teams
        if team.status is TeamStatus.COMPETING and team.key not in teams
        if (sheets := marked_sheets(evidence, team.key, task)) and any(sheet.is_complete for sheet in sheets)
        if (worth := joined_worth(task, position, sheets)) is not None and worth.counts
    ]
    if not points:
        raise DomainError("incident_no_others", criterion=criterion, task=task.code)
    return sum(points, Fraction(0)) / len(points)


def nearest_mark(criterion: Criterion, points: Amount) -> Amount:
    """The mark that a judge could have given nearest to some points; between two the better one.

    >>> from olympiad.domain.choices import CriterionKind
    >>> nearest_mark(Criterion("yield", CriterionKind.POINTS, 10_000), Fraction(7250))
    7500
    """
    return KINDS[criterion.kind].nearest(criterion, points)


def with_order(section: Section, order: Order) -> Section:
    """The section as it would be under an order, for showing what moves before it is applied."""
    if order.remedy is Remedy.EXCLUDE:
        return with_exclusions(section, {(team, order.task): set(order.criteria) for team in order.teams})
    if order.remedy is Remedy.RERUN:
        return replace(section, sheets=tuple(_empty_again(sheet, order) for sheet in section.sheets))
    if order.remedy is Remedy.REPLACEMENT:
        rows = tuple(Penalty(team, points, order.task, order.reason) for team, points in order.points if points)
        return replace(section, penalties=section.penalties + rows)
    return replace(section, agreed_marks=(*section.agreed_marks, *agreed_by(order, section)))


def _empty_again(sheet: ScoreSheet, order: Order) -> ScoreSheet:
    if sheet.task != order.task or sheet.team not in order.teams:
        return sheet
    return sheet._replace(marks=(None,) * len(sheet.marks), absent=False, submitted=False)


def with_exclusions(section: Section, excluded: Mapping[tuple[str, str], set[str]]) -> Section:
    """The section with criteria left out for some teams: `excluded` has criterion codes by team and task.

    On every sheet of the team the cell becomes *not assessed*, `exclude`; the judges' marks stay in the rows. An agreed
    mark of that criterion gives way; absent sheets stay absent.
    """
    if not excluded:
        return section
    tasks = {task.code: task for task in section.tasks}

    def leave_out(sheet: ScoreSheet) -> ScoreSheet:
        codes = excluded.get((sheet.team, sheet.task))
        if not codes or sheet.absent:
            return sheet
        criteria = tasks[sheet.task].criteria
        cells = (
            Consequence.EXCLUDE if one.code in codes else mark for one, mark in zip(criteria, sheet.marks, strict=True)
        )
        return sheet._replace(marks=tuple(cells))

    agreed = tuple(
        one for one in section.agreed_marks if one.criterion not in excluded.get((one.team, one.task), set())
    )
    return replace(section, sheets=tuple(map(leave_out, section.sheets)), agreed_marks=agreed)
