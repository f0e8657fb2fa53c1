"""Rows entered by hand: every problem at its column, keys that are taken, what an empty field clears, and the record."""

import json

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.models.audit import AuditEntry
from olympiad.models.institution import Institution
from olympiad.models.participant import Participant
from olympiad.models.task import Criterion
from olympiad.models.team import Team
from olympiad.services.entry import row_entry
from olympiad.services.entry.row_entry import EntryRefusedError
from tests.factories import NOON, Cast, make_criterion


def enter(session: Session, cast: Cast, table: str, *rows: dict[str, str], **given: object) -> None:
    row_entry.enter(session, cast.section, table, *rows, by=cast.ana, **given)  # type: ignore[arg-type]


def refused(session: Session, cast: Cast, table: str, *rows: dict[str, str], **given: object) -> list[tuple[str, str]]:
    """Enter what is refused; return column and code of each problem."""
    lines = session.scalar(select(func.count(AuditEntry.id)))
    with pytest.raises(EntryRefusedError) as found:
        enter(session, cast, table, *rows, **given)
    assert session.scalar(select(func.count(AuditEntry.id))) == lines
    return [(problem.column, problem.code) for problem in found.value.problems]


def test_every_problem_names_its_column_and_nothing_is_written(session: Session, cast: Cast) -> None:
    rows = [
        {"task": "X", "title": "Good"},
        {"task": "Y", "judges": "many", "weight": "-"},
        {"task": "Z", "minutes": "-5"},
    ]

    assert refused(session, cast, "tasks", *rows) == [("judges", "not_a_number"), ("minutes", "number_below")]

    assert {task.code for task in (cast.pipetting, cast.glucose)} == {
        row["task"] for row in row_entry.section_import.section_tables.read(session, cast.section, ["tasks"])["tasks"]
    }


def test_a_key_that_is_taken_is_refused_with_its_owner_where_a_new_row_is_meant(session: Session, cast: Cast) -> None:
    with pytest.raises(EntryRefusedError) as found:
        enter(session, cast, "teams", {"team": "T01", "name": "Other"}, is_new=True)

    (problem,) = found.value.problems
    assert (problem.column, problem.code, problem.fields) == (
        "team", "key_taken", {"found": "T01", "owner": cast.t01.name},
    )  # fmt: skip
    enter(session, cast, "teams", {"team": "T01", "name": "Other"})
    assert cast.t01.name == "Other"


def test_an_adjustment_that_is_there_is_taken_back_first(session: Session, cast: Cast) -> None:
    row = {"team": "T01", "task": "P", "seconds": "60"}
    enter(session, cast, "times", row, is_new=True)

    with pytest.raises(EntryRefusedError) as found:
        enter(session, cast, "times", row | {"seconds": "59"}, is_new=True)

    (problem,) = found.value.problems
    assert (problem.column, problem.code, problem.fields) == ("task", "entered_already", {"found": "T01, P"})


def test_an_empty_field_clears_and_a_drawn_or_needed_one_stays(session: Session, cast: Cast) -> None:
    enter(session, cast, "teams", {"team": "T01", "name": "Alatau", "country": "KZ", "mentor": "Olim"})
    code = cast.t01.code

    enter(session, cast, "teams", {"team": "T01", "name": " ", "country": "", "code": "", "unknown": "x"})

    assert (cast.t01.name, cast.t01.country, cast.t01.mentor, cast.t01.code) == ("", "", "Olim", code)


@pytest.mark.parametrize(
    ("table", "column", "text", "cell"),
    [
        ("teams", "mentor", " Olim ", "Olim"),
        ("teams", "mentor", " ", "-"),
        ("teams", "code", "", ""),
        ("teams", "team", "", ""),
        ("criteria", "maximum", "", ""),
        ("tasks", "disagreement", "", ""),
        ("tasks", "disagreement", "-", "-"),
    ],
)
def test_cleared_turns_empty_into_the_sign_that_clears(table: str, column: str, text: str, cell: str) -> None:
    assert row_entry.cleared(table, {column: text, "unknown": "x"}) == {column: cell}


