"""Asks how tasks, rubrics, keys and samples are entered by hand, and that they freeze when marking starts."""

import pytest
from sqlalchemy import select

from olympiad.models.task import Criterion, Sample, Task
from tests.factories import make_criterion

TASK = {
    "task": "GLU", "title": "", "title_uz": "Glyukoza", "title_ru": "", "title_en": "Glucose", "part": "", "weight": "1,5",
    "judges": "2", "method": "median", "drop": "1", "by": "sheet", "disagreement": "-", "disagreement_step": "1",
    "station": "3", "minutes": "",
}  # fmt: skip


@pytest.fixture
def place(cast):
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/tasks"


def test_create_makes_a_task_with_its_sheets(client, cast, place, session):
    client.sign_in(cast.ana).post(f"{place}/new", data=TASK)

    task = session.scalars(select(Task).where(Task.code == "GLU")).one()
    assert (task.weight, task.method, task.disagreement, task.minutes) == (1500, "median", "-", None)


def test_add_starter_rubric_gives_thirteen_criteria_of_100_points(client, cast, place, session):
    client.sign_in(cast.ana).post(f"{place}/{cast.glucose.id}/starter-rubric")

    rows = session.scalars(
        select(Criterion).where(Criterion.task_id == cast.glucose.id, Criterion.code != "yield")
    ).all()
    assert (len(rows), sum(row.maximum for row in rows)) == (13, 100_000)


def test_set_samples_takes_codes(client, cast, place, session):
    lines = f"{cast.t01.code} A\nT02 B\n"

    client.sign_in(cast.ana).post(f"{place}/{cast.glucose.id}/samples", data={"samples": lines})

    rows = session.execute(select(Sample.team_id, Sample.sample).order_by(Sample.team_id)).all()
    assert [tuple(row) for row in rows] == [(cast.t01.id, "A"), (cast.t02.id, "B")]


def test_show_and_lists_open_for_the_chief_judge_too(client, cast, place, session):
    make_criterion(session, cast.glucose, code="r", kind="reading", maximum=4000)
    client.sign_in(cast.ben)

    assert [client.get(f"{place}/{end}").status_code for end in ("", str(cast.glucose.id), "new")] == [200, 200, 403]
