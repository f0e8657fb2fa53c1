"""Planned rows written into the database: what is made, what stays the same row, and what only follows a change."""

import json
from collections.abc import Mapping

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.models.adjustment import AgreedMark, ExtraRound, Penalty, SpecialAward, TimeTaken
from olympiad.models.institution import Institution
from olympiad.models.judge import Judge, JudgeTask
from olympiad.models.participant import Participant
from olympiad.models.rules import Rules
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.task import Criterion, ReadingKey, Sample, ScheduleSlot, Task
from olympiad.models.team import Team
from olympiad.services.entry import row_entry, section_writing
from tests.factories import NOON, Cast, make_institution

Rows = list[dict[str, str]]


def write(session: Session, cast: Cast, **tables: Rows) -> None:
    """Plan these rows and write them."""
    loaded = row_entry.planned(session, cast.section, tables, by=cast.ana)
    assert loaded.plan.problems == []
    section_writing.write(session, cast.section, loaded.plan, loaded.present, by=cast.ana)
    session.flush()


def team(session: Session, key: str) -> Team:
    return session.scalars(select(Team).where(Team.key == key)).one()


def participant(session: Session, **where: str) -> Participant:
    return session.scalars(select(Participant).filter_by(**where)).one()


def test_the_section_is_held_and_an_archived_one_refuses(session: Session, cast: Cast) -> None:
    before = cast.section.revision

    section_writing.lock(session, cast.section)
    assert cast.section.revision == before + 1

    cast.section.state = "archived"
    with pytest.raises(DomainError, match="section_archived"):
        section_writing.lock(session, cast.section)


def test_an_institution_is_found_by_any_spelling_of_its_key_and_else_made(session: Session, cast: Cast) -> None:
    known = make_institution(session, cast.edition, key="SamMU")
    writing = section_writing.Writing(session, cast.section, cast.ana)

    made = writing.institution("Astana", "KZ")

    assert made is not None
    assert (writing.institution("sammu"), writing.institution("")) == (known, None)
    assert writing.institution("Astana", "UZ") is made
    assert (made.key, made.country, made.edition_id) == ("Astana", "KZ", cast.edition.id)


def test_teams_get_a_code_drawn_where_none_is_written(session: Session, cast: Cast) -> None:
    write(session, cast, teams=[{"team": "T03", "code": "K47"}, {"team": "T04"}, {"team": "T01", "name": "Alatau"}])

    codes = set(session.scalars(select(Team.code)))
    assert (team(session, "T03").code, team(session, "T01").code) == ("K47", cast.t01.code)
    assert (len(codes), "" in codes) == (4, False)


def test_sheets_follow_teams_judges_and_tasks_and_nothing_else(session: Session, cast: Cast) -> None:
    number = select(func.count(ScoreSheet.id))
    write(
        session,
        cast,
        participants=[{"team": "T01", "name": "Aziza"}],
        times=[{"team": "T01", "task": "P", "seconds": "9"}],
    )
    assert session.scalar(number) == 8

    write(session, cast, teams=[{"team": "T03"}])
    assert session.scalar(number) == 12
    write(session, cast, judges=[{"judge": "cem", "tasks": "P"}])
    assert session.scalar(number) == 9


def test_members_are_found_by_key_else_by_name_and_may_change_team(session: Session, cast: Cast) -> None:
    write(session, cast, participants=[{"team": "T01", "name": "Olim"}])
    olim, eva = participant(session, name="Olim"), participant(session, key="eva")

    write(session, cast, participants=[{"team": "T01", "name": "Olim", "role": "leader"},
                                       {"team": "T02", "name": "Eva Nova", "participant": "eva"}])  # fmt: skip

    assert (participant(session, name="Olim").id, olim.role) == (olim.id, "leader")
    assert (participant(session, key="eva").id, eva.name, eva.team_id) == (eva.id, "Eva Nova", cast.t02.id)


