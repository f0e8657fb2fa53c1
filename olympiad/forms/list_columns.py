"""The form that says what a list holds, where its header stands and what each column means."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField

from olympiad.exchange.assignments import OFFERED, Assignment
from olympiad.exchange.list_looks import Look, columns_of
from olympiad.forms.base import PageForm
from olympiad.wording.list_columns import column_words, table_words


class ListColumnsForm(PageForm):
    """What a list holds; the meanings of its columns are fields `column-0`, `column-1`, … of the page."""

    list = HiddenField()
    holds = SelectField(_l("What the list holds"))
    header = SelectField(_l("Header of the list"), coerce=int)
    remember = BooleanField(
        _l("Remember for lists with the same header"),
        default=True,
        description=_l("Next year’s list of the same shape is read without asking."),
    )

    def offer(self, look: Look, language: str) -> None:
        """Offer what this list may hold, and its first rows as its header."""
        self.holds.choices = [
            *((name, table_words(name, language)) for name in OFFERED),
            ("", _l("Nothing to load: leave this list out")),
        ]
        rows = [(number, f"{number} · {excerpt}") for number, cells in look.rows[:30] if (excerpt := _excerpt(cells))]
        self.header.choices = [*rows, (0, _l("There is no header"))]


def _excerpt(cells: tuple[str, ...]) -> str:
    return " | ".join(cell[:24] for cell in cells if cell)[:100]


def meanings(table: str, language: str) -> list[tuple[str, str]]:
    """Return the meanings that a column may have, in words."""
    return [(name, column_words(table, name, language)) for name in columns_of(table)]


def assignment_from(given: Mapping[str, str], table: str, header: int, width: int) -> Assignment:
    """Return what was said about each column of a list."""
    return Assignment(table, header, tuple(given.get(f"column-{place}", "") for place in range(width if table else 0)))
