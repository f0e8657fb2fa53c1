"""Asks that a section's own export ranks as the section does, and is taken in again unchanged, there and in an empty section."""

import io
import random
from datetime import datetime

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from olympiad.domain.choices import SheetState
from olympiad.domain.errors import DomainError
from olympiad.domain.ranking import rank
from olympiad.exchange.overlay import Action
from olympiad.exchange.ranking_file import ranking_csv
from olympiad.exchange.section_folder import read_section
from olympiad.exchange.section_workbook import About, write_section_workbook
from olympiad.exchange.section_writer import write_zip
from olympiad.exchange.sources import read_path, read_upload
from olympiad.models.absence import Absence
from olympiad.models.adjustment import AgreedMark
from olympiad.models.score_sheet import Mark, ScoreSheet
from olympiad.services.computing import section_tables, section_values
from olympiad.services.entry import section_import
from olympiad.services.results import section_workbooks
from olympiad.services.sections import sheet_assignment
from tests.domain.oracle.folders import random_folder
from tests.domain.oracle.writing import write_folder
from tests.factories import make_judge, make_mark, make_section, make_user
from tests.results_world import finalise, mark_everything


def ranked(section):
    """The ranking file, or the refusal of the rulebook; teams as files know them."""
    try:
        return ranking_csv(section, rank(section))
    except DomainError as refused:
        return refused.code


def load(session, section, content, name="section.zip"):
    user = make_user(session)
    assert section_import.plan_upload(session, section, name, content).problems == []
    plan = section_import.apply_upload(session, section, name, content, by=user, reason="again")
    session.flush()
    session.expire_all()
    return plan


def hand_over(session, section, rng):
    """A history: sheets go to other judges, who mark some of them; the judge of one is asked beside the others."""
    user, other = make_user(session), make_judge(session, section, key="substitute", tasks=[])
    sheets = session.scalars(
        select(ScoreSheet)
        .where(ScoreSheet.section_id == section.id, ScoreSheet.state.in_((SheetState.NOT_STARTED, SheetState.OPEN)))
        .order_by(ScoreSheet.team_id, ScoreSheet.task_id, ScoreSheet.judge_id)
    ).all()
    had = set()
    for sheet in sheets:
        place = sheet.team_id, sheet.task_id
        if place not in had and not is_agreed(session, *place) and rng.random() < 0.6:
            had.add(place)
            given = sheet_assignment.reassign(session, sheet, other, reason="ill", by=user)
            if rng.random() < 0.7 and not is_away(session, sheet):
                mark_points(session, given)
    session.flush()
    session.expire_all()


def is_agreed(session, team, task):
    """A sheet begun after its marks were agreed waits for its judge here; a file cannot say so, there it is settled."""
    agreed = select(AgreedMark.id).where(AgreedMark.team_id == team, AgreedMark.task_id == task)
    return bool(session.scalars(agreed).first())


def is_away(session, sheet):
    """One sheet says absent, another has marks: formats.md calls that an error of files, so it is settled before."""
    others = select(ScoreSheet.id).where(ScoreSheet.team_id == sheet.team_id, ScoreSheet.task_id == sheet.task_id)
    absent = select(Mark.sheet_id).where(Mark.sheet_id.in_(others), Mark.state == "absent")
    as_a_whole = select(Absence.id).where(Absence.team_id == sheet.team_id, Absence.task_id == sheet.task_id)
    return bool(session.scalars(absent).first() or session.scalars(as_a_whole).first())


def mark_points(session, sheet):
    """Mark what is marked in points; a sheet of points alone is handed in."""
    lines = [line for line in sheet.task.criteria if line.kind == "points"]
    for line in lines:
        make_mark(session, sheet, line, line.maximum)
    if lines:
        sheet.state = SheetState.SUBMITTED if len(lines) == len(sheet.task.criteria) else SheetState.OPEN


@pytest.mark.parametrize("seed", range(12))
def test_an_own_export_is_the_section(session, tmp_path, seed):
    section = make_section(session)
    is_workbook = seed % 3 == 0
    name = "a.xlsx" if is_workbook else "a.zip"
    folder = write_folder(random_folder(seed), tmp_path / "folder")
    section_import.apply_tables(session, section, *read_path(folder), source=b"", by=make_user(session))
    hand_over(session, section, random.Random(seed))
    content = section_workbooks.workbook(session, section, "uz") if is_workbook else zipped(session, section)

    again = load(session, section, content, name)
    elsewhere = make_section(session)
    load(session, elsewhere, content, name)

    assert again.count(Action.CREATE) + again.count(Action.CHANGE) == 0
    read = read_section(*read_upload(name, content))
    assert [one for one in read.problems if not one.is_note] == []
    here = ranked(section_values.load(session, section))
    assert ranked(read.section) == here
    assert ranked(section_values.load(session, elsewhere)) == here
    assert section_tables.read(session, elsewhere) == section_tables.read(session, section)
    if is_workbook:
        exported = section_workbooks.workbook(session, elsewhere, "ru")
        assert tables_in(read_upload(name, exported)) == tables_in(read_upload(name, content))


