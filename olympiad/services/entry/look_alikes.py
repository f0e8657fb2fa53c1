"""Keys and codes of teams, judges, tasks and criteria that look the same as another's: refused, naming the letter."""

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.look_alikes import fold, odd_letter
from olympiad.exchange.overlay import Action, Plan, PlannedRow, Present
from olympiad.exchange.tables import Problem
from olympiad.models.section import Section
from olympiad.models.team import Team

OTHER_KEYS = {"judges": ("judge", ""), "tasks": ("task", ""), "criteria": ("criterion", "task")}
"""Table → the column that names a row, and the one within which it has to be told apart from others."""


def check(session: Session, section: Section, plan: Plan, present: Present) -> list[Problem]:
    """Compare the new keys with those of the section and the new codes of teams with those of the edition."""
    return [*_teams(session, section, plan, present), *_others(plan, present)]


def _teams(session: Session, section: Section, plan: Plan, present: Present) -> list[Problem]:
    rows = [row for row in plan.changed("teams") if row.action is Action.CREATE or "code" in row.before]
    if not rows:
        return []
    fresh = {row.cells["team"]: row for row in rows}
    others = [one for one in present["teams"] if one["team"] not in fresh]
    keys = _by_look(one["team"] for one in others)
    codes = _by_look([*(one["code"] for one in others), *_codes_elsewhere(session, section)])
    return [*_twins("teams", rows, "team", keys), *_twins("teams", rows, "code", codes)]


def _by_look(names: Iterable[str]) -> dict[str, str]:
    return {fold(name): name for name in names if name}


def _codes_elsewhere(session: Session, section: Section) -> list[str]:
    """Return the codes of teams in the other sections of the edition."""
    query = select(Team.code).where(Team.edition_id == section.edition_id, Team.section_id != section.id)
    return list(session.scalars(query))


def _others(plan: Plan, present: Present) -> Iterator[Problem]:
    for table, (column, within) in OTHER_KEYS.items():
        created: dict[str, list[PlannedRow]] = {}
        for row in plan.changed(table):
            if row.action is Action.CREATE:
                created.setdefault(row.cells.get(within, ""), []).append(row)
        for group, rows in created.items():
            there = [one[column] for one in present.get(table, ()) if one.get(within, "") == group]
            yield from _twins(table, rows, column, {fold(text): text for text in there})


def _twins(table: str, rows: list[PlannedRow], column: str, known: Mapping[str, str]) -> Iterator[Problem]:
    """Name every row whose text looks like a known one, or like one of an earlier row, without being the same.

    Capitals alone tell judges, tasks and criteria apart, as they always did: what was written out can be read again.
    """
    seen = dict(known)
    code = "looks_alike" if table == "teams" else "key_looks_alike"
    for row in rows:
        text = row.cells[column]
        if not text:
            continue
        other = seen.setdefault(fold(text), text)
        if other != text and (table == "teams" or other.casefold() != text.casefold()):
            fields = {"found": text, "other": other, "letter": odd_letter(text, other)}
            yield Problem(f"{table}.csv", row.number, column, code, fields)
