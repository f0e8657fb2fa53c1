"""Lists as they come from twenty departments: each is read as its owner means it, or asked about, never misread in silence."""

import io
from collections.abc import Sequence

import pytest
from openpyxl import Workbook

from olympiad.exchange.sources import read_upload

HEAD = ["№", "Jamoa", "F.I.SH.", "Universitet", "Davlat"]
PEOPLE = [
    ["1", "Glyukoza", "Karimova Aziza", "SamDTU", "Oʻzbekiston"],
    ["2", "Glyukoza", "Rahimov Bekzod", "SamDTU", "Oʻzbekiston"],
    ["3", "Insulin", "Ivanov Ivan", "IGMA", "Rossiya"],
    ["4", "Insulin", "Li Wei", "IGMA", "Rossiya"],
]
READ = {
    "institutions": [["SamDTU", "UZ"], ["IGMA", "RU"]],
    "teams": [["Glyukoza", "SamDTU", "UZ"], ["Insulin", "IGMA", "RU"]],
    "participants": [
        ["Glyukoza", "Karimova Aziza"],
        ["Glyukoza", "Rahimov Bekzod"],
        ["Insulin", "Ivanov Ivan"],
        ["Insulin", "Li Wei"],
    ],
}
Rows = Sequence[Sequence[str]]


