"""What a remedy or a decided appeal does to a section's values, and what is refused."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from olympiad.domain.appeals import refuse_decider, with_mark, without_criterion
from olympiad.domain.choices import Consequence, CriterionKind
from olympiad.domain.errors import DomainError
from olympiad.domain.incidents import (
    Move,
    Order,
    Remedy,
    Span,
    after,
    agreed_by,
    check_order,
    mean_of_others,
    nearest_mark,
    with_exclusions,
    with_order,
)  # fmt: skip
from olympiad.domain.notation.keys import parse_key
from olympiad.domain.rubric import Criterion, Task
from olympiad.domain.section import AgreedMark, ScoreSheet, Section, Team

RUBRIC = (
    Criterion("yield", CriterionKind.POINTS, 10_000),
    Criterion("clean", CriterionKind.CHECK, 2000),
    Criterion("spilt", CriterionKind.PENALTY, 3000),
    Criterion("level", CriterionKind.LEVELS, 2000, key=parse_key(CriterionKind.LEVELS, "0=no|0.5=in part|2=yes", 2000)),
)
A, B = Task("A", RUBRIC), Task("B", RUBRIC[:1])


def section(**given) -> Section:
    sheets = (
        ScoreSheet("T01", "A", "cem", (5000, 0, 0, 500)),
        ScoreSheet("T02", "A", "cem", (8000, 2000, 1000, 2000)),
        ScoreSheet("T03", "A", "cem", (7500, 2000, 0, 2000)),
        ScoreSheet("T04", "A", "cem", (None,) * 4, absent=True),
        ScoreSheet("T01", "B", "cem", (1000,)),
    )
    return Section(tuple(map(Team, ("T01", "T02", "T03", "T04"))), (A, B), sheets, **given)


def code_of(call) -> str:
    with pytest.raises(DomainError) as refused:
        call()
    return refused.value.code


def test_only_who_decides_moves_an_incident_and_only_along_the_table():
    assert code_of(lambda: after("open", Move.CLOSE, roles=frozenset())) == "incident_not_yours"


BELL = datetime(2026, 12, 5, 10, tzinfo=UTC)
TEN = timedelta(minutes=10)


@pytest.mark.parametrize(
    ("span", "start", "end", "meets"),
    [
        (Span(BELL, BELL + TEN), BELL, None, True),
        (Span(BELL, BELL + TEN), BELL + TEN, None, False),
        (Span(BELL), BELL, BELL, True),
        (Span(BELL), BELL - TEN, BELL + TEN, True),
        (Span(BELL), BELL - TEN, BELL, False),
        (Span(BELL, BELL + TEN), BELL - TEN, BELL, False),
    ],
)
def test_span_meets_what_overlaps_it(span, start, end, meets):
    assert span.meets(start, end) is meets


@pytest.mark.parametrize(
    ("order", "task", "code"),
    [
        (Order(Remedy.FULL, "A", ()), A, "incident_without_teams"),
        (Order(Remedy.RERUN, "A", ("T01",)), None, "incident_without_task"),
        (Order(Remedy.MEAN, "A", ("T01",)), A, "incident_without_criteria"),
        (Order(Remedy.REMOVAL, "A", ("T01",)), A, "incident_without_criteria"),
        (Order(Remedy.FULL, "A", ("T01",), ("nothing",)), A, "criterion_unknown"),
        (Order(Remedy.MEAN, "A", ("T01",), ("spilt",)), A, "incident_mean_of_penalty"),
    ],
)
def test_order_that_lacks_what_its_remedy_needs_is_refused(order, task, code):
    assert code_of(lambda: check_order(order, task)) == code


@pytest.mark.parametrize(
    "order",
    [
        Order(Remedy.MEAN, "A", ("T01",), ("yield",)),
        Order(Remedy.REMOVAL, "A", ("T01",), later_tasks=("B",)),
        Order(Remedy.REPLACEMENT, "A", ("T01",)),
    ],
)
def test_order_that_has_what_it_needs_is_taken(order):
    check_order(order, A)


def test_full_gives_the_maximum_and_takes_nothing_off():
    made = agreed_by(Order(Remedy.FULL, "A", ("T01", "T02"), ("yield", "spilt"), reason="power"), section())

    assert made == [
        AgreedMark("T01", "A", 10_000, "yield", "power"), AgreedMark("T01", "A", 0, "spilt", "power"),
        AgreedMark("T02", "A", 10_000, "yield", "power"), AgreedMark("T02", "A", 0, "spilt", "power"),
    ]  # fmt: skip


def test_mean_is_that_of_the_others_to_the_nearest_mark():
    made = agreed_by(Order(Remedy.MEAN, "A", ("T01",), ("yield", "clean", "level")), section())

    assert [mark.mark for mark in made] == [8000, 2000, 2000]
    assert mean_of_others(section(), A, "yield", ("T01",)) == 7750


def test_mean_without_others_is_refused():
    everybody = ("T01", "T02", "T03", "T04")

    assert code_of(lambda: mean_of_others(section(), A, "yield", everybody)) == "incident_no_others"


def test_removal_gives_0_for_what_came_later_and_forgives_no_penalty():
    order = Order(Remedy.REMOVAL, "A", ("T01",), ("clean", "spilt"), ("B",), reason="smoke")

    made = agreed_by(order, section())

    assert [(one.task, one.criterion, one.mark) for one in made] == [("A", "clean", 0), ("B", "", 0)]
    assert with_order(section(), order).agreed_marks == tuple(made)


@pytest.mark.parametrize(
    ("criterion", "points", "mark"),
    [(RUBRIC[0], Fraction(7249), 7000), (RUBRIC[1], 1000, 2000), (RUBRIC[1], 999, 0), (RUBRIC[3], 1200, 500),
     (RUBRIC[3], 1250, 2000), (RUBRIC[2], Fraction(1, 3), 0), (RUBRIC[0], 10_400, 10_000)],
)  # fmt: skip
def test_nearest_mark_is_one_that_a_judge_could_give(criterion, points, mark):
    assert nearest_mark(criterion, points) == mark


def test_exclusion_is_laid_over_cells_and_ends_agreed_marks():
    agreed = (AgreedMark("T01", "A", 5000, "yield"), AgreedMark("T02", "A", 5000, "yield"))

    found = with_order(section(agreed_marks=agreed), Order(Remedy.EXCLUDE, "A", ("T01", "T04"), ("yield",)))

    assert found.sheets[0].marks == (Consequence.EXCLUDE, 0, 0, 500)
    assert found.sheets[1] == section().sheets[1]
    assert found.sheets[3].marks == (None,) * 4
    assert found.agreed_marks == agreed[1:]
    assert with_exclusions(section(), {}) == section()


def test_rerun_empties_the_sheets_of_these_teams_at_this_task():
    found = with_order(section(), Order(Remedy.RERUN, "A", ("T01",)))

    assert (found.sheets[0].marks, found.sheets[0].submitted) == ((None,) * 4, False)
    assert found.sheets[1:] == section().sheets[1:]


def test_replacement_costs_what_it_costs_and_nothing_where_it_is_free():
    order = Order(Remedy.REPLACEMENT, "A", ("T01", "T02"), points=(("T01", 1000), ("T02", 0)), reason="broken")

    (penalty,) = with_order(section(), order).penalties

    assert (penalty.team, penalty.points, penalty.task, penalty.reason) == ("T01", 1000, "A", "broken")


def test_mark_of_an_appeal_takes_the_place_of_what_was_agreed():
    agreed = (AgreedMark("T01", "A", 1, "yield"), AgreedMark("T01", "A", 2, "clean"), AgreedMark("T02", "A", 3))

    of_criterion = with_mark(section(agreed_marks=agreed), "T01", "A", "yield", 9000).agreed_marks
    of_task = with_mark(section(agreed_marks=agreed), "T01", "A", "", 9000).agreed_marks

    assert of_criterion == (*agreed[1:], AgreedMark("T01", "A", 9000, "yield"))
    assert of_task == (agreed[2], AgreedMark("T01", "A", 9000))


def test_void_criterion_counts_for_no_team():
    agreed = (AgreedMark("T01", "A", 1, "clean"), AgreedMark("T02", "A", 3), AgreedMark("T01", "B", 5, "yield"))

    found = without_criterion(section(agreed_marks=agreed), "A", "clean")

    assert [sheet.marks[1] for sheet in found.sheets if sheet.task == "A"] == [Consequence.EXCLUDE] * 3 + [None]
    assert found.sheets[4] == section().sheets[4]
    assert found.agreed_marks == agreed[1:]
    assert without_criterion(section(), "A", "nothing") == section()


@pytest.mark.parametrize(("institution", "team"), [(True, False), (False, True)])
def test_who_belongs_to_a_team_does_not_decide_its_appeal(institution, team):
    refused = code_of(lambda: refuse_decider(has_marked=False, is_of_institution=institution, is_of_team=team))

    assert refused == "appeal_decider_interested"
    refuse_decider(has_marked=False, is_of_institution=False, is_of_team=False)
