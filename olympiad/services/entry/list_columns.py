"""Which columns of an uploaded list mean what: said by a person for one upload, remembered for lists of the same shape."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from olympiad import limits
from olympiad.clock import utc_now
from olympiad.domain.errors import DomainError
from olympiad.exchange.assignments import OFFERED, Assignment, assignments_from, assignments_text, required
from olympiad.exchange.list_looks import Look, columns_of
from olympiad.exchange.people_lists import PARTED
from olympiad.models.import_preview import ImportPreview
from olympiad.models.list_shape import ListShape
from olympiad.models.user import User


def assign(
    session: Session, preview: ImportPreview, look: Look, assignment: Assignment, *, remember: bool, by: User
) -> None:
    """Read a list of an upload as a person says; with `remember` also the next list that has the same header.

    Raises `columns_missing` while something the table needs has no column, `columns_twice` where two columns mean the same,
    `columns_unknown` for what cannot be chosen, `import_done` once the upload was imported.
    """
    if preview.imported_at is not None:
        raise DomainError("import_done")
    _check(assignment)
    preview.assigned = assignments_text({**assignments_from(preview.assigned), look.place: assignment})
    preview.is_recalled = False
    shape = dict(look.shapes).get(assignment.header, "")
    if remember and shape:
        _remember(session, shape, assignment, by)
    session.flush()


def recall(session: Session, preview: ImportPreview, looks: Sequence[Look], *, by: User) -> None:
    """Assign the columns of lists whose header was explained before, by this person first, else by anybody here."""
    known = _known(session, looks, by)
    found = {}
    for look in looks:
        for header, shape in look.shapes:
            if row := known.get(shape):
                found[look.place] = Assignment(row.table, header, tuple(row.columns.split("|")))
                break
    if found:
        preview.assigned, preview.is_recalled = assignments_text(found), True
        session.flush()


def _check(assignment: Assignment) -> None:
    table, chosen = assignment.table, [column for column in assignment.columns if column]
    if table and table not in OFFERED:
        raise DomainError("columns_unknown")
    if not set(columns_of(table)).issuperset(chosen):
        raise DomainError("columns_unknown")
    if twice := _twice(chosen):
        raise DomainError("columns_twice", table=table, columns=twice)
    if missing := _missing(table, chosen):
        raise DomainError("columns_missing", table=table, columns=missing)


def _twice(chosen: Sequence[str]) -> list[str]:
    """Return the columns that are chosen more than once; names may stand in several parts."""
    return sorted({column for column in chosen if chosen.count(column) > 1 and column not in PARTED})


def _missing(table: str, chosen: Sequence[str]) -> list[str]:
    """Return the first of each group of columns of which the table needs one and none is chosen."""
    return [group[0] for group in required(table) if not set(group) & set(chosen)] if table else []


def _remember(session: Session, shape: str, assignment: Assignment, by: User) -> None:
    query = select(ListShape).where(ListShape.user_id == by.id, ListShape.shape == shape)
    row = session.scalars(query).one_or_none()
    if row is None:
        row = ListShape(user_id=by.id, shape=shape)
        session.add(row)
    row.table, row.columns = assignment.table, "|".join(assignment.columns)
    row.remembered_at = utc_now()
    session.flush()
    newest = (
        select(ListShape.id)
        .order_by(ListShape.remembered_at.desc(), ListShape.id.desc())
        .limit(limits.LISTS_REMEMBERED)
    )
    session.execute(delete(ListShape).where(ListShape.id.not_in(newest)))


def _known(session: Session, looks: Sequence[Look], by: User) -> dict[str, ListShape]:
    """Return what is remembered of each header; the own comes before others', the newer before the older."""
    shapes = {shape for look in looks for _, shape in look.shapes}
    query = select(ListShape).where(ListShape.shape.in_(shapes)).order_by(ListShape.remembered_at, ListShape.id)
    rows = session.scalars(query).all() if shapes else ()
    return {row.shape: row for row in sorted(rows, key=lambda row: row.user_id == by.id)}
