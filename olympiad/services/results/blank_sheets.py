"""Which score sheets are printed blank: one for each judge's sheet, and those of judges who are not assigned yet."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.documents.score_sheets import Blank
from olympiad.domain.choices import JudgeKind, SheetState
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import ScheduleSlot, Task
from olympiad.models.team import Team
from olympiad.services.results import hall_papers


class Slot(NamedTuple):
    """Where a team works on a task, whose turn it is there, and the number of the round (0: nobody said)."""

    station: str
    turn: int = 0
    round_number: int = 0


def listed(session: Session, section: Section, code: str = "") -> list[Blank]:
    """List the blanks of all tasks, or of one, as they are handed out.

    By task, station, round, team code and judge. A team gets a blank from each judge with a sheet of it, and so many
    more without a judge's name as the task needs; a task that nobody marks has none.
    """
    teams = hall_papers.teams_of(session, section)
    tasks = [task for task in hall_papers.tasks_of(session, section, code) if task.judges]
    return list(chain.from_iterable(_of_task(session, task, teams) for task in tasks))


def _of_task(session: Session, task: Task, teams: Sequence[Team]) -> list[Blank]:
    judges, slots = _judges(session, task), _slots(session, task)
    places = [(slots.get(team.id, Slot(task.station)), team) for team in teams]
    places.sort(key=lambda one: (len(one[0].station), one[0].station, one[0].turn))
    return [blank for slot, team in places for blank in _of_team(task, team, slot, judges[team.id])]


def _of_team(task: Task, team: Team, slot: Slot, judges: list[Judge]) -> list[Blank]:
    official = sum(judge.kind is JudgeKind.OFFICIAL for judge in judges)
    seats: list[Judge | None] = [*judges, *[None] * (task.judges - official)]
    return [Blank(task, team, slot.station, slot.round_number, judge) for judge in seats]


def _judges(session: Session, task: Task) -> dict[int, list[Judge]]:
    """Return the judges of each team's sheets; those who practise stand behind the others."""
    query = (
        select(ScoreSheet.team_id, Judge)
        .join(Judge, Judge.id == ScoreSheet.judge_id)
        .where(ScoreSheet.task_id == task.id, ScoreSheet.state != SheetState.VOID)
        .distinct()
    )
    found: defaultdict[int, list[Judge]] = defaultdict(list)
    for team_id, judge in session.execute(query):
        found[team_id].append(judge)
    for judges in found.values():
        judges.sort(key=lambda one: (one.kind is JudgeKind.PRACTICE, len(one.key), one.key))
    return found


def _slots(session: Session, task: Task) -> dict[int, Slot]:
    query = select(ScheduleSlot.team_id, ScheduleSlot.station, ScheduleSlot.order)
    rows = session.execute(
        query.where(ScheduleSlot.task_id == task.id).order_by(ScheduleSlot.starts_at, ScheduleSlot.order)
    )
    return {
        team_id: Slot(station or task.station, turn, order or 0)
        for turn, (team_id, station, order) in enumerate(rows, start=1)
    }
