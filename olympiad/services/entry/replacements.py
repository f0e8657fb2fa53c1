"""Reading a word of an uploaded list as another in every row: chosen once, remembered, taken back."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from olympiad import limits
from olympiad.clock import utc_now
from olympiad.domain.errors import DomainError
from olympiad.exchange.cell_kinds import folded
from olympiad.exchange.overlay import Plan
from olympiad.exchange.replacements import (
    GENERAL,
    NAMED,
    Replacement,
    choices,
    replacements_from,
    replacements_text,
)
from olympiad.exchange.tables import Problem
from olympiad.models.import_preview import ImportPreview
from olympiad.models.judge import Judge
from olympiad.models.list_replacement import ListReplacement
from olympiad.models.section import Section
from olympiad.models.task import Task
from olympiad.models.team import Team
from olympiad.models.user import User

WORD = 80
"""Most letters of a word that is remembered."""
Names = dict[str, list[str]]


def names(session: Session, section: Section, plan: Plan) -> Names:
    """Return what may be chosen where only the section says it: keys of teams and judges, codes of tasks, old and new."""
    queries = {
        "team": select(Team.key).where(Team.section_id == section.id),
        "task": select(Task.code).where(Task.section_id == section.id),
        "judge": select(Judge.key).where(Judge.section_id == section.id),
    }
    found = {}
    for column in NAMED.values():
        added = (row.cells[column] for row in plan.rows.get(f"{column}s", ()))
        found[column] = sorted({*session.scalars(queries[column]), *added} - {""})
    return found


def replace_all(
    session: Session,
    preview: ImportPreview,
    problems: Sequence[Problem],
    known: Names,
    chosen: Replacement,
    *,
    by: User,
) -> None:
    """Read a word in every row of an upload as another, which has to be a choice for one of its problems.

    What is a choice in every section is remembered for this person's next list. Raises `replacement_unknown`, `import_done`.
    """
    if preview.imported_at is not None:
        raise DomainError("import_done")
    about = [one for one in problems if (one.column, folded(str(one.fields.get("found", "")))) == chosen.place]
    codes = {one.code for one in about if chosen.value in choices(one, known)}
    if not codes:
        raise DomainError("replacement_unknown")
    preview.replaced = replacements_text([*replacements_from(preview.replaced), chosen])
    if codes & set(GENERAL):
        _remember(session, chosen, by)
    session.flush()


def take_back(session: Session, preview: ImportPreview, column: str, found: str, *, by: User) -> None:
    """Read a word as it stands again, and forget that it was to be read otherwise; raises `import_done`."""
    if preview.imported_at is not None:
        raise DomainError("import_done")
    left = [one for one in replacements_from(preview.replaced) if one.place != (column, folded(found))]
    preview.replaced = replacements_text(left)
    own = ListReplacement.user_id == by.id, ListReplacement.column == column, ListReplacement.found == folded(found)
    session.execute(delete(ListReplacement).where(*own))
    session.flush()


def recall(session: Session, preview: ImportPreview, *, by: User) -> None:
    """Let an upload be read as lists before it: this person's choices come before those of others here, newer before older."""
    query = select(ListReplacement).order_by(ListReplacement.remembered_at, ListReplacement.id)
    rows = sorted(session.scalars(query), key=lambda row: row.user_id == by.id)
    preview.replaced = replacements_text(Replacement(row.column, row.found, row.value) for row in rows)
    session.flush()


def _remember(session: Session, chosen: Replacement, by: User) -> None:
    column, found = chosen.place
    if len(found) > WORD:
        return
    query = select(ListReplacement).where(
        ListReplacement.user_id == by.id, ListReplacement.column == column, ListReplacement.found == found
    )
    row = session.scalars(query).one_or_none()
    if row is None:
        row = ListReplacement(user_id=by.id, column=column, found=found)
        session.add(row)
    row.value, row.remembered_at = chosen.value, utc_now()
    session.flush()
    newest = (
        select(ListReplacement.id)
        .order_by(ListReplacement.remembered_at.desc(), ListReplacement.id.desc())
        .limit(limits.REPLACEMENTS_REMEMBERED)
    )
    session.execute(delete(ListReplacement).where(ListReplacement.id.not_in(newest)))
