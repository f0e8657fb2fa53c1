"""Lists whose headings nobody guessed: what is seen of them, what is guessed from values, and how they are read as assigned."""

import io

import pytest
from openpyxl import Workbook

from olympiad.exchange.assignments import Assignment, assignments_from, assignments_text
from olympiad.exchange.list_looks import guess_columns, look
from olympiad.exchange.sources import read_kept

STRANGE = [
    ["Кафедра биологической химии"],
    [],
    ["п/п", "Колба", "Кто", "Откуда", "Земля", "Чин", "Звонить"],
    [1, "Глюкоза", "Karimova Aziza", "Самаркандский университет", "Узбекистан", "капитан", "+998 90 1234567"],
    [2, "Глюкоза", "Rahimov Bekzod", "Самаркандский университет", "Узбекистан", "участник", ""],
    [3, "Инсулин", "Ivanov Ivan", "Ижевская академия", "Россия", "капитан", ""],
    [4, "Инсулин", "Petrova Anna", "Ижевская академия", "Россия", "участник", ""],
]
MEANT = ("", "team", "name", "institution", "country", "role", "")


def workbook(*sheets: tuple[str, list[list[object]]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_headings_that_nobody_guessed_are_guessed_by_their_values():
    (seen,) = look("список.xlsx", workbook(("Лист1", STRANGE)))

    assert (seen.title, seen.is_sure) == ("Лист1", False)
    assert seen.guess == Assignment("people", 3, MEANT)


def test_a_list_without_a_header_is_seen_as_one():
    (seen,) = look("a.csv", b"Karimova Aziza;Samarkand University;UZ\nLi Wei;Beijing University;CN\n")

    assert seen.guess == Assignment("people", 0, ("name", "institution", "country"))


@pytest.mark.parametrize("heading", ["teams.csv", "Лист1"])
def test_a_list_that_is_understood_is_read_without_asking(heading):
    (seen,) = look(
        "a.xlsx", workbook((heading.removesuffix(".csv"), [["team", "institution", "name_extra"], ["T1", "X", ""]]))
    )

    assert (seen.is_sure, seen.guess.table, seen.guess.columns[:2]) == (True, "teams", ("team", "institution"))


def test_columns_are_read_as_a_person_assigned_them():
    assigned = assignments_text({0: Assignment("people", 3, MEANT)})

    tables, problems = read_kept("список.xlsx", workbook(("Лист1", STRANGE)), assigned)

    assert [one for one in problems if not one.is_note] == []
    assert [tuple(row.cells.values()) for row in tables["teams"].rows] == [
        ("Глюкоза", "Самаркандский университет", "UZ"),
        ("Инсулин", "Ижевская академия", "RU"),
    ]
    assert next(tuple(row.cells.values()) for row in tables["participants"].rows) == (
        "Глюкоза",
        "Karimova Aziza",
        "leader",
    )


def test_a_university_without_teams_sends_one_team():
    content = b"Karimova Aziza;TMA\nLi Wei;BMU\n"

    tables, problems = read_kept(
        "a.csv", content, assignments_text({0: Assignment("people", 0, ("name", "institution"))})
    )

    assert problems == []
    assert [row.cells for row in tables["participants"].rows] == [
        {"team": "TMA", "name": "Karimova Aziza"},
        {"team": "BMU", "name": "Li Wei"},
    ]


def test_a_list_that_is_left_out_is_neither_read_nor_complained_about():
    content = workbook(("teams", [["team", "name"], ["T1", "Zulu"]]), ("Заметки", [["привет", "мир"]]))

    tables, problems = read_kept("a.xlsx", content, assignments_text({1: Assignment("", 0, ())}))

    assert (sorted(tables), problems) == (["teams"], [])


def test_a_date_in_a_column_that_is_not_read_is_no_problem():
    content = workbook(("Лист1", [["Кто", "Когда"], ["A", __import__("datetime").date(2026, 11, 28)]]))

    tables, problems = read_kept("a.xlsx", content, assignments_text({0: Assignment("teams", 1, ("team", ""))}))

    assert ([row.cells for row in tables["teams"].rows], problems) == ([{"team": "A"}], [])


def test_surname_and_first_name_in_columns_of_their_own_are_one_name():
    content = "Команда;Фамилия;Имя;Отчество\nT1;Каримова;Азиза;Бековна\n".encode()

    tables, problems = read_kept("список.csv", content)

    assert [one.code for one in problems if not one.is_note] == []
    assert [row.cells for row in tables["participants"].rows] == [{"team": "T1", "name": "Каримова Азиза Бековна"}]


def test_another_choice_of_table_is_guessed_anew():
    (seen,) = look("список.xlsx", workbook(("Лист1", STRANGE)))

    assert guess_columns(seen, "judges", 3) == ("", "", "name", "institution", "", "", "")


def test_assignments_are_written_and_read_back():
    assigned = {0: Assignment("people", 3, MEANT), 2: Assignment("", 0, ())}

    assert assignments_from(assignments_text(assigned)) == assigned
