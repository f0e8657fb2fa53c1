"""A section or a whole edition made from another one: settings and what is chosen of it, never teams, marks or accounts."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.errors import DomainError
from olympiad.exchange.cell_kinds import folded
from olympiad.exchange.tables import COLUMNS, Row, Table
from olympiad.models.edition import Edition
from olympiad.models.institution import Institution
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.computing import section_tables
from olympiad.services.entry import section_import
from olympiad.services.people.access import Grant, administers
from olympiad.services.record import audit
from olympiad.services.sections import contents, editions
from olympiad.services.sections.editions import Value


class Part(StrEnum):
    """What may be taken over."""

    TASKS = "tasks"
    RULES = "rules"
    JUDGES = "judges"
    INSTITUTIONS = "institutions"


TABLES = {
    Part.TASKS: ("tasks", "criteria"),
    Part.RULES: ("rules",),
    Part.JUDGES: ("judges",),
    Part.INSTITUTIONS: ("institutions",),
}
"""Keys that were set for samples are of that year and stay there."""
OF_TEAMS = ("teams", "also", "except")
"""Columns of a judge that name teams, which do not come with them."""
SETTINGS = (
    "title", "title_uz", "title_ru", "title_en", "slug", "code", "chair", "second_signatory",
    *(f"{title}{end}" for title in ("chair_title", "second_signatory_title") for end in ("", "_uz", "_ru", "_en")),
    "appeal_minutes", "publishes_task_marks", "institutions_table",
)  # fmt: skip
"""Columns of a section that are its own, whatever year it is."""


def sources(session: Session, grants: tuple[Grant, ...]) -> list[tuple[Edition, list[Section]]]:
    """Return the sections that whoever has these roles may copy, the newest edition first."""
    every = contents.editions(session)
    found = [(one, [section for section in one.sections if administers(grants, section)]) for one in every]
    return [(edition, sections) for edition, sections in found if sections]


def copy_section(
    session: Session, source: Section, edition: Edition, values: Mapping[str, Value], parts: Iterable[Part], *, by: User
) -> Section:
    """Make a section with these settings and the chosen parts of another one; on record in the new section.

    What the edition has already stays as it is. Raises `address_taken`, `copy_rules_need_tasks`, `copy_judges_purged`.
    """
    chosen = frozenset(parts)
    if Part.RULES in chosen and Part.TASKS not in chosen:
        raise DomainError("copy_rules_need_tasks")
    if Part.JUDGES in chosen and source.edition.personal_purged_at is not None:
        raise DomainError("copy_judges_purged", edition=source.edition.name)
    section = editions.create_section(session, edition, values, by=by)
    told: dict[str, audit.Plain] = {"from": f"{source.edition.slug}/{source.slug}", "parts": [*sorted(chosen)]}
    audit.record(session, AuditAction.SECTIONS_COPY, f"section:{section.id}", by=by, section=section, after=told)
    tables = _tables(session, source, edition, chosen)
    if tables:
        section_import.apply_tables(session, section, tables, [], source=b"", by=by)
    return section


def copy_edition(
    session: Session, source: Edition, values: Mapping[str, Value], parts: Iterable[Part], *, by: User
) -> Edition:
    """Make an edition with these settings and every section of another one. Raises what `copy_section` raises."""
    edition, chosen = editions.create_edition(session, values, by=by), frozenset(parts)
    for section in source.sections:
        copy_section(session, section, edition, settings_of(section), chosen, by=by)
    return edition


def settings_of(section: Section) -> dict[str, Value]:
    """Return the columns with which a copy begins."""
    return {name: getattr(section, name) for name in SETTINGS}


def _tables(session: Session, source: Section, edition: Edition, chosen: frozenset[Part]) -> dict[str, Table]:
    names = [name for part in Part if part in chosen for name in TABLES[part]]
    rows = section_tables.read(session, source, names)
    judges = rows.get("judges", ())
    left = (*OF_TEAMS, *(() if Part.TASKS in chosen else ("tasks",)))
    for cells in judges:
        cells.update(dict.fromkeys(left, ""))
    institutions = _new_institutions(session, source, edition)
    rows["institutions"] = institutions if Part.INSTITUTIONS in chosen else _of_judges(institutions, judges)
    return {name: _table(name, own) for name, own in rows.items() if own}


def _of_judges(
    institutions: Iterable[section_tables.Row], judges: Iterable[section_tables.Row]
) -> list[section_tables.Row]:
    wanted = {cells["institution"] for cells in judges}
    return [cells for cells in institutions if cells["institution"] in wanted]


def _new_institutions(session: Session, source: Section, edition: Edition) -> list[section_tables.Row]:
    keys = session.scalars(select(Institution.key).where(Institution.edition_id == edition.id))
    known = {folded(key) for key in keys}
    rows = section_tables.read(session, source, ("institutions",))["institutions"]
    return [cells for cells in rows if folded(cells["institution"]) not in known]


def _table(name: str, rows: Iterable[section_tables.Row]) -> Table:
    numbered = tuple(Row(number, cells) for number, cells in enumerate(rows, start=2))
    return Table(f"{name}.csv", COLUMNS[name].known, numbered)
