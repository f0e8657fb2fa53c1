"""Institutions that several sections use: changed only by whoever organizes all of these, with a line in each one's record."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.audit_actions import AuditAction
from olympiad.exchange.overlay import Action, Plan, PlannedRow
from olympiad.exchange.tables import Problem
from olympiad.models.institution import Institution
from olympiad.models.judge import Judge
from olympiad.models.section import Section
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.people import access
from olympiad.services.record import audit

Users = Mapping[str, list[Section]]
"""Key of an institution → the other sections in which teams or judges belong to it."""


def used_elsewhere(session: Session, section: Section) -> Users:
    """Return the other sections of the edition that use each institution, by title."""
    found: dict[str, dict[int, Section]] = defaultdict(dict)
    for member in (Team, Judge):
        query = (
            select(Institution.key, Section)
            .join(member, member.institution_id == Institution.id)
            .join(Section, Section.id == member.section_id)
            .where(Section.edition_id == section.edition_id, Section.id != section.id)
            .distinct()
        )
        for key, other in session.execute(query):
            found[key][other.id] = other
    return {key: sorted(sections.values(), key=lambda one: one.id) for key, sections in found.items()}


def _changed(plan: Plan) -> list[PlannedRow]:
    """Return the institutions that would change for other sections, too; an alias only helps to read files."""
    rows = (row for row in plan.changed("institutions") if row.action is Action.CHANGE)
    return [row for row in rows if set(row.before) - {"aliases"}]


def refusals(session: Session, section: Section, plan: Plan, *, by: User) -> list[Problem]:
    """Name the rows of institutions that sections use which this person does not organize."""
    rows = _changed(plan)
    if not rows:
        return []
    users, grants = used_elsewhere(session, section), access.grants_of(session, by.id)
    found = []
    for row in rows:
        foreign = [one for one in users.get(row.cells["institution"], ()) if not access.administers(grants, one)]
        if foreign:
            fields = {"found": row.cells["institution"], "sections": ", ".join(one.title for one in foreign)}
            column = next(iter(row.before))
            found.append(Problem("institutions.csv", row.number, column, "institution_shared", fields))
    return found


def record(session: Session, section: Section, plan: Plan, *, by: User) -> None:
    """Write a line into the record of every other section that uses a changed institution."""
    rows = _changed(plan)
    users = used_elsewhere(session, section) if rows else {}
    changes: dict[int, tuple[Section, dict[str, audit.Plain], dict[str, audit.Plain]]] = {}
    for row in rows:
        key = row.cells["institution"]
        for other in users.get(key, ()):
            _, before, after = changes.setdefault(other.id, (other, {}, {}))
            before[key] = dict(row.before)
            after[key] = {column: row.cells[column] for column in row.before}
    for _, (other, before, after) in sorted(changes.items()):
        subject = f"section:{other.id}"
        audit.record(
            session, AuditAction.SECTION_IMPORT_INSTITUTIONS, subject, by=by, section=other, before=before, after=after
        )
