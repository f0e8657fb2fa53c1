"""Inputs of people's reports, each through the page or command that they used, with its right answer."""

import csv
import io
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from olympiad.db import make_engine
from olympiad.domain.roles import Role
from olympiad.exchange.sources import read_upload
from olympiad.migrations.upgrade import upgrade
from olympiad.models.certificate import Certificate
from olympiad.models.participant import Participant
from olympiad.models.score_sheet import Mark, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion
from olympiad.models.team import Team
from olympiad.production import mark_as_production, set_base_address
from olympiad.services.results import results
from tests.applications import Visitor
from tests.factories import Cast, give_role, make_rules, make_section
from tests.journeys.loaded import boxes, finalised, here, issued, load, outside, overlapping, upload
from tests.journeys.reported import MADE, TEXTS, make_inputs
from tests.services.test_every_copy import count, fill

REPORTED = next(
    (found for base in Path(__file__).parents if (found := base / "shared" / "review" / "inputs").is_dir()),
    Path("absent"),
)
"""The files as they were sent, where they lie beside this checkout."""


class Inputs:
    """Where the files of this run lie, made anew in `reported`."""

    at = Path()


@pytest.fixture(scope="module", autouse=True)
def _made(tmp_path_factory: pytest.TempPathFactory) -> None:
    Inputs.at = tmp_path_factory.mktemp("inputs")
    make_inputs(Inputs.at)


def _told(path: Path) -> object:
    """Return what a file says, whatever its container looks like."""
    if path.suffix == ".xlsx":
        book = load_workbook(path)
        return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}
    if path.suffix in (".zip", ".ods"):
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name).split() for name in archive.namelist()}
    return path.read_bytes().split()


@pytest.mark.skipif(not REPORTED.is_dir(), reason="the files as they were sent are not here")
@pytest.mark.parametrize("name", [*MADE, *TEXTS])
def test_the_inputs_made_here_say_what_was_reported(name: str) -> None:
    assert _told(Inputs.at / name) == _told(REPORTED / name)


@pytest.fixture
def empty(session: Session, cast: Cast) -> Section:
    """A section of the cast's edition in which nothing was entered; ana organizes it, too."""
    section = make_section(session, edition=cast.edition, slug="empty")
    make_rules(session, section)
    give_role(session, cast.ana, Role.ORGANIZER, section=section)
    session.commit()
    return section


@pytest.fixture
def ana(client: Visitor, cast: Cast, empty: Section) -> Visitor:
    return client.sign_in(cast.ana)


def given(*path: str) -> bytes:
    return Inputs.at.joinpath(*path).read_bytes()


def rank(app: Flask, *path: str):
    return app.test_cli_runner().invoke(args=["rank", str(Inputs.at.joinpath(*path))])


def totals(printed: str) -> list[tuple[str, ...]]:
    """Place, team and total of a ranking file."""
    head, *lines = printed.splitlines()
    columns = head.split(",")
    wanted = [columns.index(name) for name in ("place", "team", "total")]
    return [tuple(line.split(",")[at] for at in wanted) for line in lines]


def test_01_a_copy_in_which_a_workbook_lies_is_put_back(
    app: Flask, ana: Visitor, cast: Cast, session: Session, empty: Section, engine: Engine
) -> None:
    """The copy looks like a ZIP to whoever searches its end for one: the uploaded workbook lies there."""
    address, section_id = (
        upload(ana, here(empty, cast), given("01-backup-taken-for-a-zip", "teams.xlsx"), "teams.xlsx"),
        empty.id,
    )
    session.close()
    run = app.test_cli_runner().invoke
    run(args=["backup"])
    (copy,) = Path(app.instance_path, "backups").glob("*.sqlite")
    assert zipfile.is_zipfile(copy)
    assert ana.post(f"{address}/confirm").status_code == 303
    session.close()

    answer = run(args=["restore", "--yes", str(copy)])

    assert answer.exit_code == 0, answer.output
    engine.dispose()
    with engine.connect() as connection:
        assert connection.scalar(select(func.count(Team.id)).where(Team.section_id == section_id)) == 0
        assert connection.scalar(text("SELECT count(*) FROM import_preview")) == 1


