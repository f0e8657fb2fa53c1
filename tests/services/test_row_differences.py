"""What is said of a row that is not as the record sealed it: the first column, both values, and no name of a person."""

import pytest

from olympiad.services.record.row_differences import differing


@pytest.mark.parametrize(
    ("said", "stands", "expected"),
    [
        ({"mark": 7500}, {"mark": 8000}, ("mark", "15/2", "8")),
        ({"mark": 7500}, {"mark": None}, ("mark", "15/2", "–")),
        ({}, {"mark": 0}, ("mark", "–", "0")),
        ({"sheet_id": 3, "state": "marked"}, {"sheet_id": 3, "state": "absent"}, ("state", "marked", "absent")),
        ({"gone": 1}, {"gone": 2}, ("gone", "1", "2")),
    ],
)
def test_the_first_column_that_differs_is_named_with_both_values(said, stands, expected) -> None:
    assert differing(said, stands, "mark") == expected


def test_of_a_column_that_may_hold_a_name_neither_value_is_told() -> None:
    assert differing({"name": "a hash"}, {"name": "another hash"}, "participant") == ("name", None, None)
