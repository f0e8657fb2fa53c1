"""What is removed, kept sealed beside the line of the record, so that the removal can be undone."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from olympiad.models.section import Section
from olympiad.services.computing import section_tables
from olympiad.services.record import audit

OF_TEAM = ("teams", "participants", "samples", "schedule", "times")
OF_TASK = ("tasks", "criteria", "keys", "samples", "schedule", "times")


def kept(session: Session, section: Section, tables: Sequence[str], cells: Mapping[str, str]) -> str:
    """Write the rows of tables whose cells are the given ones, and the assignments of judges that name them."""
    rows = {
        name: [row for row in found if all(row[column] == text for column, text in cells.items())]
        for name, found in section_tables.read(session, section, tables).items()
    }
    return audit.canonical({"rows": rows, "judges": _assigned(session, section, cells)})


def _assigned(session: Session, section: Section, cells: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return judge → the list in which a team or task stands, and its key there."""
    if len(cells) != 1:
        return {}
    column, key = next(iter(cells.items()))
    listed = {"team": "teams", "task": "tasks"}.get(column)
    if listed is None:
        return {}
    judges = section_tables.read(session, section, ["judges"])["judges"]
    return {row["judge"]: {listed: key} for row in judges if key in row[listed].split(";")}
