"""Asks whether the files that take longest are there and come first."""

from tests.longest_first import LONGEST, ROOT, place


def test_every_file_that_takes_long_is_there() -> None:
    assert [name for name in LONGEST if not (ROOT / name).exists()] == []


def test_a_named_file_comes_before_its_folder_and_both_before_the_rest() -> None:
    names = ["tests/domain/test_choice.py", "tests/browser/test_photos.py", "tests/browser/test_every_page.py"]

    assert sorted(names, key=lambda name: place(ROOT / name)) == names[::-1]
