"""Who is close to a team: by institution, by declaration; what follows from it."""

from fractions import Fraction

import pytest
from sqlalchemy.orm import Session

from olympiad.analysis.closeness import SheetTotal, compare
from olympiad.domain.errors import DomainError
from olympiad.models.institution import Institution
from olympiad.services.results import protocols
from olympiad.services.sections import conflicts, sheet_assignment
from olympiad.services.sections.conflicts import Ground
from tests.factories import Cast, make_judge
from tests.results_world import mark_everything, set_mark, set_rules


def found(session: Session, cast: Cast) -> list[tuple[str, str, int, Ground]]:
    rows = sheet_assignment.conflicts(session, cast.section)
    return [(one.judge.key, one.team.key, one.tasks, one.ground) for one in rows]


def institution_of(session: Session, cast: Cast, team) -> Institution:
    return session.get_one(Institution, team.institution_id)


def test_same_institution_and_declarations_stand_side_by_side(session: Session, cast: Cast) -> None:
    cast.cem_judge.institution_id = cast.t01.institution_id
    conflicts.declare(session, cast.dana_judge, institution=institution_of(session, cast, cast.t02), by=cast.dana)
    named = conflicts.declare(session, cast.cem_judge, person="Finn", relation="nephew", by=cast.cem)

    before = found(session, cast)
    conflicts.name_team(session, named, cast.t02, by=cast.ana)

    assert before == [("cem", "T01", 2, Ground.INSTITUTION), ("dana", "T02", 2, Ground.DECLARED_INSTITUTION)]
    assert ("cem", "T02", 2, Ground.DECLARED_PERSON) in found(session, cast)


def test_a_declaration_taken_back_counts_no_more_and_stays_in_the_register(session: Session, cast: Cast) -> None:
    row = conflicts.declare(session, cast.dana_judge, institution=institution_of(session, cast, cast.t02), by=cast.dana)

    conflicts.withdraw(session, row, by=cast.dana)

    assert found(session, cast) == []
    assert len(conflicts.declared(session, cast.section)) == 1
    with pytest.raises(DomainError, match="declaration_withdrawn"):
        conflicts.withdraw(session, row, by=cast.dana)


def test_an_empty_declaration_is_refused(session: Session, cast: Cast) -> None:
    with pytest.raises(DomainError, match="declaration_empty"):
        conflicts.declare(session, cast.dana_judge, person="  ", relation="x", by=cast.dana)

    assert list(conflicts.declared(session, cast.section)) == []


def test_where_conflicts_are_forbidden_a_declared_judge_gets_no_sheet(session: Session, cast: Cast) -> None:
    set_rules(session, cast, [["conflict", "forbid"]])
    new = make_judge(session, cast.section, key="fay")
    conflicts.declare(session, new, institution=institution_of(session, cast, cast.t02), by=cast.cem)
    sheet = cast.sheets["T02", "P", "cem"]

    made = sheet_assignment.ensure_sheets(session, cast.section)

    assert made == 2  # both tasks of T01
    with pytest.raises(DomainError, match="conflict_forbidden"):
        sheet_assignment.reassign(session, sheet, new, reason="ill", by=cast.ana)


def test_the_protocol_counts_declared_conflicts(session: Session, cast: Cast) -> None:
    conflicts.declare(session, cast.dana_judge, institution=institution_of(session, cast, cast.t02), by=cast.dana)

    rows = protocols.judges_of(session, cast.section, "en")

    assert [(one.name, one.conflicts) for one in rows] == [("cem", 0), ("dana", 2)]


def test_marks_of_close_judges_are_compared_with_those_of_the_others(session: Session, cast: Cast) -> None:
    cast.cem_judge.institution_id = cast.t01.institution_id
    mark_everything(session, cast, {"T01": 6000, "T02": 6000})
    for task in ("P", "G"):
        set_mark(session, cast.sheets["T01", task, "cem"], 8000)
        set_mark(session, cast.sheets["T02", task, "cem"], 5000)

    cem, together = compare(conflicts.sheet_totals(session, cast.section))

    assert (cem.judge, cem.close_sheets, cem.close_difference) == ("cem", 2, Fraction(1, 5))
    assert (cem.other_difference, cem.beyond, cem.is_small) == (Fraction(-1, 10), Fraction(3, 10), True)
    assert (together.judge, together.close_difference) == ("", Fraction(1, 5))


def test_two_close_judges_are_not_compared_with_each_other() -> None:
    totals = [
        SheetTotal(judge, "T1", "P", Fraction(mark, 10), judge != "c")
        for judge, mark in zip("abc", (9, 8, 6), strict=True)
    ]

    lines = compare(totals)

    assert [(one.judge, one.close_difference) for one in lines] == [
        ("a", Fraction(3, 10)),
        ("b", Fraction(1, 5)),
        ("", Fraction(1, 4)),
    ]
