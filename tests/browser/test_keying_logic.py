"""The pure modules of the clerk's grid, run where they live: reading a clipboard, planning a paste, the link to the server."""

import os
import random
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.clipboards import Copied, drawn_block
from tests.browser.libreoffice_blocks import kept_blocks, make
from tests.browser.modules import module_page, run

__all__ = ["module_page", "run"]

PASTE, PLAN, LINK, SENDER = (f"/static/js/keying_{name}.js" for name in ("paste", "plan", "link", "sender"))
NAMES = [["1", "yield", "Yield of product"], ["2", "tidy", "Bench left tidy"], ["3", "ph", "pH of the buffer"]]
GRID = {
    "codes": ["B94", "C68", "D19", "E32"],
    "names": NAMES,
    "isList": [False, False, False],
    "values": [["", "", ""], ["4", "1", ""], ["", "", ""], [None, None, None]],
}
FUZZ = int(os.environ.get("OLYMPIAD_BLOCKS", "0"))
BLOCKS = FUZZ or (2_000 if os.environ.get("OLYMPIAD_FULL_TESTS") else 200)
SEED = int(os.environ.get("OLYMPIAD_SEED", "0"))


def plan(run: Any, block: list[list[str]], row: int = 0, column: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = run(PLAN, "planOf", block, GRID, {"row": row, "column": column})
    return found


def puts(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(GRID["codes"][one["row"]], NAMES[one["column"]][1], one["after"]) for one in found["changes"]]  # type: ignore[misc,index]


def left_out(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["text"], one["why"]) for one in found["skipped"]]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("7\t1\r\n8\t0\r\n", [["7", "1"], ["8", "0"]]),
        ('7\t"5,1\n5,2"\t1\n8\t5,3\t0\n', [["7", "5,1 5,2", "1"], ["8", "5,3", "0"]]),
        ('"say ""no"""\t1\n', [['say "no"', "1"]]),
        ('5" pipe\t"open\n1\t2\n', [['5" pipe', '"open'], ["1", "2"]]),
        ('"tab\there"\t2', [["tab here", "2"]]),
        ("\t\n\t7\n", [["", ""], ["", "7"]]),
        ("7\t\n", [["7", ""]]),
        ("\u00a07 \t1\r8\t2\r", [["7", "1"], ["8", "2"]]),
    ],
)
def test_a_block_of_text_keeps_each_cell_where_it_was(run: Any, text: str, rows: list[list[str]]) -> None:
    assert run(PASTE, "blockOf", text) == rows


def test_a_block_of_html_keeps_merged_cells_and_line_breaks_in_their_place(run: Any) -> None:
    html = (
        "<meta charset=utf-8><table><tr><td rowspan=2>7</td><td>5,1<br>5,2</td></tr>\n"
        "<tr><td>\n  5,3 </td></tr><tr><td colspan=2>8</td></tr></table>"
    )

    found = run(PASTE, "blockOfHtml", html)

    assert found == {"rows": [["7", "5,1 5,2"], ["", "5,3"], ["8", ""]], "merged": 2}


@pytest.mark.parametrize("text", ["7.5", "two words", '"quoted"', "7\n"])
def test_words_for_one_cell_are_no_block(run: Any, text: str) -> None:
    assert run(PASTE, "readClipboard", text, "") is None


def test_rows_go_to_their_teams_and_columns_to_their_criteria(run: Any) -> None:
    found = plan(
        run,
        [["№", "Team", "ph", "Yield of product"], ["1", "d19", "5,1", "7"], ["2", "В 94", "5,2", "8"]],
        row=2,
        column=1,
    )

    assert puts(found) == [("D19", "ph", "5,1"), ("D19", "yield", "7"), ("B94", "ph", "5,2"), ("B94", "yield", "8")]
    assert left_out(found) == [("1", "column-unknown"), ("2", "column-unknown")]


def test_a_team_column_without_header_leads_by_code_and_from_the_cell_on(run: Any) -> None:
    found = plan(run, [["C68", "3", "0"], ["B94", "7", "1"]])

    assert puts(found) == [("C68", "yield", "3"), ("C68", "tidy", "0"), ("B94", "yield", "7"), ("B94", "tidy", "1")]
    assert (found["byCode"], found["overwrites"]) == (True, 2)