def test_02_a_copy_is_put_back_on_a_machine_without_a_database(
    app: Flask, session: Session, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.commit()
    session.close()
    run = app.test_cli_runner().invoke
    run(args=["backup"])
    (copy,) = Path(app.instance_path, "backups").glob("*.sqlite")
    (tmp_path / "new").mkdir()
    machine = make_engine(f"sqlite:///{tmp_path / 'new' / 'olympiad.sqlite'}")
    monkeypatch.setitem(app.extensions, "olympiad_engine", machine)
    monkeypatch.setattr(app, "instance_path", str(tmp_path / "new"))

    answer = run(args=["restore", "--yes", str(copy)])

    assert answer.exit_code == 0, answer.output
    with machine.connect() as connection:
        assert connection.scalar(select(func.count(Team.id))) == 2
    machine.dispose()


def test_02_a_copy_of_a_newer_release_is_refused_in_a_sentence(
    app: Flask, session: Session, cast: Cast, engine: Engine
) -> None:
    session.commit()
    session.close()
    run = app.test_cli_runner().invoke
    run(args=["backup"])
    (copy,) = Path(app.instance_path, "backups").glob("*.sqlite")
    with closing(sqlite3.connect(copy)) as changed:
        changed.execute("UPDATE alembic_version SET version_num = '0999'")
        changed.commit()

    answer = run(args=["restore", "--yes", str(copy)])

    assert answer.exit_code == 1
    assert "0999" in answer.output
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) != "0999"


def test_03_a_database_of_schema_0011_with_a_record_is_brought_up_to_date(app: Flask, tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'old.sqlite'}", may_write=lambda: True)
    upgrade(engine, "0011")
    rows = fill(engine)

    upgrade(engine)

    assert rows["audit_entry"]
    assert count(engine)["audit_entry"] >= rows["audit_entry"]
    engine.dispose()


def test_04_an_own_export_with_readings_in_another_spelling_comes_in_again(
    ana: Visitor, cast: Cast, session: Session, empty: Section
) -> None:
    place = here(empty, cast)
    load(ana, place, given("04-own-export-refused-readings", "section.zip"), "section.zip")
    sheet = session.scalars(select(ScoreSheet).where(ScoreSheet.section_id == empty.id)).first()
    line = session.scalars(select(Criterion).where(Criterion.task_id == sheet.task_id)).first()
    session.add(Mark(sheet_id=sheet.id, criterion_id=line.id, state="marked", readings="3,50|3.60"))
    session.commit()
    exported = ana.get(f"{place}/imports/section.zip").data

    page = ana.get(upload(ana, place, exported, "section.zip")).text

    assert "Everything in this file is there already." in page


def test_05_an_export_of_a_sheet_that_changed_hands_says_who_marks_it(app: Flask) -> None:
    """The export was written before files could say it; what is written today names the sheet's judge, see test_own_exports."""
    answer = rank(app, "05-own-export-not-rankable", "export")

    assert answer.exit_code == 1
    assert "J3" in answer.output


@pytest.mark.parametrize("name", ["powershell5.zip", "workbook22.xlsx"])
def test_06_other_peoples_archives_are_read(app: Flask, name: str) -> None:
    answer = rank(app, "06-nothing-read-but-no-problems", name)

    assert answer.exit_code == 0
    assert sorted(row[1:] for row in totals(answer.stdout)) == [("T1", "18.50"), ("T2", "11.50"), ("T3", "17.00")]


@pytest.mark.parametrize("name", ["marks.zip", "teams-sheet-named-List1.xlsx", "teams.ods"])
def test_06_reading_nothing_is_never_no_problems(ana: Visitor, cast: Cast, empty: Section, name: str) -> None:
    address = upload(ana, here(empty, cast), given("06-nothing-read-but-no-problems", name), name)

    page = ana.get(address).text
    assert "There is nothing to import." not in page
    assert address.endswith("/columns/") or "problem" in page or "would be created" in page


