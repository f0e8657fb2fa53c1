"""Readers meet random bytes and random edits of good files: sentences and exit codes, never a trace."""

import io
import os
import random
import zipfile
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from olympiad.cli.rank import rank_command
from tests.domain.oracle.ranker import ranking_csv as oracle_csv

GOOD = Path(__file__).resolve().parents[1] / "data" / "small-section"
FILES = {path.name: path.read_bytes() for path in sorted(GOOD.glob("*.csv")) if path.name != "ranking.csv"}
NASTY = [
    "",
    "-",
    "1e999999",
    "9" * 5000,
    "٣",
    "nan",
    "\x00",
    '"',
    ";",
    "=1+1",
    "1.5.5",
    "−1",
    "\ufeff",
    "á" * 200,
    "\r",
]
MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def ask(path: Path, *options: str) -> Result:
    """Rank, and see that whatever comes is an answer: exit 0, 1 or 2, problems one a line."""
    result = CliRunner().invoke(rank_command, [str(path), *options])
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    assert result.exit_code in (0, 1, 2)
    assert "Traceback" not in result.output
    if result.exit_code == 1:
        assert result.stdout == ""
        assert result.stderr != ""
        assert all(":" in line for line in result.stderr.splitlines())
    return result


def write(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def book() -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, content in FILES.items():
        sheet = made.create_sheet(name.removesuffix(".csv"))
        for line in content.decode().splitlines():
            sheet.append(line.split(","))
    return made


def saved(made: openpyxl.Workbook, path: Path) -> Path:
    made.save(path)
    return path


def test_the_good_folder_is_ranked_in_every_form(tmp_path):
    (tmp_path / "good.zip").write_bytes(zipped(FILES))
    (tmp_path / "nested.zip").write_bytes(zipped({f"section/{name}": content for name, content in FILES.items()}))

    plain, *others = [ask(path) for path in (GOOD, tmp_path / "good.zip", tmp_path / "nested.zip")]

    assert plain.exit_code == 0
    assert [other.stdout for other in others] == [plain.stdout] * 2


@MANY
@given(content=st.binary(max_size=300), name=st.sampled_from(sorted(FILES)))
def test_random_bytes_in_place_of_a_file_are_answered(tmp_path, content, name):
    ask(write(tmp_path / "folder", FILES | {name: content}))


@MANY
@given(content=st.binary(max_size=400), start=st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0"]))
def test_random_bytes_in_place_of_a_container_are_answered(tmp_path, content, start):
    path = tmp_path / "section.bin"
    path.write_bytes(start + content)

    assert ask(path).exit_code == 1


@MANY
@given(seed=st.integers(0, 10**6))
def test_random_edits_of_good_files_are_answered(tmp_path, seed):
    rng = random.Random(seed)
    files = dict(FILES)
    for _ in range(rng.randint(1, 3)):
        name = rng.choice(sorted(files))
        lines = files[name].decode().splitlines()
        at = rng.randrange(len(lines))
        cells = lines[at].split(",")
        cells[rng.randrange(len(cells))] = rng.choice([*NASTY, rng.choice(lines).split(",")[0]])
        lines[at] = ",".join(cells)
        files[name] = "\n".join(rng.choice([lines, [*lines, lines[at]], lines[:at] or lines])).encode()

    ask(write(tmp_path / "folder", files))


@MANY
@given(seed=st.integers(0, 10**6))
def test_edited_folders_that_are_still_good_are_never_ranked_wrong(tmp_path, seed):
    rng = random.Random(seed)
    files = dict(FILES)
    for _ in range(rng.randint(1, 4)):
        name = rng.choice(["marks.csv", "marks.csv", "teams.csv", "tasks.csv"])
        lines = files[name].decode().splitlines()
        at = rng.randrange(1, len(lines))
        header, cells = lines[0].split(","), lines[at].split(",")
        column = rng.randrange(len(cells))
        same_column = [line.split(",")[column] for line in lines[1:] if len(line.split(",")) == len(header)]
        cells[column] = rng.choice([*same_column, "0", "1", "0.5", ""])
        lines[at] = ",".join(cells)
        files[name] = "\n".join(lines).encode()
    folder = write(tmp_path / "folder", files)

    answer = ask(folder)

    if answer.exit_code == 0:
        assert answer.stdout == oracle_csv(folder)


@MANY
@given(seed=st.integers(0, 10**6))
def test_random_edits_of_containers_are_answered(tmp_path, seed):
    rng = random.Random(seed)
    path = tmp_path / "section.xlsx"
    content = bytearray(zipped(FILES) if seed % 2 else saved(book(), path).read_bytes())
    for _ in range(rng.randint(1, 6)):
        content[rng.randrange(len(content))] = rng.randrange(256)
    if rng.random() < 0.2:
        content = content[: rng.randrange(len(content))]
    path.write_bytes(content)

    ask(path)


@pytest.mark.parametrize("text", [text for text in NASTY if text not in ("", "\r", '"', "\ufeff", ";")])
def test_a_nasty_mark_is_named_by_its_row(tmp_path, text):
    lines = FILES["marks.csv"].decode().splitlines()
    place = lines[0].split(",").index("mark")
    row = next(at for at, line in enumerate(lines) if at and line.split(",")[place] not in ("", "0"))
    cells = lines[row].split(",")
    cells[place] = text
    lines[row] = ",".join(cells)

    result = ask(write(tmp_path / "folder", FILES | {"marks.csv": "\n".join(lines).encode()}))

    assert result.exit_code == 1
    assert f"marks.csv:{row + 1}:" in result.stderr


def test_a_date_cell_is_explained(tmp_path):
    from datetime import date

    made = book()
    made["marks"]["E2"] = date(2026, 5, 3)

    result = ask(saved(made, tmp_path / "book.xlsx"))

    assert result.exit_code == 1
    assert "marks.csv:2:" in result.stderr
    assert "Excel" in result.stderr


def test_a_formula_without_a_value_is_answered(tmp_path):
    made = book()
    made["marks"]["E2"] = "=1+1"

    result = ask(saved(made, tmp_path / "book.xlsx"))

    assert result.exit_code == 1
    assert "marks.csv:2:" in result.stderr


def test_a_far_cell_is_refused_before_millions_are_made(tmp_path):
    made = book()
    made["marks"]["XFD1048576"] = "far"

    result = ask(saved(made, tmp_path / "book.xlsx"))

    assert result.exit_code == 1
    assert result.stderr.startswith("book.xlsx:1: The workbook holds too much")


def test_hidden_and_merged_cells_are_told_and_read(tmp_path):
    made = book()
    made["teams"].row_dimensions[2].hidden = True
    made["tasks"].column_dimensions["B"].hidden = True

    result = ask(saved(made, tmp_path / "book.xlsx"))

    assert result.exit_code == 0
    assert "teams.csv:2:" in result.stderr


def test_a_zip_bomb_is_refused(tmp_path):
    path = tmp_path / "bomb.zip"
    path.write_bytes(zipped(FILES | {"schedule.csv": b"0" * 300_000_000}))

    assert ask(path).exit_code == 1


def test_a_file_twice_in_an_archive_is_refused(tmp_path):
    path = tmp_path / "twice.zip"
    path.write_bytes(zipped(FILES | {"old/marks.csv": FILES["marks.csv"]}))

    result = ask(path)

    assert result.exit_code == 1
    assert "marks.csv:1:" in result.stderr


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_twice_under_one_name_is_refused(tmp_path):
    path = tmp_path / "twice.zip"
    path.write_bytes(zipped(FILES))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("marks.csv", FILES["marks.csv"])

    result = ask(path)

    assert (result.exit_code, result.stderr) == (
        1,
        "marks.csv:1: The archive holds this file more than once. Keep one.\n",
    )


@pytest.mark.parametrize(("name", "kind"), [("a.zip", "ZIP file"), ("a.xlsx", "workbook")])
def test_a_damaged_container_is_all_that_is_told_of_it(tmp_path, name, kind):
    path = tmp_path / name
    path.write_bytes(b"PK\x03\x04 nonsense")

    lines = ask(path).stderr.splitlines()

    assert [line.startswith(f"{name}:1: This {kind} is damaged") for line in lines] == [True]


def test_an_external_entity_in_a_workbook_is_refused(tmp_path):
    source = zipfile.ZipFile(saved(book(), tmp_path / "good.xlsx"))
    files = {name: source.read(name) for name in source.namelist()}
    attack = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    files["xl/workbook.xml"] = attack + files["xl/workbook.xml"].partition(b"?>")[2]
    (tmp_path / "evil.xlsx").write_bytes(zipped(files))

    assert ask(tmp_path / "evil.xlsx").exit_code == 1


def test_what_is_no_file_is_told_and_never_opened(tmp_path):
    folder = write(tmp_path / "folder", FILES)
    (folder / "penalties.csv").mkdir()
    os.mkfifo(tmp_path / "pipe")

    with_folder, pipe = ask(folder), ask(tmp_path / "pipe")

    assert (with_folder.exit_code, pipe.exit_code) == (1, 1)
    assert "penalties.csv:1:" in with_folder.stderr