def test_consent_has_its_moment_which_stays_while_the_consent_does(session: Session, cast: Cast) -> None:
    def say(consent: str, **more: str) -> Participant:
        write(session, cast, participants=[{"team": "T01", "name": "Olim", "consent": consent, **more}])
        return participant(session, name="Olim")

    assert say("").consented_at is None
    given = say("name")
    assert (given.consents_name, given.consents_score, given.consented_at is None) == (True, False, False)
    given.consented_at = NOON
    session.flush()
    assert say("name", role="leader").consented_at == NOON
    more = say("name|photo")
    assert more.consents_photo
    assert more.consented_at not in (None, NOON)
    none = say("-")
    assert (none.consents_name, none.consented_at) == (False, None)


def test_new_tasks_and_criteria_stand_last(session: Session, cast: Cast) -> None:
    cast.section.rubric_version = 3
    last = max(cast.pipetting.position, cast.glucose.position)
    first = cast.pipetting.criteria[0].position

    write(session, cast, tasks=[{"task": "X"}, {"task": "P", "title": "Protein"}],
          criteria=[{"task": task, "criterion": code, "kind": "points", "maximum": "2"}
                    for task, code in (("P", "tidy"), ("X", "a"), ("X", "b"))])  # fmt: skip

    made = session.scalars(select(Task).where(Task.code == "X")).one()
    assert (made.position, cast.pipetting.title) == (last + 1, "Protein")
    places = session.execute(select(Criterion.code, Criterion.position, Criterion.introduced_in).order_by(Criterion.id))
    assert [tuple(one) for one in places][2:] == [("tidy", first + 1, 3), ("a", 1, 3), ("b", 2, 3)]


def test_a_list_of_tasks_keeps_the_links_that_stay(session: Session, cast: Cast) -> None:
    write(session, cast, judges=[{"judge": "cem", "tasks": "P"}])
    (kept,) = session.scalars(select(JudgeTask)).all()

    write(session, cast, judges=[{"judge": "cem", "tasks": "G;P", "teams": "T02"}])

    links = session.scalars(select(JudgeTask)).all()
    assert {one.task_id for one in links} == {cast.pipetting.id, cast.glucose.id}
    assert kept in links
    cem = cast.cem_judge
    assert (cem.all_tasks, cem.all_teams, [one.team_id for one in cem.teams]) == (False, False, [cast.t02.id])


def test_single_sheets_beside_the_list_are_given_and_taken(session: Session, cast: Cast) -> None:
    row = {"judge": "J9", "tasks": "P", "teams": "T01", "also": "G/T02", "except": "P/T01"}

    write(session, cast, judges=[row])

    judge = session.scalars(select(Judge).where(Judge.key == "J9")).one()
    sheets = session.scalars(select(ScoreSheet).where(ScoreSheet.judge_id == judge.id))
    assert {(one.task.code, one.team.key, str(one.state)) for one in sheets} == {
        ("G", "T02", "not_started"), ("P", "T01", "void"),
    }  # fmt: skip


SAME_ROW: dict[str, tuple[type, dict[str, str], dict[str, str]]] = {
    "institutions": (Institution, {"institution": "SamMU"}, {"city": "Samarqand"}),
    "criteria": (Criterion, {"task": "P", "criterion": "tidy", "kind": "check", "maximum": "2"}, {"maximum": "3"}),
    "keys": (ReadingKey, {"task": "P", "criterion": "read", "key": "value=5 full=1 zero=2"}, {"key": "value=6 full=1 zero=2"}),
    "samples": (Sample, {"team": "T01", "task": "P", "sample": "A"}, {"sample": "B"}),
    "schedule": (ScheduleSlot, {"team": "T01", "task": "P", "order": "1"}, {"station": "4"}),
    "times": (TimeTaken, {"team": "T01", "task": "P", "seconds": "61.5"}, {"seconds": "60"}),
    "extra_rounds": (ExtraRound, {"team": "T01", "rank": "2"}, {"rank": "1"}),
    "awards": (SpecialAward, {"team": "T01", "award": "Neatest", "reason": "bench"}, {"reason": "clean bench"}),
}  # fmt: skip