def test_a_header_of_numbers_beside_teams_names_columns(run: Any) -> None:
    found = plan(run, [["", "2", "3"], ["B94", "1", "5,1"]])

    assert puts(found) == [("B94", "tidy", "1"), ("B94", "ph", "5,1")]


def test_unknown_and_double_teams_locked_sheets_and_what_is_outside_are_left_out(run: Any) -> None:
    block = [
        ["Z99", "1"],
        ["B94", "2"],
        ["C68", "3"],
        ["C68", "4"],
        ["E32", "5"],
        ["", "6"],
        ["D19", "1", "2", "3", "4"],
    ]

    found = plan(run, block)

    assert puts(found) == [("B94", "yield", "2"), ("D19", "yield", "1"), ("D19", "tidy", "2"), ("D19", "ph", "3")]
    assert left_out(found) == [
        ("Z99", "team-unknown"),
        ("C68", "team-twice"),
        ("C68", "team-twice"),
        ("5", "locked"),
        ("6", "team-unknown"),
        ("4", "outside"),
    ]


@pytest.mark.parametrize(
    "block", [[["X11", "7"], ["X12", "8"]], [["Team", "yield"], ["X11", "7"]], [["7", "X11"], ["8", "X12"]]]
)
def test_teams_of_another_page_are_refused_as_a_whole(run: Any, block: list[list[str]]) -> None:
    found = plan(run, block)

    assert (found["refused"], found["changes"]) == ("teams-unknown", [])


def test_two_columns_of_one_name_are_refused(run: Any) -> None:
    assert plan(run, [["Team", "yield", "Yield of product"], ["B94", "7", "8"]])["refused"] == "columns-unknown"


def test_blanks_never_erase(run: Any) -> None:
    found = plan(run, [["7", ""], ["", ""], ["8", "0"]])

    assert puts(found) == [("B94", "yield", "7"), ("D19", "yield", "8"), ("D19", "tidy", "0")]
    assert found["blanks"] == 2
    assert plan(run, [["", ""], ["", ""]], row=1)["blanks"] == 2


def test_a_small_plain_block_needs_no_look_and_whatever_else_does(run: Any) -> None:
    plain, over = plan(run, [["7", "1"]]), plan(run, [["5", "1"]], row=1)

    needed = [run(PLAN, "isToConfirm", one, merged) for one, merged in ((plain, 0), (plain, 1), (over, 0))]

    assert needed == [False, True, True]


def test_a_first_line_that_nobody_reads_is_taken_for_a_header(run: Any, module_page: Page) -> None:
    judge = """async ([module, block, grid, refused]) => {
      const { planOf, firstLineIsHeader } = await import(module);
      return firstLineIsHeader(planOf(block, grid, { row: 0, column: 0 }), (change) => refused.includes(change.after));
    }"""
    block = [["Yield, mg", "Order"], ["7", "1"]]

    found = [
        module_page.evaluate(judge, [PLAN, block, GRID, bad]) for bad in (["Yield, mg", "Order"], ["Order"], ["7", "1"])
    ]

    assert found == [True, False, False]


def test_the_pause_grows_and_ends_with_the_first_answer(run: Any) -> None:
    link, pauses = {"state": "open", "pause": 0}, []
    for status in (0, 503, 0, 429, 0, 0, 0):
        link = run(LINK, "afterAnswer", link, status)
        pauses.append(link["pause"])

    assert pauses == [2000, 4000, 8000, 16000, 32000, 60000, 60000]
    assert run(LINK, "afterAnswer", link, 200) == {"state": "open", "pause": 0}


@pytest.mark.parametrize(
    ("status", "state"),
    [(400, "signed-out"), (401, "signed-out"), (403, "refused"), (409, "refused"), (502, "offline")],
)
def test_each_answer_has_its_state(run: Any, status: int, state: str) -> None:
    assert run(LINK, "afterAnswer", {"state": "open", "pause": 0}, status)["state"] == state


@pytest.mark.parametrize(
    ("status", "person", "state"), [(200, "7", "open"), (200, "8", "another-person"), (401, "", "signed-out")]
)
def test_only_the_same_person_goes_on_after_signing_in(run: Any, status: int, person: str, state: str) -> None:
    assert run(LINK, "afterToken", {"state": "signed-out", "pause": 4000}, status, "7", person)["state"] == state


