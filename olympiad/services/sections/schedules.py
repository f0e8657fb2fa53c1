"""The schedule as a whole: what in it cannot be kept, and which stations hold several teams at once."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.errors import DomainError
from olympiad.domain.schedule import Clash, Finding, Slot, find_clashes, slot
from olympiad.exchange.overlay import Plan, Present
from olympiad.exchange.row_identity import Cells
from olympiad.exchange.tables import Problem
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.models.task import ScheduleSlot, SharedStation, Task
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.record import audit

MOST_TEAMS = 1000
COLUMN = {Clash.TEAM_TWICE: "start", Clash.STATION_FULL: "station", Clash.OTHER_LENGTH: "end"}


def warnings(session: Session, section: Section) -> list[Problem]:
    """Tell everything in the schedule that cannot be kept."""
    query = (
        select(Team.key, Task.code, ScheduleSlot.station, ScheduleSlot.starts_at, ScheduleSlot.ends_at, Task.minutes)
        .select_from(ScheduleSlot)
        .join(Team, Team.id == ScheduleSlot.team_id)
        .join(Task, Task.id == ScheduleSlot.task_id)
        .where(Team.section_id == section.id)
    )
    rows = session.execute(query).all()
    minutes = {code: lasting for _, code, _, _, _, lasting in rows if lasting}
    found = find_clashes(_known(slot(*row) for row in rows), minutes, rooms(session, section))
    zone = _zone(session, section)
    return [_warning(one, 0, zone) for one in found]


def note_clashes(session: Session, section: Section, plan: Plan, present: Present) -> list[Problem]:
    """Return what cannot be kept once a file is imported, as far as its rows have to do with it."""
    rows = {(row.cells["team"], row.cells["task"]): row.number for row in plan.changed("schedule")}
    if not rows:
        return []
    cells = {(one["team"], one["task"]): one for one in _after("schedule", plan, present)}
    minutes = {one["task"]: int(one["minutes"]) for one in _after("tasks", plan, present) if one["minutes"].isdecimal()}
    slots = _known(_read(one, minutes) for one in cells.values())
    zone = _zone(session, section)
    return [
        _warning(one, max(numbers), zone)
        for one in find_clashes(slots, minutes, rooms(session, section))
        if (numbers := _numbers(one, rows))
    ]


def _numbers(finding: Finding, rows: Mapping[tuple[str, str], int]) -> list[int]:
    """Return the rows of a file that a clash is about."""
    return [rows[one.team, one.task] for one in finding.slots if (one.team, one.task) in rows]


def _after(table: str, plan: Plan, present: Present) -> list[Cells]:
    return [*present[table], *(row.cells for row in plan.rows.get(table, ()))]


def _known(slots: Iterable[Slot | None]) -> list[Slot]:
    return [one for one in slots if one is not None]


def _read(cells: Cells, minutes: Mapping[str, int]) -> Slot | None:
    """A row of schedule.csv; one whose times cannot be read is a problem already."""
    task = cells["task"]
    return slot(
        cells["team"], task, cells["station"], _moment(cells["start"]), _moment(cells["end"]), minutes.get(task)
    )


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _zone(session: Session, section: Section) -> ZoneInfo:
    return ZoneInfo(session.get_one(Edition, section.edition_id).time_zone)


def _warning(found: Finding, row: int, zone: ZoneInfo) -> Problem:
    first, last = found.slots[0], found.slots[-1]
    fields: dict[Clash, dict[str, object]] = {
        Clash.TEAM_TWICE: {"team": first.team, "first": _place(first, zone), "second": _place(last, zone)},
        Clash.STATION_FULL: {
            "station": first.station,
            "most": found.allowed,
            "teams": "; ".join(f"{one.team} ({one.task}, {_span(one, zone)})" for one in found.slots),
        },
        Clash.OTHER_LENGTH: {
            "team": first.team,
            "place": _place(first, zone),
            "found": f"{(first.end - first.start).total_seconds() / 60:g}",
            "most": found.allowed,
        },
    }
    return Problem("schedule.csv", row, COLUMN[found.clash], found.clash.value, fields[found.clash], is_note=True)


def _place(one: Slot, zone: ZoneInfo) -> str:
    return ", ".join(part for part in (one.task, one.station, _span(one, zone)) if part)


def _span(one: Slot, zone: ZoneInfo) -> str:
    start, end = one.start.astimezone(zone), one.end.astimezone(zone)
    return (
        f"{start:%Y-%m-%d %H:%M}–{end:%H:%M}"
        if start.date() == end.date()
        else f"{start:%Y-%m-%d %H:%M}–{end:%Y-%m-%d %H:%M}"
    )


def rooms(session: Session, section: Section) -> dict[str, int]:
    """How many teams each station holds that holds more than one."""
    query = select(SharedStation.station, SharedStation.teams).where(SharedStation.section_id == section.id)
    return {row.station: row.teams for row in session.execute(query.order_by(SharedStation.station))}


def stations(session: Session, section: Section) -> Collection[str]:
    """The stations that tasks or slots name."""
    of_slots = (
        select(ScheduleSlot.station).join(Team, Team.id == ScheduleSlot.team_id).where(Team.section_id == section.id)
    )
    of_tasks = select(Task.station).where(Task.section_id == section.id)
    return sorted({*session.scalars(of_slots), *session.scalars(of_tasks)} - {""})


def set_room(session: Session, section: Section, station: str, teams: int, *, by: User) -> None:
    """Say how many teams a station holds at the same time.

    Raises `station_unknown`, `room_out_of_range`.
    """
    if station not in stations(session, section):
        raise DomainError("station_unknown", found=station)
    if not 1 <= teams <= MOST_TEAMS:
        raise DomainError("room_out_of_range", found=teams, most=MOST_TEAMS)
    before = rooms(session, section).get(station, 1)
    mine = (SharedStation.section_id == section.id) & (SharedStation.station == station)
    session.execute(delete(SharedStation).where(mine))
    if teams > 1:
        session.add(SharedStation(section_id=section.id, station=station, teams=teams))
    audit.record(
        session, AuditAction.SCHEDULE_SET_ROOM, f"section:{section.id}", by=by, section=section,
        before={"station": station, "teams": before}, after={"station": station, "teams": teams},
    )  # fmt: skip
    session.flush()
