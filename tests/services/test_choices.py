"""Answers chosen from a list: missing until the key is set, on every way in and out of a section the same."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.bundle import Head, make_bundle, recompute
from olympiad.domain.bundle_reading import read_section
from olympiad.domain.errors import DomainError
from olympiad.domain.evidence import gather
from olympiad.domain.explanation import explain
from olympiad.domain.ranking import rank
from olympiad.models.score_sheet import Mark
from olympiad.models.task import Criterion, Sample
from olympiad.services.computing import section_tables, section_values
from olympiad.services.entry import reading_keys
from olympiad.services.overview import section_progress
from olympiad.services.results import blockers
from olympiad.wording.explanations import explanation_lines
from tests.factories import Cast, make_cast, make_criterion, make_mark

LIST = "choices=Na:sodium salt|K:potassium salt|Ba"


@pytest.fixture
def cast(session: Session) -> Cast:
    """T01 takes the unknown for sodium, T02 for potassium and barium; nobody has said yet what it was."""
    made = make_cast(session)
    unknown = make_criterion(session, made.glucose, code="unknown", kind="choice", maximum=4000, key=LIST)
    for (team, task, _judge), sheet in made.sheets.items():
        sheet.state = "submitted"
        make_mark(session, sheet, (made.pipetting if task == "P" else made.glucose).criteria[0], 5000)
        if task == "G":
            make_mark(session, sheet, unknown, None, readings="Na" if team == "T01" else "K|Ba")
    session.expire_all()
    return made


def unknown(session: Session) -> Criterion:
    return session.scalars(select(Criterion).where(Criterion.code == "unknown")).one()


def totals(session: Session, cast: Cast) -> dict[str, str | None]:
    rows = rank(section_values.load(session, cast.section)).rows
    return {row.team.key: None if row.total is None else str(row.total) for row in rows}


def set_key(session: Session, cast: Cast, text: str, sample: str = "") -> None:
    reading_keys.set_key(session, cast.section, unknown(session), sample=sample, text=text, reason="read", by=cast.ben)


def test_nobody_has_a_total_until_the_key_is_set(session: Session, cast: Cast) -> None:
    codes = {one.code for one in blockers.outlook(session, cast.section).blockers}
    waiting = section_progress.count(session, cast.section).readings_without_key
    before = totals(session, cast)

    set_key(session, cast, "right=K|Ba each=2 wrong=1")

    assert (before, waiting, "blocker_key_not_set" in codes) == ({"T01": None, "T02": None}, 1, True)
    assert totals(session, cast) == {"T01": "10.00", "T02": "14.00"}
    assert section_progress.count(session, cast.section).readings_without_key == 0


def test_key_of_a_sample_wins_over_the_one_for_all(session: Session, cast: Cast) -> None:
    session.add(Sample(team_id=cast.t01.id, task_id=cast.glucose.id, sample="B"))

    set_key(session, cast, "right=K|Ba")
    set_key(session, cast, "right=Na", sample="B")

    assert totals(session, cast) == {"T01": "14.00", "T02": "14.00"}


def test_key_that_names_no_answer_of_the_list_is_refused(session: Session, cast: Cast) -> None:
    with pytest.raises(DomainError) as refused:
        set_key(session, cast, "right=Li")

    assert refused.value.code == "option_unknown"
    assert totals(session, cast) == {"T01": None, "T02": None}


def test_files_of_the_section_hold_answers_and_key(session: Session, cast: Cast) -> None:
    set_key(session, cast, "right=K wrong=0.5")

    tables = section_tables.read(session, cast.section)

    assert {row["reading"] for row in tables["marks"] if row["criterion"] == "unknown"} == {"Na", "K|Ba"}
    assert [row["key"] for row in tables["criteria"] if row["criterion"] == "unknown"] == [LIST]
    assert [row["key"] for row in tables["keys"]] == ["right=K wrong=0.5"]


def test_bundle_is_recomputed_from_itself(session: Session, cast: Cast) -> None:
    session.add(Sample(team_id=cast.t01.id, task_id=cast.glucose.id, sample="B"))
    set_key(session, cast, "right=K wrong=0.5")
    set_key(session, cast, "right=Na each=4", sample="B")
    value = section_values.load(session, cast.section)

    bundle = make_bundle(value, rank(value), Head("e", "s", 1, "2026-11-28T10:00:00Z", "0" * 64), {})

    assert recompute(bundle, read_section(bundle)) == []
    assert {"readings": ["K", "Ba"]} in [mark for sheet in bundle["sheets"] for mark in sheet["marks"]]


def test_explanation_says_what_was_chosen(session: Session, cast: Cast) -> None:
    set_key(session, cast, "right=K|Ba")
    evidence = gather(section_values.load(session, cast.section))

    told = "\n".join(explanation_lines(explain(evidence, rank(evidence.section), "T01"), "en"))

    assert "chosen: sodium salt" in told


def test_section_without_marks_of_a_choice_needs_no_key(session: Session, cast: Cast) -> None:
    for mark in session.scalars(select(Mark).where(Mark.criterion_id == unknown(session).id)):
        mark.readings, mark.mark = "", 0
    session.flush()

    assert totals(session, cast) == {"T01": "10.00", "T02": "10.00"}