def test_rows_are_on_record_as_those_of_a_file(session: Session, cast: Cast) -> None:
    enter(session, cast, "tasks", {"task": "X", "title": "Enzymes"}, {"task": "P", "weight": "2"})

    line = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    told = json.loads(line.content)["after"]
    assert (line.action, line.user_id) == ("section_import.tasks", cast.ana.id)
    assert (told["created"], told["changed"]) == (["X"], {"P": {"weight": "2"}})


def test_after_the_first_mark_people_change_with_a_reason(session: Session, cast: Cast) -> None:
    cast.section.marking_started_at = NOON
    session.flush()

    with pytest.raises(DomainError, match="reason_missing"):
        enter(session, cast, "teams", {"team": "T01", "name": "Other"})
    assert session.scalar(select(Team.name).where(Team.key == "T01")) != "Other"

    enter(session, cast, "teams", {"team": "T01", "name": "Other"}, reason="misspelt")
    assert cast.t01.name == "Other"


def test_checked_reads_a_row_that_no_file_could_say(session: Session) -> None:
    values = row_entry.checked("penalties", {"team": "T01", "points": "1.5", "reason": "late"})

    assert (values["points"], values["reason"], values["task"]) == (1500, "late", "")


@pytest.mark.parametrize(
    ("cells", "problems"),
    [
        ({"team": "T01"}, [("points", "empty")]),
        ({"team": "T01", "points": "1.2345"}, [("points", "too_many_decimals")]),
        ({"points": "x", "team": ""}, [("team", "empty"), ("points", "not_a_number")]),
    ],
)
def test_checked_refuses_with_every_problem(cells: dict[str, str], problems: list[tuple[str, str]]) -> None:
    with pytest.raises(EntryRefusedError) as found:
        row_entry.checked("penalties", cells)

    assert [(one.column, one.code) for one in found.value.problems] == problems


def test_owner_finds_the_row_of_this_section_alone(session: Session, cast: Cast) -> None:
    retired = make_criterion(session, cast.pipetting, code="old", retired_in=2)
    elsewhere = make_criterion(session, cast.glucose, code="tidy")
    tidy = make_criterion(session, cast.pipetting, code="tidy")

    def owner(table: str, row: dict[str, str], key: str) -> object:
        return row_entry.owner(session, cast.section, table, row, key)

    eva = session.scalars(select(Participant).where(Participant.key == "eva")).one()
    uni = session.get_one(Institution, cast.t01.institution_id)
    assert owner("teams", {}, "T01") is cast.t01
    assert owner("judges", {}, "cem") is cast.cem_judge
    assert owner("institutions", {}, uni.key) is uni
    assert owner("participants", {"team": "T01"}, "Eva") is eva
    assert owner("participants", {"team": "T02"}, "Eva") is None
    assert (owner("criteria", {"task": "P"}, "tidy"), owner("criteria", {"task": "G"}, "tidy")) == (tidy, elsewhere)
    assert owner("criteria", {"task": "P"}, retired.code) is None


def test_owner_name_says_the_key_where_nothing_has_a_name(session: Session, cast: Cast) -> None:
    cast.cem_judge.name = ""
    session.flush()
    assert session.scalars(select(Criterion.label)).all() == ["", ""]

    judges = row_entry.planned(session, cast.section, {"judges": [{"judge": "cem", "kind": "practice"}]}, by=cast.ana)
    criteria = row_entry.planned(
        session, cast.section, {"criteria": [{"task": "P", "criterion": "yield", "maximum": "9"}]}, by=cast.ana
    )

    assert row_entry.owner_name(judges.plan.rows["judges"][0]) == "cem"
    assert row_entry.owner_name(criteria.plan.rows["criteria"][0]) == "yield"