def book(*sheets: Rows, merged: Sequence[str] = (), titles: Sequence[str] = ("Лист1", "Лист2")) -> bytes:
    made = Workbook()
    made.remove(made.active)
    for title, rows in zip(titles, sheets, strict=False):
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append([cell or None for cell in row])
        for area in merged:
            sheet.merge_cells(area)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def lines(rows: Rows, sign: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join(sign.join(row) for row in rows).encode(encoding)


def read(content: bytes, name: str = "royxat.xlsx"):
    tables, problems = read_upload(name, content, guess=True)
    assert [one for one in problems if not one.is_note] == []
    return {key: [list(row.cells.values()) for row in table.rows] for key, table in tables.items()}


def people(content: bytes, name: str = "royxat.xlsx") -> list[list[str]]:
    return read(content, name)["participants"]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_any_usual_sign_may_part_the_cells(sign):
    assert read(lines([HEAD, *PEOPLE], sign), "royxat.txt") == READ


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_titles_may_stand_above_a_text_file(encoding):
    titled = [["Roʻyxat; 2026", "", "", "", ""], ["", "", "", "", ""], HEAD, *PEOPLE]

    assert read(lines(titled, ";", encoding), "a.csv") == READ


def test_a_table_drawn_in_text_is_read():
    drawn = "\n".join("| " + " | ".join(row) + " |" for row in (HEAD, ["---"] * 5, *PEOPLE))

    assert read(drawn.encode(), "a.txt") == READ


STATES = {"Oʻzbekiston": "Oʻzbekiston Respublikasi", "Rossiya": "Rossiya Federatsiyasi"}
LAID_OUT = {
    "header in row 7": book([["SamDTU"], ["Roʻyxat"], ["Tasdiqlayman"], ["Rektor ___"], ["29.11.2026"], [""], HEAD, *PEOPLE]),
    "empty rows and columns before": book([[""], *(["", "", *row] for row in (HEAD, *PEOPLE))]),
    "header again on the next page": book([HEAD, *PEOPLE[:2], HEAD, *PEOPLE[2:]]),
    "columns numbered below the header": book([HEAD, ["1", "2", "3", "4", "5"], *PEOPLE]),
    "totals and signatures below": book(
        [HEAD, *PEOPLE, [""], ["", "Jami:", "4 nafar"], [""], ["", "Masʼul:", "prof. Olimov"], ["", "Tel", "662330841"]]
    ),
    "subtotals between": book([HEAD, *PEOPLE[:2], ["", "Jami: 2"], *PEOPLE[2:], ["", "Jami: 2"]]),
    "the team said once without merging": book(
        [HEAD, PEOPLE[0], ["2", "", "Rahimov Bekzod"], PEOPLE[2], ["4", "", "Li Wei"]]
    ),
    "a worksheet for each team": book([HEAD, *PEOPLE[:2]], [HEAD, *PEOPLE[2:]], titles=("Glyukoza", "Insulin")),
    "an empty worksheet beside": book([HEAD, *PEOPLE], []),
    "telephones and years of birth": book(
        [[*HEAD, "Telefon", "Tugʻilgan yili"], *([*row, "+998 90 1", "2004"] for row in PEOPLE)]
    ),
    "surname and first name in columns of their own": book(
        [
            ["T/r", "Jamoa nomi", "Familiyasi", "Ismi", "OTM", "Mamlakat"],
            *([row[0], row[1], *row[2].split(), row[3], STATES[row[4]]] for row in PEOPLE),
        ]
    ),
    "a header of two lines": book(
        [
            ["№", "Jamoa", "Ishtirokchi", "", "Universitet", "Davlat"],
            ["", "", "Familiya", "Ism"],
            *([row[0], row[1], *row[2].split(), row[3], row[4]] for row in PEOPLE),
        ]
    ),
    "a header of two lines, merged": book(
        [
            ["№", "Jamoa", "Ishtirokchi", "", "Universitet", "Davlat"],
            ["", "", "Familiya", "Ism"],
            *([row[0], row[1], *row[2].split(), row[3], row[4]] for row in PEOPLE),
        ],
        merged=("A1:A2", "B1:B2", "C1:D1", "E1:E2", "F1:F2"),
    ),
    "the team in a line above its people": book(
        [
            ["№", "F.I.SH.", "Universitet", "Davlat"],
            ["“Glyukoza” jamoasi"],
            *([row[0], *row[2:]] for row in PEOPLE[:2]),
            ["Команда «Insulin»"],
            *([row[0], *row[2:]] for row in PEOPLE[2:]),
        ]
    ),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAID_OUT)
def test_a_list_is_read_however_it_is_laid_out(layout):
    found = read(LAID_OUT[layout])

    assert {name: [row[:width] for row in found[name]] for name, width in (("institutions", 2), ("teams", 1))} == {
        "institutions": READ["institutions"],
        "teams": [["Glyukoza"], ["Insulin"]],
    }
    assert sorted(found["participants"]) == sorted(READ["participants"])


HEADINGS = [
    ["№ п/п", "Название\nкоманды", "Ф.И.О.\u00a0участника", "Наименование вуза", "Страна "],
    ["Т/р", "Жамоа", "Ф.И.Ш.", "Олийгоҳ", "Давлат"],
    ["No.", "Team name", "Full name", "University / Institution", "Country"],
    ["N", "JAMOA NOMI", "TALABA F.I.SH.", "OʻQUV YURTI", "DAVLATI"],
]


@pytest.mark.parametrize("headings", HEADINGS, ids=[heads[1] for heads in HEADINGS])
def test_headings_are_known_in_every_language_and_script(headings):
    assert read(book([headings, *PEOPLE])) == READ


def test_a_number_and_a_name_of_the_team_beside_each_other_are_both_kept():
    found = read(book([["Команда №", "Название команды", "ФИО", "ВУЗ"], ["1", "Глюкоза", "Ли Вэй", "ИГМА"]]))

    assert found["teams"] == [["1", "Глюкоза", "ИГМА"]]
    assert found["participants"] == [["1", "Ли Вэй"]]


def test_people_of_a_team_may_stand_in_columns_of_their_own():
    head = ["Jamoa", "Universitet", "Sardor", "2-ishtirokchi", "3-ishtirokchi"]

    found = read(book([head, ["Krebs", "SamDTU", "Li Wei", "Kim Anna", ""]]))

    assert found["teams"] == [["Krebs", "SamDTU"]]
    assert found["participants"] == [["Krebs", "Li Wei", "leader"], ["Krebs", "Kim Anna", ""]]


@pytest.mark.parametrize("cell", ["Li Wei\nKim Anna", "Li Wei, Kim Anna", "Li Wei; Kim Anna"])
def test_people_of_a_team_may_stand_in_one_cell(cell):
    head = ["Команда", "Участники", "ВУЗ"]

    assert [row[:2] for row in people(book([head, ["Krebs", cell, "ИГМА"]]))] == [
        ["Krebs", "Li Wei"],
        ["Krebs", "Kim Anna"],
    ]


@pytest.mark.parametrize("name", ["Li Wei (sardor)", "Li Wei – капитан", "Li Wei, captain"])
def test_a_role_may_stand_behind_the_name(name):
    assert people(book([HEAD, ["1", "Krebs", name, "SamDTU", "UZ"], ["2", "Krebs", "Kim Anna", "SamDTU", "UZ"]])) == [
        ["Krebs", "Li Wei", "leader"],
        ["Krebs", "Kim Anna", ""],
    ]


def test_universities_may_stand_in_lines_between_the_teams():
    rows = [["№", "Jamoa", "F.I.SH."], ["SamDTU"], ["1", "Krebs", "Li Wei"], ["IGMA"], ["2", "Pepsin", "Kim Anna"]]

    assert read(book(rows))["teams"] == [["Krebs", "SamDTU"], ["Pepsin", "IGMA"]]


JUDGES = [["Hakam", "F.I.SH."], ["J1", "Odil Yoʻldoshev"], ["J2", "Anna Probe"]]
TEAMS = [["Jamoa", "Universitet"], ["Krebs", "SamDTU"], ["Pepsin", "IGMA"]]


@pytest.mark.parametrize(
    "content",
    [
        book([["Jamoalar"], *TEAMS, [""], ["Hakamlar"], *JUDGES]),
        book([[*left, "", *right] for left, right in zip(TEAMS, JUDGES, strict=True)]),
    ],
    ids=["below", "beside"],
)
def test_two_lists_of_one_worksheet_are_two_lists(content):
    assert read(content) == {"teams": TEAMS[1:], "judges": JUDGES[1:]}


def test_people_under_a_heading_that_nobody_knows_are_asked_about_and_never_lost():
    content = book([["Jamoa", "Universitet", "Yigʻma roʻyxat"], *([row[1], row[3], row[2]] for row in PEOPLE)])

    tables, problems = read_upload("royxat.xlsx", content, guess=True)

    assert tables == {}
    assert [one.code for one in problems if not one.is_note] == ["nothing_recognised"]


def test_what_is_left_out_below_a_list_is_told():
    content = book([HEAD, *PEOPLE, [""], ["", "Jami:", "4 nafar"]])

    _, problems = read_upload("royxat.xlsx", content, guess=True)

    assert [(one.row, one.fields["found"]) for one in problems if one.code == "rows_left_out"] == [(7, "Jami: 4 nafar")]


def test_a_table_that_has_its_name_is_read_to_the_letter():
    tables, _ = read_upload("teams.csv", b"team,name\nTotal,Total\nT1,Rector\n", guess=True)

    assert [row.cells["team"] for row in tables["teams"].rows] == ["Total", "T1"]
