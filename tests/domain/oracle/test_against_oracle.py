"""Ranks random and wrong folders with the command and with the oracle; both must say the same."""

import pytest

pytest.importorskip("olympiad.cli_rank")

from tests.domain.oracle.compare import difference, oracle, product, write_folder  # noqa: E402
from tests.domain.oracle.wrong_folders import WrongFolder, sound_folder, wrong_folders  # noqa: E402

SEEDS_AT_A_TIME = 20


@pytest.mark.parametrize("first", range(0, 400, SEEDS_AT_A_TIME))
def test_rank_gives_what_the_oracle_gives(tmp_path, first):
    found = {seed: difference(seed, tmp_path / str(seed)) for seed in range(first, first + SEEDS_AT_A_TIME)}

    assert {seed: text for seed, text in found.items() if text} == {}


def test_rank_takes_the_folder_that_the_wrong_ones_start_from(tmp_path):
    path = write_folder(sound_folder(), tmp_path / "sound")

    assert product(path) == oracle(path)


@pytest.mark.parametrize("wrong", wrong_folders(), ids=lambda wrong: wrong.name)
def test_rank_names_the_place_of_the_error(tmp_path, wrong: WrongFolder):
    answer = product(write_folder(wrong.folder, tmp_path / "wrong"))

    assert (answer.code, answer.out) == (1, "")
    assert [place for place in wrong.where if f"{place}:" not in answer.problems] == []