def test_07_one_person_in_three_spellings_is_one_person(
    ana: Visitor, cast: Cast, session: Session, empty: Section
) -> None:
    place, folder = here(empty, cast), "07-one-person-twice"
    load(ana, place, b"team\nT1\n", "teams.csv")
    load(ana, place, given(folder, "first_participants.csv"), "participants.csv")
    people = len(session.scalars(select(Participant).where(Participant.section_id == empty.id)).all())

    for name in ("second_participants.csv", "third_participants.csv"):
        address = upload(ana, place, given(folder, name), "participants.csv")
        ana.post(f"{address}/confirm")

    assert len(session.scalars(select(Participant).where(Participant.section_id == empty.id)).all()) == people


def test_08_keys_that_look_alike_are_refused_with_the_letter(
    ana: Visitor, cast: Cast, session: Session, empty: Section
) -> None:
    place = here(empty, cast)
    load(ana, place, given("08-look-alike-keys", "first_teams.csv"), "teams.csv")
    before = set(session.scalars(select(Team.key).where(Team.section_id == empty.id)))

    address = upload(ana, place, given("08-look-alike-keys", "second_teams.csv"), "teams.csv")
    answer = ana.post(f"{address}/confirm")

    assert answer.status_code == 409
    assert "CYRILLIC" in ana.get(address).text
    assert set(session.scalars(select(Team.key).where(Team.section_id == empty.id))) == before


def test_08_a_look_alike_in_marks_is_named(app: Flask) -> None:
    answer = rank(app, "08-look-alike-keys", "rank")

    assert answer.exit_code == 1
    assert "CYRILLIC CAPITAL LETTER TE" in answer.output


def test_09_nothing_on_a_certificate_overlaps_or_leaves_the_page(
    ana: Visitor, cast: Cast, session: Session, empty: Section
) -> None:
    load(ana, here(empty, cast), given("09-certificate-overlaps", "section.zip"), "section.zip")
    made = issued(session, empty, cast, ("ru", "en"))
    session.commit()

    pages = [pypdfium2.PdfDocument(ana.get(f"{here(empty, cast)}/certificates/{one.id}.pdf").data) for one in made]

    assert made
    for document in pages:
        assert len(document) == 1
        lines = boxes(document[0])
        assert outside(lines, document[0]) == []
        assert overlapping(lines) == []


def test_10_one_persons_foreign_letters_are_that_persons_trouble_only(
    ana: Visitor, cast: Cast, session: Session, empty: Section
) -> None:
    load(ana, here(empty, cast), given("10-one-local-name-blocks-all", "section.zip"), "section.zip")

    made = issued(session, empty, cast, ("en",))

    assert "Ivan Petrov" in " ".join(one.fields for one in made)


def test_11_a_carriage_return_is_a_line_break(ana: Visitor, cast: Cast, session: Session, empty: Section) -> None:
    tables, problems = read_upload("section.xlsx", given("11-escaped-carriage-return", "section.xlsx"))

    shown = [cell for table in tables.values() for row in table.rows for cell in row.cells.values()]
    assert [one for one in problems if not one.is_note] == []
    assert "Қызыл" in shown
    assert [cell for cell in shown if "_x000D_" in cell or "\r" in cell] == []


def test_12_a_number_that_excel_made_a_date_is_explained(app: Flask) -> None:
    answer = rank(app, "12-csv-of-russian-excel")

    assert answer.exit_code == 1
    assert "03.май" in answer.output
    assert "Excel" in answer.output


def test_12_the_line_that_names_the_separator_is_skipped(app: Flask, tmp_path: Path) -> None:
    for name in ("teams.csv", "tasks.csv", "criteria.csv"):
        (tmp_path / name).write_bytes(given("12-csv-of-russian-excel", name))
    (tmp_path / "marks.csv").write_bytes(given("12-csv-of-russian-excel", "sep", "marks.csv"))

    answer = app.test_cli_runner().invoke(args=["rank", str(tmp_path)])

    assert "sep=" not in answer.output


