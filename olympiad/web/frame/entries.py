"""What the pages of teams, tasks, judges and institutions share: where they are, pages of lists, saving what was entered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, g, request, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from markupsafe import Markup
from sqlalchemy import ColumnElement, Select, func, select

from olympiad.db import session
from olympiad.exchange.tables import Problem
from olympiad.models.base import Base
from olympiad.models.institution import Institution
from olympiad.models.judge import Judge
from olympiad.models.participant import Participant
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.services.entry import row_entry
from olympiad.web.frame.accepted_input import whole_number
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language
from olympiad.web.frame.refusals import refusable
from olympiad.wording.sentences import sentence

OWNERS: dict[str, tuple[Any, Any]] = {
    "institutions": (Institution, Institution.key),
    "teams": (Team, Team.key),
    "participants": (Participant, Participant.name),
    "tasks": (Task, Task.code),
    "criteria": (Criterion, Criterion.code),
    "judges": (Judge, Judge.key),
}
"""Table → where its rows are kept, and the column of the key."""
PAGE = 50
"""Rows of one page of a list."""


def own(table: type[Any], row_id: int, of_edition: bool = False) -> Any:
    """Load a row of this section (or edition), else 404."""
    where = table.edition_id == g.edition.id if of_edition else table.section_id == g.section.id
    return session.scalars(select(table).where(table.id == row_id, where)).one_or_none() or abort(404)


@dataclass(frozen=True)
class Listed:
    """One page of a list."""

    rows: list[Any]
    total: int
    page: int
    pages: int
    asked: str
    """What was searched for."""

    def url(self, number: int) -> str:
        """Return the address of another page."""
        return url_for(request.endpoint or "", **{**(request.view_args or {}), "q": self.asked or None, "page": number})


def listed(query: Select[Any], *columns: Any, also: Callable[[str], ColumnElement[bool]] | None = None) -> Listed:
    """Search the columns for `q` and give the asked page, in two statements whatever the number of rows.

    `also` adds a condition on other tables, such as that a member of the team is called so.
    """
    asked = request.args.get("q", "").strip()
    if asked:
        condition = columns[0].icontains(asked, autoescape=True)
        for column in columns[1:]:
            condition |= column.icontains(asked, autoescape=True)
        if also is not None:
            condition |= also(asked)
        query = query.where(condition)
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(request.args.get("page", 1, type=whole_number) or 1, 1), pages)
    rows = session.execute(query.limit(PAGE).offset((page - 1) * PAGE)).all()
    return Listed(list(rows), total, page, pages, asked)


def save(form: FlaskForm, table: str, *rows: Mapping[str, str], owner: Callable[[Any], str] | None = None) -> bool:
    """Write what was entered and commit; a refusal becomes the errors of the form's fields.

    With `owner` everything entered is new: a key that is taken is refused, and `owner` gives the address of who has it.
    """
    with refusable(form) as attempt:
        plan = row_entry.enter(
            session(), g.section, table, *rows, by=actor(), is_new=owner is not None, reason=given_reason(form)
        )
    for note in plan.notes if attempt else ():
        flash(sentence(note, language()), "warning")
    for problem in attempt.problems if owner else ():
        if problem.code == row_entry.KEY_TAKEN and (row := _owner_of(table, rows[0], str(problem.fields["found"]))):
            link_owner(form, problem, owner(row) if owner else "")
    return bool(attempt)


def link_owner(form: FlaskForm, problem: Problem, address: str) -> None:
    """Put the link to who has a key beside the refusal."""
    field = getattr(form, "place_of", form._fields.get)(problem.column)
    if field is not None:
        field.errors = [*field.errors, open_link(str(problem.fields["owner"]), address)]


def open_link(owner: str, address: str) -> Markup:
    """Make the link that stands beside the refusal of a taken key."""
    return Markup('<a href="{}">{}</a>').format(address, gettext("Open %(owner)s", owner=owner))


def _owner_of(table: str, row: Mapping[str, str], key: str) -> Any:
    """Load the row that has a key."""
    model, column = OWNERS[table]
    where = [column == key]
    if table == "criteria":
        where += [model.retired_in.is_(None), model.task.has(section_id=g.section.id, code=row["task"])]
    elif table == "institutions":
        where.append(model.edition_id == g.edition.id)
    elif table == "participants":
        where.append(model.team.has(section_id=g.section.id, key=row["team"]))
    else:
        where.append(model.section_id == g.section.id)
    return session.scalars(select(model).where(*where)).first()


def given_reason(form: FlaskForm) -> str:
    """Return the reason that a form asks for, if it does."""
    return str(form._fields["reason"].data or "") if "reason" in form else ""


def ask_reason(form: Any) -> Any:
    """Return the form with its question for a reason only once marking has started."""
    if g.section.marking_started_at is None:
        del form.reason
    return form


def removed(form: FlaskForm, remove: Callable[[str], None]) -> bool:
    """Remove what the form asks about and commit; only a missing reason is said in the form, other refusals are a page."""
    if not form.validate_on_submit():
        return False
    with refusable(form) as attempt:
        remove(given_reason(form))
    if attempt.error is not None and attempt.error.code != "reason_missing":
        raise attempt.error
    return bool(attempt)


def cells(form: FlaskForm, *columns: str) -> dict[str, str]:
    """Return the text of those columns that are fields of the form."""
    return {column: str(form._fields[column].data or "").strip() for column in columns if column in form._fields}


def row_of(row: Base, **renamed: str) -> dict[str, Any]:
    """Return a row's columns for filling a form; `renamed` gives column → attribute."""
    given = {column.key: getattr(row, column.key) for column in type(row).__mapper__.column_attrs}
    return given | {column: getattr(row, attribute) for column, attribute in renamed.items()}