STATUS = """async ([module, status, headers]) => {
  const { statusOf } = await import(module);
  return statusOf(new Response(null, { status, headers }));
}"""


@pytest.mark.parametrize("status", [200, 401, 403, 407, 503])
def test_an_answer_that_is_not_ours_is_none(module_page: Page, status: int) -> None:
    """A portal that answered 200 with something else made the grid ask again without a pause."""
    found = [module_page.evaluate(STATUS, [SENDER, status, headers]) for headers in ({}, {"X-Olympiad": "1"})]

    assert found == [0, status]


def test_drawn_blocks_arrive_cell_for_cell_from_text_and_html(run: Any, module_page: Page) -> None:
    """Blocks as Excel and LibreOffice copy them: every cell where it stood, and none beside."""
    assert misread(module_page, [drawn_block(random.Random(SEED + seed)) for seed in range(BLOCKS)]) == []


def test_blocks_that_libreoffice_wrote_arrive_cell_for_cell(run: Any, module_page: Page) -> None:
    """`make grid-fuzz` lets LibreOffice write as many new ones; without it the kept ones are read."""
    assert misread(module_page, make(SEED, FUZZ) if FUZZ else kept_blocks()) == []


READ = """async ([module, blocks]) => {
  const { blockOf, blockOfHtml } = await import(module);
  return blocks.map(([text, html]) => [blockOf(text), blockOfHtml(html)]);
}"""


def misread(page: Page, blocks: list[Copied]) -> list[int]:
    """Return which blocks are read otherwise than they stood in the sheet, from text or HTML."""
    found = page.evaluate(READ, [PASTE, [[one.text, one.html] for one in blocks]])
    return [at for at, one in enumerate(blocks) if found[at] != [one.rows, {"rows": one.rows, "merged": one.merged}]]


def test_drawn_blocks_put_no_value_on_another_team_or_criterion(module_page: Page, run: Any) -> None:
    """Lists of teams in any order with header, strangers, doubles and holes, against a slow and obvious reading."""
    assert run(PLAN, "isToConfirm", plan(run, [["B94", "1"]]), 0)
    cases = [drawn_list(random.Random(SEED + seed)) for seed in range(BLOCKS)]
    read = """async ([module, cases, grid]) => {
      const { planOf } = await import(module);
      return cases.map(([block, row, column]) => planOf(block, grid, { row, column }).changes);
    }"""

    found = module_page.evaluate(read, [PLAN, [case[:3] for case in cases], GRID])

    wrong = [
        seed
        for seed, (changes, case) in enumerate(zip(found, cases, strict=True))
        if {(one["row"], one["column"]): one["after"] for one in changes} != case[3]
    ]
    assert wrong == []


Case = tuple[list[list[str]], int, int, dict[tuple[int, int], str]]


def drawn_list(draw: random.Random) -> Case:
    """A list with team codes; the last part is what may change by it."""
    columns = draw.sample(range(3), draw.randint(1, 3))
    codes = draw.choices([*GRID["codes"], "Z99", "X1"], k=draw.randint(1, 6))  # type: ignore[misc]
    codes[0] = "B94"
    marks = [[draw.choice(["", str(draw.randint(0, 9)), "5,1|5.0", "н/я", "1:35"]) for _ in columns] for _ in codes]
    head = [["Team", *[draw.choice(NAMES[one]).upper() for one in columns]]]
    if all(cell.isdecimal() for cell in head[0][1:]):
        head[0][1] = NAMES[columns[0]][1]
    block = head + [[code, *line] for code, line in zip(codes, marks, strict=True)]
    may: dict[tuple[int, int], str] = {}
    for code, line in zip(codes, marks, strict=True):
        row = GRID["codes"].index(code) if code in GRID["codes"] else 3  # type: ignore[attr-defined,operator]
        if codes.count(code) == 1 and row < 3:
            may |= {
                (row, at): text
                for at, text in zip(columns, line, strict=True)
                if text and text != GRID["values"][row][at]
            }  # type: ignore[index]
    return block, draw.randint(0, 3), draw.randint(0, 2), may
