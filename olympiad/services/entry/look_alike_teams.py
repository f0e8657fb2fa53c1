"""Team codes and keys that look the same as another team's: refused, naming the letter."""

from collections.abc import Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.look_alikes import fold, odd_letter
from olympiad.exchange.overlay import Action, Plan, PlannedRow, Present
from olympiad.exchange.tables import Problem
from olympiad.models.section import Section
from olympiad.models.team import Team


def check(session: Session, section: Section, plan: Plan, present: Present) -> list[Problem]:
    """Compare the new keys with those of the section and the new codes with those of the edition."""
    rows = [row for row in plan.changed("teams") if row.action is Action.CREATE or "code" in row.before]
    if not rows:
        return []
    fresh = {row.cells["team"]: row for row in rows}
    others = [one for one in present["teams"] if one["team"] not in fresh]
    elsewhere = select(Team.code).where(Team.edition_id == section.edition_id, Team.section_id != section.id)
    codes = {fold(one): one for one in (*(one["code"] for one in others), *session.scalars(elsewhere)) if one}
    keys = {fold(one["team"]): one["team"] for one in others}
    return [*_twins(rows, "team", keys), *_twins(rows, "code", codes)]


def _twins(rows: list[PlannedRow], column: str, known: Mapping[str, str]) -> Iterator[Problem]:
    """Name every row whose text looks like a known one, or like one of an earlier row, without being the same."""
    seen = dict(known)
    for row in rows:
        text = row.cells[column]
        if not text:
            continue
        other = seen.setdefault(fold(text), text)
        if other != text:
            fields = {"found": text, "other": other, "letter": odd_letter(text, other)}
            yield Problem("teams.csv", row.number, column, "looks_alike", fields)
