"""Rubrics as the rulebook knows them: which criteria, in which order, and which key holds for a sample."""

from fractions import Fraction

import pytest
from sqlalchemy.orm import Session

from olympiad.domain.choices import Consequence, JoinBy, Method
from olympiad.domain.notation.reading_keys import parse_reading
from olympiad.models.score_sheet import Mark
from olympiad.models.task import ReadingKey, Sample
from olympiad.services.computing import rubrics
from tests.factories import LAST, Cast, make_criterion, make_section, make_task

OWN, ALL, OF_S1 = "value=5 full=1 zero=2", "value=6 full=1 zero=2", "value=7 full=1 zero=2"


def key(text: str) -> object:
    return parse_reading(text, 10_000)


def read(session: Session, cast: Cast, code: str = "read", own: str = OWN, **keys: str) -> rubrics.Rubric:
    """Load pipetting with one more criterion, a reading with keys set apart: sample → text, `all` for every one."""
    row = make_criterion(session, cast.pipetting, code=code, kind="reading", key=own)
    session.add_all(ReadingKey(criterion_id=row.id, sample="" if one == "all" else one, key=text)
                    for one, text in keys.items())  # fmt: skip
    session.flush()
    return rubrics.of_task(session, cast.section.id, cast.pipetting.id)


def test_rubrics_come_in_the_order_of_the_section_without_retired_criteria(session: Session, cast: Cast) -> None:
    first = make_task(session, cast.section, code="A", position=-1)
    make_criterion(session, cast.pipetting, code="old", retired_in=2)
    make_criterion(session, cast.pipetting, code="late", position=LAST)
    early = make_criterion(session, cast.pipetting, code="early", position=-1)
    make_task(session, make_section(session), code="X")

    found = rubrics.load(session, cast.section.id)

    assert list(found) == [first.id, cast.pipetting.id, cast.glucose.id]
    assert [one.code for one in found[cast.pipetting.id].value.criteria] == ["early", "yield", "late"]
    assert found[cast.pipetting.id].positions[early.id] == 0
    assert found[first.id].value.criteria == ()


def test_only_the_tasks_of_the_section_are_loaded_that_are_asked_for(session: Session, cast: Cast) -> None:
    foreign = make_task(session, make_section(session), code="X")

    assert list(rubrics.load(session, cast.section.id, [cast.glucose.id, foreign.id])) == [cast.glucose.id]
    with pytest.raises(KeyError):
        rubrics.of_task(session, cast.section.id, foreign.id)


def test_what_a_task_says_is_read_into_its_terms(session: Session, cast: Cast) -> None:
    row = cast.pipetting
    row.weight, row.judges, row.method, row.drop, row.joined_by = 1500, 3, "trimmed", 2, "criterion"
    row.disagreement, row.disagreement_step, row.part = "-", "-", "Practice"
    session.flush()

    value = rubrics.of_task(session, cast.section.id, row.id).value

    assert (value.code, value.weight, value.judges, value.drop, value.part) == ("P", Fraction(3, 2), 3, 2, "Practice")
    assert (value.method, value.by) == (Method("trimmed"), JoinBy("criterion"))
    assert (value.disagreement, value.disagreement_step) == (None, None)


def test_a_key_of_the_sample_stands_before_that_for_all_and_this_before_the_rubrics_own(
    session: Session, cast: Cast
) -> None:
    rubric = read(session, cast, all=ALL, S1=OF_S1)

    assert rubric.keys("S1") == (None, key(OF_S1))
    assert rubric.keys("S2") == (None, key(ALL))
    assert rubric.sample_keys == {("read", "S1"): key(OF_S1)}


def test_without_keys_set_apart_the_rubrics_own_holds(session: Session, cast: Cast) -> None:
    assert read(session, cast).keys("S1") == (None, key(OWN))
    assert read(session, cast, code="unset", own="").keys("") == (None, key(OWN), None)


def test_whoever_must_not_see_keys_gets_none_of_them(session: Session, cast: Cast) -> None:
    rubric = read(session, cast, all=ALL)
    make_criterion(session, cast.pipetting, code="level", kind="levels", key="0=no | 10=whole")
    levels = rubrics.of_task(session, cast.section.id, cast.pipetting.id)

    assert [one.key for one in rubric.without_keys().criteria] == [None, None]
    assert levels.without_keys().criteria[2] == levels.value.criteria[2]
    assert levels.value.criteria[2].key is not None


@pytest.mark.parametrize(("kind", "own", "written"), [("reading", OWN, OWN), ("reading", "", ""), ("points", "", "")])
def test_the_own_key_is_written_as_a_file_would(
    session: Session, cast: Cast, kind: str, own: str, written: str
) -> None:
    row = make_criterion(session, cast.pipetting, kind=kind, key=own)

    assert rubrics.own_key_text(row) == written


def test_keys_and_samples_are_found_by_ids_and_nothing_for_none(session: Session, cast: Cast) -> None:
    rubric = read(session, cast, all=ALL, S1=OF_S1)
    session.add_all(
        Sample(team_id=cast.t01.id, task_id=task.id, sample="S1") for task in (cast.pipetting, cast.glucose)
    )
    session.flush()
    row = rubric.criteria[1].id

    assert rubrics.keys_of(session, [row]) == {row: {"": ALL, "S1": OF_S1}}
    assert rubrics.keys_of(session, []) == {}
    assert rubrics.samples_of(session, [cast.pipetting.id], [cast.t01.id, cast.t02.id]) == {
        (cast.t01.id, cast.pipetting.id): "S1"
    }


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        (None, None),
        ({"state": "marked", "mark": 7500}, 7500),
        ({"state": "marked", "mark": 7500, "conflict_operation_id": "f" * 32}, None),
        ({"state": "unmarked", "mark": None}, None),
        ({"state": "marked", "mark": None, "readings": "5.6 | 5.5"}, (Fraction("5.6"), Fraction("5.5"))),
        ({"state": "not_assessed", "mark": None, "consequence": "exclude"}, Consequence.EXCLUDE),
    ],
)  # fmt: skip
def test_a_mark_between_two_devices_is_no_mark(row: dict[str, object] | None, cell: object) -> None:
    blank = {"readings": "", "consequence": "", "conflict_operation_id": None}

    assert rubrics.cell_from(None if row is None else Mark(**blank | row)) == cell
