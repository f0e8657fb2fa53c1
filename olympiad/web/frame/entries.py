"""What the pages of teams, tasks, judges and institutions share: where they are, pages of lists, saving what was entered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, g, request, url_for
from flask_babel import gettext
from markupsafe import Markup

from olympiad.db import session
from olympiad.exchange.tables import Problem
from olympiad.forms.base import PageForm
from olympiad.models.base import Base
from olympiad.services.entry import row_entry
from olympiad.services.overview import lists
from olympiad.services.overview.lists import Searchable
from olympiad.web.frame.accepted_input import whole_number
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language
from olympiad.web.frame.refusals import refusable
from olympiad.wording.sentences import sentence


def own(table: type[Any], row_id: int, of_edition: bool = False) -> Any:
    """Load a row of this section (or edition), else 404."""
    row = session.get(table, row_id)
    is_own = row is not None and (row.edition_id == g.edition.id if of_edition else row.section_id == g.section.id)
    return row if is_own else abort(404)


@dataclass(frozen=True)
class Listed:
    """One page of a list."""

    rows: Sequence[Any]
    total: int
    page: int
    pages: int
    asked: str
    """What was searched for."""

    def url(self, number: int) -> str:
        """Return the address of another page."""
        return url_for(request.endpoint or "", **{**(request.view_args or {}), "q": self.asked or None, "page": number})


def listed(rows: Searchable) -> Listed:
    """Search for `q` and give the asked page."""
    asked = request.args.get("q", "").strip()
    found = lists.page_of(session(), rows, asked, request.args.get("page", 1, type=whole_number) or 1)
    return Listed(*found, asked)


def save(form: PageForm, table: str, *rows: Mapping[str, str], owner: Callable[[Any], str] | None = None) -> bool:
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
        if problem.code == row_entry.KEY_TAKEN:
            row = row_entry.owner(session(), g.section, table, rows[0], str(problem.fields["found"]))
            link_owner(form, problem, owner(row) if row and owner else "")
    return bool(attempt)


def link_owner(form: PageForm, problem: Problem, address: str) -> None:
    """Put the link to who has a key beside the refusal."""
    field = getattr(form, "place_of", form._fields.get)(problem.column)
    if field is not None:
        field.errors = [*field.errors, open_link(str(problem.fields["owner"]), address)]


def open_link(owner: str, address: str) -> Markup:
    """Make the link that stands beside the refusal of a taken key."""
    return Markup('<a href="{}">{}</a>').format(address, gettext("Open %(owner)s", owner=owner))


def given_reason(form: PageForm) -> str:
    """Return the reason that a form asks for, if it does."""
    return str(form._fields["reason"].data or "") if "reason" in form else ""


def ask_reason(form: Any) -> Any:
    """Return the form with its question for a reason only once marking has started."""
    if g.section.marking_started_at is None:
        del form.reason
    return form


def removed(form: PageForm, remove: Callable[[str], None]) -> bool:
    """Remove what the form asks about and commit; only a missing reason is said in the form, other refusals are a page."""
    if not form.validate_on_submit():
        return False
    with refusable(form) as attempt:
        remove(given_reason(form))
    if attempt.error is not None and attempt.error.code != "reason_missing":
        raise attempt.error
    return bool(attempt)


def cells(form: PageForm, *columns: str) -> dict[str, str]:
    """Return the text of those columns that are fields of the form."""
    return {column: str(form._fields[column].data or "").strip() for column in columns if column in form._fields}


def row_of(row: Base, **renamed: str) -> dict[str, Any]:
    """Return a row's columns for filling a form; `renamed` gives column → attribute."""
    given = {column.key: getattr(row, column.key) for column in type(row).__mapper__.column_attrs}
    return given | {column: getattr(row, attribute) for column, attribute in renamed.items()}
