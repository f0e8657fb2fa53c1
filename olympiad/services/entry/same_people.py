"""People who are there already in another spelling, and names that are none: said before anybody is created."""

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from olympiad.domain.look_alikes import fold, foreign_letter, odd_letter
from olympiad.exchange.overlay import Action, Plan, PlannedRow, Present
from olympiad.exchange.row_identity import Cells
from olympiad.exchange.tables import Problem
from olympiad.models.section import Section

FILE = "participants.csv"


def check(session: Session, section: Section, plan: Plan, present: Present) -> list[Problem]:
    """Compare the new names with everybody of the section, those above in the file included."""
    rows = [row for row in plan.changed("participants") if row.action is Action.CREATE or "name" in row.before]
    if not rows:
        return []
    known: dict[str, list[Cells]] = {}
    for one in _others(rows, present["participants"]):
        known.setdefault(fold(one["name"]), []).append(one)
    return [problem for row in rows for problem in (*_named(row), *_met(row, known))]


def _others(rows: Sequence[PlannedRow], present: Sequence[Cells]) -> list[Cells]:
    """Return the people who are there and whom no row renames."""
    existing = [row.existing for row in rows if row.existing is not None]
    changed, renamed = {id(one) for one in existing}, {one["participant"] for one in existing} - {""}
    return [one for one in present if id(one) not in changed and one["participant"] not in renamed]


def _named(row: PlannedRow) -> Iterator[Problem]:
    """Say that a name holds digits, capitals alone or letters of another script: it is printed on a certificate."""
    name = row.cells["name"]
    if any(letter.isdigit() for letter in name):
        yield Problem(FILE, row.number, "name", "name_with_digits", {"found": name}, is_note=True)
    if name.isupper() and " " in name:
        yield Problem(FILE, row.number, "name", "name_in_capitals", {"found": name}, is_note=True)
    elif letter := foreign_letter(name):
        yield Problem(FILE, row.number, "name", "name_not_latin", {"found": name, "letter": letter}, is_note=True)


def _met(row: PlannedRow, known: dict[str, list[Cells]]) -> Iterator[Problem]:
    """Refuse the same person twice in a team, unless keys tell two people apart; note one of another team."""
    same = known.setdefault(fold(row.cells["name"]), [])
    for other in same:
        if other["team"] != row.cells["team"]:
            fields = {"found": row.cells["name"], "team": other["team"], "other": other["name"]}
            yield Problem(FILE, row.number, "name", "person_elsewhere", fields, is_note=True)
        elif not (row.cells["participant"] and other["participant"]):
            yield _twice(row, other)
    same.append(row.cells)


def _twice(row: PlannedRow, other: Cells) -> Problem:
    found = row.cells["name"]
    fields = {"found": found, "team": other["team"], "other": other["name"]}
    if found == other["name"]:
        return Problem(FILE, row.number, "name", "person_twice", fields)
    return Problem(FILE, row.number, "name", "person_spelled", fields | {"letter": odd_letter(found, other["name"])})
