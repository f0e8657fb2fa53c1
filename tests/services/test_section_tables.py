"""A section as the tables of its folder: what stands in each, in which order, and what is left out."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.models.absence import Absence
from olympiad.models.adjustment import AgreedMark, ExtraRound, Penalty, SpecialAward, TimeTaken
from olympiad.models.institution import Institution
from olympiad.models.participant import Participant
from olympiad.models.task import ReadingKey, Sample, ScheduleSlot
from olympiad.services.computing import section_tables
from olympiad.services.computing.section_tables import Row
from tests.factories import (
    NOON,
    Cast,
    make_cast,
    make_criterion,
    make_judge,
    make_mark,
    make_rules,
    make_section,
    make_team,
)


def read(session: Session, cast: Cast, name: str) -> list[Row]:
    session.flush()
    session.expire_all()
    return section_tables.read(session, cast.section, [name])[name]


def columns(rows: list[Row], *names: str) -> list[tuple[str, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def test_every_table_has_every_column_and_none_of_another_section(session: Session, cast: Cast) -> None:
    before = section_tables.read(session, cast.section)

    make_cast(session, edition=make_section(session).edition)

    assert section_tables.read(session, cast.section) == before
    assert list(before) == list(section_tables.TABLES)
    assert all(set(row) == set(rows[0]) for rows in before.values() for row in rows)
    assert len(before["teams"]) == 2


def test_an_empty_section_has_empty_tables(session: Session) -> None:
    tables = section_tables.read(session, make_section(session))

    assert {name: rows for name, rows in tables.items() if rows} == {}


def test_institutions_of_the_edition_stand_by_key_and_teams_as_entered(session: Session, cast: Cast) -> None:
    for key, one in zip(("b", "a"), session.scalars(select(Institution)), strict=True):
        one.key = key
    make_team(session, cast.section, key="A00")

    assert columns(read(session, cast, "institutions"), "institution") == [("a",), ("b",)]
    assert columns(read(session, cast, "teams"), "team", "institution") == [("T01", "b"), ("T02", "a"), ("A00", "")]


def test_what_a_member_agreed_to_is_one_word_each(session: Session, cast: Cast) -> None:
    eva, finn, gul = session.scalars(select(Participant).order_by(Participant.id))
    eva.consents_photo, finn.consents_name, finn.consents_score, gul.consents_score = True, False, False, False

    assert columns(read(session, cast, "participants"), "team", "name", "consent") == [
        ("T01", "Eva", "name|score|photo"), ("T01", "Gul", "name"), ("T02", "Finn", ""),
    ]  # fmt: skip


def test_tasks_and_criteria_stand_in_their_order_without_retired_ones(session: Session, cast: Cast) -> None:
    cast.glucose.position, cast.pipetting.position, cast.pipetting.weight = 1, 2, 1500
    make_criterion(session, cast.glucose, code="old", retired_in=2)
    first = make_criterion(session, cast.glucose, code="first", position=0, kind="reading")
    session.add(ReadingKey(criterion_id=first.id, sample="S1", key="value=5 full=1 zero=2"))

    assert columns(read(session, cast, "tasks"), "task", "weight") == [("G", "1"), ("P", "1.5")]
    assert columns(read(session, cast, "criteria"), "task", "criterion", "step") == [
        ("G", "first", "0.5"), ("G", "yield", "0.5"), ("P", "yield", "0.5"),
    ]  # fmt: skip
    assert columns(read(session, cast, "keys"), "task", "criterion", "sample") == [("G", "first", "S1")]
    first.retired_in = 2
    assert read(session, cast, "keys") == []


def test_an_assignment_to_all_is_empty_and_lists_follow_tasks_and_teams(session: Session, cast: Cast) -> None:
    cast.glucose.position, cast.pipetting.position = 1, 2
    make_judge(session, cast.section, key="J9", tasks=[cast.pipetting, cast.glucose], teams=[cast.t02, cast.t01])
    make_judge(session, cast.section, key="none", tasks=[], teams=[], institution_id=cast.t01.institution_id)

    rows = read(session, cast, "judges")

    key = session.get_one(Institution, cast.t01.institution_id).key
    assert columns(rows, "judge", "tasks", "teams", "institution")[1:] == [
        ("dana", "", "", ""), ("J9", "G;P", "T01;T02", ""), ("none", "", "", key),
    ]  # fmt: skip


def test_times_of_the_schedule_stand_in_the_zone_of_the_edition(session: Session, cast: Cast) -> None:
    cast.edition.time_zone = "Asia/Samarkand"
    session.add_all([
        ScheduleSlot(team_id=cast.t01.id, task_id=cast.pipetting.id, starts_at=NOON, ends_at=NOON + timedelta(hours=1)),
        ScheduleSlot(team_id=cast.t02.id, task_id=cast.pipetting.id, station="4"),
    ])  # fmt: skip

    assert columns(read(session, cast, "schedule"), "team", "start", "end", "station") == [
        ("T01", "2026-12-05T17:00:00+05:00", "2026-12-05T18:00:00+05:00", ""), ("T02", "", "", "4"),
    ]  # fmt: skip


def test_marks_are_those_that_count_and_an_absent_sheet_is_one_row(session: Session, cast: Cast) -> None:
    tidy = make_criterion(session, cast.pipetting, code="tidy")
    old = make_criterion(session, cast.pipetting, code="old", retired_in=2)
    (criterion, *_) = cast.pipetting.criteria
    cem, dana, void, reading = (cast.sheets[place] for place in (
        ("T01", "P", "cem"), ("T01", "P", "dana"), ("T02", "P", "cem"), ("T02", "G", "cem"),
    ))  # fmt: skip
    void.state = "void"
    make_mark(session, cem, criterion, 7500, note="saw it")
    make_mark(session, cem, tidy, None, state="unmarked")
    make_mark(session, cem, old, 1000)
    make_mark(session, void, criterion, 1000)
    for one in (criterion, tidy):
        make_mark(session, dana, one, None, state="absent", note="ill")
    make_mark(session, reading, cast.glucose.criteria[0], 4000, readings="5.6 | 5.5")
    session.add(Absence(section_id=cast.section.id, team_id=cast.t02.id, task_id=cast.pipetting.id, reason="late",
                        user_id=cast.ana.id, at=NOON))  # fmt: skip

    names = ("team", "task", "judge", "criterion", "mark", "reading", "state", "note")
    assert columns(read(session, cast, "marks"), *names) == [
        ("T02", "P", "", "", "", "", "absent", "late"),
        ("T01", "P", "cem", "yield", "7.5", "", "marked", "saw it"),
        ("T01", "P", "dana", "", "", "", "absent", "ill"),
        ("T02", "G", "cem", "yield", "", "5.6 | 5.5", "marked", ""),
    ]


@pytest.mark.parametrize("is_withdrawn", [False, True])
def test_what_was_withdrawn_is_left_out(session: Session, cast: Cast, is_withdrawn: bool) -> None:
    given = {"section_id": cast.section.id, "team_id": cast.t01.id, "user_id": cast.ana.id, "at": NOON,
             "withdrawn_at": NOON if is_withdrawn else None}  # fmt: skip
    session.add_all([
        Penalty(points=1500, reason="late", task_id=None, **given),
        Penalty(points=500, reason="spilt", task_id=cast.pipetting.id, **given),
        AgreedMark(task_id=cast.pipetting.id, mark=8250, criterion_id=None, reason="video", decided_by="the jury", **given),
        AgreedMark(task_id=cast.glucose.id, criterion_id=cast.glucose.criteria[0].id, mark=7000, reason="video", **given),
    ])  # fmt: skip

    penalties = columns(read(session, cast, "penalties"), "team", "task", "points", "reason")
    agreed = columns(read(session, cast, "agreed_marks"), "team", "task", "criterion", "mark", "by")

    assert (penalties, agreed) == (([], []) if is_withdrawn else (
        [("T01", "", "1.5", "late"), ("T01", "P", "0.5", "spilt")],
        [("T01", "P", "", "8.25", "the jury"), ("T01", "G", "yield", "7", "")],
    ))  # fmt: skip


def test_what_is_of_a_team_or_a_place_names_it(session: Session, cast: Cast) -> None:
    here = {"section_id": cast.section.id, "team_id": cast.t02.id}
    session.add_all([
        Sample(team_id=cast.t02.id, task_id=cast.pipetting.id, sample="S1"),
        TimeTaken(task_id=cast.pipetting.id, seconds=61_500, **here),
        ExtraRound(rank=2, **here),
        SpecialAward(award="Neatest", reason="bench", **here),
    ])  # fmt: skip

    assert columns(read(session, cast, "samples"), "team", "task", "sample") == [("T02", "P", "S1")]
    assert columns(read(session, cast, "times"), "team", "task", "seconds") == [("T02", "P", "61.5")]
    assert columns(read(session, cast, "extra_rounds"), "team", "rank") == [("T02", "2")]
    assert columns(read(session, cast, "awards"), "team", "award", "reason") == [("T02", "Neatest", "bench")]


def test_rules_are_those_of_the_present_version(session: Session, cast: Cast) -> None:
    make_rules(session, cast.section, number=3, rules=json.dumps([["decimals", "1"], ["award.A", "place=1"]]))
    make_rules(session, cast.section, number=2, rules=json.dumps([["decimals", "3"]]))

    assert read(session, cast, "rules") == [{"key": "decimals", "value": "1"}, {"key": "award.A", "value": "place=1"}]
