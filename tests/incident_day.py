"""Brings the cast's section to an afternoon on which something went wrong: everything is handed over, the schedule is set."""

from datetime import timedelta

from sqlalchemy.orm import Session

from olympiad.domain.incidents import Kind
from olympiad.domain.ranking import rank
from olympiad.models.incident import Incident
from olympiad.models.task import ScheduleSlot
from olympiad.services.computing import section_values
from olympiad.services.settling import incidents
from olympiad.services.settling.incidents import Report
from tests.factories import NOON, Cast, make_criterion, make_mark

TEN = timedelta(minutes=10)


def make_day(session: Session, cast: Cast) -> Cast:
    """Two criteria at pipetting; T01 gets 8 + 6 and T02 6 + 4 from both judges, in both tasks everything is submitted."""
    make_criterion(session, cast.pipetting, code="tidy")
    for (team, _task, _judge), sheet in cast.sheets.items():
        session.refresh(sheet.task, ["criteria"])
        for criterion, points in zip(
            sheet.task.criteria, (8000, 6000) if team == "T01" else (6000, 4000), strict=False
        ):
            make_mark(session, sheet, criterion, points)
        sheet.state = "submitted"
    for number, team in enumerate((cast.t01, cast.t02)):
        start = NOON + number * TEN
        session.add(ScheduleSlot(team_id=team.id, task_id=cast.pipetting.id, starts_at=start, ends_at=start + TEN))
    session.flush()
    return cast


def reported(session: Session, day: Cast, kind: Kind = Kind.DRIFT, **given: object) -> Incident:
    told = {"starts_at": NOON, "ends_at": NOON + TEN, "task_id": day.pipetting.id, "text": "The photometer drifted."}
    return incidents.report(session, day.section, Report(kind, **told | given), by=day.cem)  # type: ignore[arg-type]


def totals(session: Session, day: Cast) -> dict[str, str]:
    ranking = rank(section_values.load(session, day.section))
    return {row.team.key: str(row.total) for row in ranking.rows}
