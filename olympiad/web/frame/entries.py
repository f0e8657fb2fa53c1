"""What the pages of teams, tasks, judges and institutions share: where they are, pages of lists, saving what was entered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, g, request, url_for
from flask_wtf import FlaskForm
from sqlalchemy import ColumnElement, Select, func, select

from olympiad.db import session
from olympiad.models.base import Base
from olympiad.services.entry import row_entry
from olympiad.web.frame.accepted_input import whole_number
from olympiad.web.frame.here import actor
from olympiad.web.frame.refusals import refusable

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


def save(form: FlaskForm, table: str, *rows: Mapping[str, str]) -> bool:
    """Write what was entered and commit; a refusal becomes the errors of the form's fields."""
    with refusable(form) as attempt:
        row_entry.enter(session(), g.section, table, *rows, by=actor())
    return bool(attempt)


def cells(form: FlaskForm, *columns: str) -> dict[str, str]:
    """Return the text of those columns that are fields of the form."""
    return {column: str(form._fields[column].data or "").strip() for column in columns if column in form._fields}


def row_of(row: Base, **renamed: str) -> dict[str, Any]:
    """Return a row's columns for filling a form; `renamed` gives column → attribute."""
    given = {column.key: getattr(row, column.key) for column in type(row).__mapper__.column_attrs}
    return given | {column: getattr(row, attribute) for column, attribute in renamed.items()}
