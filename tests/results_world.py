"""Brings the cast's section to the evening of the day: every sheet marked, rules with awards."""

import json
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.models.results_version import ResultsVersion
from olympiad.models.rules import Rules
from olympiad.models.score_sheet import Mark, ScoreSheet
from olympiad.models.task import Criterion, Task
from olympiad.services.results import blockers, border_confirmations, official_results, results
from tests.factories import NOON, Cast, make_mark, make_score_sheet, make_team

AWARDS = [["award.I degree", "total>=15"], ["award.II degree", "total>=10"]]


def set_rules(session: Session, cast: Cast, pairs: list[list[str]]) -> None:
    """Put these rules in place of the present ones."""
    row = session.scalars(
        select(Rules).where(Rules.section_id == cast.section.id).order_by(Rules.number.desc())
    ).first()
    assert row is not None
    row.rules = json.dumps(pairs)
    session.flush()


def mark_everything(session: Session, cast: Cast, marks: dict[str, int], state: str = "accepted") -> None:
    """Give every sheet of a team this mark (thousandths) and hand it over."""
    for (team, _task, _judge), sheet in cast.sheets.items():
        sheet.state, sheet.opened_at, sheet.submitted_at = state, NOON, NOON
        set_mark(session, sheet, marks[team])
    for task in (cast.pipetting, cast.glucose):
        for criterion in session.scalars(select(Criterion).where(Criterion.task_id == task.id)):
            criterion.step = 10
    session.flush()


def mark_further_teams(session: Session, cast: Cast, count: int = 6) -> None:
    """Add teams that both judges marked, ten minutes apart; cem gives about two points of ten more than dana."""
    tasks = session.scalars(select(Task).where(Task.section_id == cast.section.id)).all()
    for at in range(count):
        team = make_team(session, cast.section)
        for task in tasks:
            criterion = session.scalars(select(Criterion).where(Criterion.task_id == task.id)).one()
            for judge, side in ((cast.cem_judge, 1), (cast.dana_judge, -1)):
                at_once = NOON + timedelta(minutes=10 * at)
                given = {"state": "accepted", "opened_at": NOON, "submitted_at": at_once}
                sheet = make_score_sheet(session, team, task, judge, **given)
                make_mark(session, sheet, criterion, 3000 + 700 * at + side * 1000 * (team.id % 2 + 1))
    session.flush()


def set_mark(session: Session, sheet: ScoreSheet, mark: int | None = None, state: str = "marked", **given: Any) -> None:
    """Put a mark into the one cell of a sheet."""
    criterion = session.scalars(select(Criterion).where(Criterion.task_id == sheet.task_id)).one()
    row = session.get(Mark, (sheet.id, criterion.id))
    if row is None:
        row = Mark(sheet_id=sheet.id, criterion_id=criterion.id)
        session.add(row)
    row.mark, row.state = mark, state
    for name, value in given.items():
        setattr(row, name, value)
    session.flush()


def confirm_borders(session: Session, cast: Cast) -> None:
    """Let ben look at the sums next to every award border."""
    known = border_confirmations.of_section(session, cast.section)
    for border in blockers.outlook(session, cast.section).borders:
        if border.fingerprint not in known:
            border_confirmations.confirm(session, cast.section, border, fingerprint=border.fingerprint, by=cast.ben)


def finalise(session: Session, cast: Cast, *, official: bool = False, **given: Any) -> ResultsVersion:
    """Let ana finalise what ben has confirmed; `official`: and declare it so, as if leaders had no time to appeal."""
    confirm_borders(session, cast)
    version = results.finalise(session, cast.section, by=cast.ana, **given)
    if official:
        official_results.make_official(session, version, without_appeals=True, by=cast.ana)
    return version
