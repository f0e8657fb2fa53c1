"""The starter rubric: a hundred points in three phases, in three languages, and only before marking."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.models.task import Criterion
from olympiad.services.entry import starter_rubric
from olympiad.services.entry.row_entry import EntryRefusedError
from tests.factories import NOON, Cast


def test_it_is_worth_a_hundred_points(session: Session, cast: Cast) -> None:
    starter_rubric.add(session, cast.section, cast.pipetting, by=cast.ana)

    codes = [row[0] for row in starter_rubric.ROWS]
    added = session.scalars(
        select(Criterion).where(Criterion.task_id == cast.pipetting.id, Criterion.code.in_(codes))
    ).all()
    assert sum(one.maximum for one in added) == 100_000
    assert [one.code for one in added if not (one.label_en and one.label_uz and one.label_ru)] == []


def test_criteria_that_are_there_stay(session: Session, cast: Cast) -> None:
    starter_rubric.add(session, cast.section, cast.pipetting, by=cast.ana)
    starter_rubric.add(session, cast.section, cast.pipetting, by=cast.ana)

    codes = session.scalars(select(Criterion.code).where(Criterion.task_id == cast.pipetting.id)).all()
    assert sorted(codes) == sorted([*(row[0] for row in starter_rubric.ROWS), "yield"])


def test_after_the_first_mark_it_is_refused_and_nothing_is_added(session: Session, cast: Cast) -> None:
    cast.section.marking_started_at = NOON
    session.flush()

    with pytest.raises(EntryRefusedError):
        starter_rubric.add(session, cast.section, cast.pipetting, by=cast.ana)

    assert session.scalars(select(Criterion.code).where(Criterion.task_id == cast.pipetting.id)).all() == ["yield"]