@pytest.mark.parametrize("table", SAME_ROW)
def test_a_row_that_is_there_is_changed_and_not_made_twice(session: Session, cast: Cast, table: str) -> None:
    model, cells, other = SAME_ROW[table]
    reading = {"task": "P", "criterion": "read", "kind": "reading", "maximum": "4", "key": "value=5 full=1 zero=2"}
    write(session, cast, criteria=[reading])
    before = session.scalar(select(func.count()).select_from(model))
    write(session, cast, **{table: [cells]})

    write(session, cast, **{table: [cells | other]})

    assert session.scalar(select(func.count()).select_from(model)) == (before or 0) + 1
    session.expire_all()
    present = row_entry.planned(session, cast.section, {table: [cells | other]}, by=cast.ana).plan
    assert present.changed(table) == []


def test_penalties_are_added_also_for_the_whole_section(session: Session, cast: Cast) -> None:
    write(session, cast, penalties=[{"team": "T01", "points": "1.5", "task": "P", "reason": "late"},
                                    {"team": "T01", "points": "2", "reason": "phone"}])  # fmt: skip

    found = session.execute(select(Penalty.task_id, Penalty.points, Penalty.reason, Penalty.user_id))
    assert {tuple(one) for one in found} == {
        (cast.pipetting.id, 1500, "late", cast.ana.id), (None, 2000, "phone", cast.ana.id),
    }  # fmt: skip


def test_an_agreed_mark_takes_the_place_of_the_one_before_which_stays_on_record(session: Session, cast: Cast) -> None:
    row = {"team": "T01", "task": "P", "mark": "8.25", "reason": "video", "by": "the jury"}
    write(session, cast, agreed_marks=[row])

    write(session, cast, agreed_marks=[row | {"mark": "8"}, row | {"task": "G", "criterion": "yield", "mark": "7"}])

    found = session.scalars(select(AgreedMark).order_by(AgreedMark.id)).all()
    criterion = cast.glucose.criteria[0].id
    assert [(one.criterion_id, one.mark, one.withdrawn_at is None) for one in found] == [
        (None, 8250, False), (None, 8000, True), (criterion, 7000, True),
    ]  # fmt: skip
    assert {(one.decided_by, one.user_id) for one in found} == {("the jury", cast.ana.id)}


def versions(session: Session) -> list[tuple[int, object]]:
    rows = session.scalars(select(Rules).order_by(Rules.number))
    return [(row.number, json.loads(row.rules)) for row in rows]


@pytest.mark.parametrize(
    ("pairs", "written"),
    [
        ({"decimals": "3"}, [(1, []), (2, [["decimals", "3"]])]),
        ({}, [(1, [])]),
    ],
)
def test_rules_make_a_version_only_where_they_differ(
    session: Session, cast: Cast, pairs: Mapping[str, str], written: list[tuple[int, object]]
) -> None:
    rows = [{"key": key, "value": value} for key, value in pairs.items()]

    write(session, cast, rules=rows)
    write(session, cast, rules=rows)

    assert versions(session) == written


def test_marks_need_no_judge_who_is_entered(session: Session, cast: Cast) -> None:
    for one in (*cast.sheets.values(), cast.cem_judge, cast.dana_judge):
        session.delete(one)
        session.flush()

    write(session, cast, marks=[{"team": "T01", "task": "P", "judge": "Ali", "criterion": "yield", "mark": "7"}])

    (sheet, *rest) = session.scalars(select(ScoreSheet).where(ScoreSheet.team_id == cast.t01.id)).all()
    assert (sheet.judge.key, str(sheet.state), rest) == ("Ali", "submitted", [])
