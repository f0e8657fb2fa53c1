"""Ranks random and wrong folders with the command and with the oracle; both must say the same."""

import pytest

pytest.importorskip("olympiad.cli.rank")

from tests.domain.examples import FULL
from tests.domain.oracle.compare import difference, oracle, product
from tests.domain.oracle.writing import write_folder
from tests.domain.oracle.wrong_folders import WrongFolder, sound_folder, wrong_folders

SEEDS_AT_A_TIME = 20
NAMELESS = ("team key empty", "task code empty")
"""What other files say about a row without a name cannot be told from a mistake of their own."""


@pytest.mark.parametrize("first", range(0, 400 if FULL else SEEDS_AT_A_TIME, SEEDS_AT_A_TIME))
def test_rank_gives_what_the_oracle_gives(tmp_path, first):
    found = {seed: difference(seed, tmp_path / str(seed)) for seed in range(first, first + SEEDS_AT_A_TIME)}

    assert {seed: text for seed, text in found.items() if text} == {}


def test_rank_takes_the_folder_that_the_wrong_ones_start_from(tmp_path):
    path = write_folder(sound_folder(), tmp_path / "sound")

    got, expected = product(path), oracle(path)

    assert (got.code, got.out) == (expected.code, expected.out)


@pytest.mark.parametrize("wrong", list(wrong_folders()), ids=lambda wrong: wrong.name)
def test_rank_names_the_place_of_the_error_and_no_other(tmp_path, wrong: WrongFolder):
    answer = product(write_folder(wrong.folder, tmp_path / "wrong"))

    named = {":".join(line.split(":")[:2]) for line in answer.problems.splitlines()}
    assert (answer.code, answer.out) == (1, "")
    assert named >= set(wrong.where)
    assert named == set(wrong.where) or wrong.name in NAMELESS


@pytest.mark.parametrize("name", ["teams", "tasks", "criteria", "marks"])
def test_rank_names_a_file_that_it_needs_and_a_column_that_is_not_there(tmp_path, name):
    path = write_folder(sound_folder(), tmp_path / "folder")
    text = (path / f"{name}.csv").read_text(encoding="utf-8")
    header, rest = text.split("\n", 1)
    (path / f"{name}.csv").write_text(header.replace("team,", "crew,").replace("task,", "chore,") + "\n" + rest)
    without_column = product(path)
    (path / f"{name}.csv").unlink()
    without_file = product(path)

    assert (without_column.code, without_column.out) == (1, "")
    assert f"{name}.csv:1:" in without_column.problems
    assert (without_file.code, without_file.out) == (1, "")
    assert f"{name}.csv" in without_file.problems


def test_rank_refuses_what_is_not_there_as_wrong_usage(tmp_path):
    assert product(tmp_path / "nowhere").code == 2


@pytest.mark.parametrize("content", [b"team\nT\xe9\n", b"team\n\x00\n", b""])
def test_rank_refuses_a_file_that_cannot_be_read(tmp_path, content):
    path = write_folder(sound_folder(), tmp_path / "folder")
    (path / "teams.csv").write_bytes(content)

    answer = product(path)

    assert (answer.code, answer.out) == (1, "")
    assert "teams.csv" in answer.problems


@pytest.mark.parametrize("name", ["folder.zip", "folder.xlsx"])
def test_rank_refuses_a_container_that_cannot_be_read(tmp_path, name):
    (tmp_path / name).write_bytes(b"PK\x03\x04 and then nothing")

    answer = product(tmp_path / name)

    assert (answer.code, answer.out) == (1, "")
    assert answer.problems != ""
