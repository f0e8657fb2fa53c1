"""What the domain may refuse: it is committed, or rolled back with the sentence where the form shows it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from olympiad.db import session
from olympiad.domain.errors import DomainError
from olympiad.exchange.tables import Problem
from olympiad.forms.base import PageForm
from olympiad.services.entry.row_entry import EntryRefusedError
from olympiad.web.frame.jinja import language
from olympiad.wording.sentences import sentence


@dataclass
class Attempt:
    """What became of the body of `refusable`; false once it is refused."""

    is_refused: bool = False
    error: DomainError | None = None
    """What the domain said, for pages that show the sentence themselves."""
    problems: Sequence[Problem] = ()
    """What was wrong with entered rows; the form shows it already."""

    def __bool__(self) -> bool:
        return not self.is_refused


@contextmanager
def refusable(form: PageForm | None = None, field: str = "") -> Iterator[Attempt]:
    """Commit what the body did; roll it back when it is refused, and say why in the form if there is one.

    The sentence stands at `field`; without one a missing reason stands at `reason`, anything else at the top of the form.
    """
    attempt = Attempt()
    try:
        yield attempt
        session.commit()
    except EntryRefusedError as refused:
        session.rollback()
        attempt.is_refused, attempt.problems = True, refused.problems
        show_problems(_needed(form), refused.problems)
    except DomainError as error:
        session.rollback()
        attempt.is_refused, attempt.error = True, error
        if form is not None:
            show_refusal(form, error, field)


def _needed(form: PageForm | None) -> PageForm:
    if form is None:
        raise TypeError("rows are entered by a form")
    return form


def show_refusal(form: PageForm, error: DomainError, field: str = "") -> None:
    """Put the sentence of a refusal at its field or at the top of the form."""
    words = sentence(error, language())
    at = form._fields.get(field or ("reason" if error.code == "reason_missing" else ""))
    if at is None:
        form.form_errors.append(words)
    else:
        at.errors = [words]


def show_problems(form: PageForm, problems: Iterable[Problem]) -> None:
    """Put each problem at its field, others at the top of the form."""
    for problem in problems:
        words = sentence(problem, language())
        place_of = getattr(form, "place_of", form._fields.get)  # why: a column may be several fields
        field = place_of(problem.column)
        if field is None:
            form.form_errors.append(words)
        else:
            field.errors = [*field.errors, words]
