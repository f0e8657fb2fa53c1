"""What stands on the papers that a jury signs: stations as they stand now, decisions on appeals, members and deliveries."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.documents.jury_papers import StationRow
from olympiad.models.appeal import Appeal
from olympiad.models.certificate_design import IssuedDesign
from olympiad.models.results_version import ResultsVersion
from olympiad.services.results import jury_papers
from tests.factories import NOON, Cast, make_certificate, make_judge, make_team, make_version
from tests.results_world import mark_everything, set_mark


@pytest.fixture
def marked(session: Session, cast: Cast) -> Cast:
    """T01 8.75, T02 6.25 at every task from both judges; T01 stands first by code."""
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    cast.t01.code, cast.t02.code = "AAA", "BBB"
    session.flush()
    return cast


def test_a_station_shows_every_sheet_the_mark_and_who_signs(session: Session, marked: Cast) -> None:
    marked.cem_judge.name, marked.dana_judge.name = "Zafar", ""
    make_judge(session, marked.section, key="idle", name="Aziza")
    make_team(session, marked.section, status="withdrawn")

    first, second = jury_papers.stations(session, marked.section)

    assert (first.task, second.task, first.maximum) == (marked.pipetting, marked.glucose, 10_000)
    assert first.rows == (
        StationRow("AAA", (("cem", 8750, False), ("dana", 8750, False)), 8750),
        StationRow("BBB", (("cem", 6250, False), ("dana", 6250, False)), 6250),
    )
    assert first.judges == ("dana", "Zafar")


def test_only_one_task_or_the_first_ones_where_a_proof_is_asked_for(session: Session, marked: Cast) -> None:
    assert [one.task.code for one in jury_papers.stations(session, marked.section, "G")] == ["G"]
    assert [one.task.code for one in jury_papers.stations(session, marked.section, limit=1)] == ["P"]
    assert jury_papers.stations(session, marked.section, "X") == []


def test_what_is_not_handed_in_has_no_total_and_absence_is_said(session: Session, marked: Cast) -> None:
    marked.sheets["T01", "P", "cem"].state = "open"
    for judge in ("cem", "dana"):
        set_mark(session, marked.sheets["T02", "P", judge], None, state="absent")

    (station,) = jury_papers.stations(session, marked.section, "P")

    assert station.rows[0].sheets == (("cem", None, False), ("dana", 8750, False))
    assert (station.rows[1].is_absent, [away for _judge, _total, away in station.rows[1].sheets]) == (
        True,
        [True, True],
    )


def appeal(session: Session, cast: Cast, number: int, **given: object) -> Appeal:
    defaults = {
        "section_id": cast.section.id, "number": number, "team_id": cast.t01.id, "task_id": cast.pipetting.id,
        "criterion_id": None, "results_version_id": version(session, cast), "text": "The blank was read twice",
        "lodged_at": NOON, "lodged_by_id": cast.eva.id, "state": "lodged",
    }  # fmt: skip
    row = Appeal(**defaults | given)
    session.add(row)
    session.flush()
    return row


def version(session: Session, cast: Cast) -> int:
    """The id of the one version that is appealed against."""
    known = session.scalars(select(ResultsVersion.id)).first()
    return known or make_version(session, cast.section).id


def decisions(session: Session, cast: Cast, number: int = 0) -> list[jury_papers.Decision]:
    return jury_papers.decisions(session, cast.section, "Asia/Samarkand", "en", number)


def test_an_appeal_that_waits_is_told_without_an_outcome(session: Session, marked: Cast) -> None:
    marked.pipetting.title = "Pipetting"
    appeal(session, marked, 1)

    (found,) = decisions(session, marked)

    assert (found.is_decided, found.objection, found.reason, found.moved) == (False, "The blank was read twice", "", [])
    assert [value for _term, value in found.rows] == ["AAA", "P Pipetting: the whole task", "5 December 2026, 17:00"]
    assert len(found.outcome) == 1


def test_a_decision_says_the_new_mark_when_by_whom_and_what_it_moved(session: Session, marked: Cast) -> None:
    marked.pipetting.criteria[0].label = "Yield"
    moved = [["T01", "2", "II degree", "1.5", "I degree"], ["T09", "", "", "3", ""]]
    appeal(session, marked, 1, criterion_id=marked.pipetting.criteria[0].id, state="decided", outcome="changed", mark=9500,
           reason="The video shows it", ended_at=NOON + timedelta(hours=1), ended_by_id=marked.ben.id,
           effect=json.dumps(moved))  # fmt: skip

    (found,) = decisions(session, marked)

    assert (found.is_decided, found.reason) == (True, "The video shows it")
    assert found.rows[1][1].endswith(": Yield")
    assert [value for _term, value in found.outcome][1:] == ["9.5", "5 December 2026, 18:00", marked.ben.name]
    assert found.moved == [
        ("AAA", "place 2, II degree", "place 1.5, I degree"), ("T09", "–", "place 3"),
    ]  # fmt: skip


def test_appeals_stand_by_number_without_withdrawn_ones(session: Session, marked: Cast) -> None:
    for number, state in ((3, "lodged"), (1, "withdrawn"), (2, "decided")):
        appeal(session, marked, number, state=state, outcome="unchanged" if state == "decided" else "")

    assert [one.title.rpartition(" ")[2] for one in decisions(session, marked)] == ["2", "3"]
    assert [one.is_decided for one in decisions(session, marked, 3)] == [False]
    assert decisions(session, marked, 1) == []


def test_in_the_protocol_an_appeal_is_one_line_by_code(session: Session, marked: Cast) -> None:
    appeal(session, marked, 1)
    appeal(session, marked, 2, state="decided", outcome="unchanged", reason="The key is right", ended_at=NOON)

    waiting, decided = jury_papers.appeal_lines(session, marked.section, "Asia/Samarkand", "en")

    assert ": AAA, P " in waiting
    assert not waiting.endswith(")")
    assert decided.endswith("5 December 2026, 17:00 (The key is right)")
    assert marked.eva.name not in waiting + decided


def test_members_stand_by_team_with_the_leader_first_and_judges_by_key(session: Session, cast: Cast) -> None:
    make_judge(session, cast.section, key="aa", name="Aziza")
    make_judge(session, cast.section, key="bb", name="")
    make_judge(session, cast.section, key="pupil", kind="practice")

    assert jury_papers.members_by_team(session, cast.section) == {"T01": ["Eva", "Gul"], "T02": ["Finn"]}
    assert jury_papers.judges_names(session, cast.section) == ["Aziza", "cem", "dana"]


def test_valid_certificates_are_handed_out_by_team_name_and_number(session: Session, cast: Cast) -> None:
    made = make_version(session, cast.section)
    for number, team, name, state in (
        ("A-4", "B", "Eva", "valid"), ("A-3", "B", "Eva", "valid"), ("A-2", "B", "Ada", "valid"),
        ("A-1", "A", "Zoe", "valid"), ("A-0", "A", "Ada", "revoked"),
    ):  # fmt: skip
        make_certificate(session, made, number=number, state=state, printed={"team": team, "name": name})

    found = jury_papers.deliveries(session, cast.section, "en")

    assert [(one.team, one.name, one.number) for one in found] == [
        ("A", "Zoe", "A-1"), ("B", "Ada", "A-2"), ("B", "Eva", "A-3"), ("B", "Eva", "A-4"),
    ]  # fmt: skip
    assert [one.number for one in jury_papers.deliveries(session, cast.section, "en", 2)] == ["A-1", "A-2"]


def test_a_document_is_named_in_the_readers_language_that_of_a_design_as_printed(session: Session, cast: Cast) -> None:
    made = make_version(session, cast.section)
    design = issued_design(session, cast)
    texts = [{"lang": "uz", "document": "Faxriy yorliq"}, {"lang": "en", "document": "Honours"}]
    make_certificate(session, made, printed={"award": "I degree", "texts": texts})
    make_certificate(session, made, printed={"award": "I degree", "texts": texts}, issued_design_id=design)

    names = {
        language: [one.document for one in jury_papers.deliveries(session, cast.section, language)]
        for language in ("uz", "ru", "en")
    }

    assert names["en"] == ["Diploma of the I degree", "Honours"]
    assert names["uz"][1] == "Faxriy yorliq"
    assert names["ru"] == ["Диплом I степени", "Honours"]


def issued_design(session: Session, cast: Cast) -> int:
    row = IssuedDesign(section_id=cast.section.id, sha256="0" * 64, content="{}")
    session.add(row)
    session.flush()
    return row.id