def test_13_a_reading_below_zero_can_be_typed_on_an_iphone(client: Visitor, cast: Cast, session: Session) -> None:
    row = cast.pipetting.criteria[0]
    row.kind, row.key, row.maximum = "reading", "value=-52.7 unit=deg full=0.5 zero=3", 4000
    sheet = cast.sheets["T01", "P", "cem"]
    session.commit()

    page = client.sign_in(cast.cem).get(f"{here(cast.section, cast)}/score-sheets/{sheet.id}").text

    assert f'name="reading-{row.id}"' in page
    assert 'inputmode="decimal"' not in page


def test_17_a_protocol_of_22_tasks_holds_totals_and_awards_on_the_paper(
    ana: Visitor, cast: Cast, session: Session, empty: Section
) -> None:
    load(ana, here(empty, cast), given("17-protocol-of-many-tasks", "section.zip"), "section.zip")
    version = finalised(session, empty, cast)

    document = pypdfium2.PdfDocument(ana.get(f"{here(empty, cast)}/documents/protocols/{version.number}.pdf").data)

    lines = boxes(document[0])
    assert {"Total", "Award"} <= {word for words, _ in lines for word in words.split()}
    assert [outside(boxes(page), page) for page in document] == [[]] * len(document)
    assert overlapping(lines) == []


def test_14_a_page_of_keying_asks_whose_session_it_is_and_gets_a_fresh_token(
    client: Visitor, session: Session, cast: Cast, empty: Section
) -> None:
    give_role(session, cast.dana, Role.CLERK, section=cast.section)
    place = f"{here(cast.section, cast)}/keying"

    out = client.get(f"{place}/token", headers={"Accept": "application/json"})
    back = client.sign_in(cast.dana).get(f"{place}/token", headers={"Accept": "application/json"})

    assert out.status_code in (302, 303, 401)
    assert back.json["csrf_token"]


def test_15_nothing_is_printed_that_leads_to_127_0_0_1(
    app: Flask, ana: Visitor, cast: Cast, session: Session, empty: Section
) -> None:
    """The demonstration warns; a production instance refuses until an address is set, and prints that one."""
    place = here(empty, cast)
    load(ana, place, given("09-certificate-overlaps", "section.zip"), "section.zip")
    finalised(session, empty, cast)
    warned = ana.get(f"{place}/certificates/").text
    mark_as_production(app.instance_path)

    issued_there = ana.post(f"{place}/certificates/issue", data={"language": "en"}).status_code
    carded = ana.post(f"{place}/access-cards/make", data={"participants": "y"}).status_code
    nothing = session.scalars(select(Certificate).where(Certificate.section_id == empty.id)).all()
    set_base_address(app.instance_path, "https://olympiad.example.uz")
    ana.post(f"{place}/certificates/issue", data={"language": ["en"]})
    made = session.scalars(select(Certificate).where(Certificate.section_id == empty.id)).all()
    paper = pypdfium2.PdfDocument(ana.get(f"{place}/certificates/{made[0].id}.pdf").data)[0]

    assert "which only this machine can open" in warned
    assert (issued_there, carded, nothing) == (409, 409, [])
    codes = [code.text for code in zxingcpp.read_barcodes(paper.render(scale=3).to_pil())]
    assert [code.partition("#")[0] for code in codes] == [f"https://olympiad.example.uz/c/{made[0].token}"]
    assert "127.0.0.1" not in paper.get_textpage().get_text_range()


def test_16_public_lists_open_in_excel_and_tell_what_the_page_tells(
    ana: Visitor, cast: Cast, session: Session, empty: Section
) -> None:
    load(ana, here(empty, cast), given("17-protocol-of-many-tasks", "section.zip"), "section.zip")
    team = session.scalars(select(Team).where(Team.section_id == empty.id).order_by(Team.key)).first()
    team.status, team.status_reason, key = "disqualified", "Left the hall", team.key
    results.publish(session, finalised(session, empty, cast), by=cast.ana)
    session.commit()

    address = f"/results/{cast.edition.slug}/{empty.slug}"
    body = ana.get(f"{address}/ranking.csv").data
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))

    assert body.startswith(b"\xef\xbb\xbf")
    (line,) = [row for row in rows if row["team"] == key]
    assert line["total"] == ""