def zipped(session, section):
    return write_zip(section_tables.read(session, section))


def tables_in(found):
    """Every table of a file with its cells, and what its reader said."""
    tables, problems = found
    cells = {name: [dict(row.cells) for row in table.rows] for name, table in tables.items()}
    return cells, [one.code for one in problems]


def test_a_workbook_has_numbers_dates_filters_and_prints_on_one_width(session, cast):
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    finalise(session, cast)

    book = load_workbook(io.BytesIO(section_workbooks.workbook(session, cast.section, "en")))

    ranking, changes, marks = book["ranking"], book["changes"], book["marks"]
    assert book.sheetnames[:3] == ["ranking", "task_marks", "changes"]
    assert [cell.value for cell in ranking[2]][:3] == [1, "T01", cast.t01.name]
    assert ranking.cell(2, 9).value == 17.5
    assert isinstance(changes.cell(2, 2).value, datetime)
    assert {type(row[4].value) for row in marks.iter_rows(min_row=2)} == {float}
    for sheet in book:
        assert (sheet.freeze_panes, sheet.print_title_rows, sheet.page_setup.fitToHeight) == ("A2", "$1:$1", 0)
        assert sheet.auto_filter.ref.startswith("A1:")
        assert all(dimension.width >= 8 for dimension in sheet.column_dimensions.values())


def test_text_of_a_workbook_is_never_a_formula():
    rows = {"teams": [{"team": "=1+1", "name": "@SUM(A1)", "code": "007"}]}

    content = write_section_workbook(rows, [], About("x"))

    tables, problems = read_upload("a.xlsx", content)
    assert dict(tables["teams"].rows[0].cells) | {"team": "=1+1", "name": "@SUM(A1)", "code": "007"} == dict(
        tables["teams"].rows[0].cells
    )
    assert problems == []


@pytest.mark.parametrize("typed", ["3,50|3.60", "3.5 | 3.6"])
def test_a_reading_in_another_spelling_is_the_same(session, cast, typed):
    line = cast.pipetting.criteria[0]
    line.kind, line.key = "reading", "value=3.5 full=1 zero=2"
    session.add(Mark(sheet_id=cast.sheets["T01", "P", "cem"].id, criterion_id=line.id, state="marked", readings=typed))
    session.flush()
    session.expire_all()

    plan = load(session, cast.section, write_zip(section_tables.read(session, cast.section)))

    assert (plan.problems, plan.count(Action.CREATE), plan.count(Action.CHANGE)) == ([], 0, 0)


def test_a_judge_has_single_sheets_beside_the_lists(tmp_path):
    files = {
        "teams": "team\nT1\nT2\n",
        "tasks": "task\nA\nB\n",
        "criteria": "task,criterion,kind,maximum\nA,p,points,10\nB,p,points,10\n",
        "judges": "judge,tasks,also,except\nJ1,A,,A/T2\nJ3,B,A/T2,\n",
        "marks": "team,task,judge,criterion,mark\nT1,A,J1,p,5\nT1,B,J3,p,3\nT2,B,J3,p,4\nT2,A,J3,p,9\n",
    }
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")

    read = read_section(*read_path(tmp_path))

    assert read.problems == ()
    rows = [(row.team.key, str(row.place), str(row.total), row.missing) for row in rank(read.section).rows]
    assert rows == [("T2", "1", "13.00", ()), ("T1", "2", "8.00", ())]


@pytest.mark.parametrize(("cell", "code"), [("X/T1", "task_unknown"), ("A/T9", "team_unknown"), ("A", "team_unknown")])
def test_a_sheet_that_cannot_be_is_named(tmp_path, cell, code):
    (tmp_path / "teams.csv").write_text("team\nT1\n", "utf-8")
    (tmp_path / "tasks.csv").write_text("task\nA\n", "utf-8")
    (tmp_path / "criteria.csv").write_text("task,criterion,kind,maximum\nA,p,points,10\n", "utf-8")
    (tmp_path / "judges.csv").write_text(f"judge,also\nJ1,{cell}\n", "utf-8")
    (tmp_path / "marks.csv").write_text("team,task,judge,criterion,mark\n", "utf-8")

    read = read_section(*read_path(tmp_path))

    assert [(one.file, one.row, one.column, one.code) for one in read.problems] == [("judges.csv", 2, "also", code)]
