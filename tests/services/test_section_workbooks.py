"""The section's workbook: the newest ranking, marks of tasks and the record before the tables, and nothing that is not there."""

import io
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from olympiad.exchange.published_ranking import PublishedTeam
from olympiad.models.adjustment import AgreedMark
from olympiad.services.results import section_workbooks
from tests.factories import NOON, Cast, make_section
from tests.results_world import AWARDS, finalise, mark_everything, set_mark, set_rules


@pytest.fixture
def marked(session: Session, cast: Cast) -> Cast:
    """T01 8.75, T02 6.25 at every task from both judges; T01 stands first by code."""
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    cast.t01.code, cast.t02.code = "AAA", "BBB"
    session.flush()
    return cast


def sheets(session: Session, cast: Cast, language: str = "en") -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(io.BytesIO(section_workbooks.workbook(session, cast.section, language)))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def rows(found: list[tuple[Any, ...]], *columns: str) -> list[tuple[Any, ...]]:
    at = [found[0].index(column) for column in columns]
    return [tuple(row[one] for one in at) for row in found[1:]]


def test_before_a_version_there_is_no_ranking_and_without_record_no_changes(session: Session, cast: Cast) -> None:
    names = sheets(session, cast)

    assert {"ranking", "changes"} & set(names) == set()
    assert rows(names["teams"], "team") == [("T01",), ("T02",)]


def test_an_empty_section_is_a_workbook_too(session: Session, cast: Cast) -> None:
    cast.section = make_section(session, edition=cast.edition)

    assert "task_marks" not in sheets(session, cast)


def test_the_ranking_is_that_of_the_newest_version(session: Session, marked: Cast) -> None:
    marked.t01.name = "Zarafshon"
    finalise(session, marked)
    mark_everything(session, marked, {"T01": 6250, "T02": 8750})

    found = sheets(session, marked)["ranking"]

    assert rows(found, "place", "team", "P", "G", "total", "award") == [
        (1, "T01", 8.75, 8.75, 17.5, "I degree"), (2, "T02", 6.25, 6.25, 12.5, "II degree"),
    ]  # fmt: skip
    assert rows(found, "name")[0] == ("Zarafshon",)


def test_marks_of_tasks_say_how_they_stand_now(session: Session, marked: Cast) -> None:
    set_mark(session, marked.sheets["T01", "P", "cem"], 7750)
    session.add(AgreedMark(section_id=marked.section.id, team_id=marked.t01.id, task_id=marked.pipetting.id, criterion_id=None,
                           mark=9000, reason="video", user_id=marked.ben.id, at=NOON))  # fmt: skip
    for judge in ("cem", "dana"):
        set_mark(session, marked.sheets["T02", "P", judge], None, state="absent")
        marked.sheets["T01", "G", judge].state = "open"
    session.flush()

    found = sheets(session, marked)["task_marks"]

    assert rows(found, "task", "team_code", "sheets", "lowest", "highest", "mark", "state") == [
        ("P", "AAA", 2, 7.75, 8.75, 9, "agreed"),
        ("P", "BBB", 2, None, None, 0, "absent"),
        ("G", "AAA", 2, None, None, None, "missing"),
        ("G", "BBB", 2, 6.25, 6.25, 6.25, None),
    ]


def test_the_record_stands_there_in_the_zone_of_the_edition_with_people_and_words(
    session: Session, marked: Cast
) -> None:
    marked.edition.time_zone = "Asia/Samarkand"
    finalise(session, marked)

    found = rows(sheets(session, marked)["changes"], "line", "at", "person", "after")

    assert [line for line, *_ in found] == list(range(1, len(found) + 1))
    assert {person for _, _, person, _ in found} <= {marked.ben.name, marked.ana.name}
    assert all(at.tzinfo is None for _, at, _, _ in found)
    assert any("award=I degree" in (after or "") for *_, after in found)


def test_only_the_newest_lines_of_the_record_are_shown(
    session: Session, marked: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    finalise(session, marked)
    every = rows(sheets(session, marked)["changes"], "line")
    monkeypatch.setattr(section_workbooks, "MOST_CHANGES", 2)

    assert rows(sheets(session, marked)["changes"], "line") == every[-2:]


@pytest.mark.parametrize(("place", "shown"), [(Fraction(2), 2), (Fraction(3, 2), Fraction(3, 2)), (None, None)])
def test_a_place_is_a_whole_number_where_it_is_one(place: Fraction | None, shown: object) -> None:
    team = PublishedTeam(**team_of(place))

    assert section_workbooks._line(team, "en")[0] == shown


def team_of(place: Fraction | None) -> dict[str, Any]:
    given = dict.fromkeys(PublishedTeam.__dataclass_fields__, "")
    return given | {"place": place, "institution": {}, "marks": (), "special": ()}


def test_points_are_exact() -> None:
    assert section_workbooks.points(Fraction(25_000, 3)) == Fraction(25, 3)
    assert section_workbooks.points(8750) == Decimal("8.75")
