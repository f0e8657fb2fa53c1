"""Dropping the highest and the lowest sheet needs three judges; tasks with fewer keep their method."""

import pytest
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.services.entry import task_methods
from tests.factories import NOON, Cast


def test_tasks_with_three_judges_drop_the_extremes(session: Session, cast: Cast) -> None:
    cast.pipetting.judges = 3
    session.flush()

    assert task_methods.for_dropping(session, cast.section) == ([cast.pipetting], [cast.glucose])
    task_methods.drop_extremes(session, cast.section, by=cast.ana)

    assert (cast.pipetting.method, cast.pipetting.drop) == ("trimmed", 1)
    assert cast.glucose.method == "mean"


def test_a_task_without_sheets_has_nothing_to_drop(session: Session, cast: Cast) -> None:
    cast.pipetting.judges, cast.glucose.judges = 0, 3
    session.flush()

    assert task_methods.for_dropping(session, cast.section) == ([cast.glucose], [])


@pytest.mark.parametrize(("began", "code"), [(None, "too_few_judges_to_drop"), (NOON, "frozen")])
def test_it_is_refused_with_too_few_judges_and_after_the_first_mark(
    session: Session, cast: Cast, began: object, code: str
) -> None:
    cast.section.marking_started_at = began  # type: ignore[assignment]
    cast.pipetting.judges = 3 if began else 2
    session.flush()

    with pytest.raises(DomainError, match=code):
        task_methods.drop_extremes(session, cast.section, by=cast.ana)

    assert (cast.pipetting.method, cast.glucose.method) == ("mean", "mean")
