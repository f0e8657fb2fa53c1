"""What waits in each of many sections and how far each is, counted in few statements; marked ones are ranked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from olympiad.domain.choices import OUT_OF_RUNNING, JudgeKind, SheetState
from olympiad.domain.incidents import State
from olympiad.domain.lifecycle import Stage
from olympiad.models.appeal import Appeal, AppealWindow
from olympiad.models.help_request import HelpRequest
from olympiad.models.incident import Incident
from olympiad.models.judge import Judge
from olympiad.models.results_version import ResultsVersion
from olympiad.models.rules import Rules
from olympiad.models.score_sheet import Device, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion, ScheduleSlot, Task
from olympiad.models.team import Team
from olympiad.models.user import AccessCard, User
from olympiad.services.computing import section_cache
from olympiad.services.results import in_the_way
from olympiad.services.settling import moderation_queue


class Wait(StrEnum):
    """What can wait for somebody, in the order of urgency: what is lost soonest, what stops others, what comes next."""

    HELP = "help"
    DEVICES = "devices"
    APPEALS = "appeals"
    INCIDENTS = "incidents"
    DISAGREEMENTS = "disagreements"
    RETURNED = "returned"
    SHEETS = "sheets"
    IN_THE_WAY = "in_the_way"
    TO_FINALISE = "to_finalise"
    TO_PUBLISH = "to_publish"
    RUBRICS = "rubrics"
    RULES = "rules"
    CARDS = "cards"
    EMPTY = "empty"


@dataclass(frozen=True)
class Waiting:
    """One thing that waits in a section."""

    section: Section
    what: Wait
    count: int
    until: datetime | None = None
    """When it is too late, where something ends."""


@dataclass(frozen=True)
class Hours:
    """When a section's day begins and ends, when appeals are heard, when results are announced."""

    begins_at: datetime | None = None
    ends_at: datetime | None = None
    appeals: tuple[datetime, datetime] | None = None
    announced_at: datetime | None = None


@dataclass(frozen=True)
class SectionLine:
    """A section among others."""

    section: Section
    teams: int
    sheets: int
    handed_over: int
    hours: Hours
    waits: tuple[Waiting, ...]

    @property
    def step(self) -> int:
        """Return how many of seven steps are done: prepare, mark, sheets in, finalise, appeals, official, public."""
        return STEPS[self.section.state]


STEPS: Mapping[Stage, int] = {
    Stage.DRAFT: 0, Stage.RULES_SIGNED: 0, Stage.CHECK_IN: 1, Stage.MARKING: 1, Stage.SHEETS_IN: 3, Stage.PRELIMINARY: 4,
    Stage.APPEALS: 4, Stage.OFFICIAL: 6, Stage.PUBLISHED: 7, Stage.CERTIFICATES: 7, Stage.ARCHIVED: 7,
}  # fmt: skip

PREPARING = (Stage.DRAFT, Stage.RULES_SIGNED, Stage.CHECK_IN, Stage.MARKING)
"""Stages in which rubrics, signatures and cards are still needed."""


def lines(
    session: Session, sections: Collection[Section], now: datetime, *, by: User | None = None
) -> list[SectionLine]:
    """Return how far each section is and what waits there for `by`, the most urgent first; archived ones wait for nobody."""
    ids = [one.id for one in sections if one.state != Stage.ARCHIVED]
    teams = _counts(session, select(Team.section_id, func.count()).where(Team.section_id.in_(ids)))
    sheets = sheets_of(session, ids)
    hours, waits = _hours(session, sections), _waits(session, ids, now)
    found = []
    for section in sections:
        of = sheets.get(section.id, {})
        handed, all_ = of.get(SheetState.SUBMITTED, 0) + of.get(SheetState.ACCEPTED, 0), sum(of.values())
        counted = dict(waits.get(section.id, {}))
        counted |= _of_marking(session, section, of, handed, all_, teams.get(section.id, 0))
        counted |= _of_finalising(session, section, counted, is_marked=bool(all_) and handed == all_, by=by)
        rows = [
            Waiting(section, what, counted[what], _until(what, hours[section.id])) for what in Wait if counted.get(what)
        ]
        found.append(SectionLine(section, teams.get(section.id, 0), all_, handed, hours[section.id], tuple(rows)))
    return found


def _until(what: Wait, hours: Hours) -> datetime | None:
    if what is Wait.SHEETS:
        return hours.ends_at
    return hours.appeals[1] if what is Wait.APPEALS and hours.appeals else None


def in_order(found: Collection[SectionLine]) -> list[Waiting]:
    """Return what waits in all sections, the most urgent first: by kind, then by what ends sooner."""
    order = list(Wait)
    rows = [one for line in found for one in line.waits]
    return sorted(rows, key=lambda one: (order.index(one.what), one.until is None, one.until, one.section.id))


def _of_marking(
    session: Session, section: Section, sheets: Mapping[str, int], handed: int, all_: int, teams: int
) -> dict[Wait, int]:
    """Count what follows from the sheets of one section; disagreements only where two sheets may differ by now."""
    state = section.state
    if state == Stage.ARCHIVED:
        return {}
    past = {} if state in PREPARING else dict.fromkeys((Wait.RUBRICS, Wait.RULES, Wait.CARDS), 0)
    settles = handed and state in (Stage.MARKING, Stage.SHEETS_IN)
    disagree = len(moderation_queue.queue(session, section)) if settles else 0
    return past | {
        Wait.RETURNED: sheets.get(SheetState.RETURNED, 0),
        Wait.DISAGREEMENTS: disagree,
        Wait.SHEETS: all_ - handed if state in (Stage.MARKING, Stage.SHEETS_IN) else 0,
        Wait.EMPTY: int(not teams),
    }


