"""Asks how tasks, rubrics, keys and samples are entered by hand, and that they freeze when marking starts."""

import pytest
from sqlalchemy import func, select

from olympiad.models.task import Criterion, Sample, Task
from tests.factories import NOON, make_criterion

TASK = {
    "task": "GLU", "title": "", "title_uz": "Glyukoza", "title_ru": "", "title_en": "Glucose", "part": "", "weight": "1,5",
    "judges": "2", "method": "median", "drop": "1", "by": "sheet", "disagreement": "-", "disagreement_step": "1",
    "station": "3", "minutes": "",
}  # fmt: skip
CRITERION = {
    "criterion": "c", "kind": "points", "maximum": "10", "step": "0.5", "label": "", "label_uz": "", "label_ru": "",
    "label_en": "", "critical": "no", "key": "",
}  # fmt: skip
KINDS = [
    {"kind": "points"},
    {"kind": "check", "maximum": "2"},
    {"kind": "levels", "maximum": "2", "key": "0=absent | 1=partly | 2=complete"},
    {"kind": "reading", "maximum": "4", "key": "value=5.55 unit=mmol/L full=2% zero=20%"},
    {"kind": "penalty", "maximum": "3", "key": "each=1 free=1"},
]


@pytest.fixture
def place(cast):
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/tasks"


def test_create_makes_a_task_with_its_sheets(client, cast, place, session):
    client.sign_in(cast.ana).post(f"{place}/new", data=TASK)

    task = session.scalars(select(Task).where(Task.code == "GLU")).one()
    assert (task.weight, task.method, task.disagreement, task.minutes) == (1500, "median", "-", None)


@pytest.mark.parametrize("given", KINDS, ids=lambda given: given["kind"])
def test_create_criterion_takes_every_kind(client, cast, place, session, given):
    answer = client.sign_in(cast.ana).post(f"{place}/{cast.glucose.id}/criteria/new", data=CRITERION | given)

    criterion = session.scalars(select(Criterion).where(Criterion.code == "c")).one()
    assert answer.status_code == 303
    assert (criterion.kind, criterion.key) == (given["kind"], given.get("key", ""))


def test_create_criterion_says_what_is_wrong_with_a_key(client, cast, place, session):
    given = CRITERION | {"kind": "levels", "key": "0=no | 12=yes"}

    page = client.sign_in(cast.ana).post(f"{place}/{cast.glucose.id}/criteria/new", data=given).text

    assert 'id="key-error"' in page
    assert session.scalar(select(func.count(Criterion.id)).where(Criterion.code == "c")) == 0


def test_change_criterion_is_refused_once_marking_has_started(client, cast, place, session):
    criterion = make_criterion(session, cast.glucose, code="c")
    cast.section.marking_started_at = NOON

    page = (
        client.sign_in(cast.ana)
        .post(f"{place}/{cast.glucose.id}/criteria/{criterion.id}", data=CRITERION | {"maximum": "20"})
        .text
    )

    assert "new version" in page
    assert session.get_one(Criterion, criterion.id).maximum == 10_000


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


def test_remove_criterion_asks_first(client, cast, place, session):
    criterion = make_criterion(session, cast.glucose, code="c")
    address = f"{place}/{cast.glucose.id}/criteria/{criterion.id}/remove"
    client.sign_in(cast.ana)

    asked, done = client.get(address), client.post(address)

    assert (asked.status_code, done.status_code) == (200, 303)
    assert session.scalar(select(func.count(Criterion.id)).where(Criterion.code == "c")) == 0


def test_show_and_lists_open_for_the_chief_judge_too(client, cast, place, session):
    make_criterion(session, cast.glucose, code="r", kind="reading", maximum=4000)
    client.sign_in(cast.ben)

    assert [client.get(f"{place}/{end}").status_code for end in ("", str(cast.glucose.id), "new")] == [200, 200, 403]
