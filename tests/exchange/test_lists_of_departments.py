"""Lists as departments keep them: titles above, merged cells, their own headings, other encodings and names of files."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from olympiad.exchange.reports import Report
from olympiad.exchange.sources import read_upload
from olympiad.exchange.tables import Table


def workbook(rows: list[list[object]], title: str = "Лист1", merged: tuple[str, ...] = ()) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def rows(table: Table) -> list[list[str]]:
    return [list(row.cells.values()) for row in table.rows]


def errors(problems) -> list[tuple[str, str, str]]:
    return [(one.file, one.column, one.code) for one in problems if not one.is_note]


DEPARTMENT = [
    ["Самаркандский государственный медицинский университет"],
    ["Список участников олимпиады 2026"],
    [],
    ["№", "ФИО", "Университет", "Страна", "Команда", "Роль", "Телефон"],
    [1, "Karimova Aziza", "СамГМУ", "Узбекистан", "Глюкоза", "капитан", "+998 90 1234567"],
    [2, "Rahimov Bekzod", None, None, None, "участник", None],
    [3, "Иванов Иван", "ИГМА", "Россия", "Инсулин", "капитан", None],
]


def test_one_list_becomes_institutions_teams_and_participants():
    tables, problems = read_upload(
        "список.xlsx", workbook(DEPARTMENT, merged=("C5:C6", "D5:D6", "E5:E6", "A1:G1")), guess=True
    )

    assert errors(problems) == []
    assert rows(tables["institutions"]) == [["СамГМУ", "UZ"], ["ИГМА", "RU"]]
    assert rows(tables["teams"]) == [["Глюкоза", "СамГМУ", "UZ"], ["Инсулин", "ИГМА", "RU"]]
    assert rows(tables["participants"]) == [
        ["Глюкоза", "Karimova Aziza", "leader"],
        ["Глюкоза", "Rahimov Bekzod", "member"],
        ["Инсулин", "Иванов Иван", "leader"],
    ]
    assert [one.row for one in problems if one.code == "header_found"] == [4]
    assert [one.fields["found"] for one in problems if one.code == "cells_merged"] == ["A1:G1, C5:C6, D5:D6, E5:E6"]


def test_a_university_written_with_another_capital_or_space_is_one():
    listed = [
        ["ФИО", "Университет", "Страна", "Команда"],
        ["Иванов Иван", "Сеченовский Университет", None, "Инсулин"],
        ["Ким Анна", "сеченовский  университет ", "Россия", "Глюкоза"],
    ]

    tables, _ = read_upload("список.xlsx", workbook(listed), guess=True)

    assert rows(tables["institutions"]) == [["Сеченовский Университет", "RU"]]


def test_a_workbook_without_any_table_is_a_problem_that_names_its_worksheets():
    tables, problems = read_upload("заметки.xlsx", workbook([["привет", "мир"], [1, 2]]), guess=True)

    assert tables == {}
    assert errors(problems) == [("заметки.xlsx", "", "nothing_recognised")]
    assert problems[-1].fields == {"found": "Лист1"}


def test_two_columns_that_fit_teams_as_well_as_people_are_not_guessed():
    tables, problems = read_upload("a.xlsx", workbook([["team", "name"], ["Z9", "Zulu"]]), guess=True)

    assert (tables, errors(problems)) == ({}, [("a.xlsx", "", "nothing_recognised")])


@pytest.mark.parametrize("name", ["marks.csv", "marks (1).csv", "оценки.csv", "Marks - Copy.csv"])
def test_a_file_is_known_by_its_columns_whatever_it_is_called(name):
    content = b"team;task;criterion;mark\nT1;A;p;3,5\n"

    tables, problems = read_upload(name, content, guess=True)

    assert problems == []
    assert rows(tables["marks"]) == [["T1", "A", "p", "3,5"]]


@pytest.mark.parametrize("encoding", ["cp1251", "utf-16"])
def test_what_excel_of_this_region_saves_is_read_where_a_person_looks_at_a_preview(encoding):
    content = "team;name;institution\n1;Сирень;ПГМУ\n".encode(encoding)

    tables, problems = read_upload("teams.csv", content, guess=True)

    assert errors(problems) == []
    assert rows(tables["teams"]) == [["1", "Сирень", "ПГМУ"]]


@pytest.mark.parametrize("encoding", ["cp1251", "utf-16"])
def test_files_that_are_ranked_by_a_command_are_utf8(encoding):
    content = "team;name;institution\n1;Сирень;ПГМУ\n".encode(encoding)

    tables, problems = read_upload("teams.csv", content)

    assert (tables, errors(problems)) == ({}, [("teams.csv", "", "encoding")])


def test_a_first_line_that_names_the_separator_is_skipped():
    tables, problems = read_upload("teams.csv", b"sep=;\r\nteam;name\r\nT1;Zulu\r\n")

    assert problems == []
    assert rows(tables["teams"]) == [["T1", "Zulu"]]


def test_an_archive_of_powershell_has_backslashes():
    tables, problems = read_upload("a.zip", zipped({"export\\teams.csv": b"team,name\nT1,Zulu\n"}))

    assert problems == []
    assert rows(tables["teams"]) == [["T1", "Zulu"]]


def test_a_workbook_whose_main_part_has_another_name_is_read():
    source = zipfile.ZipFile(io.BytesIO(workbook([["team", "name"], ["T1", "Zulu"]], title="teams")))
    parts = {
        name.replace("xl/workbook.xml", "xl/workbook22.xml").replace(
            "workbook.xml.rels", "workbook22.xml.rels"
        ): source.read(name).replace(b"xl/workbook.xml", b"xl/workbook22.xml")
        for name in source.namelist()
    }

    tables, problems = read_upload("a.xlsx", zipped(parts))

    assert errors(problems) == []
    assert rows(tables["teams"]) == [["T1", "Zulu"]]


def test_an_escaped_carriage_return_is_a_line_break_and_never_shown():
    content = workbook([["team", "name"], ["T1", "Қызыл_x000D_"], ["T2", "Ақтау_x000D_\nколледжі"]], title="teams")

    tables, _ = read_upload("a.xlsx", content)

    assert rows(tables["teams"]) == [["T1", "Қызыл"], ["T2", "Ақтау\nколледжі"]]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("03.май", "number_became_date"),
        ("3-May", "number_became_date"),
        ("05.03.2026", "number_became_date"),
        ("x3", "not_a_number"),
    ],
)  # fmt: skip
def test_a_number_that_excel_turned_into_a_date_is_explained_in_a_csv_too(text, code):

    report = Report("marks.csv", [])
    report.add(2, "mark", "not_a_number", found=text)

    assert [one.code for one in report.problems] == [code]


@pytest.mark.parametrize(
    "header",
    [
        ["№", "Жюри", "Место работы", "Задания"],
        ["№", "Члены жюри", "Университет", "Задания"],
        ["№", "ФИО жюри", "Университет", "Задание"],
        ["T/r", "Hakamlar", "Ish joyi", "Topshiriqlar"],
        ["T/r", "Hakamlar F.I.Sh.", "OTM", "Topshiriq"],
        ["№", "Ҳакамлар ҳайъати", "Муассаса", "Topshiriqlar"],
        ["No", "Jury members", "University", "Tasks"],
    ],
)
def test_a_list_of_judges_is_known_by_its_own_headings(header):
    found = [["Жюри олимпиады"], [], header, [1, "Каримова Азиза", "СамГМУ", "A"], [2, "Рахимов Бекзод", "ТМА", "A|B"]]

    tables, problems = read_upload("жюри.xlsx", workbook(found), guess=True)

    assert errors(problems) == []
    assert {name: rows(table) for name, table in tables.items()} == {
        "judges": [["Каримова Азиза", "СамГМУ", "A"], ["Рахимов Бекзод", "ТМА", "A|B"]]
    }


def test_names_of_judges_beside_their_keys_stay_names():
    found = [["Судья", "ФИО судьи", "Университет"], ["J1", "Каримова Азиза", "СамГМУ"]]

    tables, _problems = read_upload("жюри.xlsx", workbook(found), guess=True)

    assert rows(tables["judges"]) == [["J1", "Каримова Азиза", "СамГМУ"]]