TOLD_ALREADY = (Wait.DEVICES, Wait.INCIDENTS, Wait.DISAGREEMENTS, Wait.APPEALS, Wait.RETURNED)
"""What is in the way and has a line of its own."""


def _of_finalising(
    session: Session, section: Section, counted: Mapping[Wait, int], *, is_marked: bool, by: User | None
) -> dict[Wait, int]:
    """Ask the list of what is in the way whether a section that is marked can be finalised, as its own pages do."""
    if not is_marked or section.state not in (Stage.MARKING, Stage.SHEETS_IN) or any(map(counted.get, TOLD_ALREADY)):
        return {}
    found = in_the_way.of_section(session, section, section_cache.of(session, section), by=by)
    return {Wait.IN_THE_WAY: len(found.blockers), Wait.TO_FINALISE: int(found.is_clear)}


def _waits(session: Session, ids: list[int], now: datetime) -> dict[int, dict[Wait, int]]:
    queries: dict[Wait, Select[int, int]] = {
        Wait.HELP: select(HelpRequest.section_id, func.count()).where(HelpRequest.closed_at.is_(None)),
        Wait.DEVICES: select(Device.section_id, func.sum(Device.waiting)).where(
            Device.waiting > 0, Device.revoked_at.is_(None), Device.excused_at.is_(None)
        ),
        Wait.APPEALS: select(Appeal.section_id, func.count()).where(Appeal.state == "lodged"),
        Wait.INCIDENTS: select(Incident.section_id, func.count()).where(Incident.state == State.OPEN),
        Wait.TO_PUBLISH: _unpublished(),
        Wait.RUBRICS: select(Task.section_id, func.count()).where(
            Task.judges > 0, ~exists().where(Criterion.task_id == Task.id)
        ),
        Wait.RULES: select(Rules.section_id, func.count()).where(Rules.signed_at.is_(None), _is_newest()),
        Wait.CARDS: select(Judge.section_id, func.count()).where(
            ~exists().where(AccessCard.user_id == Judge.user_id, AccessCard.revoked_at.is_(None))
        ),
    }
    found: dict[int, dict[Wait, int]] = {one: {} for one in ids}
    for what, query in queries.items():
        column = query.selected_columns[0]
        for section_id, count in _counts(session, query.where(column.in_(ids))).items():
            found[section_id][what] = count
    return found


def _unpublished() -> Select[int, int]:
    """Sections with a version of which none is public, and no time at which one will be."""
    public = select(ResultsVersion.section_id).where(
        ResultsVersion.published_at.is_not(None), ResultsVersion.unpublished_at.is_(None)
    )
    return (
        select(Section.id, func.count())
        .join(ResultsVersion, ResultsVersion.section_id == Section.id)
        .where(
            Section.id.not_in(public),
            Section.publishes_at.is_(None),
            Section.state.in_((Stage.OFFICIAL, Stage.PRELIMINARY)),
        )
    )


def _is_newest() -> ColumnElement[bool]:
    newer = aliased(Rules)
    return ~exists().where(newer.section_id == Rules.section_id, newer.number > Rules.number)


def _counts(session: Session, query: Select[int, int]) -> dict[int, int]:
    return {row[0]: int(row[1] or 0) for row in session.execute(query.group_by(query.selected_columns[0]))}


def sheets_of(session: Session, ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Count the sheets of official judges by section and state, without void ones and teams out of the running."""
    query = (
        select(ScoreSheet.section_id, ScoreSheet.state, func.count())
        .join(Team, Team.id == ScoreSheet.team_id)
        .join(Judge, Judge.id == ScoreSheet.judge_id)
        .where(
            ScoreSheet.section_id.in_(ids),
            ScoreSheet.state != SheetState.VOID,
            Team.status.not_in(OUT_OF_RUNNING),
            Judge.kind == JudgeKind.OFFICIAL,
        )
        .group_by(ScoreSheet.section_id, ScoreSheet.state)
    )
    found: dict[int, dict[str, int]] = {}
    for section_id, state, count in session.execute(query):
        found.setdefault(section_id, {})[state] = count
    return found


def _hours(session: Session, sections: Collection[Section]) -> dict[int, Hours]:
    ids = [one.id for one in sections]
    slots = (
        select(Task.section_id, func.min(ScheduleSlot.starts_at), func.max(ScheduleSlot.ends_at))
        .join(Task, Task.id == ScheduleSlot.task_id)
        .where(Task.section_id.in_(ids), ScheduleSlot.starts_at.is_not(None))
        .group_by(Task.section_id)
    )
    day = {row[0]: (row[1], row[2]) for row in session.execute(slots)}
    newest = select(func.max(AppealWindow.id)).where(AppealWindow.section_id.in_(ids)).group_by(AppealWindow.section_id)
    windows = select(AppealWindow).where(AppealWindow.id.in_(newest))
    appeals = {row.section_id: (row.opens_at, row.closes_at) for row in session.scalars(windows)}
    public = _published(session, ids)
    return {
        one.id: Hours(*day.get(one.id, (None, None)), appeals.get(one.id), one.publishes_at or public.get(one.id))
        for one in sections
    }


def _published(session: Session, ids: list[int]) -> dict[int, datetime]:
    query = (
        select(ResultsVersion.section_id, func.min(ResultsVersion.published_at))
        .where(
            ResultsVersion.section_id.in_(ids),
            ResultsVersion.published_at.is_not(None),
            ResultsVersion.unpublished_at.is_(None),
        )
        .group_by(ResultsVersion.section_id)
    )
    return {section_id: at for section_id, at in session.execute(query) if at is not None}
