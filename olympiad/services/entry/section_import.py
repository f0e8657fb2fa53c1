"""Loading a section from files: first a plan that names every change and every problem, then all of it or nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.choices import SheetState
from olympiad.domain.errors import DomainError
from olympiad.domain.lifecycle import Stage
from olympiad.domain.reasons import given_reason
from olympiad.exchange.cell_kinds import Names, folded
from olympiad.exchange.mark_overlay import as_numbers, checks_of, compare_marks, present_marks
from olympiad.exchange.overlay import Action, Plan, Present, compare, merged, names_of, near_matches, rules_order
from olympiad.exchange.roster_rows import check_roster
from olympiad.exchange.row_identity import Cells
from olympiad.exchange.section_folder import read_section
from olympiad.exchange.sources import read_upload
from olympiad.exchange.tables import Problem, Table
from olympiad.models.institution import Institution
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.section import Section
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.computing import section_tables
from olympiad.services.entry import (
    import_record,
    look_alikes,
    mark_import,
    same_people,
    section_writing,
    shared_institutions,
)
from olympiad.services.sections import schedules

FROZEN = ("tasks", "criteria", "rules")
"""Tables that only a new version changes once marking has started."""

PEOPLE = ("teams", "participants", "judges")
"""Tables whose change after the first mark has its reason."""

WITH_MARKS = ("marks", "agreed_marks")
"""Tables in which `yes` and `no` stand for the marks of a check."""


UNSEEN = {"aliases"}
"""Columns of an institution that only help to read files."""


@dataclass(frozen=True)
class Loaded:
    """A plan with what it was made from."""

    plan: Plan
    present: Present
    names: Names


def plan_upload(session: Session, section: Section, filename: str, content: bytes, *, by: User | None = None) -> Plan:
    """Plan the import of an uploaded XLSX, ZIP or CSV file against the present state, for whom it may be."""
    tables, problems = read_upload(filename, content, guess=True)
    return plan_tables(session, section, tables, problems, by=by).plan


def plan_tables(
    session: Session,
    section: Section,
    tables: Mapping[str, Table],
    problems: list[Problem],
    *,
    by: User | None = None,
) -> Loaded:
    """Plan the import of tables: compare with what is there, read the section as it would be, ask what forbids it."""
    wanted = [name for name in section_tables.TABLES if name != "marks" or "marks" in tables]
    present = section_tables.read(session, section, wanted)
    names = names_of(present, tables)
    plan = Plan()
    for problem in problems:
        plan.report(problem)
    tables = _with_numbers(tables, present)
    compare(tables, present, names, plan)
    if "marks" in tables:
        marked = present_marks(present["marks"], mark_import.submitted(session, section))
        plan.rows["marks"], found = compare_marks(tables["marks"], marked, names)
        plan.problems += found
    for problem in _problems(session, section, plan, present, names, by):
        plan.report(problem)
    _sort(plan)
    return Loaded(plan, present, names)


def _with_numbers(tables: Mapping[str, Table], present: Present) -> dict[str, Table]:
    """Return the tables with the marks of checks as numbers where a file says `yes` and `no`."""
    new = tables["criteria"].rows if "criteria" in tables else ()
    checks = checks_of([*present["criteria"], *(row.cells for row in new)])
    return {name: as_numbers(table, checks) if name in WITH_MARKS else table for name, table in tables.items()}


def _problems(
    session: Session, section: Section, plan: Plan, present: Present, names: Names, by: User | None
) -> Iterator[Problem]:
    """Return what is wrong with a plan, and what is worth knowing of it."""
    yield from check_contents(plan, present, names)
    for check in CHECKS:
        yield from check(session, section, plan, present)
    if by is not None:
        yield from shared_institutions.refusals(session, section, plan, by=by)


def check_contents(plan: Plan, present: Present, names: Names) -> list[Problem]:
    """Read the section as it would be afterwards with the reader of files; only rows of the file can be wrong."""
    tables = merged(plan, present, names)
    found = list(read_section(tables, [], needed=()).problems)
    check_roster(tables, found)
    return [problem for problem in found if problem.row]


def check_frozen(session: Session, section: Section, plan: Plan, present: Present) -> list[Problem]:
    """Once marking has started, tasks, criteria and rules change by a new version only."""
    if section.marking_started_at is None:
        return []
    found = [
        Problem(f"{name}.csv", row.number, next(iter(row.before), ""), "frozen")
        for name in FROZEN
        for row in plan.changed(name)
    ]
    if not found and rules_change(plan, present):
        found.append(Problem("rules.csv", 1, "", "frozen"))
    return found


def rules_change(plan: Plan, present: Present) -> bool:
    """Return whether the rules would be other ones, their order included."""
    if "rules" not in plan.rows:
        return False
    rows = rules_order(plan.rows["rules"], present["rules"])
    return [(row.cells["key"], row.cells["value"]) for row in rows] != [
        (cells["key"], cells["value"]) for cells in present["rules"]
    ]


def check_codes(session: Session, section: Section, plan: Plan, present: Present) -> list[Problem]:
    """A code is unique in the edition and fixed once a sheet of the team is opened."""
    rows = [row for row in plan.changed("teams") if "code" in row.before or row.action is Action.CREATE]
    if not rows:
        return []
    elsewhere = set(
        session.scalars(select(Team.code).where(Team.edition_id == section.edition_id, Team.section_id != section.id))
    )
    opened = _opened_teams(session, section)
    found = []
    for row in rows:
        if row.before.get("code") and row.cells["team"] in opened:
            found.append(
                Problem(
                    "teams.csv",
                    row.number,
                    "code",
                    "code_fixed",
                    {"found": row.cells["code"], "present": row.before["code"]},
                )
            )
        elif row.cells["code"] in elsewhere:
            found.append(Problem("teams.csv", row.number, "code", "code_taken", {"found": row.cells["code"]}))
    return found


def _opened_teams(session: Session, section: Section) -> set[str]:
    query = (
        select(Team.key)
        .join(ScoreSheet, ScoreSheet.team_id == Team.id)
        .where(ScoreSheet.section_id == section.id, ScoreSheet.state.not_in((SheetState.NOT_STARTED, SheetState.VOID)))
        .distinct()
    )
    return set(session.scalars(query))


def check_archived_institutions(session: Session, section: Section, plan: Plan, present: Present) -> list[Problem]:
    """An archived section stands still: what it shows of its institutions no other section of the edition changes."""
    rows = [row for row in plan.changed("institutions") if set(row.before) - UNSEEN]
    if not rows:
        return []
    archived = _archived_section_of_institutions(session, section)
    return [
        Problem(
            "institutions.csv",
            row.number,
            next(column for column in row.before if column not in UNSEEN),
            "institution_archived",
            {"found": row.cells["institution"], "section": archived[row.cells["institution"]]},
        )
        for row in rows
        if row.cells["institution"] in archived
    ]


def _archived_section_of_institutions(session: Session, section: Section) -> dict[str, str]:
    """Return the archived section of the edition in which teams or judges belong to an institution, by its key."""
    found: dict[str, str] = {}
    for member in (Team, Judge):
        query = (
            select(Institution.key, Section.title)
            .join(member, member.institution_id == Institution.id)
            .join(Section, Section.id == member.section_id)
            .where(Section.edition_id == section.edition_id, Section.state == Stage.ARCHIVED)
            .distinct()
        )
        found |= dict(session.execute(query).all())
    return found


def note_new_institutions(session: Session, section: Section, plan: Plan, present: Present) -> list[Problem]:
    """An institution that nobody knows is created, with a warning that names near matches."""
    institutions = [*present["institutions"], *(row.cells for row in plan.rows.get("institutions", ()))]
    spellings = [spelling for cells in institutions for spelling in _spellings(cells)]
    found, seen = [], {folded(cells["institution"]) for cells in institutions}
    for name in ("teams", "judges"):
        for row in plan.changed(name):
            written = row.cells["institution"]
            if written and folded(written) not in seen:
                seen.add(folded(written))
                fields = {"found": written, "near": ", ".join(near_matches(written, spellings))}
                found.append(Problem(f"{name}.csv", row.number, "institution", "institution_new", fields, is_note=True))
                spellings.append(written)
    return found


def _spellings(cells: Cells) -> Iterator[str]:
    return filter(None, (cells["institution"], cells["name_uz"], cells["name_ru"], cells["name_en"]))


CHECKS = (
    check_frozen,
    check_codes,
    look_alikes.check,
    same_people.check,
    check_archived_institutions,
    note_new_institutions,
    schedules.note_clashes,
)
"""What the present state forbids or makes worth a note."""


def _sort(plan: Plan) -> None:
    order = {f"{name}.csv": place for place, name in enumerate(section_tables.TABLES)}
    for problems in (plan.problems, plan.notes):
        problems.sort(key=lambda problem: (order.get(problem.file, 99), problem.row))


def apply_upload(
    session: Session, section: Section, filename: str, content: bytes, *, by: User, reason: str = ""
) -> Plan:
    """Import an uploaded file: plan it once more against the present state, then write all of it.

    Raises `import_has_problems` when the state no longer allows it; nothing has changed then.
    """
    tables, problems = read_upload(filename, content, guess=True)
    return apply_tables(session, section, tables, problems, source=content, by=by, reason=reason)


def apply_tables(
    session: Session, section: Section, tables: Mapping[str, Table], problems: list[Problem], *, source: bytes, by: User,
    reason: str = "",
) -> Plan:  # fmt: skip
    """Write what a plan says in one go; the record gets one line per table with what changed."""
    section_writing.lock(session, section)
    loaded = plan_tables(session, section, tables, problems, by=by)
    return apply_loaded(session, section, loaded, source=source, by=by, reason=reason)


def needs_reason(section: Section, plan: Plan) -> bool:
    """Return whether a plan changes teams, members or judges after the first mark."""
    return section.marking_started_at is not None and any(plan.changed(name) for name in PEOPLE)


def apply_loaded(
    session: Session, section: Section, loaded: Loaded, *, source: bytes, by: User, reason: str = ""
) -> Plan:
    """Write a plan that was made after the section was locked. Raises `import_has_problems`, `reason_missing`."""
    plan = loaded.plan
    if plan.problems:
        raise DomainError("import_has_problems", count=len(plan.problems))
    if needs_reason(section, plan):
        reason = given_reason(reason)
    changed = [
        name
        for name in section_tables.TABLES
        if plan.changed(name) or (name == "rules" and rules_change(plan, loaded.present))
    ]
    shared_institutions.record(session, section, plan, by=by)
    section_writing.write(session, section, plan, loaded.present, by=by)
    session.flush()
    for name in changed:  # what is written is sealed by the line that says so
        import_record.record(session, section, plan, name, source=source, reason=reason, by=by)
    return plan
