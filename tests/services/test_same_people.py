"""Asks that nobody is entered twice in another spelling, and that odd names are told before anybody is created."""

import pytest

from olympiad.exchange.section_folder import read_section
from olympiad.exchange.sources import read_path
from olympiad.services.entry import section_import
from tests.factories import make_team

FIRST = "team,name,role\nT1,Gʻulom Oʻrinboyev,leader\nT1,Madina Sobirova,member\n"


@pytest.fixture
def plan(session, cast):
    make_team(session, cast.section, key="T1")
    session.flush()
    section_import.apply_upload(session, cast.section, "participants.csv", FIRST.encode(), by=cast.ana)
    session.expire_all()

    def planned(*rows):
        text = "team,name,participant\n" + "".join(f"{row}\n" for row in rows)
        return section_import.plan_upload(session, cast.section, "participants.csv", text.encode(), by=cast.ana)

    return planned


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("G'ulom O'rinboyev", "U+0027 APOSTROPHE"),
        ("G‘ulom O‘rinboyev", "U+2018 LEFT SINGLE QUOTATION MARK"),
        ("G’ulom O’rinboyev", "U+2019 RIGHT SINGLE QUOTATION MARK"),
        ("Madina  Sobirova", "U+0020 SPACE"),
        ("MADINA SOBIROVA", "U+0041 LATIN CAPITAL LETTER A"),
        ("Мadina Sobirova", "U+041C CYRILLIC CAPITAL LETTER EM"),
    ],
)
def test_the_same_person_in_another_spelling_is_refused_naming_the_letter(plan, name, letter):
    found = plan(f"T1,{name},").problems

    assert [(one.code, one.column, one.fields["team"], one.fields["letter"]) for one in found] == [
        ("person_spelled", "name", "T1", letter)
    ]


def test_the_same_person_twice_in_one_file_is_refused(plan):
    assert [(one.code, one.row) for one in plan("T1,Olim Karimov,", "T1,Olim Karimov,").problems] == [
        ("person_twice", 3)
    ]


def test_two_people_of_one_name_have_keys(plan):
    assert plan("T1,Olim Karimov,P1", "T1,Olim Karimov,P2").problems == []


def test_the_same_person_in_two_teams_is_asked_about(plan):
    planned = plan("T01,Madina Sobirova,")

    assert planned.problems == []
    assert [(one.code, one.fields["team"]) for one in planned.notes] == [("person_elsewhere", "T1")]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("+998 90 123 45 67", "name_with_digits"),
        ("Мадина Каримова", "name_not_latin"),
        ("MADINA KARIMOVA", "name_in_capitals"),
        ("Oʻktam Yoʻldoshev", None),
        ("Søren Müller", None),
    ],
)
def test_odd_names_are_told(plan, name, code):
    assert [one.code for one in plan(f"T1,{name},").notes] == ([code] if code else [])


def test_the_same_file_twice_is_no_problem(plan, session, cast):
    again = section_import.plan_upload(session, cast.section, "participants.csv", FIRST.encode(), by=cast.ana)

    assert (again.problems, again.notes, again.changed("participants")) == ([], [], [])


def test_rank_names_the_letter_of_a_look_alike_key(tmp_path):
    (tmp_path / "teams.csv").write_text("team\nT2\n", "utf-8")
    (tmp_path / "tasks.csv").write_text("task\nA\n", "utf-8")
    (tmp_path / "criteria.csv").write_text("task,criterion,kind,maximum\nA,a1,points,10\n", "utf-8")
    (tmp_path / "marks.csv").write_text("team,task,judge,criterion,mark\nТ2,А,J,a1,8\n", "utf-8")

    problems = read_section(*read_path(tmp_path)).problems

    assert [(one.code, one.fields["other"], one.fields["letter"][:6]) for one in problems] == [
        ("name_looks_alike", "T2", "U+0422"), ("name_looks_alike", "A", "U+0410"),
    ]  # fmt: skip
